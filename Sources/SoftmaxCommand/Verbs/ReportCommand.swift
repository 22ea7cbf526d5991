// softmax report: everything about a model and labelled data on one page.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct ReportCommand: NotifyingCommand, MemoryLimitedCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about a model on labelled data.",
    discussion: """
      report writes one HTML file of less than 3 MB that asks no server for anything. It has the figures with \
      intervals, the training curve, the confusion matrix with the samples behind its cells, calibration, ROC and \
      precision-recall, the classes, the weights, examples, why mistakes were made, the certificate and the command that \
      checks it, and the model itself, to be tried in the page. It uses the test part of a catalogue set.

      Examples:
        Pictures:   softmax report digits.safetensors digits -o report.html
        A table:    softmax report people.safetensors more.csv -o people.html
        Arrays:     softmax report v.safetensors new.npy --labels y.txt -o v.html
        Catalogue:  softmax report fashion.safetensors fashion-mnist -o fashion.html
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(
    help: ArgumentHelp(
      "What to score it on: a dataset's name, a path, or -; see softmax data --help.", valueName: "data"),
    completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.mostUsed) var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.data) var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) var sampleArguments: SampleArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.table) var rowArguments: RowArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var memoryArguments: MemoryArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  func run() throws {
    let output = try checkedOutput()
    guard (1...100).contains(outputArguments.perCell) else {
      throw CommandFailure(.usage, "--per-cell must be from 1 to 100, not \(outputArguments.perCell)")
    }
    guard outputArguments.resamples == 0 || (20...100_000).contains(outputArguments.resamples) else {
      throw CommandFailure(
        .usage, "--resamples must be 0 or from 20 to 100000, not \(outputArguments.resamples)")
    }
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let scoring = try ScoringRequest(
      model: model, data: source, label: labelArguments.label, keys: rowArguments.keep,
      weights: sampleArguments.sampleWeight.map { .named($0) } ?? .asInTraining,
      frequency: sampleArguments.frequency.map { .named($0) } ?? .asInTraining,
      offsets: OffsetRequest(labelArguments.offset, isTable: source.reference.tablePath != nil, data: data),
      unlabelled: rowArguments.unlabelled, execution: executionArguments.execution(), onNote: WorkflowNote.show)
    var request = ReportRequest(scoring)
    request.samplesPerCell = outputArguments.perCell
    (request.seed, request.resampleCount) = (outputArguments.seed, outputArguments.resamples)
    request.suspects = try outputArguments.audit.map { try SuspectFile(contentsOf: $0) }
    (request.verification, request.commands) = (verification(scoring.file), commands(output))
    try request.run().write(to: output)
    Notice.write("wrote \(output.printablePath)\n")
  }

  /// The page's name, which is no file that is read and can be written.
  private func checkedOutput() throws -> String {
    guard let path = outputArguments.output else {
      throw CommandFailure(
        .usage,
        "report writes a page and needs its name: softmax report \(model.shellQuoted) \(data.shellQuoted) -o report.html"
      )
    }
    guard path != InputFile.standardInput else {
      throw CommandFailure(.usage, "--output -: a page goes into a file; name one, such as report.html")
    }
    let inputs =
      [model, data, inputArguments.labels, outputArguments.audit, sampleArguments.sampleWeight]
      + labelArguments.offset.map { $0 }
    if let other = inputs.compactMap(\.self).first(where: { $0 == path || FileStatus.areSameFile($0, path) }) {
      throw CommandFailure(
        .usage, "--output \(path) and \(other) are one file, which is read: choose another name for the page")
    }
    let isDevice = FileStatus(of: path)?.kind == .stream
    guard isDevice || path.lowercased().hasSuffix(".html") || path.lowercased().hasSuffix(".htm") else {
      throw CommandFailure(
        .usage, "--output \(path): the report is a page of HTML; choose a name that ends in .html")
    }
    try OutputFile.checkWritable(path)
    return path
  }

  // MARK: What can be typed

  /// The command that computes the certificate again; the training data is known by its name alone.
  private func verification(_ file: ModelFile) -> String? {
    guard let training = file.card.training else { return nil }
    let data = training.data.hasSuffix(":train") ? String(training.data.dropLast(6)) : training.data
    return "softmax verify \(DataName.short(model).shellQuoted) \(data.shellQuoted)"
  }

  private func commands(_ output: String) -> [ReportRequest.Command] {
    let (model, data) = (DataName.short(model).shellQuoted, DataName.short(data).shellQuoted)
    return [
      .init(
        purpose: "This page:", line: "softmax report \(model) \(data) -o \(DataName.short(output).shellQuoted)"),
      .init(purpose: "Its figures, for programs:", line: "softmax evaluate \(model) \(data) --json"),
      .init(
        purpose: "The mistakes, the most certain first:",
        line: "softmax predict \(model) \(data) --only wrong --sort confidence"),
      .init(purpose: "The card and all coefficients:", line: "softmax inspect \(model) --coefficients"),
    ]
  }
}
