// Finds classes that can be told apart without error.

import SoftmaxKernels

/// Looks at a fit's weights for hyperplanes that separate.
///
/// While a fit without penalty runs off, the weights of a class that can be told from the others turn towards a
/// hyperplane that does it; whether one does is then checked on the data, so that what is reported is proven.
/// Albert and Anderson, On the existence of maximum likelihood estimates in logistic regression models, Biometrika
/// 71(1), 1984.
struct SeparationFinder {
  private let features: Rows
  private let labels: [UInt32]
  private let classNames: [String]
  private let featureNames: [String]
  private let hasBias: Bool
  private let engine: Engine
  /// For each class the features of which one threshold separates it from all others.
  private let alone: [Set<Int>]

  /// Names are reported for this many features.
  private static let namedCount = 3

  /// Complexity: O(samples x features).
  init(
    features: Rows, labels: [UInt32], classNames: [String], featureNames: [String]?,
    hasBias: Bool = true, engine: Engine
  ) {
    self.features = features
    self.labels = labels
    self.classNames = classNames
    self.featureNames = featureNames ?? (0..<features.featureCount).map { "feature \($0)" }
    self.hasBias = hasBias
    self.engine = engine
    alone = Self.featuresThatSeparateAlone(features, labels, classCount: classNames.count, hasBias: hasBias)
  }

  /// What these weights [classes x features] and bias prove. Complexity: O(samples x features x classes).
  func separations(weights: [Double], bias: [Double]) -> [Separation] {
    let classCount = classNames.count
    let featureCount = features.featureCount
    let size = max(VectorArithmetic.largest(weights), .leastNormalMagnitude)
    if isComplete(weights.map { $0 / size }, bias.map { $0 / size }) {
      return [Separation(className: nil, features: [], isByEach: false)]
    }
    // Each class against the mean of the others.
    var directions = [Double](repeating: 0, count: weights.count)
    for j in 0..<featureCount {
      let sum = (0..<classCount).reduce(0.0) { $0 + weights[$1 * featureCount + j] }
      for k in 0..<classCount {
        let own = weights[k * featureCount + j]
        directions[k * featureCount + j] = (own - (sum - own) / Double(max(1, classCount - 1))) / size
      }
    }
    let scores = scorer(directions, [Double](repeating: 0, count: classCount)).matrix(of: features, .logits)
    guard scores.overflow == nil else { return [] }
    return (0..<classCount).compactMap { k in
      var (least, most, magnitude) = (Float.infinity, -Float.infinity, Float(0))
      for (sample, label) in labels.enumerated() {
        let score = scores.values[sample * classCount + k]
        magnitude = max(magnitude, abs(score))
        if Int(label) == k { least = min(least, score) } else { most = max(most, score) }
      }
      // By more than the scores' rounding.
      let margin = magnitude * 1e-5
      // Without a bias the threshold between them is 0.
      let isApart = hasBias ? least - most > margin : least > margin && most < -margin
      guard isApart || !alone[k].isEmpty else { return nil }
      let ranked = (0..<featureCount).sorted {
        let (a, b) = (abs(directions[k * featureCount + $0]), abs(directions[k * featureCount + $1]))
        return a == b ? $0 < $1 : a > b
      }
      let named = alone[k].isEmpty ? ranked : ranked.filter { alone[k].contains($0) }
      return Separation(
        className: classNames[k], features: named.prefix(Self.namedCount).map { featureNames[$0] },
        isByEach: !alone[k].isEmpty)
    }
  }

  private func scorer(_ weights: [Double], _ bias: [Double]) -> BatchScorer {
    BatchScorer(weights: weights.map { Float($0) }, bias: bias.map { Float($0) }, engine: engine)
  }

  /// Whether every sample's own logit is the largest by more than rounding.
  private func isComplete(_ weights: [Double], _ bias: [Double]) -> Bool {
    let classCount = classNames.count
    let scores = scorer(weights, bias).matrix(of: features, .logits)
    guard scores.overflow == nil else { return false }
    let magnitude = scores.values.reduce(0) { max($0, abs($1)) }
    return labels.enumerated().allSatisfy { sample, label in
      let own = scores.values[sample * classCount + Int(label)]
      return (0..<classCount).allSatisfy { k in
        k == Int(label) || own - scores.values[sample * classCount + k] > magnitude * 1e-5
      }
    }
  }

  private static func featuresThatSeparateAlone(
    _ features: Rows, _ labels: [UInt32], classCount: Int, hasBias: Bool
  ) -> [Set<Int>] {
    let featureCount = features.featureCount
    var least = [Double](repeating: .infinity, count: classCount * featureCount)
    var most = [Double](repeating: -.infinity, count: classCount * featureCount)
    features.forEachTile { rows, values in
      for (r, row) in rows.enumerated() {
        let first = Int(labels[row]) * featureCount
        for j in 0..<featureCount {
          let value = values[r * featureCount + j]
          least[first + j] = min(least[first + j], value)
          most[first + j] = max(most[first + j], value)
        }
      }
    }
    return (0..<classCount).map { k in
      Set(
        (0..<featureCount).filter { j in
          let others = (0..<classCount).filter { $0 != k }
          let own = k * featureCount + j
          let isAbove = others.allSatisfy { least[own] > most[$0 * featureCount + j] }
          let isBelow = others.allSatisfy { most[own] < least[$0 * featureCount + j] }
          guard !hasBias else { return isAbove || isBelow }
          return isAbove && least[own] > 0 && others.allSatisfy { most[$0 * featureCount + j] <= 0 }
            || isBelow && most[own] < 0 && others.allSatisfy { least[$0 * featureCount + j] >= 0 }
        })
    }
  }
}
