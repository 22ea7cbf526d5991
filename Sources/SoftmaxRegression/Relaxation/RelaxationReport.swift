// How a relaxed fit came about.

/// The two fits that a relaxed model is made of.
public struct RelaxationReport: Sendable, Hashable {
  /// The penalised fit's share of the model: `Relaxation.blend`.
  public let blend: Double
  /// The L2 penalty that the refit was given.
  public let l2Penalty: Double
  /// The features that the penalised fit left in the model, counted from 0: all others are exactly 0 for every class.
  public let keptFeatures: [Int]
  /// The fit with the L1 penalty.
  public let penalised: Part
  /// The fit of the kept features alone; nil where there was none to make: at a blend of 1, where no feature is kept (the
  /// model is then its biases), and where the penalised fit was stopped.
  public let refit: Part?

  /// One of the fits.
  public struct Part: Sendable, Hashable {
    /// The method and its settings.
    public let solver: SolverConfiguration
    /// Why that method, where the choice was automatic.
    public let choice: String?
    /// The iterations that it took.
    public let iterationCount: Int
    /// The passes over the data that it took.
    public let passes: Int
    /// Why it ended.
    public let stopReason: StopReason
    /// Its own objective, with gradient and bound, at its own weights.
    public let certificate: OptimalityCertificate

    init(_ report: TrainingReport) {
      solver = report.solver
      choice = report.choice
      iterationCount = report.iterations.count
      passes = report.passes
      stopReason = report.stopReason
      certificate = report.certificate
    }
  }
}
