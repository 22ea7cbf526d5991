// Makes certificates: the primal value, and a dual one below which no weights can get.

import SoftmaxKernels

/// Duality: for any a_i in the simplex with sum_i s_i (a_i - y_i) = 0, F* >= D(a) =
/// (1/S) sum_i s_i H(a_i) - ||V||^2 / (2 l2), V = (1/S) sum_i s_i (a_i - y_i) x_i^T and H the entropy.
///
/// a are the model's probabilities after the bias has been solved for again, which brings the constraint about; what
/// is left of it is mended by a = (1 - t) p + t p_mean + (y_mean - p_mean) with the smallest t that keeps all a at
/// least 0. Without a bias there is no constraint, and F - D is the squared gradient / (2 l2).
///
/// With an L1 penalty the last term is sum max(0, |V| - l1)^2 / (2 l2); and where the gradient is larger than l1, or l2
/// is 0, y + t (a - y) takes the place of a, with the largest t at which |V| is nowhere larger than l1: the term is then
/// 0. Rounding the weights to Float32 costs such a bound more than it costs F: it is taken again at points that some
/// steps of the solver lead to, without rounding, from the saved weights.
///
/// Where columns are of very different sizes, rounding the weights to Float32 costs F next to nothing and that bound
/// much; a second one is then taken one step of Newton's method further, if there are few parameters.
///
/// Complexity: one pass in Float64 for F, one for D, and one for each step of the bias (mostly one or two).
struct Certifier: Sendable {
  let features: FeatureMatrix
  let scale: Double
  let classCount: Int
  let l2Penalty: Double
  let l1Penalty: Double
  /// What the penalised coefficients are: weight x deviation.
  let standardization: Standardization?
  let hasBias: Bool
  /// What a sample is.
  private let input: InputDescription
  private let sampleWeights: SampleWeights?
  let totalWeight: Double
  private let classShares: [Double]
  let problem: MultinomialObjective
  let pass: Float64Pass
  private let engine: Engine

  /// Above, the bias is brought nearer by scaling instead of Newton's steps, whose matrix is classes^2.
  private static let newtonClassLimit = 512
  /// A bound below this share of F is taken as it is.
  static let secondBoundLimit = 1e-10

  /// `features` in the user's units; the penalty applies to the coefficients of the standardised ones.
  init(
    features: Features, labels: [UInt32], classCount: Int, l2Penalty: Double, l1Penalty: Double = 0,
    standardization: Standardization?, hasBias: Bool = true, sampleWeights: SampleWeights? = nil, engine: Engine
  ) {
    let objective = MultinomialObjective(
      features: features.matrix, scale: features.exactScale, labels: labels, classCount: classCount,
      penalties: (0..<features.featureCount).map { j in
        let deviation = standardization?.deviations[j] ?? 1
        return l2Penalty * deviation * deviation
      },
      l1Penalties: (0..<features.featureCount).map { l1Penalty * (standardization?.deviations[$0] ?? 1) },
      hasBias: hasBias, sampleWeights: sampleWeights, engine: engine)
    problem = objective
    self.features = features.matrix
    input = features.input
    self.sampleWeights = sampleWeights
    scale = features.exactScale
    self.classCount = classCount
    self.l2Penalty = l2Penalty
    self.l1Penalty = l1Penalty
    self.standardization = standardization
    self.hasBias = hasBias
    self.engine = engine
    totalWeight = objective.totalWeight
    classShares = objective.classShares
    pass = Float64Pass(objective)
  }

  /// The largest magnitude of each feature.
  func featureMagnitudes() -> [Double] {
    let featureCount = features.featureCount
    switch features.elements {
    case .uint8:
      return [Double](repeating: 255 * scale, count: featureCount)
    case .float32(let storage):
      var largest = [Float](repeating: 0, count: featureCount)
      storage.withSpan { span in
        for first in stride(from: 0, to: span.count, by: featureCount) {
          for j in 0..<featureCount { largest[j] = max(largest[j], abs(span[first + j])) }
        }
      }
      return largest.map { Double($0) * scale }
    }
  }

  /// The certificate of these parameters.
  func certificate(of parameters: Parameters) -> OptimalityCertificate {
    let weights = parameters.weights.map(Double.init)
    let bias = parameters.bias.map(Double.init)
    let sums = pass.losses(weights: weights, bias: bias)
    let slopes = coefficientSlopes(sums.weights, sums.bias)
    var (squares, magnitudes) = (0.0, 0.0)
    var gradientMax = 0.0
    for (i, weight) in weights.enumerated() {
      let coefficient = weight * deviation(i % features.featureCount)
      squares += coefficient * coefficient
      magnitudes += abs(coefficient)
      gradientMax = max(
        gradientMax,
        abs(smallestSlope(slopes[i] + l2Penalty * coefficient, at: coefficient, penalty: l1Penalty)))
    }
    if hasBias { gradientMax = max(gradientMax, VectorArithmetic.largest(sums.bias) / totalWeight) }
    let logLoss = sums.logLoss / totalWeight
    let objective = logLoss + l2Penalty / 2 * squares + l1Penalty * magnitudes
    return OptimalityCertificate(
      objective: objective, logLoss: logLoss,
      accuracy: Double(sums.correctCount) / Double(problem.countingCount), gradientMax: gradientMax,
      gap: bestDualValue(weights: weights, bias: bias, objective: objective).map { dual in
        // No objective is below 0.
        min(max(0, objective - dual) + rounding(weights, bias, objective), objective)
      })
  }

  /// What Float64 may have taken from F and D: so many roundings of the largest sum that a logit can be made of
  /// (Higham, Accuracy and Stability of Numerical Algorithms, 3.1), the rows' own counted by their square root.
  private func rounding(_ weights: [Double], _ bias: [Double], _ objective: Double) -> Double {
    let magnitudes = featureMagnitudes()
    var largest = 0.0
    for k in bias.indices {
      var sum = abs(bias[k])
      for j in magnitudes.indices { sum += abs(weights[k * magnitudes.count + j]) * magnitudes[j] }
      largest = max(largest, sum)
    }
    let roundings = Double(magnitudes.count + classCount) + Double(features.sampleCount).squareRoot()
    return 0x1p-53 * 4 * roundings * (largest + abs(objective))
  }

  /// What a problem in coefficients is stated in: what the penalty applies to or, where that is the raw ones, the scaling
  /// that a solver would choose. Complexity: two passes where it has to be found.
  var units: Standardization? {
    standardization
      ?? .conditioning(
        of: Features(matrix: features, input: input), weights: sampleWeights?.double.array,
        isStandardized: false,
        isCentred: hasBias)
  }

  func deviation(_ j: Int) -> Double { standardization?.deviations[j] ?? 1 }

  /// Sums of (a - y) x^T in stored elements to means by the penalised coefficients.
  func coefficientSlopes(_ weights: [Double], _ bias: [Double]) -> [Double] {
    let featureCount = features.featureCount
    return weights.enumerated().map { i, sum in
      let (k, j) = i.quotientAndRemainder(dividingBy: featureCount)
      let centre = hasBias ? (standardization?.means[j] ?? 0) : 0
      return (sum * scale - bias[k] * centre) / totalWeight / deviation(j)
    }
  }

  private func bestDualValue(weights: [Double], bias: [Double], objective: Double) -> Double? {
    guard let first = dualValue(weights: weights, bias: bias) else { return nil }
    if l1Penalty > 0 {
      return objective - first > Self.secondBoundLimit * abs(objective)
        ? refinedDualValue(first, weights: weights, bias: bias, objective: objective) : first
    }
    guard hasBias, objective - first > Self.secondBoundLimit * abs(objective),
      SolverChoice.isExactCheap(problem)
    else {
      return first
    }
    let point = weights + bias
    guard let inverse = problem.preconditioner(.exact, at: point) else { return first }
    let moved = VectorArithmetic.moved(
      point, by: -1, along: inverse.apply(to: problem.evaluate(at: point, .double).gradient))
    guard moved.allSatisfy(\.isFinite) else { return first }
    let second = dualValue(weights: Array(moved[..<weights.count]), bias: Array(moved[weights.count...]))
    return max(first, second ?? first)
  }

  func dualValue(weights: [Double], bias: [Double]) -> Double? {
    guard l2Penalty > 0 || l1Penalty > 0, classShares.allSatisfy({ $0 > 0 }) else { return nil }
    var keep = 1.0
    var shift = [Double](repeating: 0, count: classCount)
    var bias = bias
    if hasBias {
      let found = balanced(weights: weights, bias: bias)
      bias = found.bias
      let excess = zip(classShares, found.means).map { $1 > 0 ? 1 - $0 / $1 : 0 }.max() ?? 0
      let repair = max(0, excess)
      keep = 1 - repair
      shift = zip(classShares, found.means).map { max(0, repair * $1 + ($0 - $1)) }
    }
    let sums = pass.dual(weights: weights, bias: bias, keep: keep, shift: shift)
    let slopes = coefficientSlopes(sums.weights, sums.bias)
    if l1Penalty > 0 {
      return sparseDualValue(slopes, entropy: sums.entropy) { share in
        pass.mixedEntropy(weights: weights, bias: bias, keep: keep, shift: shift, share: share)
      }
    }
    let value = sums.entropy / totalWeight - VectorArithmetic.dot(slopes, slopes) / (2 * l2Penalty)
    return value.isFinite ? value : nil
  }

  /// A bias at which the mean probabilities are the classes' shares, and those means.
  private func balanced(weights: [Double], bias: [Double]) -> (bias: [Double], means: [Double]) {
    var bias = bias
    var best = (bias: bias, means: classShares, distance: Double.infinity)
    for _ in 0..<40 {
      let moments = pass.classMoments(
        weights: weights, bias: bias, withProducts: classCount <= Self.newtonClassLimit)
      let means = moments.probabilities.map { $0 / totalWeight }
      let distance = VectorArithmetic.largest(zip(means, classShares).map { ($0 - $1) / $1 })
      guard distance < best.distance * 0.9 else { break }
      best = (bias, means, distance)
      if distance < 1e-13 { break }
      guard let step = biasStep(means: means, products: moments.products) else { break }
      for k in bias.indices { bias[k] += step[k] }
    }
    return (best.bias, best.means)
  }

  private func biasStep(means: [Double], products: [Double]) -> [Double]? {
    guard classCount <= Self.newtonClassLimit else {
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
  /// labelled samples, W in the units of `report`'s fit: a standardised fit penalises the coefficients of standardised
  /// features. Samples count by their weights.
  ///
  /// - Parameters:
  ///   - data: The samples of the fit, in its order.
  ///   - l2Penalty: The L2 penalty's factor.
  ///   - l1Penalty: The L1 penalty's factor.
  ///   - standardization: What the fit standardised by, where it did.
  ///   - classWeights: The factor of each of the model's classes; nil: all 1.
  ///   - hasBias: Whether the fit was free to choose the bias.
  ///   - execution: What to run on.
  /// - Returns: The objective, its gradient and the bound.
  /// - Throws: `DatasetError.featureCountMismatch`, or `.unknownLabel` for a class that the model does not have.
  ///   Complexity: O(samples x features x classes), in Float64.
  public func certificate(
    on data: Dataset, l2Penalty: Double, l1Penalty: Double = 0, standardization: Standardization? = nil,
    classWeights: [Double]? = nil, hasBias: Bool = true, execution: Execution = .automatic
  ) throws(DatasetError) -> OptimalityCertificate {
    try check(data.features)
    if let classWeights, classWeights.count != classCount {
      throw .classWeightCountMismatch(classes: classCount, weights: classWeights.count)
    }
    let counted = try data.relabelled(to: classes).counted(classFactors: classWeights)
    return Certifier(
      features: counted.features, labels: counted.classIndices, classCount: classCount, l2Penalty: l2Penalty,
      l1Penalty: l1Penalty, standardization: standardization, hasBias: hasBias,
      sampleWeights: counted.sampleWeights.map { SampleWeights($0) }, engine: execution.engine
    ).certificate(of: parameters)
  }
}
