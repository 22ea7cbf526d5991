// L-BFGS on top of a preconditioner.

/// The limited-memory quasi-Newton method: the last steps and what they did to the gradient, on top of a
/// preconditioner in place of the usual multiple of the identity.
///
/// Nocedal, Updating quasi-Newton matrices with limited storage, Math. Comp. 35, 1980. An iteration costs one pass,
/// 4 x history x parameters multiply-adds, and the preconditioner.
struct LimitedMemoryBFGS: DescentMethod {
  private struct Pair {
    let step: [Double]
    let change: [Double]
    let product: Double
    /// By how much the inverse second derivatives along this step are larger than the preconditioner; nil until that is
    /// known.
    var scale: Double?
  }

  private let historyCount: Int
  private(set) var schedule: PreconditionerSchedule
  private var pairs: [Pair] = []
  /// Whether a direction led nowhere although no step was remembered: where probabilities are all but 0 or 1 there is no
  /// curvature to be seen.
  private var isLost = false
  /// The one in use.
  private(set) var preconditioner: (any Preconditioner)?

  /// `historyCount` steps are remembered; `preconditioner` is used until the schedule asks for one.
  init(
    historyCount: Int, schedule: PreconditionerSchedule, preconditioner: (any Preconditioner)? = nil
  ) {
    self.historyCount = historyCount
    self.schedule = schedule
    self.preconditioner = preconditioner
  }

  mutating func direction<Problem: Objective>(
    from state: DescentState, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double] {
    if isLost {
      try beforePass()
      // Where nothing is decided the curvature is about as large as anywhere: a step by it is never far too long.
      let undecided = [Double](repeating: 0, count: objective.parameterCount)
      preconditioner = nil
      preconditioner =
        objective.preconditioner(.kronecker, at: undecided)
        ?? objective.preconditioner(.diagonal, at: undecided)
      schedule.replaced(by: .kronecker, before: state)
    } else if let kind = schedule.kind(before: state) {
      try beforePass()
      // Steps that were seen through another preconditioner are still steps of this function, but with the new one
      // they help less than they cost.
      // The one before goes first: two at once would take twice the memory that the plan told.
      preconditioner = nil
      if let found = objective.preconditioner(kind, at: state.point) {
        preconditioner = found
        pairs = []
      } else {
        preconditioner = objective.preconditioner(.diagonal, at: state.point)
        for i in pairs.indices { pairs[i].scale = nil }
      }
    }
    learnScale()
    var vector = state.evaluation.gradient
    var factors = [Double](repeating: 0, count: pairs.count)
    for (i, pair) in pairs.enumerated().reversed() {
      factors[i] = VectorArithmetic.dot(pair.step, vector) / pair.product
      VectorArithmetic.add(-factors[i], times: pair.change, to: &vector)
    }
    vector = scaled(vector)
    for (i, pair) in pairs.enumerated() {
      let factor = factors[i] - VectorArithmetic.dot(pair.change, vector) / pair.product
      VectorArithmetic.add(factor, times: pair.step, to: &vector)
    }
    return vector.map { -$0 }
  }

  private func scaled(_ vector: [Double]) -> [Double] {
    if let preconditioner {
      let image = preconditioner.apply(to: vector)
      let factor = schedule.isCoarse ? meanScale : 1
      return factor == 1 ? image : image.map { $0 * factor }
    }
    guard let last = pairs.last else { return vector }
    let scale = last.product / VectorArithmetic.dot(last.change, last.change)
    return vector.map { $0 * scale }
  }

  /// What steps say of the preconditioner's size: the mean over those that are remembered.
  private var meanScale: Double {
    let scales = pairs.compactMap(\.scale)
    return scales.isEmpty ? 1 : scales.reduce(0, +) / Double(scales.count)
  }

  /// Holds the last step's change of the gradient against the preconditioner. Complexity: applying it once.
  private mutating func learnScale() {
    guard schedule.isCoarse, let preconditioner, let last = pairs.last, last.scale == nil else { return }
    let scale = last.product / VectorArithmetic.dot(last.change, preconditioner.apply(to: last.change))
    if scale > 0, scale.isFinite { pairs[pairs.count - 1].scale = scale }
  }

  mutating func moved(by step: [Double], gradientChange: [Double]) {
    isLost = false
    let product = VectorArithmetic.dot(step, gradientChange)
    let lengths = VectorArithmetic.dot(step, step) * VectorArithmetic.dot(gradientChange, gradientChange)
    // A convex function's product is positive; where rounding says otherwise, or nearly so, there is nothing to learn.
    guard product > 1e-10 * lengths.squareRoot() else { return }
    if pairs.count == historyCount { pairs.removeFirst() }
    pairs.append(Pair(step: step, change: gradientChange, product: product))
  }

  mutating func forget() -> Bool {
    guard pairs.isEmpty else {
      pairs = []
      return true
    }
    defer { isLost = true }
    return !isLost && schedule.isFar
  }
}
