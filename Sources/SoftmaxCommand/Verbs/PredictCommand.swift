// softmax predict: what a model says of samples.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct PredictCommand: NotifyingCommand, MemoryLimitedCommand, SharedCommand {
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
      read, the predictions of earlier batches stay, the exit code is 65, and a JSON document is unfinished; a file of \
      --output is then not there. With --output nothing goes to standard output.

      CSV has the cells of --keep and the names of classes byte by byte. A terminal gets \\u{1b} in place of bytes that \
      would steer it. For spreadsheets see --csv-safe.

      Examples:
        Pictures:   softmax predict digits.safetensors digits --gallery six.png
        A table:    softmax predict people.safetensors new.csv -o out.csv
        Arrays:     softmax predict vectors.safetensors new.npy --top 3
        Catalogue:  softmax predict fashion.safetensors fashion-mnist --only wrong
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case csv
    case json
    case jsonl

    /// What the ending of a file's name says; nil where it says nothing.
    init?(endingOf path: String) {
      guard
        let found = Self.allCases.first(where: {
          $0 != .table && path.lowercased().hasSuffix(".\($0.rawValue)")
        })
      else { return nil }
      self = found
    }
  }

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(
    help: ArgumentHelp(
      "What to predict: a dataset's name, a path, or -; see softmax data --help.", valueName: "data"),
    completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.mostUsed) var mainArguments: MainArguments

  @OptionGroup(title: HelpTitle.data) var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.method) var priorArguments: PriorArguments

  @OptionGroup(title: HelpTitle.output) var doubtArguments: DoubtArguments

  @OptionGroup(title: HelpTitle.output) var furtherArguments: FurtherArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var memoryArguments: MemoryArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

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
      json && format.map { $0 != .table && $0 != .json } ?? false,
      "--json and --format \(format?.rawValue ?? "") contradict each other: use one")
    try refuse(
      columns != nil && gallery == nil && !show,
      "--columns is for --gallery or --show: add one of them")
    try refuse(csvSafe && outputFormat != .csv, "--csv-safe is for --format csv: add it, or leave it out")
    try refuse(
      leastProbability.map { !($0 >= 0 && $0 <= 1) } ?? false,
      "--min-probability must be from 0 to 1, not \(leastProbability ?? 0)")
    try refuse(
      leastProbability != nil && hasPictures,
      "--min-probability is for predictions in text: leave out --gallery and --show")
    try refuse(
      sets && priorArguments.prior != nil,
      "--sets were measured with other probabilities than those of --prior: use one of them")
    try refuse(open && gallery == nil, "--open needs --gallery FILE, the picture to open")
    try refuse(
      show && (json || format.map { $0 != .table } ?? false),
      "--show draws instead of the table: leave out --format and --json")
    try refuse(show && output != nil, "--show draws instead of the table: leave out --output")
  }

  func run() throws {
    try check()
    let prior = try priorArguments.choice()
    let galleryFile = try gallery.map { try PictureFile($0, others: [model, data]) }
    if let output {
      _ = try PredictionFile(
        output,
        others: [
          model, data, gallery, inputArguments.labels, priorArguments.prior, priorArguments.trainingPrior,
        ] + offset)
    }
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let scoring = try ScoringRequest(
      model: model, data: source, label: label, keys: keep,
      offsets: OffsetRequest(offset, isTable: source.reference.tablePath != nil, data: data),
      execution: executionArguments.execution(), onNote: WorkflowNote.show)
    if sets, scoring.file.model.outputs?.sets == nil { throw WorkflowError.noSets(model: model) }
    if hasPictures {
      try PictureFile.checkPictures(scoring.file.model.input, of: model, flag: show ? "--show" : "--gallery")
    }
    var request = PredictionRequest(scoring)
    request.selection.outcome = only
    request.selection.order = sort
    request.selection.seed = seed
    request.selection.count = count.map { .exactly($0) } ?? standardCount
    request.readsAllFirst = hasPictures
    request.prior = prior
    request.trainingPrior = try priorArguments.training()
    // A pipe is read one row further only where somebody may want to know.
    request.looksForMore = count == nil && outputFormat == .table
    var late = LateFailures()
    let outcome = try hasPictures ? picture(request, galleryFile, &late) : print(request)
    if outcome.isComplete { tell(of: outcome) }
    try late.raise()
  }

  var hasPictures: Bool { gallery != nil || show }

  private var outputFormat: Format { json ? .json : format ?? output.flatMap(Format.init(endingOf:)) ?? .table }

  private var standardCount: SampleSelection.Count {
    guard outputFormat == .table else { return .all }
    return .atMost(hasPictures ? Self.standardPictureCount : Self.standardTableCount)
  }

  private func print(_ request: PredictionRequest) throws -> PredictionRequest.Outcome {
    var printer: PredictionPrinter?
    let outcome = try request.run {
      printer = try self.printer($0)
    } onBatch: {
      try printer?.print($0.samples) ?? false
    }
    try finish(printer)
    return outcome
  }

  /// The same with pictures, which stand before the table.
  private func picture(
    _ request: PredictionRequest, _ file: PictureFile?, _ late: inout LateFailures
  ) throws -> PredictionRequest.Outcome {
    var printer: PredictionPrinter?
    var samples: [PredictedSample] = []
    var entries: [PredictionGallery.Entry] = []
    let shape = request.scoring.file.model.input.shape
    let outcome = try request.run {
      printer = show ? nil : try self.printer($0)
    } onBatch: { batch in
      for (row, sample) in batch.samples.enumerated() {
        let best = sample.top(1)[0]
        guard let image = PixelImage(intensities: batch.features.row(row), shape: shape) else { continue }
        entries.append(
          .init(
            image: image, trueName: sample.trueName, predictedName: batch.classNames[best],
            probability: Double(sample.probabilities[best])))
      }
      if !show { samples += batch.samples }
      return true
    }
    if outcome.predictedCount == 0, let only {
      throw CommandFailure(
        .badData,
        "none of the \(Wording.count(outcome.sampleCount ?? 0)) samples of \(outcome.dataName) was predicted "
          + "\(only.rawValue): there is nothing to show")
    }
    let gallery = try PredictionGallery(entries, title: DataName.short(outcome.dataName), columns: columns)
    if let file {
      try late.attempt {
        try file.write(gallery.drawing)
        if open { DesktopViewer.open(file.path) }
      }
    }
    if show { draw(gallery) }
    if try printer?.print(samples) == true { try finish(printer) }
    return outcome
  }

  private func draw(_ gallery: PredictionGallery) {
    let output = StandardStream.output
    let isPlain = !output.isTerminal || Environment.isDumbTerminal || !Environment.value("NO_COLOR").isEmpty
    // Names in it are safe, and the colours are ours.
    output.draw(gallery.terminalText(width: output.terminalWidth ?? 80, style: isPlain ? .plain : .color))
  }

  private func printer(_ header: PredictionRequest.Header) throws -> PredictionPrinter {
    let layout = PredictionLayout(
      header, topCount: top, showsAll: probabilities, showsSets: sets, leastProbability: leastProbability)
    if outputFormat == .csv || outputFormat == .table, let clash = layout.clash {
      throw CommandFailure(
        .usage,
        "--keep: the predictions have a column '\(clash)' of their own; rename that of the table, or use --format jsonl, "
          + "which keeps them apart")
    }
    return try PredictionPrinter(
      outputFormat, layout, isSafe: csvSafe, model: DataName.short(model),
      data: DataName.short(header.dataName), to: output)
  }

  private func finish(_ printer: PredictionPrinter?) throws {
    try printer?.finish()
    if let output { Notice.write("wrote \(output.printablePath)\n") }
  }

  /// How many samples there are, where that is another number than the one that was predicted.
  private func tell(of outcome: PredictionRequest.Outcome) {
    let kind = only.map { " predicted \($0.rawValue)" } ?? ""
    let predicted = outcome.predictedCount
    var note: String?
    if let matchCount = outcome.matchCount {
      if let count, predicted < count {
        note = "only \(Wording.count(matchCount)) samples were\(kind)"
      } else if outputFormat == .table, count == nil, predicted < matchCount {
        note =
          "\(predicted) of \(Wording.count(matchCount)) samples\(kind); --count N or --format csv shows more"
      }
    } else if let count, predicted < count {
      note = "there are only \(Wording.count(predicted)) samples"
    } else if outcome.hasMore {
      note = "the first \(predicted) samples; --count N or --format csv shows more"
    }
    if let note { Notice.write("note: \(note)\n") }
  }
}
