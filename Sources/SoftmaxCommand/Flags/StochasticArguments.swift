// The flags of stochastic training.

import ArgumentParser
import SoftmaxRegression

struct StochasticArguments: ParsableArguments {
  enum Optimizer: String, ExpressibleByArgument, CaseIterable {
    case sgd
    case adam
  }

  enum Schedule: String, ExpressibleByArgument, CaseIterable {
    case constant
    case step
    case cosine
    case inverseTime = "inverse-time"
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of passes over the data (default: 10; for digits and iris 30).", valueName: "n"),
    transform: NumberArgument.whole)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of samples in a minibatch (default: 256; for digits 32, for iris 16).", valueName: "n"),
    transform: NumberArgument.whole)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The step size (default: 0.1, for digits and iris 0.5; with adam 0.001 and 0.03).", valueName: "x"),
    transform: NumberArgument.any)
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of the last step that the next one keeps (default: 0; not for adam).", valueName: "x"),
    transform: NumberArgument.any)
  var momentum: Double?

  @Option(
    help: ArgumentHelp(
      "The rule that turns gradients into steps: sgd or adam (default: sgd).", valueName: "name"))
  var optimizer: Optimizer?

  @Option(
    help: ArgumentHelp(
      "How the step size falls: constant, step, cosine (to 0 at the end) or inverse-time (default: constant).",
      valueName: "name"))
  var schedule: Schedule?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--schedule step: the number of epochs between two changes (default: 5).", valueName: "n"),
    transform: NumberArgument.whole)
  var stepEvery: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--schedule step: the factor of each change (default: 0.1).", valueName: "x"),
    transform: NumberArgument.any)
  var stepFactor: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--schedule inverse-time: the number of epochs after which the step size is half (default: 1).",
      valueName: "x"),
    transform: NumberArgument.any)
  var halfAfter: Double?

  @Flag(
    help: ArgumentHelp(
      "Return the mean of the weights over the second half of the epochs (with --early-stopping: over all but the "
        + "first)."))
  var average = false

  @Flag(
    help: """
      End when the log loss on the validation set no longer falls, and return the best epoch's weights. The validation \
      set is --holdout or a tenth of the training data, never the test set.
      """)
  var earlyStopping = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--early-stopping: the number of epochs without improvement to wait for (default: 5).", valueName: "n"),
    transform: NumberArgument.whole)
  var patience: Int?

  @Flag(help: "Compute the certificate after each epoch too. Its time does not count.")
  var certifyEpochs = false

  /// The flags that were given, in the order of the help.
  var given: [String] {
    let flags: [(String, Bool)] = [
      ("--epochs", epochs != nil), ("--batch-size", batchSize != nil), ("--learning-rate", learningRate != nil),
      ("--momentum", momentum != nil), ("--optimizer", optimizer != nil), ("--schedule", schedule != nil),
      ("--step-every", stepEvery != nil), ("--step-factor", stepFactor != nil),
      ("--half-after", halfAfter != nil), ("--average", average), ("--early-stopping", earlyStopping),
      ("--patience", patience != nil), ("--certify-epochs", certifyEpochs),
    ]
    return flags.filter(\.1).map(\.0)
  }

  /// The settings that the flags mean, `standard` where they say nothing, with Adam `adamRate`.
  ///
  /// - Throws: `CommandFailure` for flags that do not belong together.
  func settings(_ standard: StochasticSettings, adamRate: Double) throws -> StochasticSettings {
    try check(
      momentum != nil && optimizer == .adam, "--momentum", "is for --optimizer sgd, not for adam: leave it out")
    try check(
      (stepEvery != nil || stepFactor != nil) && schedule != .step,
      stepEvery != nil ? "--step-every" : "--step-factor", "is for --schedule step: add that, or leave it out")
    try check(
      halfAfter != nil && schedule != .inverseTime, "--half-after",
      "is for --schedule inverse-time: add that, or leave it out")
    try check(
      patience != nil && !earlyStopping, "--patience", "is for --early-stopping: add that, or leave it out")
    var settings = standard
    if let epochs { settings.epochs = epochs }
    if let batchSize { settings.batchSize = batchSize }
    switch optimizer {
    case .adam:
      settings.optimizer = .adam()
      settings.learningRate = adamRate
    case .sgd, nil:
      if let momentum { settings.optimizer = .sgd(momentum: momentum) }
    }
    if let learningRate { settings.learningRate = learningRate }
    switch schedule {
    case .constant, nil: break
    case .step: settings.schedule = .step(every: stepEvery ?? 5, factor: stepFactor ?? 0.1)
    case .cosine: settings.schedule = .cosine
    case .inverseTime: settings.schedule = .inverseTime(halfAfter: halfAfter ?? 1)
    }
    settings.averagesWeights = average
    if earlyStopping { settings.earlyStopping = EarlyStopping(patience: patience ?? 5) }
    settings.certifiesEpochs = certifyEpochs
    return settings
  }

  private func check(_ isWrong: Bool, _ flag: String, _ problem: String) throws {
    if isWrong { throw CommandFailure(.usage, "\(flag) \(problem)") }
  }
}
