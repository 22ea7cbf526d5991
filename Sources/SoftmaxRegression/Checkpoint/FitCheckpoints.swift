// A fit that outlives its process.

/// Keeps the state of a fit as it goes, so that another process can go on where this one ended.
///
///     let checkpoints = FitCheckpoints(every: .seconds(60)) { try save($0.bytes) }
///     let fit = try checkpoints.watching { try classifier.fit(data) }
///     // Later, with the same data, the same configuration and the same release of the library:
///     let other = try FitCheckpoints(resuming: bytes).watching { try classifier.fit(data) }
///
/// A fit that goes on has the same bits as one that was never interrupted. The fits of an audit (`OutOfFoldPredictions`) are
/// kept as one. Fits that are parts of a search, and the second fit of a relaxation, keep nothing.
public struct FitCheckpoints: Sendable {
  @TaskLocal static var current: FitCheckpoints?

  /// A fit in progress.
  public struct State: Sendable, Hashable {
    /// All that the fit is.
    public let bytes: [UInt8]
    /// Epochs or iterations that are done.
    public let stepCount: Int
    /// Whether the fit was asked to stop, so that no later state follows.
    public let isLast: Bool
  }

  /// What the fit goes on from; nil: it begins.
  let start: [UInt8]?
  private let period: Duration
  private let keep: (@Sendable (State) throws -> Void)?
  /// Whether the state at the end of the fit is kept too.
  private let keepsEnd: Bool

  /// Checkpoints of one fit.
  ///
  /// - Parameters:
  ///   - period: The time between two states; at the next whole step after it one is kept. 0: each step.
  ///   - bytes: The state to go on from; nil: the fit begins.
  ///   - keep: Keeps a state. It is called on the thread of the fit, between two steps, and once more where the fit was asked
  ///     to stop. What it throws ends the fit.
  public init(
    every period: Duration = .seconds(60), resuming bytes: [UInt8]? = nil,
    keep: (@Sendable (State) throws -> Void)? = nil
  ) {
    self.init(every: period, resuming: bytes, keepsEnd: false, keep: keep)
  }

  private init(
    every period: Duration, resuming bytes: [UInt8]?, keepsEnd: Bool, keep: (@Sendable (State) throws -> Void)?
  ) {
    self.period = period
    start = bytes
    self.keepsEnd = keepsEnd
    self.keep = keep
  }

  /// Checkpoints of one of several fits, whose state at its end is kept too.
  func ofPart(
    resuming bytes: [UInt8]?, keep: @escaping @Sendable (State) throws -> Void
  ) -> FitCheckpoints {
    FitCheckpoints(every: period, resuming: bytes, keepsEnd: true, keep: self.keep == nil ? nil : keep)
  }

  /// Does a job with one fit, which keeps its states. A second fit would go on from the same state.
  ///
  /// - Throws: What the job throws. Its fit throws `CheckpointError` for bytes that are no state of it, and
  ///   `ConfigurationError` for a relaxation.
  public func watching<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Self.$current.withValue(self, operation: body)
  }

  /// What keeps states, with the clock of one fit; nil where none are kept.
  func keeper() -> Keeper? { keep.map { Keeper(period: period, keepsEnd: keepsEnd, keep: $0) } }

  /// Keeps a fit's states when it is time.
  struct Keeper {
    private let period: Duration
    /// Whether the state at the end of the fit is kept too.
    let keepsEnd: Bool
    private let keep: @Sendable (State) throws -> Void
    private var last = ContinuousClock.now

    fileprivate init(
      period: Duration, keepsEnd: Bool, keep: @escaping @Sendable (State) throws -> Void
    ) {
      (self.period, self.keepsEnd, self.keep) = (period, keepsEnd, keep)
    }

    /// Whether it is time for another state.
    var isDue: Bool { ContinuousClock.now - last >= period }

    /// Keeps a state. The time until the next one begins when it is kept.
    mutating func keep(_ bytes: [UInt8], stepCount: Int, isLast: Bool = false) throws {
      try keep(State(bytes: bytes, stepCount: stepCount, isLast: isLast))
      last = .now
    }
  }
}

/// Bytes that no fit can go on from, or not this one.
public struct CheckpointError: Error, Hashable, CustomStringConvertible {
  /// What was found, and what was expected.
  public let problem: String

  init(_ error: StateError) {
    problem = (error.position.map { "byte \($0): " } ?? "") + error.problem
  }

  /// One sentence: what is wrong, and what to try.
  public var description: String {
    "the saved fit cannot be gone on with: \(problem); begin the fit anew, or give another saved fit"
  }
}
