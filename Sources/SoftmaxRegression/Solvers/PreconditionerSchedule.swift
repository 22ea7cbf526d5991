// When a solver takes a new look at the curvature.

/// Asks for a preconditioner where it is expected to save more than it costs.
///
/// What is left to gain, in powers of e to the tolerance, falls by about the same with each step until another
/// preconditioner is taken. So the steps to come are what is left, divided by what the last steps have brought; with a
/// new look they are a number that hardly depends on the problem. A look is taken where the difference of both is worth
/// its price. Prices and progress are functions of the data alone: the same data takes the same looks everywhere.
///
/// All of it is plain values, so that a fit that is continued goes on as if it had not stopped.
struct PreconditionerSchedule: Sendable, Hashable, Codable {
  /// What things cost, in any one unit.
  struct Prices: Sendable, Hashable, Codable {
    /// A step in Float32 and in Float64, without the preconditioner.
    var singleStep: Double
    var doubleStep: Double
    /// Making the Kronecker product at the start, where no class is likelier than another, and later, and what it adds to a
    /// step; nil where it is not to be had.
    var firstKronecker: Double?
    var kronecker: Double?
    var kroneckerStep: Double
    /// The same for the pairs' matrix.
    var pairs: Double?
    var pairsStep: Double
  }

  /// A look that was taken.
  struct Look: Sendable, Hashable, Codable {
    let iteration: Int
    let kind: PreconditionerKind
    /// What was left to gain, in powers of e.
    let remaining: Double
  }

  private let prices: Prices
  private let tolerance: Double
  /// Steps of the method are worth so many of a quasi-Newton method's.
  private let stepWorth: Double
  /// Looks taken so far, the last of which is in use.
  private(set) var looks: [Look] = []
  /// The least that was left to gain before each of the last iterations.
  private var least: [Double] = []
  /// What is in use at the start, from elsewhere.
  private let inherited: PreconditionerKind?

  /// The estimated gap from which on passes are in Float64, as `Descent` has it.
  private static let singleLimit = 1e-5
  /// Steps between two looks at least.
  private static let patience = 4
  /// Steps that progress is measured over at most.
  private static let window = 10
  /// What was seen of a preconditioner is not carried further than so many times as far.
  private static let foresight = 20.0
  /// Only what a look saves beyond a third of the steps to come is counted: predictions are no better.
  private static let caution = 0.65

  /// - Parameters:
  ///   - prices: What things cost.
  ///   - tolerance: The gap at which the fit ends, as a share of F.
  ///   - stepWorth: How many steps of a quasi-Newton method one of this method's replaces.
  ///   - inherited: What is in use at the start, from elsewhere.
  init(prices: Prices, tolerance: Double, stepWorth: Double = 1, inherited: PreconditionerKind? = nil) {
    self.prices = prices
    self.tolerance = tolerance
    self.stepWorth = stepWorth
    self.inherited = inherited
  }

  /// What to ask for before the next iteration; nil to go on with what is in use.
  mutating func kind(before state: DescentState) -> PreconditionerKind? {
    let remaining = remaining(state)
    if let inherited, looks.isEmpty {
      looks = [Look(iteration: state.iteration, kind: inherited, remaining: remaining)]
      least = [remaining]
      return nil
    }
    least.append(min(remaining, least.last ?? .infinity))
    if least.count > Self.window + 1 { least.removeFirst() }
    guard let kind = decision(state, remaining, after: looks.last) else { return nil }
    looks.append(Look(iteration: state.iteration, kind: kind, remaining: remaining))
    least = [remaining]
    return kind
  }

  /// Whether so much is left to gain that a direction which leads nowhere is the preconditioner's fault, and not that of
  /// rounding.
  var isFar: Bool { (least.last ?? 0) > PortableLogarithm.log(max(1, Self.farShare / tolerance)) }

  /// Whether what is in use is far simpler than the curvature, so that its size may be wrong by a factor that steps tell.
  var isCoarse: Bool { looks.last.map { !isPairs($0.kind) } ?? false }

  /// Told that another preconditioner had to take the place of the last one.
  mutating func replaced(by kind: PreconditionerKind, before state: DescentState) {
    let remaining = remaining(state)
    looks.append(Look(iteration: state.iteration, kind: kind, remaining: remaining))
    least = [remaining]
  }

  /// The estimated gap beyond which rounding is no excuse.
  private static let farShare = 1e-2

  /// In powers of e; at least 1, because the last step is never known to be the last.
  private func remaining(_ state: DescentState) -> Double {
    let share: Double
    if let gap = state.evaluation.estimatedGap {
      share = gap / (tolerance * abs(state.evaluation.value))
    } else {
      // Near an optimum what is left falls with the square of the gradient.
      let slope =
        VectorArithmetic.largest(state.evaluation.gradient) / (tolerance * state.firstGradientMax)
      share = slope * slope
    }
    guard share.isFinite else { return Self.farthest }
    return share > 1 ? max(1, PortableLogarithm.log(share)) : 1
  }

  private func decision(
    _ state: DescentState, _ remaining: Double, after last: Look?
  ) -> PreconditionerKind? {
    guard let last else { return first() }
    let steps = least.count - 1
    guard steps >= Self.patience else { return nil }
    let since = Double(state.iteration - last.iteration)
    let recent = (least[0] - least[steps]) / Double(steps)
    let mean = (last.remaining - least[steps]) / since
    // A plateau of a few steps says little.
    let rate = max(recent, mean / 2, remaining / (Self.foresight * since))
    var best: (kind: PreconditionerKind, cost: Double)?
    let asItIs = cost(remaining, rate: rate, adding: stepCost(of: last.kind))
    let spent = since * (prices.singleStep + stepCost(of: last.kind))
    for next in candidates(after: last, rate: max(recent, mean)) where spent >= next.least {
      let cost = next.price + cost(remaining, rate: max(next.rate, rate), adding: stepCost(of: next.kind))
      if cost < best?.cost ?? Self.caution * asItIs { best = (next.kind, cost) }
    }
    return best?.kind
  }

  /// Where nothing is known yet: the Kronecker product where it costs next to nothing, else each argument alone.
  private func first() -> PreconditionerKind {
    guard let kronecker = prices.firstKronecker else { return .diagonal }
    return kronecker <= Self.startSteps * prices.singleStep ? .kronecker : .diagonal
  }

  /// A first look may cost as much as so many steps.
  private static let startSteps = 12.0
  /// What a step brings with a fresh matrix of pairs and, at best, with a fresh Kronecker product, in powers of e.
  private static let pairsRate = 2.5
  private static let kroneckerRate = 0.5

  /// What may be made next: its price, what a step is expected to bring with it, and what has to be spent before.
  ///
  /// One of the kind in use is no better than that was at its best; it is made again when steps have cost a multiple of
  /// its price.
  private func candidates(
    after last: Look, rate: Double
  ) -> [(kind: PreconditionerKind, price: Double, rate: Double, least: Double)] {
    var found: [(kind: PreconditionerKind, price: Double, rate: Double, least: Double)] = []
    if let kronecker = prices.kronecker, !isPairs(last.kind) {
      let isAgain = last.kind == .kronecker
      found.append(
        (
          .kronecker, kronecker,
          stepWorth * (isAgain ? min(Self.kroneckerRate, Self.renewal * rate) : Self.kroneckerRate),
          isAgain ? kroneckerWear * kronecker : 0
        ))
    }
    if let pairs = prices.pairs {
      let isAgain = isPairs(last.kind)
      found.append(
        (
          .pairs(threshold: isAgain ? 0.05 : 0.1), pairs, stepWorth * Self.pairsRate,
          isAgain ? Self.pairsWear * pairs : 0
        ))
    }
    return found
  }

  /// How much better a renewed Kronecker product is than the old one.
  private static let renewal = 1.5
  /// Steps that cost so many times the price come before a renewal.
  private var kroneckerWear: Double {
    // Steps that are remembered go with a renewal: each has to be worth twice as many as the one before.
    looks.reduce(1) { $1.kind == .kronecker ? 2 * $0 : $0 }
  }
  private static let pairsWear = 0.2
  /// Where nothing is known of what is left.
  private static let farthest = 100.0

  private func isPairs(_ kind: PreconditionerKind) -> Bool {
    if case .pairs = kind { true } else { false }
  }

  private func stepCost(of kind: PreconditionerKind) -> Double {
    switch kind {
    case .diagonal: 0
    case .kronecker: prices.kroneckerStep
    case .pairs, .exact: prices.pairsStep
    }
  }

  /// What the steps to come cost, the last of them in Float64.
  private func cost(_ remaining: Double, rate: Double, adding extra: Double) -> Double {
    let fine = min(remaining, max(1, PortableLogarithm.log(max(1, Self.singleLimit / tolerance))))
    return ((remaining - fine) * (prices.singleStep + extra) + fine * (prices.doubleStep + extra)) / rate
  }
}
