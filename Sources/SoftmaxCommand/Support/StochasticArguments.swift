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
    help: ArgumentHelp("sgd: passes over the data (default: 10; digits and iris: 30).", valueName: "n"),
    transform: NumberArgument.whole)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "sgd: samples in a minibatch (default: 256; digits: 32, iris: 16).", valueName: "n"),
    transform: NumberArgument.whole)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "sgd: the step size (default: 0.1; digits and iris: 0.5; adam: 0.001 and 0.03).", valueName: "x"),
    transform: NumberArgument.any)
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("sgd: how much of the last step is kept (default: 0; not for adam).", valueName: "x"),
    transform: NumberArgument.any)
  var momentum: Double?

  @Option(
    help: ArgumentHelp("sgd: what makes steps of gradients, sgd or adam (default: sgd).", valueName: "name"))
  var optimizer: Optimizer?

  @Option(
    help: ArgumentHelp(
      "sgd: how the step size falls: constant, step, cosine (to 0 at the end) or inverse-time (default: constant).",
      valueName: "name"))
  var schedule: Schedule?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("--schedule step: the epochs between two changes (default: 5).", valueName: "n"),
    transform: NumberArgument.whole)
  var stepEvery: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--schedule step: what the step size is multiplied by (default: 0.1).", valueName: "x"),
    transform: NumberArgument.any)
  var stepFactor: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--schedule inverse-time: the epochs after which the step size is a half (default: 1).", valueName: "x"),
    transform: NumberArgument.any)
  var halfAfter: Double?

  @Flag(
    help: ArgumentHelp(
      "sgd: return the mean of the weights over the steps of the second half of the epochs (with --early-stopping "
        + "from the second one on)."))
  var average = false

  @Flag(
    help: """
      sgd: end when the log loss on a validation set no longer falls, and return the best epoch's weights; that set is \
      --holdout or a tenth of the training data, never the test set.
      """)
  var earlyStopping = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--early-stopping: the epochs without improvement to wait for (default: 5).", valueName: "n"),
    transform: NumberArgument.whole)
  var patience: Int?

  @Flag(help: "sgd: compute the certificate after each epoch too; its time is not counted.")
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
      if let momentum { settings.optimizer = .descent(momentum: momentum) }
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
