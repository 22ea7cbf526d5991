// softmax tune: which penalty, by cross-validation along a path of fits.

import ArgumentParser
import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct TuneCommand: ParsableCommand {
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

  @Argument(help: ArgumentHelp("What to learn from (default: digits).", valueName: "data"), completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.mostUsed) var choiceArguments: ChoiceArguments

  @OptionGroup var inputArguments: InputArguments

  @OptionGroup(title: HelpTitle.data) var testInput: TestInputArguments

  @OptionGroup var tableArguments: TableArguments

  @OptionGroup(title: HelpTitle.table) var interactionArguments: InteractionArguments

  @OptionGroup(title: HelpTitle.data) var offsetArguments: OffsetArguments

  @OptionGroup(title: HelpTitle.data) var foldArguments: FoldArguments

  @OptionGroup(title: HelpTitle.method) var comparisonArguments: ComparisonArguments

  @OptionGroup(title: HelpTitle.method) var weightArguments: WeightArguments

  @OptionGroup(title: HelpTitle.penalty) var penaltyArguments: PenaltyArguments

  @OptionGroup(title: HelpTitle.penalty) var penaltyShapeArguments: PenaltyShapeArguments

  @OptionGroup(title: HelpTitle.penalty) var relaxBlendsArguments: RelaxBlendsArguments

  @OptionGroup(title: HelpTitle.mostUsed) var mainOutput: OutputArguments

  @OptionGroup(title: HelpTitle.output) var furtherOutput: FurtherOutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  func run() throws {
    let began = ContinuousClock.now
    if let output { try ModelOutput.check(output, inputs: [data, test, inputArguments.labels, testLabels]) }
    let outputs = [output, path, plot, plotPath]
    if overwritePartial, outputs.allSatisfy({ $0 == nil }) { throw ModelOutput.nothingToOverwrite }
    if let sweep {
      try OutputFile.checkWritable(sweep)
      if FileStatus(of: sweep)?.kind == .stream {
        throw CommandFailure(
          .usage, "--sweep \(sweep) is no file, from which a search could go on: name one, or leave it out")
      }
    }
    let inputs = [data, test, inputArguments.labels, testLabels, foldColumn]
    let pathFile = try path.map { try PathFile($0, others: inputs + [output, sweep]) }
    let plotFile = try plot.map { try PictureFile($0, others: inputs + [output, sweep, path]) }
    let plotPathFile = try plotPath.map { try PictureFile($0, others: inputs + [output, sweep, path, plot]) }
    if let sweep,
      let other = [output, data, test].compactMap(\.self).first(where: {
        sweep == $0 || FileStatus.areSameFile(sweep, $0)
      })
    {
      throw CommandFailure(
        .usage, "--sweep \(sweep) and \(other) are one file: choose another name for the scores")
    }
    let source = try inputArguments.source(
      data ?? Catalogue.digits.name, fetching: dataArguments.fetchOptions())
    let reference = source.reference
    if foldColumn != nil, folds != nil {
      throw CommandFailure(.usage, "--folds and --fold-column both say what the folds are: use one of them")
    }
    let offsets = try offsetArguments.request(for: reference)
    let penaltyShape = try penaltyShapeArguments.named()
    let asked = try search(folds: folds ?? Self.standardFoldCount)
    try penaltyShapeArguments.check(
      penaltyShape, asked.classifier, hasL1: asked.families.contains { $0.l1Ratio > 0 })
    var request = TrainingDataRequest(source)
    request.test = try test.map { try inputArguments.testSource($0, labels: testLabels) }
    request.table = tableArguments.settings(interactions: interactionArguments.interact)
    request.sampleWeight = tableArguments.sampleWeight
    (request.offsets, request.folds, request.seed) = (offsets, foldColumn, seed)
    (request.isStandardized, request.hasBias) = (standardize ?? true, asked.classifier.hasBias)
    let loaded = try TrainingData(request, onNote: WorkflowNote.show)
    let training = loaded.training
    let search = try self.search(
      folds: training.folds.map { max(2, $0.names.count) } ?? asked.folds,
      penaltyShape: penaltyShapeArguments.shape(
        penaltyShape, of: training.features.input, loaded.preparation))
    try weightArguments.check(search.classifier.classWeights, of: training)
    if let validation = loaded.validation, loaded.test != nil {
      let count = validation.sampleCount
      StandardStream.error.write(
        "note: \(Wording.counted(count, "validation row")) of \(reference.text.printablePath) \(count == 1 ? "is" : "are") "
          + "left out: the penalty is chosen by folds of the training rows\n")
    }
    // A search chooses by its folds, so that validation rows are a test set to it where there is no other.
    let testSet = try SampleChecks.checked(loaded.test ?? loaded.validation, against: training)
    var scores = try sweep.map { try SweepOutput($0, for: search, on: training, test: testSet) }
    let finished = scores?.finished ?? []
    let loadSeconds = (ContinuousClock.now - began).inSeconds

    let interruption = Interruption()
    let display = try SearchDisplay(
      stream: json ? .error : .output, search: search, training: training, hasTest: testSet != nil,
      finishedCount: finished.penaltyCount)
    let result = try search.runBlamingFlags(
      penaltyArguments, on: training, test: testSet, resuming: finished,
      keepsPath: pathFile != nil || plotPathFile != nil
    ) { event in
      display.show(event)
      if case .scored(let score, _, _) = event {
        try InputFile.checkUnchanged()
        try scores?.add(score)
      }
      let isUnwanted = display.stream.isClosed && sweep == nil && outputs.allSatisfy { $0 == nil }
      return interruption.isRequested || isUnwanted ? .stop : .continue
    }
    display.clear()
    try InputFile.checkUnchanged()
    var late = LateFailures()
    let isPartial = !result.isComplete || result.fit?.report.stopReason == .stopped
    let fitted = try result.fit.map { fit in
      let evaluation = try testSet.map { try fit.model.evaluate($0, execution: search.classifier.execution) }
      let saved = try output.map { path in
        KeptFile(
          try fit.file(
            trainedOn: training, preparation: loaded.preparation, rows: loaded.rows, offsets: loaded.offsets,
            evaluation: evaluation
          ).encoded(), to: path, sparesExisting: isPartial && !overwritePartial)
      }
      late.add(saved?.failure("the model"))
      return TrainResult(
        fit: fit, training: training, validation: nil, test: testSet, evaluation: evaluation,
        statistics: nil, saved: saved,
        loadSeconds: loadSeconds, totalSeconds: (ContinuousClock.now - began).inSeconds,
        offsetFile: loaded.offsets?.file == nil ? nil : offsets.place)
    }
    if let pathFile, let path = result.path {
      late.add(
        KeptFile(
          PathFile.content(path, scores: result.scores, hasBias: search.classifier.hasBias), to: pathFile.path,
          sparesExisting: isPartial && !overwritePartial
        ).failure("the coefficients"))
    }
    let scoresFailure = try scores?.finish(result)
    late.add(scoresFailure)
    let answer = TuneResult(
      search: search, result: result, fitted: fitted, training: training,
      seconds: (ContinuousClock.now - began).inSeconds)
    for warning in result.fit?.report.warnings ?? [] {
      StandardStream.error.write("warning: \(warning.description.printableMessage)\n")
    }
    if json {
      try JSONOutput.print(answer.document)
    } else {
      StandardStream.output.write(
        try answer.summary(data: reference.text, scored: test ?? reference.text))
    }
    if plotFile != nil, result.scores.isEmpty {
      StandardStream.error.write(
        "note: the search ended before its first scores, so that there is no curve to draw\n")
    } else if let plotFile {
      try late.attempt {
        try plotFile.write(
          PenaltyCurve(result.scores, chosenIndex: result.chosenIndex, title: DataName.short(training.name))
            .drawing,
          sparesExisting: isPartial && !overwritePartial)
      }
    }
    if let plotPathFile, let path = result.path {
      if path.models.count < 2 {
        StandardStream.error.write("note: no path of two penalties was fitted, so that there is none to draw\n")
      } else {
        try late.attempt {
          try plotPathFile.write(
            CoefficientPicture(
              path, scores: result.scores, chosenIndex: result.chosenIndex, title: DataName.short(training.name)
            ).drawing,
            sparesExisting: isPartial && !overwritePartial)
        }
      }
    }
    if let note = fitted?.earlyStop { StandardStream.error.write(note + "\n") }
    if !result.isComplete, interruption.isRequested {
      let kept = scoresFailure == nil ? sweep : nil
      let advice = kept.map { "; the same command goes on from \($0.printable(limit: 1000))" } ?? ""
      StandardStream.error.write("interrupted after \(result.penaltyCount) penalties\(advice)\n")
    }
    try late.raise()
    if interruption.isRequested, !result.isComplete || result.fit?.report.stopReason == .stopped {
      throw ExitCode(CommandFailure.Code.interrupted.rawValue)
    }
  }

  private static let standardFoldCount = 5

  private func search(folds: Int, penaltyShape: PenaltyShape = .uniform) throws -> PenaltySearch {
    let classifier = try SoftmaxClassifier(
      solver: .automatic(tolerance: tolerance ?? SolverConfiguration.defaultTolerance),
      penaltyShape: penaltyShape, classWeights: weightArguments.classWeights(),
      hasBias: !weightArguments.noBias,
      standardize: standardize.map { $0 ? .always : .never } ?? .automatic, seed: seed,
      execution: executionArguments.execution())
    let (families, grid) = try (penaltyArguments.families(named: penalty), penaltyArguments.grid())
    let relaxation = try relaxBlendsArguments.grid(families)
    do throws(ConfigurationError) {
      return try PenaltySearch(
        families: families, grid: grid, folds: folds, criterion: criterion, rule: rule,
        relaxation: relaxation, tolerance: sweepTolerance ?? PenaltySearch.defaultTolerance,
        classifier: classifier)
    } catch {
      guard error.parameter == "tolerance" else { throw error }
      // The search calls its own what here is the model's.
      throw CommandFailure(.usage, "--sweep-tolerance must be \(error.requirement), not \(error.value)")
    }
  }
}

extension PenaltySearch {
  /// Runs the search; a strength that no fit takes is told by the flag that gave it.
  fileprivate func runBlamingFlags(
    _ arguments: PenaltyArguments, on training: Dataset, test: Dataset?, resuming finished: [PenaltyScore],
    keepsPath: Bool, onEvent: (PenaltySearchEvent) throws -> TrainingAction
  ) throws -> PenaltySearchResult {
    do {
      return try run(
        on: training, test: test, resuming: finished, keepsPath: keepsPath, onEvent: onEvent)
    } catch let error as ConfigurationError
      where error.parameter == "l2Penalty" || error.parameter == "l1Penalty"
    {
      let flag = arguments.inverses != nil ? "--c" : arguments.strengths != nil ? "--strengths" : "--count"
      throw CommandFailure(
        .usage, "\(flag): a strength of the penalty must be \(error.requirement), not \(error.value)")
    }
  }
}
