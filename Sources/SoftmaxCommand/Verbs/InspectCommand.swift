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
    abstract: "Show a model's card: its classes, data, fit and scores, and its coefficients.",
    discussion: """
      Of a table's model the strongest coefficients of each class are shown; --coefficients has all. A contrast is a \
      coefficient less its mean over the classes or, of two classes, less the other's. Standardized is the contrast for \
      one standard deviation of the feature. Fits with --statistics have errors, intervals and odds ratios. Coefficients \
      in CSV have all their digits.

      Examples:
        The card:       softmax inspect fashion.safetensors
        Coefficients:   softmax inspect people.safetensors --coefficients
        A picture:      softmax inspect people.safetensors --weights weights.png
        A README:       softmax inspect people.safetensors --markdown -o README.md
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case csv
    case json
  }

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Flag(help: "Print the coefficient of every class and feature, instead of the card.")
  var coefficients = false

  @Option(help: ArgumentHelp("The format of --coefficients.", valueName: "format"))
  var format: Format?

  @Option(
    help: ArgumentHelp(
      "Draw the weights of each class into a .png or .svg file: as pictures, or those of the 40 strongest features.",
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

  @Flag(help: "Print the card as one JSON document; with --coefficients these are in it.")
  var json = false

  @Flag(
    help:
      "Print the card as a README in Markdown, with the metadata of the Hugging Face hub (library_name, model-index)."
  )
  var markdown = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the text of --markdown into this file.", valueName: "file"), completion: .file())
  var output: String?

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  func run() throws {
    try check()
    let weightsFile = try weights.map { try PictureFile($0, others: [model, output]) }
    if let output { try checkOutput(output) }
    var request = InspectionRequest(model)
    (request.reference, request.confidence) = (reference, confidence)
    let result = try request.run()
    if let weightsFile { try weightsFile.write(result.weightsDrawing) }
    if markdown { return try write(markdown: result.markdown) }
    guard coefficients else {
      return json
        ? try JSONOutput.print(result.document) : StandardStream.output.write(try result.text(in: .flags))
    }
    switch json ? .json : format ?? .table {
    case .table: StandardStream.output.write(try result.coefficientText(in: .flags))
    case .json: try JSONOutput.print(result.documentWithCoefficients())
    case .csv:
      try result.writeCoefficients { text in
        StandardStream.output.writeData(text)
        return !StandardStream.output.isClosed
      }
    }
  }

  /// What can be refused without the model.
  private func check() throws {
    if let format, !coefficients {
      throw CommandFailure(.usage, "--format \(format.rawValue) is for --coefficients: add it, or leave it out")
    }
    if markdown, json || coefficients {
      throw CommandFailure(
        .usage, "--markdown and \(json ? "--json" : "--coefficients") contradict each other: use one")
    }
    if output != nil, !markdown {
      throw CommandFailure(.usage, "--output is for --markdown: add it, or leave it out")
    }
    if json, let format, format != .json {
      throw CommandFailure(
        .usage, "--json and --format \(format.rawValue) contradict each other: use one")
    }
  }

  // MARK: Markdown

  /// Refuses a file that cannot be written, or is the model.
  private func checkOutput(_ output: String) throws {
    guard output != model, !FileStatus.areSameFile(output, model) else {
      throw CommandFailure(
        .usage, "--output \(output.printablePath) is the model: choose another name for the text")
    }
    try OutputFile.checkWritable(output)
  }

  private func write(markdown text: String) throws {
    guard let output else { return StandardStream.output.writeData(text) }
    try OutputFile.write(Array(text.utf8), to: output)
    Notice.write("wrote \(output.printablePath)\n")
  }
}
