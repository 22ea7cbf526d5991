// softmax plot: one chart of a model.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct PlotCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw a chart of a model, or of its scores on data.",
    discussion: """
      The charts:
      \(chartList)

      training, weights and coefficients are drawn from the model alone. The others need data, as evaluate and predict \
      have it; of a catalogue set they use the test part.

      Examples:
        The fit:      softmax plot training digits.safetensors -o fit.svg
        Mistakes:     softmax plot confusion digits.safetensors digits -o c.png
        A gallery:    softmax plot gallery d.safetensors digits --only wrong -o w.png
      """)

  @Argument(
    help: ArgumentHelp("The chart.", valueName: "what"), completion: .list(Plot.all.map(\.name)),
    transform: PlotCommand.chart)
  var what: Plot

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(
    help: ArgumentHelp(
      "What to use the model on: a dataset's name, a path, or -; see softmax data --help.", valueName: "data"),
    completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.data) private var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) private var weightArguments: EvaluateCommand.SampleArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.table) private var rowArguments: EvaluateCommand.RowArguments

  @OptionGroup(title: HelpTitle.output) private var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.output) private var sampleArguments: SampleArguments

  @OptionGroup(title: HelpTitle.running) private var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) private var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  /// As many pictures fit on a page.
  private static let standardCount = 12

  func run() throws {
    try check()
    let file = try PictureFile(outputArguments.output, others: [model, data, inputArguments.labels])
    var request = try self.request()
    request.showsShares = outputArguments.shares
    request.selection.outcome = sampleArguments.only
    request.selection.order = sampleArguments.sort
    request.selection.seed = sampleArguments.seed
    request.selection.count = sampleArguments.count.map { .exactly($0) } ?? .atMost(Self.standardCount)
    request.columns = sampleArguments.columns
    try file.write(request.run())
    if outputArguments.open { DesktopViewer.open(file.path) }
  }

  private func request() throws -> PlotRequest {
    guard let data else { return try PlotRequest(what, model: model) }
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let weights = weightArguments
    let scoring = try ScoringRequest(
      model: model, data: source, label: labelArguments.label,
      weights: weights.countsAlike || what.source == .samples
        ? .none : weights.sampleWeight.map { .named($0) } ?? .asInTraining,
      frequency: what.source == .samples ? .none : weights.frequency.map { .named($0) } ?? .asInTraining,
      offsets: OffsetRequest(
        labelArguments.offset, isTable: source.reference.tablePath != nil, data: data),
      unlabelled: rowArguments.unlabelled, execution: executionArguments.execution(),
      onNote: WorkflowNote.show)
    return try PlotRequest(what, of: scoring)
  }

  // MARK: Checks

  /// What can be refused without model and data: one line each, before any work.
  private func check() throws {
    let output = outputArguments.output.shellQuoted
    if what.source == .model, data != nil {
      throw CommandFailure(
        .usage,
        "plot \(what.name) is drawn from the model alone: softmax plot \(what.name) \(model.shellQuoted) -o \(output)"
      )
    }
    if what.source != .model, data == nil {
      throw CommandFailure(
        .usage,
        "plot \(what.name) needs data to use the model on: softmax plot \(what.name) \(model.shellQuoted) DATA -o \(output)"
      )
    }
    for (flag, isSet, isOfPlot) in settings where isSet && !isOfPlot {
      throw CommandFailure(.usage, "\(flag) is not for plot \(what.name): leave it out")
    }
    if let count = sampleArguments.count, count < 1 {
      throw CommandFailure(.usage, "--count must be at least 1, not \(count)")
    }
    if let columns = sampleArguments.columns, columns < 1 {
      throw CommandFailure(.usage, "--columns must be at least 1, not \(columns)")
    }
    if weightArguments.sampleWeight != nil, weightArguments.countsAlike {
      throw CommandFailure(
        .usage, "--sample-weight and --no-sample-weight contradict each other: use one of them")
    }
  }

  /// The flags that are for some charts alone: whether they are there, and whether they are for this one.
  private var settings: [(flag: String, isSet: Bool, isOfPlot: Bool)] {
    let (labels, weights, samples) = (labelArguments, weightArguments, sampleArguments)
    let (usesData, isScored) = (what.source != .model, what.source == .scores)
    let showsSamples = what.options.contains(.samples)
    return [
      ("--shares", outputArguments.shares, what.options.contains(.shares)),
      ("--count", samples.count != nil, showsSamples), ("--only", samples.only != nil, showsSamples),
      ("--sort", samples.sort != nil, showsSamples), ("--seed", samples.seed != nil, showsSamples),
      ("--columns", samples.columns != nil, showsSamples),
      ("--label", labels.label != nil, usesData), ("--offset", !labels.offset.isEmpty, usesData),
      ("--labels", inputArguments.labels != nil, usesData),
      ("--sample-weight", weights.sampleWeight != nil, isScored),
      ("--frequency", weights.frequency != nil, isScored),
      ("--no-sample-weight", weights.countsAlike, isScored),
      ("--unlabelled", rowArguments.unlabelled != .error, isScored),
    ]
  }
}
