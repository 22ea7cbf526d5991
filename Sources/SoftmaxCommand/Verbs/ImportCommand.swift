// softmax import: a model of another program as a model file.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxWorkflow

struct ImportCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take a linear softmax classifier of another program.",
    discussion: """
      The file's ending and first bytes say what it is, or --format does: \(ImportFormats.all.map(\.name).joined(separator: ", ")). \
      What is not understood in full is refused by its name: no model is guessed. An imported model has no record of \
      its fit, and so no certificate. Everything else works with it: predict, evaluate, explain, calibrate, export.

      Examples:
        A runtime:     softmax import classifier.onnx -o m.safetensors
        PyTorch:       softmax import head.safetensors -o m.safetensors --classes a,b
        scikit-learn:  softmax import pipeline.skops -o m.safetensors
      """)

  @Argument(help: ArgumentHelp("The file of the other program.", valueName: "file"), completion: .file())
  var input: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model file to write (.safetensors).", valueName: "model"), completion: .file())
  var output: String

  @Option(help: ArgumentHelp("What the file is, where it does not say so itself.", valueName: "name"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "The classes' names, in the order of the weights' rows: a list, or @FILE with one name a line (default: those of the file, or 0, 1, ...).",
      valueName: "a,b,...|@file"), completion: .file())
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "The tensor of weights [classes x features], where several could be it.", valueName: "name"))
  var weight: String?

  @Option(help: ArgumentHelp("The tensor of biases, where several could be it.", valueName: "name"))
  var bias: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Take scores of one class against the rest for logits of a softmax: the order of the classes stays, the probabilities are others.",
      valueName: "logits"))
  var scores: ScoreReading?

  @Flag(help: "Print the result as one JSON document.")
  var json = false

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  /// What scores are taken for.
  enum ScoreReading: String, ExpressibleByArgument, CaseIterable {
    case logits
  }

  func run() throws {
    try ModelOutput.check(output, inputs: [input])
    var request = ImportRequest(input)
    request.format = format
    request.classNames = try classes.map { try Self.names($0) }
    (request.weightName, request.biasName) = (weight, bias)
    request.takesScoresAsLogits = scores == .logits
    let result = try request.run()
    try InputFile.checkUnchanged()
    try result.file.write(to: output)
    if json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(result.text)
    }
    Notice.write("wrote \(output.printablePath)\n")
  }

  /// The names of a list, or of a file's lines.
  private static func names(_ text: String) throws -> [String] {
    guard text.hasPrefix("@") else {
      return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return try NameLines.names(inFile: String(text.dropFirst()))
  }
}
