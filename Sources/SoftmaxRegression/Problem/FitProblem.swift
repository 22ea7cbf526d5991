// What is fitted, made in one place for fits, paths, certificates and statistics.

import SoftmaxKernels

/// Samples, what penalties apply to, and the units that a solver works in.
///
/// A solver counts weights in units of its own where columns lie far from 0 or differ much in size; the penalty of
/// each weight follows, so that the objective is the same.
struct FitProblem: Sendable {
  /// In the user's units.
  let samples: FitSamples
  /// What a sample is.
  let input: InputDescription
  let hasBias: Bool
  /// What the penalty applies to; nil for the raw weights.
  let standardization: Standardization?
  /// What a solver works in: the same, or a scaling of its own; nil for the features as they are.
  let conditioning: Standardization?
  /// The samples as a solver sees them.
  let conditioned: FitSamples
  /// What a penalised weight is multiplied by to be one of the solver's, for each feature.
  private let penaltyUnits: [Double]
  private let shape: PenaltyShape
  /// The limits of the user's weights.
  private let box: WeightBox?

  /// - Parameters:
  ///   - samples: In the user's units.
  ///   - input: What a sample is.
  ///   - isStandardized: Whether penalties apply to the weights of standardised features.
  ///   - hasBias: Whether there is a bias.
  ///   - shape: What the penalties are for single features.
  ///   - box: The limits of the weights.
  ///
  /// Complexity: O(samples x features).
  init(
    _ samples: FitSamples, input: InputDescription, isStandardized: Bool, hasBias: Bool,
    shape: PenaltyShape = .uniform, box: WeightBox? = nil
  ) {
    self.shape = shape
    self.box = box
    self.samples = samples
    self.input = input
    self.hasBias = hasBias
    let conditioning = Standardization.conditioning(
      of: samples, input: input, isStandardized: isStandardized, isCentred: hasBias)
    self.conditioning = conditioning
    standardization = isStandardized ? conditioning : nil
    conditioned = samples.standardized(by: conditioning)
    penaltyUnits = (0..<samples.featureCount).map { j in
      isStandardized ? 1 : 1 / (conditioning?.standardDeviations[j] ?? 1)
    }
  }

  /// The problem of some of `whole`'s samples, in the same units for the solver. Where penalties apply to standardised
  /// weights, it is these samples that are standardised.
  init(_ whole: FitProblem, weightedBy weights: SampleWeights) {
    samples = whole.samples.weighted(by: weights)
    input = whole.input
    hasBias = whole.hasBias
    (shape, box) = (whole.shape, whole.box)
    standardization = whole.standardization
    conditioning = whole.conditioning
    conditioned = whole.conditioned.weighted(by: weights)
    guard let units = whole.standardization else {
      penaltyUnits = whole.penaltyUnits
      return
    }
    let own = Standardization(
      of: samples.rows, weights: weights, samples.pass, isCentred: hasBias, terms: input.terms)
    penaltyUnits = zip(own.standardDeviations, units.standardDeviations).map { $0 / $1 }
  }

  /// The function that a solver minimises.
  func objective(l1Penalty: Double, l2Penalty: Double) -> MultinomialObjective {
    let penalty = shape.penalty(
      l1Penalty: l1Penalty, l2Penalty: l2Penalty, featureCount: samples.featureCount,
      classCount: samples.classCount, box: conditioning.map { box?.scaled(by: $0.standardDeviations) } ?? box)
    return MultinomialObjective(
      conditioned,
      WeightPenalty(
        classCount: samples.classCount, l1: zip(penalty.l1, penaltyUnits).map { $0 * $1 },
        l2: zip(penalty.l2, penaltyUnits).map { $0 * $1 * $1 }, isGrouped: penalty.isGrouped, box: penalty.box),
      hasBias: hasBias)
  }

  /// Whether a feature has no penalty where others have.
  var hasFreeFeatures: Bool { !shape.freeFeatures.isEmpty }

  /// What certifies a solution.
  func certifier(l1Penalty: Double, l2Penalty: Double) -> Certifier {
    Certifier(
      samples, input: input, l2Penalty: l2Penalty, l1Penalty: l1Penalty, standardization: standardization,
      hasBias: hasBias, shape: shape, box: box)
  }

  // MARK: Units

  /// A solver's point.
  func parameters(at point: [Double]) -> Float64Parameters { conditioned.parameters(at: point) }

  /// What a point is saved as. The bias's mean over the classes, which changes nothing, is 0, so that Float32 keeps
  /// what does.
  func saved(_ point: [Double]) -> Parameters {
    var user = parameters(at: point).inUserUnits
    let mean = user.bias.reduce(0, +) / Double(user.bias.count)
    for k in user.bias.indices { user.bias[k] -= mean }
    // Limits are numbers of Float32; what units make of them may miss them by a rounding.
    if let box { user.weights = box.clamped(user.weights.map { Double(Float($0)) }) }
    return user.rounded
  }

  /// The solver's point of a model's parameters.
  func point(of parameters: Parameters) -> [Double] {
    var user = Float64Parameters(parameters)
    // A model to start from may be one without limits.
    if let box { user.weights = box.clamped(user.weights) }
    let point = user.converted(to: conditioning).point(hasBias: hasBias)
    guard let box else { return point }
    return (conditioning.map { box.scaled(by: $0.standardDeviations) } ?? box).clamped(point)
  }
}
