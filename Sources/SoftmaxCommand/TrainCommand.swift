// softmax train: data in, a fitted model out.

import ArgumentParser
import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fit a model.",
    discussion: """
      train minimises the mean log loss + (l2 / 2) x the sum of the squared weights + l1 x the sum of their \
      magnitudes. The bias is not penalised. A table's columns are brought to mean 0 and standard deviation 1. The \
      result says how far the model can be from the optimum at most. With --solver sgd training makes passes in \
      minibatches instead and prints one line an epoch; the flags under MINIBATCHES are for it.

      A catalogue set is trained on its training part and scored on its test part. Without DATA train uses the \
      embedded digits.

      Examples:
        Pictures:   softmax train fashion-mnist -o fashion.safetensors
        A table:    softmax train people.csv --label species --holdout 0.2
        Arrays:     softmax train vectors.npy --labels y.txt
        Catalogue:  softmax train iris --solver sgd --epochs 30
      """)

  @Argument(help: ArgumentHelp("What to learn from (default: digits).", valueName: "data"), completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.mostUsed) var scoringArguments: ScoringArguments

  @OptionGroup var inputArguments: InputArguments

  @OptionGroup(title: HelpTitle.data) var testInput: TestInputArguments

  @OptionGroup var tableArguments: TableArguments

  @OptionGroup(title: HelpTitle.table) var interactionArguments: InteractionArguments

  @OptionGroup(title: HelpTitle.data) var offsetArguments: OffsetArguments

  @OptionGroup var solverArguments: SolverArguments

  @OptionGroup(title: HelpTitle.penalty) var penaltyShapeArguments: PenaltyShapeArguments

  @OptionGroup(title: HelpTitle.penalty) var relaxBlendArguments: RelaxBlendArguments

  @OptionGroup(title: HelpTitle.method) var fitArguments: FitArguments

  @OptionGroup(title: HelpTitle.method) var weightArguments: WeightArguments

  @OptionGroup(title: HelpTitle.statistics) var statisticsArguments: StatisticsArguments

  @OptionGroup(title: HelpTitle.mostUsed) var mainOutput: OutputArguments

  @OptionGroup(title: HelpTitle.output) var furtherOutput: FurtherOutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  func run() throws {
    let began = ContinuousClock.now
    // Everything that can be refused without data is refused before any is loaded.
    if let output { try ModelOutput.check(output, inputs: [data, test, inputArguments.labels, testLabels]) }
    let plotFile = try plot.map { try PictureFile($0, others: [output, data, test, start]) }
    if overwritePartial, output == nil, plot == nil { throw ModelOutput.nothingToOverwrite }
    let stopsEarly = solverArguments.earlyStopping
    let covarianceFile = try statisticsArguments.covarianceFile(others: [output, plot, data, test, start])
    if tableArguments.group != nil, holdout == nil, !stopsEarly, tableArguments.splitColumn == nil,
      statisticsArguments.standardErrors != .clustered
    {
      throw CommandFailure(
        .usage,
        "--group keeps rows together when some are kept out: add --holdout, --early-stopping or --split-column, or "
          + "--statistics --standard-errors clustered")
    }
    let source = try inputArguments.source(
      data ?? Catalogue.digits.name, fetching: dataArguments.fetchOptions())
    let reference = source.reference
    let offsets = try offsetArguments.request(for: reference)
    var request = TrainingDataRequest(source)
    request.test = try test.map { try inputArguments.testSource($0, labels: testLabels) }
    request.table = tableArguments.settings(interactions: interactionArguments.interact)
    request.sampleWeight = tableArguments.sampleWeight
    request.offsets = offsets
    (request.holdout, request.stopsEarly, request.seed) = (holdout, stopsEarly, seed)
    (request.isStandardized, request.hasBias) = (standardize ?? true, !weightArguments.noBias)
    request.bases = statisticsArguments.bases
    try request.check()
    let execution = try executionArguments.execution()
    let penaltyShape = try penaltyShapeArguments.named()
    // What scikit-learn's words mean depends on the data, but not whether the method takes such a penalty.
    let scikitLearn = try solverArguments.scikitLearnPenalty()
    let l1Penalty = scikitLearn?.l1Ratio ?? solverArguments.l1Penalty
    let relaxation = try relaxBlendArguments.relaxation(l1Penalty: l1Penalty)
    if statisticsArguments.statistics, relaxation != nil { throw StatisticsArguments.notForRelaxed }
    var classifier = try SoftmaxClassifier(
      solver: solverArguments.configuration(for: reference),
      l2Penalty: scikitLearn.map { 1 - $0.l1Ratio } ?? solverArguments.l2Penalty
        ?? statisticsArguments.defaultPenalty,
      l1Penalty: l1Penalty, relaxation: relaxation,
      classWeights: weightArguments.classWeights(),
      hasBias: !weightArguments.noBias,
      standardize: standardize.map { $0 ? .always : .never } ?? .automatic, seed: seed, execution: execution)
    // Whether the method takes any is known before the data is.
    try penaltyShapeArguments.check(penaltyShape, classifier, hasL1: l1Penalty > 0)
    let isStochastic = classifier.solver.usesMinibatches
    try statisticsArguments.check(
      isStochastic: isStochastic, isClassWeighted: weightArguments.classWeight != nil,
      isGrouped: tableArguments.group != nil,
      l2Penalty: solverArguments.l2Penalty, l1Penalty: solverArguments.l1Penalty, scikitLearn: scikitLearn)
    if statisticsArguments.marginalEffects != nil, !offsets.isEmpty {
      throw CommandFailure(
        .usage,
        "--marginal-effects is not for --offset: what a column changes would depend on the samples' offsets; leave out one of "
          + "the two")
    }
    if let flag = statisticsArguments.firstForTables, reference.tablePath == nil {
      throw CommandFailure(.usage, InputArguments.isForTables(flag, data: reference.text))
    }
    let startingModel = try start.map { try StartingModel(contentsOf: $0) }
    let loaded = try TrainingData(request, onNote: WorkflowNote.show)
    let training = loaded.training
    if let validation = loaded.validation, holdout == nil, loaded.rows.holdout != nil {
      StandardStream.error.write(
        "early stopping: \(Wording.count(validation.sampleCount)) samples, a tenth of each class, are kept out of "
          + "training (--holdout sets the share)\n")
    }
    classifier = try classifier.with(
      penaltyShape: penaltyShapeArguments.shape(
        penaltyShape, of: training.features.input, loaded.preparation))
    try weightArguments.check(classifier.classWeights, of: training)
    if let scikitLearn {
      classifier = try solverArguments.scikitLearn.applied(scikitLearn, to: classifier, for: training)
    }
    let validationSet = try SampleChecks.checked(loaded.validation, against: training)
    let testSet = try SampleChecks.checked(loaded.test, against: training)
    try statisticsArguments.check(training, hasBias: classifier.hasBias, output: output, execution: execution)
    let initial = try startingModel?.checked(against: training, needsAllClasses: isStochastic)
    let loadSeconds = (ContinuousClock.now - began).inSeconds

    let interruption = Interruption()
    let display = TrainingDisplay(epochStream: json ? .error : .output)
    let fit = try classifier.fit(
      training, validation: validationSet, test: testSet, from: initial, every: .batch
    ) { event in
      display.show(event)
      // Without a reader and without a file to write, nobody waits for the result.
      let isUnwanted = display.epochStream.isClosed && output == nil && plot == nil
      return interruption.isRequested || isUnwanted ? .stop : .continue
    }
    display.clear()
    let statistics = try statisticsArguments.statistics(
      of: fit, training, loaded.preparation, output: output, execution: execution)
    let evaluation = try (testSet ?? (stopsEarly ? nil : validationSet)).map {
      try fit.model.evaluate($0, execution: execution)
    }
    try InputFile.checkUnchanged()
    let sparesExisting = fit.report.stopReason == .stopped && !overwritePartial
    let saved = try output.map { path in
      KeptFile(
        try fit.file(
          trainedOn: training, preparation: loaded.preparation, rows: loaded.rows, offsets: loaded.offsets,
          evaluation: evaluation,
          statistics: statistics
        ).encoded(), to: path, sparesExisting: sparesExisting)
    }
    var late = LateFailures()
    late.add(saved?.failure("the model"))
    if let covarianceFile, let covariance = statistics?.covariance {
      late.add(covarianceFile.write(covariance).failure("the covariances"))
    }
    let result = TrainResult(
      fit: fit, training: training, validation: validationSet, test: testSet, evaluation: evaluation,
      statistics: statistics, saved: saved,
      loadSeconds: loadSeconds, totalSeconds: (ContinuousClock.now - began).inSeconds,
      offsetFile: loaded.offsets?.file == nil ? nil : offsets.place)
    for warning in fit.report.warnings {
      StandardStream.error.write("warning: \(warning.description.printableMessage)\n")
    }
    if json {
      try JSONOutput.print(try result.document)
    } else {
      StandardStream.output.write(
        try result.summary(data: reference.text, scored: self.test ?? reference.text))
    }
    // Last, so that a picture that fails hides nothing of the result.
    if let plotFile {
      if let curve = try result.curve {
        try late.attempt { try plotFile.write(curve.drawing, sparesExisting: sparesExisting) }
      } else {
        StandardStream.error.write("note: the fit ended where it began, so that there is no curve to draw\n")
      }
    }
    if fit.report.stopReason == .stopped, !interruption.isRequested { return }
    if let note = result.earlyStop { StandardStream.error.write(note + "\n") }
    try late.raise()
    if interruption.isRequested, fit.report.stopReason == .stopped {
      throw ExitCode(CommandFailure.Code.interrupted.rawValue)
    }
  }
}
