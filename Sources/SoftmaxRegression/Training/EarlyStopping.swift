// When a stochastic fit ends before all its epochs are done.

/// Ends a fit where samples that are kept out of training are no longer predicted better, and returns the weights of
/// the epoch that predicted them best (Prechelt 1998). Also where all epochs are done, the best one's weights are
/// returned.
public struct EarlyStopping: Sendable, Hashable {
  /// What is to improve.
  public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// The mean log loss, which is to fall.
    case logLoss
    /// The share predicted right, which is to rise.
    case accuracy
  }

  /// The epochs in a row without improvement after which the fit ends.
  public let patience: Int
  /// What is to improve.
  public let metric: Metric
  /// By how much, over `patience` epochs taken together, at least. The best epoch is the best by any amount, the first
  /// of equals.
  public let minimumImprovement: Double

  /// Settings, which `SoftmaxClassifier` checks.
  public init(patience: Int = 5, metric: Metric = .logLoss, minimumImprovement: Double = 1e-4) {
    self.patience = patience
    self.metric = metric
    self.minimumImprovement = minimumImprovement
  }

  func validate() throws(ConfigurationError) {
    guard patience > 0 else {
      throw ConfigurationError(
        parameter: "patience", value: "\(patience)", requirement: "a positive whole number")
    }
    guard minimumImprovement >= 0, minimumImprovement.isFinite else {
      throw ConfigurationError(
        parameter: "minimumImprovement", value: "\(minimumImprovement)", requirement: "at least 0")
    }
  }

  /// What is to fall.
  func cost(_ record: EpochRecord) -> Double? {
    switch metric {
    case .logLoss: record.validationLoss
    case .accuracy: record.validationAccuracy.map { -$0 }
    }
  }

  /// The place in the history of the epoch that predicts the validation set best, the first of equals; nil without epochs.
  func bestIndex(in history: [EpochRecord]) -> Int? {
    history.indices.min { (cost(history[$0]) ?? .infinity) < (cost(history[$1]) ?? .infinity) }
  }

  /// Follows a fit from epoch to epoch.
  struct Watch {
    /// What is watched.
    let settings: EarlyStopping
    /// What has been seen so far.
    private(set) var state: State

    init(_ settings: EarlyStopping, resuming state: State = State()) {
      self.settings = settings
      self.state = state
    }

    /// Whether the last `patience` epochs have brought too little.
    var isStalled: Bool { state.idleCount >= settings.patience }

    /// Takes note of the next epoch; whether it is the best so far.
    mutating func isBest(_ record: EpochRecord) -> Bool {
      let cost = settings.cost(record) ?? .infinity
      if state.reference == .infinity || cost < state.reference - settings.minimumImprovement {
        state.reference = cost
        state.idleCount = 0
      } else {
        state.idleCount += 1
      }
      guard cost < state.best else { return false }
      state.best = cost
      return true
    }
  }
}

extension EarlyStopping.Watch {
  /// What was reached until now.
  struct State {
    fileprivate var best = Double.infinity
    /// What was reached when it last improved by enough.
    fileprivate var reference = Double.infinity
    fileprivate var idleCount = 0

    init() {}
  }
}

extension EarlyStopping.Watch.State: SavedState {
  func write(to state: inout StateWriter) {
    best.write(to: &state)
    reference.write(to: &state)
    idleCount.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    best = try Double(reading: &state)
    reference = try Double(reading: &state)
    idleCount = try Int(reading: &state)
    guard idleCount >= 0, idleCount < .max / 2 else {
      throw StateError("the number of epochs without improvement is \(idleCount)", at: place)
    }
  }
}
