// softmax tune: which penalty, by cross-validation along a path of fits.

import ArgumentParser
import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct TuneCommand: NotifyingCommand, MemoryLimitedCommand, SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Choose the penalty by cross-validation, and fit the model with it.",
    discussion: """
      tune fits models along a path of penalties, from the strongest to the weakest. Each fit starts from the one \
      before. A stratified cross-validation scores each penalty on samples that its models have not seen. tune takes \
      the penalty with the best score and fits the model with it to its certified optimum. A test set is scored for \
      the record; nothing is chosen by it.

      With --sweep tune keeps the scores in a file, and the same command goes on from there after a stop.

      Examples:
        Pictures:   softmax tune fashion-mnist --count 5 --sweep scores.json
        A table:    softmax tune people.csv --label species --penalty l1,l2
        Arrays:     softmax tune vectors.npy --labels y.txt --c 0.01,0.1,1
        Catalogue:  softmax tune digits --rule one-se -o digits.safetensors
      """)

  @Argument(
    help: ArgumentHelp(
      "What to learn from: a dataset's name, a path (.csv, .tsv, .xlsx, .jsonl, .npy, .npz, .safetensors, .libsvm, .mtx, IDX, a folder), or - (default: digits).",
      valueName: "data"), completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.mostUsed) var choiceArguments: ChoiceArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.data) var testInput: TestInputArguments

  @OptionGroup(title: HelpTitle.mostUsed) private var mainTable: MainTableArguments

  @OptionGroup(title: HelpTitle.data) private var sampleWeights: SampleWeightArguments

  @OptionGroup(title: HelpTitle.table) private var furtherTable: FurtherTableArguments

  @OptionGroup(title: HelpTitle.table) var interactionArguments: InteractionArguments
  @OptionGroup(title: HelpTitle.text) var termArguments: TermArguments

  @OptionGroup(title: HelpTitle.data) var offsetArguments: OffsetArguments

  @OptionGroup(title: HelpTitle.data) var foldArguments: FoldArguments

  @OptionGroup(title: HelpTitle.method) var comparisonArguments: ComparisonArguments

  @OptionGroup(title: HelpTitle.method) var weightArguments: WeightArguments

  @OptionGroup(title: HelpTitle.penalty) var penaltyArguments: PenaltyArguments

  @OptionGroup(title: HelpTitle.penalty) var penaltyShapeArguments: PenaltyShapeArguments

  @OptionGroup(title: HelpTitle.penalty) var relaxationArguments: RelaxationArguments

  @OptionGroup(title: HelpTitle.penalty) var relaxBlendsArguments: RelaxBlendsArguments

  @OptionGroup(title: HelpTitle.mostUsed) var mainOutput: OutputArguments

  @OptionGroup(title: HelpTitle.output) var furtherOutput: FurtherOutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var memoryArguments: MemoryArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  private var tableArguments: TableArguments {
    TableArguments(main: mainTable, weights: sampleWeights, further: furtherTable)
  }

  func run() throws {
    let began = ContinuousClock.now
    let files = try outputFiles()
    let prepared = try request(keepsPath: files.path != nil || files.plotPath != nil).prepared()
    let interruption = Interruption.stoppingFit()
    let display = try SearchDisplay(stream: json ? .error : .output, prepared)
    let result = try prepared.run { event in
      if SharedJob.isFirst { display.show(event) }
      let isUnwanted =
        display.stream.isClosed && sweep == nil && outputs.allSatisfy { $0 == nil }
        && !SharedProcesses.areThere
      return interruption.isRequested || isUnwanted ? .stop : .continue
    }
    guard SharedJob.isFirst else { return }
    display.clear()
    let outcome = result.outcome
    let sparesExisting = result.isPartial && !overwritePartial
    var late = LateFailures()
    let saved = try output.flatMap { path in
      try result.fitted.map { KeptFile(try $0.file.encoded(), to: path, sparesExisting: sparesExisting) }
    }
    late.add(saved?.failure("the model"))
    if let pathFile = files.path, let path = outcome.path {
      let table = CoefficientTable.content(
        path, scores: outcome.scores, hasBias: result.search.classifier.hasBias)
      late.add(
        KeptFile(table, to: pathFile.path, sparesExisting: sparesExisting).failure("the coefficients"))
    }
    late.add(result.scoresFailure)
    let seconds = (ContinuousClock.now - began).inSeconds
    TrainingSummary.warn(of: result.fitted)
    let summary = result.fitted.map {
      TrainingSummary(
        $0, saved: saved, data: dataName, scored: test ?? dataName,
        offsetFile: $0.data.offsets?.file == nil ? nil : offsetArguments.offset.first,
        readingFlags: inputArguments.typed)
    }
    if json {
      try JSONOutput.print(
        SearchDocument(result, output: saved?.path, fitSeconds: seconds, seconds: seconds))
    } else if let summary, let choice = SearchText(result).choice {
      StandardStream.output.write("\n\(choice)\n" + (try summary.text))
    } else {
      StandardStream.output.write(
        outcome.isComplete ? "\nNothing was chosen: without folds there is nothing to choose by.\n" : "\n")
    }
    try draw(result, files, sparesExisting: sparesExisting, &late)
    if let note = summary?.earlyEnd {
      if interruption.isRequested { StandardStream.error.write(note + "\n") } else { Notice.write(note + "\n") }
    }
    if !outcome.isComplete, interruption.isRequested {
      let kept = result.scoresFailure == nil ? sweep : nil
      let advice = kept.map { "; the same command goes on from \($0.printable(limit: 1000))" } ?? ""
      StandardStream.error.write("interrupted after \(outcome.penaltyCount) penalties\(advice)\n")
    }
    try late.raise()
    if interruption.isRequested, result.isPartial {
      throw ExitCode(InterruptSignal.lastExitCode)
    }
  }

  private var dataName: String { data ?? Catalogue.digits.name }

  /// The files that an interrupted search spares.
  private var outputs: [String?] { [output, path, plot, plotPath] }

  /// The files to write, beside the model and the scores.
  private struct OutputFiles {
    let path: PathFile?
    let plot: PictureFile?
    let plotPath: PictureFile?
  }

  private func outputFiles() throws -> OutputFiles {
    if let output { try ModelOutput.check(output, inputs: [data, test, inputArguments.labels, testLabels]) }
    if overwritePartial, outputs.allSatisfy({ $0 == nil }) { throw ModelOutput.nothingToOverwrite }
    if let sweep { try SweepFileName.check(sweep) }
    let inputs = [data, test, inputArguments.labels, testLabels, foldColumn]
    let files = OutputFiles(
      path: try path.map { try PathFile($0, others: inputs + [output, sweep]) },
      plot: try plot.map { try PictureFile($0, others: inputs + [output, sweep, path]) },
      plotPath: try plotPath.map { try PictureFile($0, others: inputs + [output, sweep, path, plot]) })
    if let sweep { try SweepFileName.check(sweep, others: [output, data, test]) }
    return files
  }

  /// What the flags ask for.
  private func request(keepsPath: Bool) throws -> SearchRequest {
    let source = try inputArguments.source(dataName, fetching: dataArguments.fetchOptions())
    if foldColumn != nil, folds != nil {
      throw CommandFailure(.usage, "--folds and --fold-column both say what the folds are: use one of them")
    }
    var data = TrainingDataRequest(source)
    data.test = try test.map { try inputArguments.testSource($0, labels: testLabels) }
    data.table = try tableArguments.settings(
      interactions: interactionArguments.interact, terms: termArguments, of: source.reference)
    data.sampleWeight = tableArguments.sampleWeight
    data.offsets = try offsetArguments.request(for: source.reference)
    data.folds = foldColumn
    var request = SearchRequest(data)
    request.families = try penaltyArguments.families(named: penalty)
    request.grid = try penaltyArguments.grid()
    if let folds { request.foldCount = folds }
    (request.criterion, request.rule) = (criterion, rule)
    request.relaxation = try relaxBlendsArguments.grid(relaxationArguments)
    request.penaltyShape = penaltyShapeArguments.request
    if let tolerance { request.tolerance = tolerance }
    if let sweepTolerance { request.comparisonTolerance = sweepTolerance }
    request.classWeights = weightArguments.choice
    request.hasBias = !weightArguments.noBias
    request.standardize = standardize.map { $0 ? .always : .never } ?? .automatic
    (request.seed, request.scoresPath, request.keepsPath) = (seed, sweep, keepsPath)
    request.onNote = WorkflowNote.show
    try request.check()
    request.execution = try executionArguments.execution()
    return request
  }

  private func draw(
    _ result: SearchResult, _ files: OutputFiles, sparesExisting: Bool, _ late: inout LateFailures
  ) throws {
    let outcome = result.outcome
    let title = DataName.short(result.data.training.name)
    if files.plot != nil, outcome.scores.isEmpty {
      Notice.write(
        "note: the search ended before its first scores, so that there is no curve to draw\n")
    } else if let plotFile = files.plot {
      try late.attempt {
        try plotFile.write(
          PenaltyCurve(outcome.scores, chosenIndex: outcome.chosenIndex, title: title).drawing,
          sparesExisting: sparesExisting)
      }
    }
    guard let plotPathFile = files.plotPath, let path = outcome.path else { return }
    guard path.models.count > 1 else {
      Notice.write("note: no path of two penalties was fitted, so that there is none to draw\n")
      return
    }
    try late.attempt {
      try plotPathFile.write(
        CoefficientPicture(path, scores: outcome.scores, chosenIndex: outcome.chosenIndex, title: title)
          .drawing,
        sparesExisting: sparesExisting)
    }
  }
}
