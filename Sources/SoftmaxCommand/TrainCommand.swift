// softmax train: data in, a fitted model out.

import ArgumentParser
import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Fit a model.",
    discussion: """
      Minibatch gradient descent, one line an epoch. A catalogue set is trained on its training part and \
      scored on its test part. Without DATA the embedded digits are used. The objective is the mean log loss \
      + (l2 / 2) x the sum of the squared weights; the bias is not penalised.

      Example:
        softmax train fashion-mnist --solver sgd --epochs 10 -o fashion.safetensors
      """)

  enum Solver: String, ExpressibleByArgument, CaseIterable {
    case sgd
  }

  @Argument(help: ArgumentHelp("What to learn from (default: digits).", valueName: "data"))
  var data: String?

  @Option(help: ArgumentHelp("What to score after each epoch.", valueName: "data"))
  var test: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Without a test set: keep this share of each class out and score it.", valueName: "share"),
    transform: NumberArgument.any)
  var holdout: Double?

  @Option(help: ArgumentHelp("The method: sgd.", valueName: "name"))
  var solver: Solver = .sgd

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Passes over the data (default: 10; digits and iris: 30).", valueName: "n"),
    transform: NumberArgument.whole)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Samples in a minibatch (default: 256; digits: 32, iris: 16).", valueName: "n"),
    transform: NumberArgument.whole)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The step size (default: 0.1; digits and iris: 0.5).", valueName: "x"),
    transform: NumberArgument.any)
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How much of the last step is kept (default: 0).", valueName: "x"),
    transform: NumberArgument.any)
  var momentum: Double = 0

  @Option(
    name: .customLong("l2"), parsing: .unconditional,
    help: ArgumentHelp("The L2 penalty (default: 0); scikit-learn's C is 1 / (l2 x samples).", valueName: "x"),
    transform: NumberArgument.any)
  var l2Penalty: Double = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What first weights and shuffles are drawn from (default: 0).", valueName: "n"),
    transform: NumberArgument.natural)
  var seed: UInt64 = 0

  @Flag(help: "Take a table's columns as they are, not at mean 0 and deviation 1.")
  var noStandardize = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write the model (safetensors).", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Draw loss and accuracies into a file that ends in .png or .svg.", valueName: "file"))
  var plot: String?

  @Flag(help: "Print the result as one JSON document; epoch lines go to standard error.")
  var json = false

  @OptionGroup var executionArguments: ExecutionArguments

  @OptionGroup var dataArguments: DataArguments

  func run() throws {
    let start = ContinuousClock.now
    // Everything that can be refused without data is refused before any is loaded.
    if let output { try Self.checkOutput(output) }
    let plotFile = try plot.map { try PictureFile($0, others: [output, data, test]) }
    if let holdout { try Self.check(holdout: holdout, test: test) }
    let reference = try DataReference(parsing: data ?? Catalogue.digits.name)
    let execution = try executionArguments.execution()
    let classifier = try SoftmaxClassifier(
      solver: solverConfiguration(for: reference), l2Penalty: l2Penalty,
      standardize: noStandardize ? .never : .automatic, seed: seed, execution: execution)
    let (training, scored) = try loadData(reference)
    let validation = try Self.checked(scored, against: training)
    let loadSeconds = (ContinuousClock.now - start).inSeconds

    let interruption = Interruption()
    let line = StatusLine()
    let epochStream: StandardStream = json ? .error : .output
    var losses: [Double] = []
    let fit = try classifier.fit(training, validation: validation, every: .batch) { event in
      switch event {
      case .batch(let progress):
        line.update(
          losses.isEmpty ? progress.description : "\(progress)  loss \(Sparkline.text(losses))")
      case .epoch(let record):
        line.clear()
        losses.append(record.trainLoss)
        epochStream.write(record.description + "\n")
      }
      // Without a reader and without a file to write, nobody waits for the result.
      let isUnwanted = epochStream.isClosed && output == nil && plot == nil
      return interruption.isRequested || isUnwanted ? .stop : .continue
    }
    line.clear()
    let evaluation = try validation.map { try fit.model.evaluate($0, execution: execution) }
    if let output { try fit.write(to: output, trainedOn: training, evaluation: evaluation) }
    let result = TrainResult(
      fit: fit, training: training, validation: validation, evaluation: evaluation,
      loadSeconds: loadSeconds, totalSeconds: (ContinuousClock.now - start).inSeconds)
    if json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(result.summary(scored: test ?? reference.text, output: output))
    }
    // Last, so that a picture that fails hides nothing of the result. A fit that was interrupted in its first epoch has no curve.
    if let plotFile, !fit.report.history.isEmpty {
      try plotFile.write(TrainingCurve(fit.report.history, title: training.name).drawing)
    }
    if fit.report.stopReason == .stopped {
      guard interruption.isRequested else { return }
      let saved = output.map { "; the model as it was is in \($0)" } ?? ""
      StandardStream.error.write(
        "interrupted after \(fit.report.history.count) whole epochs\(saved)\n")
      throw ExitCode(CommandFailure.Code.interrupted.rawValue)
    }
  }

  private func solverConfiguration(for reference: DataReference) -> SolverConfiguration {
    var standard = SolverConfiguration.sgd()
    if case .catalogue(let entry) = reference.source { standard = entry.recommendedSolver }
    switch standard {
    case .sgd(let epochs, let batchSize, let learningRate, _):
      return .sgd(
        epochs: self.epochs ?? epochs, batchSize: self.batchSize ?? batchSize,
        learningRate: self.learningRate ?? learningRate, momentum: momentum)
    }
  }

  private func loadData(
    _ reference: DataReference
  ) throws -> (training: Dataset, validation: Dataset?) {
    let options = dataArguments.fetchOptions()
    let parts = try reference.loadForTraining(options: options)
    let training = try parts.training.dataset()
    if let test {
      let validation = try DataReference(parsing: test).load(default: .test, options: options).dataset()
      return (training, validation)
    }
    if let holdout {
      let split = StratifiedSplit(
        classIndices: training.classIndices, classCount: training.classes.count, fraction: holdout, seed: seed)
      guard !split.heldOut.isEmpty else {
        throw CommandFailure(
          .badData,
          "--holdout \(holdout) of \(training.sampleCount) samples leaves none to score: use a larger share")
      }
      return (
        training.samples(at: split.kept, name: "\(training.name) without the holdout"),
        training.samples(at: split.heldOut, name: "\(training.name) holdout")
      )
    }
    return (training, try parts.test?.dataset())
  }

  private static func check(holdout: Double, test: String?) throws {
    guard holdout > 0, holdout < 1 else {
      throw CommandFailure(.usage, "--holdout must be a share between 0 and 1, not \(holdout)")
    }
    guard test == nil else {
      throw CommandFailure(.usage, "--holdout and --test both name what to score: use one of them")
    }
  }

  /// What the fit would refuse too, but here with the names of the data.
  /// Returns the validation set in the training set's classes.
  private static func checked(_ validation: Dataset?, against training: Dataset) throws -> Dataset? {
    if training.classCounts.filter({ $0 > 0 }).count < 2 {
      throw CommandFailure(.badData, "\(training.name): \(DatasetError.oneClass(name: training.label(0)))")
    }
    guard let validation else { return nil }
    let (found, expected) = (validation.features.input, training.features.input)
    guard validation.features.fits(expected) else {
      throw CommandFailure(
        .badData,
        "\(validation.name) has \(Wording.input(found)), but \(training.name) has \(Wording.input(expected)); "
          + "score on data like that which is learned from")
    }
    do throws(DatasetError) {
      return try validation.relabelled(to: training.classes, readingPositions: true)
    } catch {
      throw CommandFailure(.badData, "\(validation.name): \(error)")
    }
  }

  private static func checkOutput(_ path: String) throws {
    try OutputFile.checkWritable(path)
    let isDevice = FileStatus(of: path)?.kind == .other
    guard isDevice || path.hasSuffix(".safetensors") else {
      throw CommandFailure(
        .usage,
        "--output \(path): train writes safetensors; choose a name that ends in .safetensors")
    }
  }
}
