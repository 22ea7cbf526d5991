// softmax inspect: the model card.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct InspectCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show a model's card: its classes, data, fit and scores.",
    discussion: """
      Example:
        softmax inspect fashion.safetensors
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Option(
    help: ArgumentHelp(
      "Draw the weights of each class into a .png or .svg file (for a model of pictures).",
      valueName: "file"), completion: .file())
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "Statistics: the class that the others are compared with (default: the one of the fit).",
      valueName: "class"))
  var reference: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Statistics: the confidence level of the intervals (default: the one of the fit).", valueName: "share"),
    transform: NumberArgument.any)
  var confidence: Double?

  @Flag(help: "Print the card as one JSON document.")
  var json = false

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  func run() throws {
    let weightsFile = try weights.map { try PictureFile($0, others: [model]) }
    var request = InspectionRequest(model)
    (request.reference, request.confidence) = (reference, confidence)
    let result = try request.run()
    if let weightsFile {
      try PictureFile.checkPictures(result.file.model.input, of: model, flag: "--weights")
      try weightsFile.write(WeightsPicture(result.file.model).drawing)
    }
    if json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(try result.text(in: .flags))
    }
  }
}
