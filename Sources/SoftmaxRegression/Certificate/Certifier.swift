// Makes certificates: the objective, and a bound on what is left to gain.

import SoftmaxKernels

/// Duality: for any a_i in the simplex with sum_i s_i (a_i - y_i) = 0, F* >= D(a) =
/// (1/S) sum_i s_i H(a_i) - ||V||^2 / (2 l2), V = (1/S) sum_i s_i (a_i - y_i) x_i^T and H the entropy.
///
/// a are the model's probabilities after the bias has been solved for again, which brings the constraint about; what
/// is left of it is mended by a = (1 - t) p + t p_mean + (y_mean - p_mean) with the smallest t that keeps all a at
/// least 0. Without a bias there is no constraint, and F - D is the squared gradient / (2 l2).
///
/// F - D is never computed as a difference: with q_i the model's own probabilities it is
/// (1/S) sum_i s_i KL(a_i || q_i) + ||V + l2 W||^2 / (2 l2), and both terms are near 0 where little is left to gain. What
/// Float64 may have taken from them (`RoundingBound`) is added. Where that may be as large as F, there is no bound.
///
/// With an L1 penalty or limits each weight misses its optimum for V by a term of its own
/// (`WeightPenalty.missed`); and where the gradient is larger than l1, or l2 is 0, y + t (a - y) takes the place of a,
/// with the largest t at which |V| is nowhere larger than l1: D is then the mean entropy alone. With offsets c_i, which
/// logits have beside W and b, D has the mean of (a_i - y_i) c_i besides; divergences from the model's probabilities
/// have them in these. Rounding the weights to Float32 costs such a bound more than it costs F: it is taken again at
/// points that some steps of the solver lead to, without rounding, from the saved weights.
///
/// Columns whose penalty factor is 0 ask of a dual point what the bias does: `FreeColumns` sees to it.
///
/// Where columns are of very different sizes, rounding the weights to Float32 costs F next to nothing and that bound
/// much; a second one is then taken one step of Newton's method further, if there are few parameters.
///
/// Complexity: one pass in Float64 for F, one for D, and half a pass for each step of the bias but the last (mostly one).
struct Certifier: Sendable {
  let l2Penalty: Double
  let l1Penalty: Double
  /// What the penalised weights are: weight x standard deviation.
  let standardization: Standardization?
  let hasBias: Bool
  private let shape: PenaltyShape
  /// By the penalised weights.
  let penalty: WeightPenalty
  /// The columns without a penalty, where others have one; nil too where a dual point cannot be had for them.
  private let freeColumns: FreeColumns?
  /// What a sample is.
  private let input: InputDescription
  let problem: MultinomialObjective
  /// Mended where logits are so large that Float64 loses their differences.
  private(set) var pass: Float64Pass
  private(set) var isCompensated = false

  var samples: FitSamples { problem.samples }
  var features: Rows { samples.rows }
  var classCount: Int { samples.classCount }
  var totalWeight: Double { samples.totalWeight }
  var scale: Double { samples.scale }
  private var classShares: [Double] { samples.classShares }
  private var engine: Engine { samples.engine }

  /// Above, the bias is brought nearer by scaling instead of Newton's steps, whose matrix is classes^2.
  private static let newtonClassLimit = 512
  /// A bound below this share of F is taken as it is.
  static let secondBoundLimit = 1e-10
  /// Where rounded logits may change F by more than this share of it, they are compensated.
  private static let compensationLimit = 1e-8

  /// `samples` in the user's units; the penalty applies to the weights of the standardised ones.
  init(
    _ samples: FitSamples, input: InputDescription, l2Penalty: Double, l1Penalty: Double = 0,
    standardization: Standardization?, hasBias: Bool = true, shape: PenaltyShape = .uniform,
    box: WeightBox? = nil
  ) {
    let (featureCount, classCount) = (samples.featureCount, samples.classCount)
    let standardDeviations = standardization?.standardDeviations ?? [Double](repeating: 1, count: featureCount)
    penalty = shape.penalty(
      l1Penalty: l1Penalty, l2Penalty: l2Penalty, featureCount: featureCount, classCount: classCount,
      box: box?.scaled(by: standardDeviations))
    let objective = MultinomialObjective(
      samples,
      WeightPenalty(
        classCount: classCount, l1: zip(penalty.l1, standardDeviations).map { $0 * $1 },
        l2: zip(penalty.l2, standardDeviations).map { $0 * $1 * $1 }, isGrouped: shape.isGrouped, box: box),
      hasBias: hasBias)
    problem = objective
    self.input = input
    self.l2Penalty = l2Penalty
    self.l1Penalty = l1Penalty
    self.standardization = standardization
    self.hasBias = hasBias
    self.shape = shape
    let free = shape.freeFeatures
    freeColumns =
      free.isEmpty || (l2Penalty == 0 && l1Penalty == 0)
      ? nil : FreeColumns(free, of: samples, hasBias: hasBias)
    pass = Float64Pass(objective.samples)
  }

  /// The certificate of these parameters. `shares` are a dual point beside that of the parameters' probabilities, where a
  /// solver has one: the better bound is the certificate's.
  func certificate(of parameters: Parameters, shares: DualShares? = nil) -> OptimalityCertificate {
    certificate(of: Float64Parameters(parameters), shares: shares)
  }

  /// The same of parameters that were not rounded, in the user's units.
  func certificate(of exact: Float64Parameters, shares: DualShares? = nil) -> OptimalityCertificate {
    var sums = pass.losses(
      at: exact, withProducts: shares == nil && mayHaveBound && hasBias && freeColumns == nil && isBiasByNewton)
    // Moved, not copied: of wide data these arrays are the largest thing there is.
    var gradient = weightSlopes(sums.takeWeights(), sums.bias)
    var scaled = exact.weights
    var squares = 0.0
    let featureCount = features.featureCount
    let (factors, l2) = ((0..<featureCount).map(factor), penalty.l2)
    for k in 0..<classCount {
      for j in 0..<featureCount {
        let i = k * featureCount + j
        if let standardization { scaled[i] *= standardization.standardDeviations[j] }
        squares += factors[j] * (scaled[i] * scaled[i])
        gradient[i] += l2[j] * scaled[i]
      }
    }
    let magnitudes = l1Penalty > 0 ? unitPenalty.magnitudes(scaled) : 0
    var gradientMax = VectorArithmetic.largest(penalty.smallestSlopes(gradient, at: scaled))
    if hasBias { gradientMax = max(gradientMax, VectorArithmetic.largest(sums.bias) / totalWeight) }
    let logLoss = sums.logLoss / totalWeight
    let objective = logLoss + l2Penalty / 2 * squares + l1Penalty * magnitudes
    let rounding = roundingBound(exact)
    guard isCompensated || rounding.logitDifference <= Self.compensationLimit * objective else {
      return compensated.certificate(of: exact, shares: shares)
    }
    let own = rounding.ofObjective(objective)
    // What is beyond the limits is no answer, whatever its loss.
    let isWithinLimits = penalty.box?.contains(scaled) ?? true
    let bound =
      !isWithinLimits
      ? nil
      : bestBound(
        Saved(
          parameters: exact, objective: objective, rounding: rounding,
          moments: shares != nil
            ? nil
            : Float64Pass.ClassMoments(
              probabilities: zip(sums.bias, classShares).map { $0 + $1 * totalWeight }, products: sums.products)
        ),
        shares)
    return OptimalityCertificate(
      objective: objective, logLoss: logLoss,
      accuracy: sums.correctCount / problem.countingCount, gradientMax: gradientMax,
      // A claim that rounding alone may have made is none. No objective is below 0.
      gap: bound.flatMap { own + $0.rounding < objective ? min($0.value, objective) + own : nil })
  }

  /// The same, its passes by `CompensatedLogits`.
  private var compensated: Certifier {
    var other = self
    other.isCompensated = true
    other.pass = Float64Pass(problem.samples, isCompensated: true)
    return other
  }

  /// What Float64 may have taken from the sums at these parameters. Complexity: O(samples x features).
  func roundingBound(_ parameters: Float64Parameters) -> RoundingBound {
    RoundingBound(
      parameters, columns: samples.magnitudeBounds(), standardDeviations: standardization?.standardDeviations,
      additionCount: pass.additionCount + (samples.weights == nil ? 0 : samples.sampleCount),
      offset: samples.offsetMagnitude, rows: samples.rowBounds(), isCompensated: isCompensated)
  }

  /// What a scaled problem is stated in: what the penalty applies to or, where that is the raw ones, the scaling
  /// that a solver would choose. Complexity: two passes where it has to be found.
  var units: Standardization? {
    standardization
      ?? .conditioning(of: samples, input: input, isStandardized: false, isCentred: hasBias)
  }

  func standardDeviation(_ j: Int) -> Double { standardization?.standardDeviations[j] ?? 1 }

  private func factor(_ j: Int) -> Double { shape.factor(j) }
  /// Whether a feature has no penalty where others have.
  func isFree(_ j: Int) -> Bool { shape.factors != nil && shape.factor(j) == 0 }

  /// The magnitudes or norms, each times its feature's factor alone.
  private var unitPenalty: WeightPenalty {
    shape.penalty(
      l1Penalty: 1, l2Penalty: 0, featureCount: features.featureCount, classCount: classCount, box: nil)
  }

  /// Sums of (a - y) x^T in stored elements to means by the penalised weights.
  func weightSlopes(_ weights: consuming [Double], _ bias: [Double]) -> [Double] {
    let (featureCount, scale, totalWeight) = (features.featureCount, scale, totalWeight)
    var slopes = consume weights
    guard let standardization else {
      for i in slopes.indices { slopes[i] = slopes[i] * scale / totalWeight }
      return slopes
    }
    for k in bias.indices {
      for j in 0..<featureCount {
        let centre = hasBias ? standardization.means[j] : 0
        let sum = slopes[k * featureCount + j] * scale - bias[k] * centre
        slopes[k * featureCount + j] = sum / totalWeight / standardization.standardDeviations[j]
      }
    }
    return slopes
  }

  /// The parameters that are certified, and what is known of them.
  struct Saved {
    let parameters: Float64Parameters
    let objective: Double
    let rounding: RoundingBound
    /// Of their probabilities; nil where another dual point comes first.
    let moments: Float64Pass.ClassMoments?
  }

  private func bestBound(_ saved: Saved, _ shares: DualShares?) -> GapBound? {
    if let shares, mayHaveBound, freeColumns == nil {
      // A dual solver's own point is far nearer to the dual optimum than the probabilities of its weights are.
      if let found = bound(of: saved, by: saved.parameters, shares: shares) { return found }
    }
    guard mayHaveBound, let first = bound(of: saved, by: saved.parameters, saved.moments) else { return nil }
    let isNear = first.value <= Self.secondBoundLimit * abs(saved.objective)
    if !penalty.isSmooth { return isNear ? first : refinedBound(first, of: saved) }
    guard !isNear, hasBias, SolverChoice.isExactCheap(problem),
      let inverse = problem.preconditioner(.exact, at: saved.parameters.point(hasBias: true))
    else { return first }
    let point = saved.parameters.point(hasBias: true)
    let moved = VectorArithmetic.moved(
      point, by: -1, along: inverse.apply(to: problem.evaluate(at: point, .double).gradient))
    guard moved.allSatisfy(\.isFinite) else { return first }
    return .least(first, bound(of: saved, by: samples.parameters(at: moved)))
  }

  /// Whether anything bounds F from below, so that there may be a bound; where columns have no penalty, a dual
  /// point must be known to exist for them.
  var mayHaveBound: Bool {
    (l2Penalty > 0 || l1Penalty > 0) && classShares.allSatisfy { $0 > 0 }
      && (freeColumns != nil || shape.freeFeatures.isEmpty)
  }

  /// The bound that the dual point of some parameters' probabilities gives; nil where rounding leaves none. `moments`
  /// are those of these probabilities, where they are known.
  func bound(
    of saved: Saved, by parameters: Float64Parameters, _ moments: Float64Pass.ClassMoments? = nil,
    shares: DualShares? = nil
  ) -> GapBound? {
    var keep = 1.0
    var shift = [Double](repeating: 0, count: classCount)
    var (parameters, shares) = (parameters, shares)
    var balance: FreeColumns.Balance?
    if let freeColumns {
      guard let found = freeColumns.balance(from: parameters, pass) else { return nil }
      (balance, parameters) = (found, found.parameters)
    } else if hasBias {
      let means: [Double]
      if let own = shares {
        let found = balanced(own)
        (shares, means) = (found.shares, found.means)
      } else {
        let found = balanced(parameters, moments)
        (parameters, means) = (found.parameters, found.means)
      }
      let excess = zip(classShares, means).map { $1 > 0 ? 1 - $0 / $1 : 0 }.max() ?? 0
      let repair = max(0, excess)
      keep = 1 - repair
      shift = zip(classShares, means).map { max(0, repair * $1 + ($0 - $1)) }
    }
    var sums = pass.dual(
      at: parameters, keep: keep, shift: shift, against: saved.parameters, reusesLogits: balance == nil,
      isTrueShareTheRest: !penalty.isSmooth, shares: shares)
    let rounding = saved.rounding
    let residuals = sums.magnitudes.map { $0 / totalWeight }
    let shareExcess = rounding.shareExcess(keep: keep, shift: shift)
    // Slopes are held against penalties that may be small beside the columns: there each row's rounding counts.
    let rowError = penalty.isSmooth ? nil : rounding.rowError(shareExcess: shareExcess)
    let repair =
      if let freeColumns, let balance {
        freeColumns.repair(balance, shareExcess: shareExcess, pass)
      } else if hasBias {
        rounding.repair(
          residuals: sums.bias.map { $0 / totalWeight }, magnitudes: residuals, shares: classShares,
          rowError: rowError ?? 0)
      } else { 0.0 }
    guard repair < 1 else { return nil }
    let slopes = weightSlopes(sums.takeWeights(), sums.bias)
    let errors = rounding.ofSlopes(
      magnitudes: residuals, shares: classShares, repair: repair, shareExcess: shareExcess, rowError: rowError)
    let smooth =
      l2Penalty > 0
      ? divergenceBound(sums, slopes, errors: errors, repair: repair, shareExcess: shareExcess, of: saved) : nil
    guard l1Penalty > 0 else { return smooth }
    let share = penalty.feasibleShare(of: slopes, errors: errors, isFree: isFree)
    guard l2Penalty == 0 || share < 1 else { return smooth }
    let entropy =
      (share < 1
        ? pass.mixedEntropy(at: parameters, keep: keep, shift: shift, share: share)
        : sums.entropy)
      / totalWeight
    let limited = penalty.limitedConjugate(of: slopes, errors: errors, share: share)
    // With an L2 penalty beside limits, this bound would be one of another penalty.
    guard l2Penalty == 0 || penalty.box == nil else { return smooth }
    return .least(
      smooth,
      GapBound(
        computed: saved.objective - entropy - share * sums.offset / totalWeight + limited.value,
        rounding: rounding.ofEntropy(entropy, repair: repair, shareExcess: shareExcess) + limited.rounding
          + rounding.ofOffsets(
            terms: share * sums.offsetTerms / totalWeight, repair: repair, shareExcess: shareExcess)))
  }

  /// F - D as the mean divergence of a from the model's probabilities, and what each weight misses the optimum
  /// for V by: both are 0 at the optimum, so that no digits cancel there.
  private func divergenceBound(
    _ sums: Float64Pass.DualSums, _ slopes: [Double], errors: [Double], repair: Double, shareExcess: Double,
    of saved: Saved
  ) -> GapBound? {
    var point = saved.parameters.weights
    if let standardization {
      let featureCount = features.featureCount
      for k in 0..<classCount {
        for j in 0..<featureCount { point[k * featureCount + j] *= standardization.standardDeviations[j] }
      }
    }
    // The constraint has seen to it that nothing is missed where there is no penalty.
    var (missed, rounding) = penalty.missed(point, by: slopes, errors: errors, isFree: isFree)
    rounding += missed * Double(slopes.count + 16) * 0x1p-53
    return GapBound(
      computed: sums.divergence / totalWeight + missed,
      rounding: rounding
        + saved.rounding.ofDivergence(
          terms: sums.divergenceTerms / totalWeight, distance: sums.distance / totalWeight,
          logitRange: sums.logitRange / totalWeight, repair: repair, shareExcess: shareExcess))
  }

  /// A bias at which the mean probabilities are the classes' shares, and those means. `known` are the moments at `start`.
  ///
  /// Complexity: a half pass in Float64 for each step but the last one.
  private func balanced(
    _ start: Float64Parameters, _ known: Float64Pass.ClassMoments?
  ) -> (parameters: Float64Parameters, means: [Double]) {
    func momentsHere() -> Float64Pass.ClassMoments {
      pass.classMoments(at: parameters, withProducts: isBiasByNewton)
    }
    var parameters = start
    var best = (parameters: start, means: classShares, distance: Double.infinity)
    var moments = known ?? momentsHere()
    for _ in 0..<40 {
      let means = moments.probabilities.map { $0 / totalWeight }
      let distance = VectorArithmetic.largest(zip(means, classShares).map { ($0 - $1) / $1 })
      guard distance < best.distance * 0.9 else { break }
      best = (parameters, means, distance)
      if distance < Self.balanceLimit { break }
      guard let step = biasStep(means: means, products: moments.products) else { break }
      for k in step.indices { parameters.bias[k] += step[k] }
      // Newton's step about squares the distance: that it did is seen by the pass that forms the bound, which counts
      // what is left against it.
      if isBiasByNewton, distance < Self.lastStepLimit { return (parameters, classShares) }
      moments = momentsHere()
    }
    return (best.parameters, best.means)
  }

  /// Shares of a solver tilted so that their means are the classes' shares, and those means.
  ///
  /// Complexity: O(samples x classes^2) for each step, without a product with the features.
  private func balanced(_ start: DualShares) -> (shares: DualShares, means: [Double]) {
    var best = (shares: start, means: classShares, distance: Double.infinity)
    var shares = start
    for _ in 0..<Self.mostTilts {
      let moments = shares.moments(samples, withProducts: isBiasByNewton)
      let means = moments.probabilities.map { $0 / totalWeight }
      let distance = VectorArithmetic.largest(zip(means, classShares).map { ($0 - $1) / $1 })
      guard distance < best.distance * 0.9 else { break }
      best = (shares, means, distance)
      if distance < Self.tiltLimit { break }
      guard let step = biasStep(means: means, products: moments.products) else { break }
      shares = shares.tilted(by: step, engine.kernels)
    }
    return (best.shares, best.means)
  }

  /// Newton's steps that tilt shares at most; mixing mends what is left, which below this distance costs nothing to speak of.
  private static let (mostTilts, tiltLimit) = (12, 1e-11)

  /// Classes that miss their shares by no more than this share of them are in balance; from the other distance on, one
  /// step of Newton's leads there.
  private static let balanceLimit = 1e-13
  private static let lastStepLimit = 1e-7

  private var isBiasByNewton: Bool { classCount <= Self.newtonClassLimit }

  private func biasStep(means: [Double], products: [Double]) -> [Double]? {
    guard isBiasByNewton else {
      // Deming and Stephan's iterative scaling: each class's odds by what it lacks.
      return engine.kernels.logarithms64(of: zip(classShares, means).map { $0 / max($1, 1e-300) })
    }
    let stride = CholeskyFactor<Double>.stride(order: classCount)
    let matrix = WorkBuffer<Double>(count: classCount * stride, repeating: 0)
    for k in 0..<classCount {
      for l in k..<classCount {
        // Adding the same to every class changes nothing; the constant keeps that direction from being singular.
        matrix[k * stride + l] =
          (k == l ? means[k] : 0) - products[k * classCount + l] / totalWeight + 1
          / Double(classCount * classCount)
      }
    }
    let step = WorkBuffer<Double>(zip(classShares, means).map { $0 - $1 }, default: 0)
    do throws(NotPositiveDefinite) {
      try CholeskyFactor(factoring: matrix, order: classCount, stride: stride, engine: engine).solve(step)
    } catch {
      return nil
    }
    let length = VectorArithmetic.largest(step.array)
    return step.array.map { $0 * min(1, 2 / max(length, .leastNormalMagnitude)) }
  }
}

extension SoftmaxModel {
  /// The certificate of this model for the objective mean log loss + (l2Penalty / 2) ||W||^2 + l1Penalty ||W||_1 on
  /// labelled samples, W in the units of `report`'s fit: a standardised fit penalises the weights of standardised
  /// features. Samples count by their weights.
  ///
  /// - Parameters:
  ///   - data: The samples of the fit, in its order.
  ///   - l2Penalty: The L2 penalty's factor.
  ///   - l1Penalty: The L1 penalty's factor.
  ///   - standardization: What the fit standardised by, where it did.
  ///   - classWeights: The factor of each of the model's classes; nil: all 1.
  ///   - hasBias: Whether the fit was free to choose the bias.
  ///   - penaltyShape: What the penalties are for single features, and the weights' limits.
  ///   - execution: What to run on.
  /// - Returns: The objective, its gradient and the bound.
  /// - Throws: `DatasetError.featureCountMismatch`, or `.unknownLabel` for a class that the model does not have, and
  ///   `.missingOffsets` or `.unexpectedOffsets`. Complexity: O(samples x features x classes), in Float64.
  public func certificate(
    on data: Dataset, l2Penalty: Double, l1Penalty: Double = 0, standardization: Standardization? = nil,
    classWeights: [Double]? = nil, hasBias: Bool = true, penaltyShape: PenaltyShape = .uniform,
    execution: Execution = .automatic
  ) throws(DatasetError) -> OptimalityCertificate {
    try check(data)
    try penaltyShape.check(layerClasses, featureCount: featureCount)
    if let classWeights, classWeights.count != layerClasses.count {
      throw .classWeightCountMismatch(classes: layerClasses.count, weights: classWeights.count)
    }
    let counted = try data.relabelled(to: layerClasses).counted(classFactors: classWeights)
    return Certifier(
      FitSamples(counted, execution.engine.untilDone), input: counted.features.input, l2Penalty: l2Penalty,
      l1Penalty: l1Penalty, standardization: standardization, hasBias: hasBias,
      shape: penaltyShape, box: penaltyShape.limits?.box(layerClasses, featureCount: featureCount)
    ).certificate(of: parameters)
  }
}
