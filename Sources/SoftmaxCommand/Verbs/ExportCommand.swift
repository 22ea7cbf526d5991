// softmax export: a model in the formats of other programs, proven to compute the same.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxWorkflow

struct ExportCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model in a format of other programs, and prove that it computes the same.",
    discussion: """
      OUT's ending says the format, or --format does: \(formatList). Everything that the model does is inside: scaling, \
      missing values, categories, temperature; what comes in is raw (a picture's stored values, a table's cells).

      What was written is read back, scores inputs that are drawn within what training had (and rows of training, where \
      train --keep-sample kept some), and gets its name only where logits and probabilities are the model's. Code is \
      compiled and run for it where this machine can. The largest difference is printed, and stands in the file. verify \
      compares again at any time.

      Examples:
        A runtime:   softmax export fashion.safetensors fashion.onnx
        A device:    softmax export fashion.safetensors fashion.c
        A database:  softmax export people.safetensors people.sql
        The hub:     softmax export m.safetensors hub --format huggingface
      """)

  /// The names of the formats that have a choice.
  private static func formats(with option: ExportOptions.Name) -> String {
    ExportFormats.all.filter { $0.options.contains(option) }.map(\.name).joined(separator: ", ")
  }

  /// The names with their endings.
  private static var formatList: String {
    ExportFormats.all.map { format in
      format.name
        + (format.isFolder
          ? " (a folder)" : format.endings.isEmpty ? "" : " (\(format.endings.joined(separator: ", ")))")
    }.joined(separator: ", ")
  }

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(help: ArgumentHelp("The file or folder to write.", valueName: "out"), completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "The format, where the ending does not say it; onnx-ml is onnx with --form ml.", valueName: "name"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "The operators of an ONNX graph: ops (plain arithmetic) or ml (a linear classifier, for tools that know one).",
      valueName: "ops|ml"), transform: WordArgument.word)
  var form: ExportOptions.Form?

  @Option(
    help: ArgumentHelp(
      "The numbers that the export computes with, in \(formats(with: .precision)) (default: float).",
      valueName: "float|double"),
    transform: WordArgument.word)
  var precision: ExportOptions.Precision?

  @Option(
    help: ArgumentHelp(
      "What classes are called: by their names, or by the numbers that these are, in \(formats(with: .labels)) (default: names).",
      valueName: "names|numbers"), transform: WordArgument.word)
  var labels: ExportOptions.Labels?

  @Option(
    help: ArgumentHelp(
      "What names in code begin with, in \(formats(with: .name)), so that two models fit into one program (default: softmax_model, SoftmaxModel, softmaxmodel).",
      valueName: "word"))
  var name: String?

  @Flag(help: "Run no compiler and no interpreter of this machine: code is proven by the command's own reader.")
  var noTools = false

  @Flag(help: "Print the result as one JSON document.")
  var json = false

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  func run() throws {
    if output == model || FileStatus.areSameFile(output, model) {
      throw CommandFailure(
        .usage, "\(output.printablePath) is the model, which is read: choose another name for the export")
    }
    if let form, let variant = format.flatMap({ ExportFormats.variants[$0] }), variant.form != form {
      throw CommandFailure(
        .usage, "--format \(format ?? "") and --form \(form.rawValue) contradict each other: use one")
    }
    var request = ExportRequest(model, to: output)
    request.format = format
    if let form { request.options.form = form }
    if let precision { request.options.precision = precision }
    if let labels { request.options.labels = labels }
    request.options.name = name
    request.usesTools = !noTools
    let isStream = FileStatus(of: output)?.kind == .stream
    let result = try request.run()
    if isStream {
      // Standard output may be what the export goes to.
      Notice.write(result.text)
    } else if json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(result.text)
    }
    Notice.write("wrote \(result.files.map(\.path.printablePath).joined(separator: ", "))\n")
  }
}
