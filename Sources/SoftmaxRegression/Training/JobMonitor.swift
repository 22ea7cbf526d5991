// A job as whoever waits for it sees it: how far it has come, and how to end it.

import SoftmaxKernels

/// Shows from any thread how far a job has come, and ends it within a moment, also in the middle of a pass over the data,
/// a factorisation or a line search.
///
///     let monitor = JobMonitor()
///     // From another thread: monitor.stop(), print(monitor.progress as Any)
///     let fit = try monitor.watching { try classifier.fit(data) }
///
/// A monitor is for one job at a time. The bits of a job that is not stopped are the same with a monitor and without.
public struct JobMonitor: Sendable {
  package let watch: WorkWatch

  /// A monitor of nothing yet.
  public init() { self.init(watch: WorkWatch()) }

  package init(watch: WorkWatch) { self.watch = watch }

  /// Does a job under this monitor.
  ///
  /// - Parameter body: The job: a fit, a search, statistics. Scores, predictions and certificates show their progress and are
  ///   not ended.
  /// - Returns: What the job returns. A fit that is stopped has the model of its last whole step, with
  ///   `StopReason.stopped`; a search has the scores that there are.
  /// - Throws: What the job throws; a fit that is stopped before its first pass throws `CancellationError`, and so do
  ///   statistics.
  public func watching<Value>(_ body: () throws -> Value) rethrows -> Value {
    try WorkWatch.$current.withValue(watch, operation: body)
  }

  /// Asks the job to end. What is computed at the moment is thrown away.
  public func stop() { watch.stop() }

  /// Whether the job was asked to end.
  public var isStopping: Bool { watch.isStopRequested }

  /// How far the job has come; nil where it says nothing.
  public var progress: JobProgress? { watch.progress.map(JobProgress.init) }
}

/// How far a job has come in what it is doing.
public struct JobProgress: Sendable, Hashable {
  /// What a job is doing.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// Bytes of a file are read.
    case reading
    /// Columns are measured, scaled and looked at, before the first pass.
    case preparing
    /// A pass over the data.
    case pass
    /// Second derivatives, or the way that they point to.
    case curvature
    /// The factor of a matrix.
    case factorising
    /// How far the optimum can be.
    case certifying
    /// How good a model is on data.
    case scoring
    /// What a model says of samples.
    case predicting
    /// The hash of data.
    case hashing
    /// Standard errors and tests.
    case statistics
  }

  /// What the job is doing.
  public let phase: Phase
  /// The file that is read, where one is.
  public let name: String?
  /// The pieces that are done, of bytes, chunks or blocks.
  public let done: Int
  /// All pieces; nil where their number is not known.
  public let count: Int?
  /// How long the phase has taken so far, in seconds.
  public let seconds: Double

  /// The share that is done; nil where it is not known.
  public var share: Double? { count.map { $0 > 0 ? min(1, Double(done) / Double($0)) : 0 } }

  init(_ progress: WorkProgress) {
    phase =
      switch progress.phase {
      case .reading: .reading
      case .preparing: .preparing
      case .pass: .pass
      case .curvature: .curvature
      case .factorising: .factorising
      case .certifying: .certifying
      case .scoring: .scoring
      case .predicting: .predicting
      case .hashing: .hashing
      case .statistics: .statistics
      }
    (name, done, count) = (progress.name, progress.done, progress.count)
    seconds = Double(progress.nanoseconds) * 1e-9
  }
}
