// The penalty of a step's parameters.

import SoftmaxKernels

/// What is penalised of some parameters, by their places among them, and who minimises a model with it: magnitudes and
/// limits, or norms.
struct PenalisedPart: Sendable {
  /// For each parameter the factor of its magnitude; 0 where it has none or is in a group.
  let magnitudes: [Double]
  /// Its limits.
  let lower: [Double]
  let upper: [Double]
  /// The groups, whose norms are penalised.
  let groups: [Group]

  /// Parameters that enter together.
  struct Group: Sendable {
    let places: [Int]
    let penalty: Double
  }

  init(magnitudes: [Double], lower: [Double]? = nil, upper: [Double]? = nil, groups: [Group] = []) {
    self.magnitudes = magnitudes
    self.lower = lower ?? [Double](repeating: -.infinity, count: magnitudes.count)
    self.upper = upper ?? [Double](repeating: .infinity, count: magnitudes.count)
    self.groups = groups
  }

  /// Of `penalty` what belongs to `parameters`, which are ascending and, grouped, have a feature's weights all or none.
  init(_ penalty: WeightPenalty, parameters: [Int]) {
    let featureCount = penalty.featureCount
    var groups: [Int: [Int]] = [:]
    if penalty.isGrouped {
      for (place, parameter) in parameters.enumerated() where parameter < penalty.weightCount {
        groups[parameter % featureCount, default: []].append(place)
      }
    }
    self.init(
      magnitudes: parameters.map {
        $0 < penalty.weightCount && !penalty.isGrouped ? penalty.l1[$0 % featureCount] : 0
      },
      lower: penalty.box.map { box in parameters.map { $0 < penalty.weightCount ? box.lower[$0] : -.infinity }
      },
      upper: penalty.box.map { box in parameters.map { $0 < penalty.weightCount ? box.upper[$0] : .infinity } },
      groups: groups.keys.sorted().compactMap { j in
        penalty.l1[j] > 0 ? Group(places: groups[j] ?? [], penalty: penalty.l1[j]) : nil
      })
  }

  /// The minimum of g (v - v0) + (1/2) (v - v0)^T H (v - v0) and this penalty, as nearly as `effort` asks.
  func minimum<Scalar: FactorScalar>(
    _ curvature: ActiveCurvature<Scalar>, at start: [Double], gradient: [Double], _ effort: QuadraticEffort
  ) -> [Double] {
    groups.isEmpty
      ? SparseQuadratic(curvature, at: start, gradient: gradient, self).minimum(effort)
      : GroupedQuadratic(curvature, at: start, gradient: gradient, self).minimum(effort)
  }
}

/// How nearly a model is minimised.
struct QuadraticEffort {
  /// The share of the largest subgradient at the start that may be left.
  let slopeShare: Double
  /// Steps of Newton's method in a round, and rounds.
  let faceLimit: Int
  let roundLimit: Int
}
