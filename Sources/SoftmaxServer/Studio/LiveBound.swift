// How far from the optimum a fit is at most while it goes on, and how often that may be looked at.

/// What is known of the optimum: the objective is nowhere smaller than this.
///
/// Each certificate says so of its model's objective less its gap, and what one has proven holds for every later model. An
/// iteration therefore has a bound that costs it nothing.
struct ObjectiveFloor {
  /// No objective is below 0.
  private(set) var value = 0.0

  /// A certificate says that this objective is at most `gap` from the least one; nil: it says nothing.
  mutating func learn(_ objective: Double, gap: Double?) {
    guard let gap else { return }
    value = max(value, objective - gap)
  }

  /// How far this objective is from the least one at most; nil where rounding leaves nothing to be said.
  func bound(_ objective: Double) -> Double? {
    let bound = objective - value
    return bound > 0 ? bound : nil
  }
}

/// Holds the time that certificates take within a share of the fit's.
struct CertificateBudget {
  /// Of each second of the fit so much.
  static let share = 0.02
  /// So many seconds whatever the fit takes: nobody sees them, and small fits are over in as many.
  static let allowance = 0.02
  /// Before the first one a certificate is taken to be so many passes of the fit long: it has five, in Float64.
  static let firstCost = 15.0

  private(set) var spent = 0.0
  private var lastCost: Double?

  /// Whether there is time for a certificate.
  ///
  /// - Parameters:
  ///   - seconds: What the fit itself has taken.
  ///   - passes: How many passes over the data it has done.
  ///   - idleSeconds: How long it will be held back by others: that time costs nothing.
  /// - Returns: Whether there is.
  func allows(seconds: Double, passes: Int, idleSeconds: Double) -> Bool {
    if idleSeconds == .infinity { return true }
    guard let cost = lastCost ?? (passes > 0 ? Self.firstCost * seconds / Double(passes) : nil) else {
      return false
    }
    return cost <= idleSeconds || spent + cost <= Self.allowance + Self.share * seconds
  }

  /// A certificate took so many seconds, of which the fit would have been held back for some.
  mutating func add(_ seconds: Double, idleSeconds: Double) {
    lastCost = seconds
    spent += max(0, seconds - idleSeconds)
  }
}
