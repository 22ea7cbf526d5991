// softmax train: data in, a fitted model out.

import ArgumentParser
import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct TrainCommand: NotifyingCommand, MemoryLimitedCommand, SharedCommand {
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

  @Argument(
    help: ArgumentHelp(
      "What to learn from: a dataset's name, a path (.csv, .tsv, .xlsx, .jsonl, .npy, .npz, .safetensors, .libsvm, .mtx, IDX, a folder), or - (default: digits).",
      valueName: "data"), completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.mostUsed) var scoringArguments: ScoringArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.data) var testInput: TestInputArguments

  @OptionGroup(title: HelpTitle.mostUsed) private var mainTable: MainTableArguments

  @OptionGroup(title: HelpTitle.data) private var sampleWeights: SampleWeightArguments

  @OptionGroup(title: HelpTitle.table) private var furtherTable: FurtherTableArguments

  @OptionGroup(title: HelpTitle.table) var interactionArguments: InteractionArguments
  @OptionGroup(title: HelpTitle.text) var termArguments: TermArguments

  @OptionGroup(title: HelpTitle.data) var offsetArguments: OffsetArguments

  @OptionGroup(title: HelpTitle.mostUsed) private var mainSolver: MainSolverArguments

  @OptionGroup(title: HelpTitle.method) private var fullBatch: FullBatchArguments

  @OptionGroup(title: HelpTitle.penalty) private var scikitLearn: ScikitLearnArguments

  @OptionGroup(title: HelpTitle.minibatches) private var stochastic: StochasticArguments

  @OptionGroup(title: HelpTitle.penalty) var penaltyShapeArguments: PenaltyShapeArguments

  @OptionGroup(title: HelpTitle.penalty) var relaxationArguments: RelaxationArguments

  @OptionGroup(title: HelpTitle.penalty) var relaxBlendArguments: RelaxBlendArguments

  @OptionGroup(title: HelpTitle.method) var fitArguments: FitArguments

  @OptionGroup(title: HelpTitle.method) var weightArguments: WeightArguments

  @OptionGroup(title: HelpTitle.statistics) var statisticsArguments: StatisticsArguments

  @OptionGroup(title: HelpTitle.mostUsed) var mainOutput: OutputArguments

  @OptionGroup(title: HelpTitle.output) var furtherOutput: FurtherOutputArguments

  @OptionGroup(title: HelpTitle.running) var checkpointArguments: CheckpointArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var memoryArguments: MemoryArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  private var tableArguments: TableArguments {
    TableArguments(main: mainTable, weights: sampleWeights, further: furtherTable)
  }

  private var solverArguments: SolverArguments {
    SolverArguments(main: mainSolver, fullBatch: fullBatch, scikitLearn: scikitLearn, stochastic: stochastic)
  }

  func run() throws {
    let began = ContinuousClock.now
    // Everything that can be refused without data is refused before any is loaded.
    let files = try outputFiles()
    let prepared = try refusing { try request().prepared() }
    let interruption = Interruption.stoppingFit(keepsState: checkpointArguments.checkpoint != nil)
    let display = TrainingDisplay(epochStream: json ? .error : .output)
    let result = try refusing {
      try prepared.run { event in
        if SharedJob.isFirst { display.show(event) }
        // Without a reader and without a file to write, nobody waits for the result.
        let isUnwanted =
          display.epochStream.isClosed && output == nil && plot == nil && !SharedProcesses.areThere
        return interruption.isRequested || isUnwanted ? .stop : .continue
      }
    }
    guard SharedJob.isFirst else { return }
    display.clear()
    let isStopped = result.fit.report.stopReason == .stopped
    let sparesExisting = isStopped && !overwritePartial
    var late = LateFailures()
    let saved = try output.map { KeptFile(try result.file.encoded(), to: $0, sparesExisting: sparesExisting) }
    late.add(saved?.failure("the model"))
    if let covarianceFile = files.covariance, let covariance = result.statistics?.covariance {
      late.add(covarianceFile.write(covariance).failure("the covariances"))
    }
    let seconds = (ContinuousClock.now - began).inSeconds
    TrainingSummary.warn(of: result)
    let summary = TrainingSummary(
      result, saved: saved, data: dataName, scored: test ?? dataName,
      offsetFile: result.data.offsets?.file == nil ? nil : offsetArguments.offset.first,
      readingFlags: inputArguments.typed)
    if json {
      try JSONOutput.print(
        TrainingDocument(result, output: saved?.path, totalSeconds: seconds))
    } else {
      StandardStream.output.write(try summary.text)
    }
    // Last, so that a picture that fails hides nothing of the result.
    if let plotFile = files.plot {
      if let curve = try result.curve {
        try late.attempt { try plotFile.write(curve.drawing, sparesExisting: sparesExisting) }
      } else {
        Notice.write("note: the fit ended where it began, so that there is no curve to draw\n")
      }
    }
    if isStopped, !interruption.isRequested { return }
    if let note = summary.earlyEnd {
      // Why the exit code is not 0 is no mere note.
      if isStopped { StandardStream.error.write(note + "\n") } else { Notice.write(note + "\n") }
    }
    try late.raise()
    let lacksStatistics = result.statistics == nil && statisticsArguments.isAskedFor
    if isStopped || (interruption.isRequested && lacksStatistics) {
      throw ExitCode(InterruptSignal.lastExitCode)
    }
  }

  private var dataName: String { data ?? Catalogue.digits.name }

  /// The files to write, beside the model.
  private func outputFiles() throws -> (plot: PictureFile?, covariance: CovarianceFile?) {
    if let output { try ModelOutput.check(output, inputs: [data, test, inputArguments.labels, testLabels]) }
    let plotFile = try plot.map { try PictureFile($0, others: [output, data, test, start]) }
    if overwritePartial, output == nil, plot == nil { throw ModelOutput.nothingToOverwrite }
    if keepSample, output == nil {
      throw CommandFailure(.usage, "--keep-sample is for the model's file: add -o, or leave it out")
    }
    return (plotFile, try statisticsArguments.covarianceFile(others: [output, plot, data, test, start]))
  }

  /// What the flags ask for.
  private func request() throws -> TrainingRequest {
    let source = try inputArguments.source(dataName, fetching: dataArguments.fetchOptions())
    var data = TrainingDataRequest(source)
    data.test = try test.map { try inputArguments.testSource($0, labels: testLabels) }
    data.table = try tableArguments.settings(
      interactions: interactionArguments.interact, terms: termArguments, of: source.reference)
    data.sampleWeight = tableArguments.sampleWeight
    data.offsets = try offsetArguments.request(for: source.reference)
    data.holdout = holdout
    var request = TrainingRequest(data)
    request.strength = try solverArguments.strength()
    request.solver = try solverArguments.configuration(for: source.reference)
    request.penaltyShape = penaltyShapeArguments.request
    request.relaxation = try relaxBlendArguments.relaxation(relaxationArguments)
    request.classWeights = weightArguments.choice
    request.hasBias = !weightArguments.noBias
    request.standardize = standardize.map { $0 ? .always : .never } ?? .automatic
    (request.seed, request.start) = (seed, start)
    request.keepsSample = keepSample
    request.checkpoints = try checkpointArguments.request(
      data: self.data,
      others: [
        output, plot, self.data, test, inputArguments.labels, testLabels, start,
        statisticsArguments.covariance,
      ])
    request.statistics = try statisticsArguments.request()
    request.onNote = WorkflowNote.show
    try request.check()
    request.execution = try executionArguments.execution()
    return request
  }

  /// Says of statistics that are refused what this means for the model's file.
  private func refusing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as WorkflowError {
      guard let output, case .statistics(.refused) = error else { throw error }
      throw CommandFailure(error.code, error.message(in: .flags) + "; \(output) was not written")
    }
  }
}
