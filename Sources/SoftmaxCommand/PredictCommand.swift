// softmax predict: what a model says of samples.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the classes of samples.",
    discussion: """
      predict needs no labels. Where the data has some, the true class stands beside the predicted one. It uses the \
      test part of a catalogue set. A table on the terminal shows 20 samples (6 with --gallery or --show); the other \
      formats show all; --count says otherwise.

      predict finds a table's columns by name, in any order and beside others. A model that was not trained on a \
      table takes columns of numbers. Rows are predicted as they come in, at most 4,096 at a time, so that a table may \
      have any length and come through a pipe; --sort, --only and --seed read all of it first. Where a row cannot be \
      read, the predictions of earlier batches stay, the exit code is 65, and a JSON document is unfinished.

      CSV has the cells of --keep and the names of classes byte by byte. A terminal gets \\u{1b} in place of bytes that \
      would steer it. For spreadsheets see --csv-safe.

      Examples:
        Pictures:   softmax predict digits.safetensors digits --gallery six.png
        A table:    softmax predict people.safetensors new.csv --keep id
        Arrays:     softmax predict vectors.safetensors new.npy --top 3
        Catalogue:  softmax predict fashion.safetensors fashion-mnist --only wrong
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case csv
    case json
    case jsonl
  }

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(help: ArgumentHelp("What to predict.", valueName: "data"), completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.mostUsed) var mainArguments: MainArguments

  @OptionGroup(title: HelpTitle.data) var labelArguments: ScoringLabelArguments

  @OptionGroup var inputArguments: InputArguments

  @OptionGroup(title: HelpTitle.output) var furtherArguments: FurtherArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

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
    try refuse(csvSafe && (json || format != .csv), "--csv-safe is for --format csv: add it, or leave it out")
    try refuse(open && gallery == nil, "--open needs --gallery FILE, the picture to open")
    try refuse(
      show && (json || format != .table),
      "--show draws instead of the table: leave out --format and --json")
  }

  func run() throws {
    try check()
    let galleryFile = try gallery.map { try PictureFile($0, others: [model, data]) }
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let request = try ScoringRequest(
      model: model, data: source, label: label, keys: keep,
      offsets: OffsetRequest(offset, isTable: source.reference.tablePath != nil, data: data),
      execution: executionArguments.execution(), onNote: WorkflowNote.show)
    if hasPictures {
      try PictureFile.checkPictures(request.file.model.input, of: model, flag: show ? "--show" : "--gallery")
    }
    if let path = request.tablePath, only == nil, sort == nil, seed == nil, !hasPictures {
      try predictRows(request, path: path)
    } else {
      try predictAll(request, galleryFile)
    }
  }

  private var hasPictures: Bool { gallery != nil || show }

  private var outputFormat: Format { json ? .json : format }

  // MARK: A table, batch by batch

  private func predictRows(_ request: ScoringRequest, path: String) throws {
    let model = request.file.model
    var table = try TableSamples(request, path: path, label: request.optionalLabel)
    let wanted = count ?? (outputFormat == .table ? Self.standardTableCount : .max)
    var (left, isWanted) = (wanted, true)
    var names = TrueNames(ofRowsFor: request)
    var printer: PredictionPrinter?
    while left > 0, isWanted, let batch = try table.next(rowLimit: left) {
      var current = try printer ?? self.printer(model, batch.name, keys: batch.keys, showsTrue: table.hasLabels)
      let samples = PredictedSamples(batch, &names)
      isWanted = try samples.forEachRun(
        of: Array(0..<batch.features.sampleCount), model: model, execution: request.execution
      ) { predictions, _ in try current.print(predictions) }
      printer = current
      left -= batch.features.sampleCount
    }
    guard let printer else { throw DatasetError.noSamples }
    printer.finish()
    guard isWanted else { return }
    if count != nil, left > 0 {
      StandardStream.error.write("note: there are only \(Wording.count(wanted - left)) samples\n")
    } else if count == nil, outputFormat == .table, left == 0, table.hasMore() {
      StandardStream.error.write(
        "note: the first \(wanted) samples; --count N or --format csv shows more\n")
    }
  }

  // MARK: All samples at once

  private func predictAll(_ request: ScoringRequest, _ galleryFile: PictureFile?) throws {
    let input = try ScoringInput(request, label: request.optionalLabel)
    let total = input.samples.features.sampleCount
    if let count, count > total {
      throw CommandFailure(
        .usage,
        "--count \(count) is more than the \(Wording.count(total)) samples of \(input.samples.name)"
      )
    }
    let wanted = count ?? (outputFormat == .table ? min(total, standardCount) : total)
    let samples = try PredictedSamples(input)
    let (shown, matchCount) = try SampleSelection(outcome: only, order: sort, seed: seed).choose(
      from: input, names: samples.trueNames, count: wanted)
    if hasPictures, shown.isEmpty, let only {
      throw CommandFailure(
        .badData,
        "none of the \(Wording.count(total)) samples of \(input.samples.name) was predicted "
          + "\(only.rawValue): there is nothing to show")
    }
    var late = LateFailures()
    if hasPictures { try drawPictures(input, samples, shown, to: galleryFile, &late) }
    if !show {
      var printer = try printer(
        input.file.model, input.samples.name, keys: input.keys, showsTrue: samples.trueNames != nil)
      try samples.forEachRun(of: shown, model: input.file.model, execution: input.execution) {
        predictions, _ in try printer.print(predictions)
      }
      printer.finish()
    }
    let kind = only.map { " predicted \($0.rawValue)" } ?? ""
    if let count, shown.count < count {
      StandardStream.error.write("note: only \(Wording.count(matchCount)) samples were\(kind)\n")
    } else if outputFormat == .table, count == nil, shown.count < matchCount {
      StandardStream.error.write(
        "note: \(shown.count) of \(Wording.count(matchCount)) samples\(kind); --count N or --format csv shows more\n"
      )
    }
    try late.raise()
  }

  private var standardCount: Int {
    hasPictures ? Self.standardPictureCount : Self.standardTableCount
  }

  private func printer(
    _ model: SoftmaxModel, _ dataName: String, keys: [KeyColumn], showsTrue: Bool
  ) throws -> PredictionPrinter {
    let layout = PredictionLayout(
      classNames: model.classes.names, topCount: min(top, model.classCount), showsAll: probabilities,
      showsTrue: showsTrue, keyNames: keys.map(\.name))
    if outputFormat == .csv || outputFormat == .table, let clash = layout.clash {
      throw CommandFailure(
        .usage,
        "--keep: the predictions have a column '\(clash)' of their own; rename that of the table, or use --format jsonl, "
          + "which keeps them apart")
    }
    return PredictionPrinter(
      outputFormat, layout, isSafe: csvSafe, model: DataName.short(self.model), data: DataName.short(dataName))
  }

  private func drawPictures(
    _ input: ScoringInput, _ samples: PredictedSamples, _ shown: [Int], to file: PictureFile?,
    _ late: inout LateFailures
  ) throws {
    let classes = input.file.model.classes.names
    let shape = input.file.model.input.shape
    var entries: [PredictionGallery.Entry] = []
    entries.reserveCapacity(shown.count)
    try samples.forEachRun(of: shown, model: input.file.model, execution: input.execution) {
      predictions, features in
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
    try InputFile.checkUnchanged()
    let gallery = try PredictionGallery(entries, title: DataName.short(input.samples.name), columns: columns)
    if let file {
      try late.attempt {
        try file.write(gallery.drawing)
        if open { DesktopViewer.open(file.path) }
      }
    }
    if show {
      let output = StandardStream.output
      let isPlain =
        !output.isTerminal || Environment.isDumbTerminal || !Environment.value("NO_COLOR").isEmpty
      // Names in it are safe, and the colours are ours.
      output.draw(
        gallery.terminalText(
          width: output.terminalWidth ?? 80, style: isPlain ? .plain : .color))
    }
  }
}
