// When a solver makes a new preconditioner.

/// Asks for a preconditioner where it is expected to save more than it costs.
///
/// What is left to gain, in powers of e to the tolerance, falls by about the same with each step until another
/// preconditioner is taken. So the steps to come are what is left, divided by what the last steps have brought; with a
/// new look they are a number that hardly depends on the problem. A look is taken where the difference of both is worth
/// its price. Prices and progress are functions of the data alone: the same data takes the same looks everywhere.
///
/// A schedule holds what it weighs by alone; what it has seen on the way is its `Progress`, which is part of a descent's
/// state and can be saved.
struct PreconditionerSchedule: Sendable, Hashable {
  /// What things cost, in any one unit.
  struct Prices: Sendable, Hashable {
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
  struct Look: Sendable, Hashable {
    let iteration: Int
    let kind: PreconditionerKind
    /// What was left to gain, in powers of e.
    let remaining: Double
  }

  /// What a descent has seen so far.
  struct Progress: Sendable, Hashable {
    /// Looks taken so far, the last of which is in use.
    var looks: [Look] = []
    /// The least that was left to gain before each of the last iterations.
    var least: [Double] = []
  }

  private let prices: Prices
  private let tolerance: Double
  /// Steps of the method are worth so many of a quasi-Newton method's.
  private let stepWorth: Double
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
  func kind(before here: DescentPosition, _ progress: inout Progress) -> PreconditionerKind? {
    let remaining = remaining(here)
    if let inherited, progress.looks.isEmpty {
      progress.looks = [Look(iteration: here.iteration, kind: inherited, remaining: remaining)]
      progress.least = [remaining]
      return nil
    }
    progress.least.append(min(remaining, progress.least.last ?? .infinity))
    if progress.least.count > Self.window + 1 { progress.least.removeFirst() }
    guard let kind = decision(here.iteration, remaining, progress) else { return nil }
    replaced(by: kind, before: here, &progress)
    return kind
  }

  /// Whether so much is left to gain that a direction which leads nowhere is the preconditioner's fault, and not that of
  /// rounding.
  func isFar(_ progress: Progress) -> Bool {
    (progress.least.last ?? 0) > PortableLogarithm.log(max(1, Self.farShare / tolerance))
  }

  /// Told that another preconditioner has taken the place of the last one.
  func replaced(by kind: PreconditionerKind, before here: DescentPosition, _ progress: inout Progress) {
    let remaining = remaining(here)
    progress.looks.append(Look(iteration: here.iteration, kind: kind, remaining: remaining))
    progress.least = [remaining]
  }

  /// The estimated gap beyond which rounding is no excuse.
  private static let farShare = 1e-2

  /// In powers of e; at least 1, because the last step is never known to be the last.
  private func remaining(_ here: DescentPosition) -> Double {
    let share: Double
    if let gap = here.evaluation.estimatedGap {
      share = gap / (tolerance * abs(here.evaluation.value))
    } else {
      // Near an optimum what is left falls with the square of the gradient.
      let slope =
        VectorArithmetic.largest(here.evaluation.gradient) / (tolerance * here.firstGradientMax)
      share = slope * slope
    }
    guard share.isFinite else { return Self.farthest }
    return share > 1 ? max(1, PortableLogarithm.log(share)) : 1
  }

  private func decision(
    _ iteration: Int, _ remaining: Double, _ progress: Progress
  ) -> PreconditionerKind? {
    guard let last = progress.looks.last else { return first() }
    let least = progress.least
    let steps = least.count - 1
    guard steps >= Self.patience else { return nil }
    let since = Double(iteration - last.iteration)
    let recent = (least[0] - least[steps]) / Double(steps)
    let mean = (last.remaining - least[steps]) / since
    // A plateau of a few steps says little.
    let rate = max(recent, mean / 2, remaining / (Self.foresight * since))
    var best: (kind: PreconditionerKind, cost: Double)?
    let asItIs = cost(remaining, rate: rate, adding: stepCost(of: last.kind))
    let step = prices.singleStep + stepCost(of: last.kind)
    for next in candidates(after: progress.looks, last, rate: max(recent, mean)) {
      // The first matrix of pairs is one of a kind: all steps so far count for it.
      let isFirst = isPairs(next.kind) && !isPairs(last.kind)
      guard step * (isFirst ? Double(iteration) : since) >= next.least else { continue }
      let cost = next.price + cost(remaining, rate: max(next.rate, rate), adding: stepCost(of: next.kind))
      if cost < best?.cost ?? Self.caution * asItIs { best = (next.kind, cost) }
    }
    return best?.kind
  }

  /// Where nothing is known yet: the Kronecker product where it costs next to nothing, else each parameter alone.
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
    after looks: [Look], _ last: Look, rate: Double
  ) -> [(kind: PreconditionerKind, price: Double, rate: Double, least: Double)] {
    var found: [(kind: PreconditionerKind, price: Double, rate: Double, least: Double)] = []
    if let kronecker = prices.kronecker, !isPairs(last.kind) {
      let isAgain = last.kind == .kronecker
      found.append(
        (
          .kronecker, kronecker,
          stepWorth * (isAgain ? min(Self.kroneckerRate, Self.renewal * rate) : Self.kroneckerRate),
          isAgain ? kroneckerWear(looks) * kronecker : 0
        ))
    }
    if let pairs = prices.pairs {
      let isAgain = isPairs(last.kind)
      found.append(
        (
          .pairs(threshold: isAgain ? Self.laterThreshold : Self.firstThreshold), pairs,
          stepWorth * Self.pairsRate,
          Self.pairsWear * pairs
        ))
    }
    return found
  }

  /// How much better a renewed Kronecker product is than the old one.
  private static let renewal = 1.5
  /// Steps that cost so many times the price come before a renewal.
  private func kroneckerWear(_ looks: [Look]) -> Double {
    // Steps that are remembered go with a renewal: each has to be worth twice as many as the one before.
    looks.reduce(1) { $1.kind == .kronecker ? 2 * $0 : $0 }
  }
  /// The same for a matrix of pairs, the first one too: the nearer the optimum it is made, the longer it serves.
  private static let pairsWear = 0.3
  /// Pairs of classes that are lighter are drawn. Few rows make a matrix that sees too little in some directions, so that
  /// steps are far too long there; more rows cost less than the factor does.
  static let firstThreshold = 0.03
  private static let laterThreshold = 0.01
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

extension PreconditionerSchedule.Progress: SavedState {
  func write(to state: inout StateWriter) {
    looks.write(to: &state)
    least.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    looks = try [PreconditionerSchedule.Look](reading: &state)
    least = try [Double](reading: &state)
  }

  /// Refuses what no descent of so many iterations has seen.
  func check() throws(StateError) {
    guard looks.allSatisfy({ $0.iteration >= 0 && $0.iteration < .max / 2 && !$0.remaining.isNaN }),
      least.allSatisfy({ !$0.isNaN })
    else { throw StateError("a look at the curvature is out of its range") }
  }
}

extension PreconditionerSchedule.Look: SavedState {
  func write(to state: inout StateWriter) {
    iteration.write(to: &state)
    kind.write(to: &state)
    remaining.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    iteration = try Int(reading: &state)
    kind = try PreconditionerKind(reading: &state)
    remaining = try Double(reading: &state)
  }
}
