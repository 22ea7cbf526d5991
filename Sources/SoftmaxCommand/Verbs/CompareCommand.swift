// softmax compare: one model against another.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct CompareCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two models: on the same data, or one that contains the other.",
    discussion: """
      compare scores both models on the same labelled data, each with its own preparation of it, and shows their \
      figures side by side (A is the first, B the second), bounds of the differences by the bootstrap (the same \
      resamples for both), McNemar's test, and where they disagree. McNemar's test counts the samples that one model \
      alone has right: below 25 of them it is the exact binomial test, else chi-square with continuity correction. The \
      models have to have the same classes, in any order. Standard input is refused, because it can be read only once.

      --nested is the likelihood-ratio test: do the columns that the first model lacks say anything beside those that \
      it has? Both are models that train --statistics has written, of the same rows and without a penalty. The test \
      needs only the two files, which know rows and columns by their hashes. Where the likelihoods cannot be compared, \
      compare says why, and the exit code is 65.

      Examples:
        On data:   softmax compare old.safetensors new.safetensors test.csv
        By name:   softmax compare a.safetensors b.safetensors iris --metrics all
        Pictures:  softmax compare a.safetensors b.safetensors digits --gallery d.png
        Nested:    softmax compare --nested small.safetensors large.safetensors
      """)

  @Argument(
    help: ArgumentHelp("A model; with --nested the one with fewer columns.", valueName: "a"),
    completion: .file())
  var first: String

  @Argument(
    help: ArgumentHelp("Another model; with --nested the one with these columns and others.", valueName: "b"),
    completion: .file())
  var second: String

  @Argument(
    help: ArgumentHelp(
      "What to score both on: a dataset's name or a path; see softmax data --help. None with --nested.",
      valueName: "data"), completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.data) private var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) private var sampleArguments: EvaluateCommand.SampleArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.table) private var rowArguments: EvaluateCommand.RowArguments

  @OptionGroup(title: HelpTitle.statistics) private var nestedArguments: NestedArguments

  @OptionGroup(title: HelpTitle.statistics) private var metricArguments: MetricArguments

  @OptionGroup(title: HelpTitle.output) private var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.running) private var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) private var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  /// How many disagreements are shown, in text and pictures.
  private static let standardCount = 10

  func run() throws {
    guard nestedArguments.nested else { return try compareOnData() }
    guard data == nil else {
      throw CommandFailure(
        .usage, "--nested needs the two models alone, without data: leave out '\((data ?? "").printablePath)'")
    }
    let isMeasured = metricArguments.isGiven || outputArguments.gallery != nil || outputArguments.count != nil
    if isMeasured {
      throw CommandFailure(
        .usage, "--nested takes no metrics, no --count and no --gallery: leave these out, or leave out --nested"
      )
    }
    try compareNested()
  }

  private func compareOnData() throws {
    guard let data else {
      throw CommandFailure(
        .usage,
        "compare needs data that both models score, as the third argument, or --nested, which says that the first model's "
          + "columns are among the second's")
    }
    if let count = outputArguments.count, count < 1 {
      throw CommandFailure(.usage, "--count must be at least 1, not \(count)")
    }
    if sampleArguments.sampleWeight != nil, sampleArguments.countsAlike {
      throw CommandFailure(
        .usage, "--sample-weight and --no-sample-weight contradict each other: use one of them")
    }
    let metrics = try metricArguments.request(withIntervals: true, without: "")
    let galleryFile = try outputArguments.gallery.map { try PictureFile($0, others: [first, second, data]) }
    let execution = try executionArguments.execution()
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let request = try ComparisonRequest(
      scoring(first, source, data, execution), scoring(second, source, data, execution), metrics: metrics)
    if galleryFile != nil {
      try PictureFile.checkPictures(request.first.file.model.input, of: first, flag: "--gallery")
    }
    let result = try request.run()
    let count = outputArguments.count ?? Self.standardCount
    var late = LateFailures()
    if let galleryFile { try late.attempt { try Self.draw(result, count: count, into: galleryFile) } }
    if outputArguments.json {
      try JSONOutput.print(result.document(limit: count))
    } else {
      StandardStream.output.write(result.text(limit: count))
    }
    try late.raise()
  }

  private func scoring(
    _ model: String, _ source: DataSource, _ data: String, _ execution: Execution
  ) throws -> ScoringRequest {
    try ScoringRequest(
      model: model, data: source, label: labelArguments.label,
      weights: sampleArguments.countsAlike
        ? .none : sampleArguments.sampleWeight.map { .named($0) } ?? .asInTraining,
      frequency: sampleArguments.frequency.map { .named($0) } ?? .asInTraining,
      offsets: OffsetRequest(labelArguments.offset, isTable: source.reference.tablePath != nil, data: data),
      unlabelled: rowArguments.unlabelled, execution: execution, onNote: WorkflowNote.show)
  }

  /// Each sample twice, side by side.
  private static func draw(_ result: ComparisonResult, count: Int, into file: PictureFile) throws {
    let shape = result.request.first.file.model.input.shape
    let shown = result.disagreements(limit: count)
    guard !shown.isEmpty else {
      Notice.write("note: the models never disagree, so that there is no picture to draw\n")
      return
    }
    let entries = shown.flatMap { sample -> [PredictionGallery.Entry] in
      let features = result.features.samples(sample.place..<sample.place + 1)
      guard let image = PixelImage(intensities: features.row(0), shape: shape) else { return [] }
      return [
        (sample.firstName, sample.firstProbability), (sample.secondName, sample.secondProbability),
      ].map { name, probability in
        PredictionGallery.Entry(
          image: image, trueName: sample.trueName, predictedName: name, probability: Double(probability))
      }
    }
    let gallery = try PredictionGallery(
      entries,
      title: "\(DataName.short(result.dataName)): \(DataName.short(result.request.first.path)) left, "
        + "\(DataName.short(result.request.second.path)) right", columns: shown.count > 2 ? 4 : 2)
    try file.write(gallery.drawing)
  }

  private func compareNested() throws {
    let result: NestedResult
    do {
      result = try NestedRequest(small: first, large: second).run()
    } catch let error as NestedModelsError {
      throw CommandFailure(
        .badData,
        "\(first) and \(second) cannot be compared: \(error.message(in: .flags))"
          + Self.otherOrder(error, first, second))
    }
    if outputArguments.json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(result.text)
    }
  }

  /// What to type after a refusal that only the order has caused.
  private static func otherOrder(_ error: NestedModelsError, _ first: String, _ second: String) -> String {
    guard error == .reversed else { return "" }
    return " (softmax compare --nested \(second.shellQuoted) \(first.shellQuoted))"
  }
}
