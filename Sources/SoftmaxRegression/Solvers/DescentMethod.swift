// What the full-batch methods differ in: the direction of a step.

/// Chooses directions; `Descent` does the rest.
protocol DescentMethod {
  /// A direction along which F falls, from where `state` stands. `beforePass` is called before each pass over the
  /// data that this takes.
  mutating func direction<Problem: Objective>(
    from state: DescentState, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double]

  /// Learns what a step changed.
  mutating func moved(by step: [Double], gradientChange: [Double])

  /// Forgets what it has learned from steps, after a direction that led nowhere. Whether there was anything.
  mutating func forget() -> Bool
}

/// Where a descent stands.
struct DescentState {
  /// Steps taken so far.
  var iteration: Int
  var point: [Double]
  var evaluation: PointEvaluation
  /// The largest gradient component where the descent began.
  let firstGradientMax: Double
}
