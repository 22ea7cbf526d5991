// softmax verify: whether what a model says of itself is true.

import ArgumentParser
import SoftmaxFiles
import SoftmaxWorkflow

struct VerifyCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute a model's certificate on the data it was trained on.",
    discussion: """
      A model that was trained with a penalty says how far from the optimum it can be at most. verify computes that \
      again in Float64, from the weights in the file and from DATA, which must be the training data. It takes the \
      training part of a catalogue set (fashion-mnist means fashion-mnist:train here). It also computes everything \
      else in the file that follows from weights and data: by what columns were standardised, how they become \
      features, numbers of samples, scores.

      The answer is yes, with exit code 0, where the data is that of the fit and all of it is what the file says. It is \
      no, with exit code 1, where it is not, or where the file has no certificate. verify lists what it cannot check.

      Where DATA is an export of the model (softmax export), verify reads it, compares its probabilities with the \
      model's, and answers yes or no.

      Examples:
        Pictures:   softmax verify fashion.safetensors fashion-mnist
        A table:    softmax verify people.safetensors people.csv
        Arrays:     softmax verify vectors.safetensors vectors.npy --labels y.txt
        An export:  softmax verify fashion.safetensors fashion.onnx
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(
    help: ArgumentHelp("What the model was trained on, or an export of it.", valueName: "data"),
    completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.data) var trainingArguments: TrainingArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.output) var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  func run() throws {
    if try format != nil || ExportVerificationRequest.isExport(data) { return try verifyExport() }
    if noTools {
      throw CommandFailure(
        .usage, "\(data.printablePath) is no export of a model: leave out --no-tools, which is for exports")
    }
    var request = VerificationRequest(
      model, data: try inputArguments.source(data, fetching: dataArguments.fetchOptions()))
    request.execution = try executionArguments.execution()
    request.test = try test.map { try inputArguments.testSource($0) }
    (request.holdout, request.sampleWeight, request.offset) = (holdout, sampleWeight, offset)
    let result = try request.run()
    if json {
      try JSONOutput.print(result.document(in: .flags))
    } else {
      for line in result.lines(in: .flags) {
        StandardStream.output.write(line.printable(limit: 2000, end: 1000) + "\n")
      }
    }
    if !result.isConfirmed { throw ExitCode.failure }
  }

  private func verifyExport() throws {
    let isForData =
      holdout != nil || [test, sampleWeight, offset].contains { $0 != nil } || !inputArguments.typed.isEmpty
    if isForData {
      throw CommandFailure(
        .usage,
        "\(data.printablePath) is an export of a model, which is compared without data: leave out the flags of data"
      )
    }
    var request = ExportVerificationRequest(model, export: data)
    request.format = format
    request.usesTools = !noTools
    let result = try request.run()
    if json {
      try JSONOutput.print(result.document)
    } else {
      for line in result.lines { StandardStream.output.write(line.printable(limit: 2000, end: 1000) + "\n") }
    }
    if !result.isConfirmed { throw ExitCode.failure }
  }
}
