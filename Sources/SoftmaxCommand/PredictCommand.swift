// softmax predict: what a model says of samples.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the classes of samples.",
    discussion: """
      Labels are not needed; where there are some, the true class is shown beside the predicted one. Of a \
      catalogue set the test part is used. The table shows 20 samples unless --count says otherwise (6 with \
      --gallery or --show), the other formats show all.

      Example:
        softmax predict fashion.safetensors fashion-mnist --gallery six.png
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case csv
    case json
    case jsonl
  }

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("What to predict.", valueName: "data"))
  var data: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many samples, from the first one on unless --sort or --seed says otherwise.",
      valueName: "n"), transform: NumberArgument.whole)
  var count: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Show the k most probable classes (default: 1).", valueName: "k"),
    transform: NumberArgument.whole)
  var top: Int = 1

  @Flag(help: "Show the probability of every class.")
  var probabilities = false

  @Option(help: ArgumentHelp("table, csv, json or jsonl (a line a sample).", valueName: "format"))
  var format: Format = .table

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Draw the samples with their true and predicted names into a file that ends in .png or .svg.",
      valueName: "file"))
  var gallery: String?

  @Flag(help: "Draw the samples in the terminal instead of the table.")
  var show = false

  @Flag(help: "Open the file of --gallery in the system's viewer.")
  var open = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many pictures stand in a row (default: a balanced grid).", valueName: "n"),
    transform: NumberArgument.whole)
  var columns: Int?

  @Option(help: ArgumentHelp("Only samples that were predicted wrong, or right.", valueName: "outcome"))
  var only: SampleSelection.Outcome?

  @Option(help: ArgumentHelp("confidence: the most probable predictions first.", valueName: "order"))
  var sort: SampleSelection.Order?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw --count samples at random, the same for the same n.", valueName: "n"),
    transform: NumberArgument.natural)
  var seed: UInt64?

  @OptionGroup var executionArguments: ExecutionArguments

  @OptionGroup var dataArguments: DataArguments

  private static let standardTableCount = 20
  private static let standardPictureCount = 6

  /// What can be refused without model and data: one line each, before any work.
  private func check() throws {
    func refuse(_ isRefused: Bool, _ message: String) throws {
      if isRefused { throw CommandFailure(.usage, message) }
    }
    try refuse(count.map { $0 < 1 } ?? false, "--count must be at least 1, not \(count ?? 0)")
    try refuse(top < 1, "--top must be at least 1, not \(top)")
    try refuse(columns.map { $0 < 1 } ?? false, "--columns must be at least 1, not \(columns ?? 0)")
    try refuse(
      json && format != .table && format != .json,
      "--json and --format \(format.rawValue) contradict each other: use one")
    try refuse(
      columns != nil && gallery == nil && !show,
      "--columns is for --gallery or --show: add one of them")
    try refuse(open && gallery == nil, "--open needs --gallery FILE, the picture to open")
    try refuse(
      show && (json || format != .table),
      "--show draws instead of the table: leave out --format and --json")
  }

  func run() throws {
    try check()
    let galleryFile = try gallery.map { try PictureFile($0, others: [model, data]) }
    let execution = try executionArguments.execution()
    let input = try ScoringInput(
      model: model, data: data, options: dataArguments.fetchOptions(), execution: execution)
    let total = input.samples.features.sampleCount
    if let count, count > total {
      throw CommandFailure(
        .usage,
        "--count \(count) is more than the \(Wording.count(total)) samples of \(input.samples.name)"
      )
    }
    let hasPictures = galleryFile != nil || show
    if hasPictures {
      try PictureFile.checkPictures(
        input.file.model.input, of: model, flag: show ? "--show" : "--gallery")
    }
    let format = json ? .json : format
    let wanted = count ?? (format == .table ? min(total, standardCount) : total)
    let names = try input.trueNames()
    let (shown, matchCount) = try SampleSelection(outcome: only, order: sort, seed: seed).choose(
      from: input, names: names, count: wanted)
    if hasPictures, shown.isEmpty, let only {
      throw CommandFailure(
        .badData,
        "none of the \(Wording.count(total)) samples of \(input.samples.name) was predicted "
          + "\(only.rawValue): there is nothing to show")
    }
    // Pictures first: where they cannot be written, nothing is printed.
    if hasPictures { try drawPictures(input, shown, names, to: galleryFile) }
    if !show { try printPredictions(input, shown, names, as: format) }
    let kind = only.map { " predicted \($0.rawValue)" } ?? ""
    if let count, shown.count < count {
      StandardStream.error.write("note: only \(Wording.count(matchCount)) samples were\(kind)\n")
    } else if format == .table, count == nil, shown.count < matchCount {
      StandardStream.error.write(
        "note: \(shown.count) of \(Wording.count(matchCount)) samples\(kind); --count N or --format csv shows more\n"
      )
    }
  }

  private var standardCount: Int {
    gallery != nil || show ? Self.standardPictureCount : Self.standardTableCount
  }

  private func printPredictions(
    _ input: ScoringInput, _ shown: [Int], _ names: [String]?, as format: Format
  ) throws {
    let classes = input.file.model.classes.names
    let layout = PredictionLayout(
      classNames: classes, topCount: min(top, classes.count), showsAll: probabilities,
      showsTrue: names != nil)
    var writer: any PredictionWriter =
      switch format {
      case .table: PredictionTable(layout)
      case .csv: PredictionCSV(layout)
      case .json: PredictionJSON(layout, model: model, data: input.samples.name, count: shown.count)
      case .jsonl: PredictionJSONLines(layout)
      }
    let output = StandardStream.output
    // The header waits for the first run, so that a failure before it leaves nothing behind.
    var pending = writer.header
    try forEachRun(of: shown, input, names) { predictions, _ in
      guard !output.isClosed else { return false }
      output.write(try predictions.reduce(into: pending) { $0 += try writer.row($1) })
      pending = ""
      return true
    }
    output.write(pending + writer.footer)
  }

  private func drawPictures(
    _ input: ScoringInput, _ shown: [Int], _ names: [String]?, to file: PictureFile?
  ) throws {
    let classes = input.file.model.classes.names
    let shape = input.file.model.input.shape
    var entries: [PredictionGallery.Entry] = []
    entries.reserveCapacity(shown.count)
    try forEachRun(of: shown, input, names) { predictions, features in
      for (row, prediction) in predictions.enumerated() {
        let best = prediction.top(1)[0]
        guard let image = PixelImage(intensities: features.row(row), shape: shape) else { continue }
        entries.append(
          .init(
            image: image, trueName: prediction.trueName, predictedName: classes[best],
            probability: Double(prediction.probabilities[best])))
      }
      return true
    }
    let gallery = try PredictionGallery(entries, title: input.samples.name, columns: columns)
    if let file {
      try file.write(gallery.drawing)
      if open { DesktopViewer.open(file.path) }
    }
    if show {
      let output = StandardStream.output
      let isPlain =
        !output.isTerminal || Environment.isDumbTerminal || !Environment.value("NO_COLOR").isEmpty
      output.write(
        gallery.terminalText(
          width: output.terminalWidth ?? 80, style: isPlain ? .plain : .color))
    }
  }

  /// Goes through the samples in runs, so that memory does not grow with their number, until `body` says no.
  private func forEachRun(
    of samples: [Int], _ input: ScoringInput, _ names: [String]?,
    _ body: ([Prediction], Features) throws -> Bool
  ) throws {
    let classCount = input.file.model.classCount
    // 16 MB of probabilities at once.
    let runCount = max(1, min(1024, (1 << 22) / classCount))
    for first in stride(from: 0, to: samples.count, by: runCount) {
      let run = Array(samples[first..<min(first + runCount, samples.count)])
      let features = input.samples.features.samples(at: run)
      let probabilities = try input.file.model.probabilities(for: features, execution: input.execution)
      let predictions = run.enumerated().map { row, sample in
        Prediction(
          index: sample, trueName: names?[sample],
          probabilities: Array(probabilities[row * classCount..<(row + 1) * classCount]))
      }
      guard try body(predictions, features) else { return }
    }
  }
}
