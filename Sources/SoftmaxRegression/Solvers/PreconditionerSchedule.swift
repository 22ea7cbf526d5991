// When a solver takes a new look at the curvature.

/// The kinds of preconditioner to ask for, by iteration.
///
/// On Fashion-MNIST (60,000 x 784 x 10, l2Penalty 1/n) L-BFGS with the Kronecker product alone comes to a relative gap
/// of 1e-3 in 127 passes and to 1e-6 in 872; with pairs at iterations 10 and 24 in 27 and 33. A matrix of pairs costs as
/// much as some 40 iterations: a second one earlier saves no time, none at all costs 40 more passes to 1e-6.
struct PreconditionerSchedule: Sendable {
  /// What to ask for at which iteration, in ascending order.
  private let entries: [Int: PreconditionerKind]
  /// What to ask for ever after, every so many iterations.
  private let later: (kind: PreconditionerKind, every: Int)?

  /// The Kronecker product, at the start and twice more, when probabilities have taken shape.
  static let kronecker = PreconditionerSchedule(
    entries: [0: .kronecker, 15: .kronecker, 60: .kronecker], later: nil)

  /// For a quasi-Newton method: the Kronecker product first, and pairs once probabilities have taken shape.
  static let pairs = PreconditionerSchedule(
    entries: [0: .kronecker, 10: .pairs(threshold: 0.1), 24: .pairs(threshold: 0.05)],
    later: (.pairs(threshold: 0.05), 40))

  /// The same where a matrix costs only a few passes.
  static let earlyPairs = PreconditionerSchedule(
    entries: [0: .kronecker, 5: .pairs(threshold: 0.05)], later: (.pairs(threshold: 0.02), 20))

  /// For a fit that starts near its end, with the matrix of a fit like it.
  static let warmPairs = PreconditionerSchedule(
    entries: [10: .pairs(threshold: 0.1), 24: .pairs(threshold: 0.05)], later: (.pairs(threshold: 0.05), 40))

  /// The same where a matrix costs only a few passes.
  static let warmCheapPairs = PreconditionerSchedule(
    entries: [5: .pairs(threshold: 0.05)], later: (.pairs(threshold: 0.02), 20))

  /// The same for a Newton method, whose iterations do more.
  static let newtonPairs = PreconditionerSchedule(
    entries: [0: .kronecker, 4: .pairs(threshold: 0.1), 7: .pairs(threshold: 0.03)],
    later: (.pairs(threshold: 0.03), 12))

  /// What to ask for before iteration `iteration`, counted from 0.
  func kind(before iteration: Int) -> PreconditionerKind? {
    if let kind = entries[iteration] { return kind }
    guard let later, let last = entries.keys.max(), iteration > last, (iteration - last) % later.every == 0
    else {
      return nil
    }
    return later.kind
  }
}
