// Finds classes that can be told apart without error.

import SoftmaxKernels

/// Looks at a fit's weights for hyperplanes that separate.
///
/// While a fit without penalty runs off, the weights of a class that can be told from the others turn towards a
/// hyperplane that does it; whether one does is then checked on the data, so that what is reported is proven.
/// Albert and Anderson, On the existence of maximum likelihood estimates in logistic regression models, Biometrika
/// 71(1), 1984.
struct SeparationFinder {
  private let samples: FitSamples
  private let classNames: [String]
  private let featureNames: [String]
  private let hasBias: Bool
  /// For each class the features of which one threshold separates it from all others.
  private let alone: [Set<Int>]
  /// The features that nothing penalises; nil: all.
  private let free: Set<Int>?

  /// Names are reported for this many features.
  private static let namedCount = 3

  /// `free` are the features that nothing penalises, where others are: only these can separate for ever; nil: all.
  /// Complexity: O(samples x features).
  init(
    _ samples: FitSamples, classNames: [String], featureNames: [String]?, hasBias: Bool = true,
    among free: [Int]? = nil
  ) {
    self.samples = samples
    self.classNames = classNames
    self.featureNames = featureNames ?? (0..<samples.featureCount).map { "feature \($0)" }
    self.hasBias = hasBias
    let found = free.map { Set($0) }
    self.free = found
    alone = Self.featuresThatSeparateAlone(samples, hasBias: hasBias).map { own in
      found?.intersection(own) ?? own
    }
  }

  /// What these parameters prove, in the units of the samples. Complexity: O(samples x features x classes).
  func separations(_ parameters: Float64Parameters) -> [Separation] {
    let featureCount = samples.featureCount
    let weights = parameters.weights.enumerated().map { i, weight in
      free?.contains(i % featureCount) == false ? 0 : weight
    }
    let bias = parameters.bias
    let classCount = classNames.count
    let size = max(VectorArithmetic.largest(weights), .leastNormalMagnitude)
    if isComplete(weights.map { $0 / size }, bias.map { $0 / size }) {
      return [Separation(className: nil, features: [], isByEach: false, isByFreeFeatures: free != nil)]
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
    guard let ranges = ranges(scorer(directions, [Double](repeating: 0, count: classCount))) else { return [] }
    return (0..<classCount).compactMap { k in
      let (least, most, magnitude) = ranges[k]
      // By more than the scores' rounding.
      let margin = magnitude * 1e-5
      // Without a bias the threshold between them is 0.
      let isApart = hasBias ? least - most > margin : least > margin && most < -margin
      guard isApart || !alone[k].isEmpty else { return nil }
      let ranked = (0..<featureCount).sorted {
        let (a, b) = (abs(directions[k * featureCount + $0]), abs(directions[k * featureCount + $1]))
        return a == b ? $0 < $1 : a > b
      }
      let named =
        alone[k].isEmpty
        ? ranked.filter { free?.contains($0) ?? true } : ranked.filter { alone[k].contains($0) }
      return Separation(
        className: classNames[k], features: named.prefix(Self.namedCount).map { featureNames[$0] },
        isByEach: !alone[k].isEmpty, isByFreeFeatures: free != nil)
    }
  }

  private func scorer(_ weights: [Double], _ bias: [Double]) -> BatchScorer {
    BatchScorer(weights: weights.map { Float($0) }, bias: bias.map { Float($0) }, engine: samples.engine)
  }

  /// Rows of a chunk of scores.
  private static let chunkLength = 1 << 13

  /// For each class the least score of its own samples, the greatest of the others, and the largest magnitude; nil where a
  /// score is out of range. Complexity: half a pass.
  private func ranges(_ scorer: BatchScorer) -> [(least: Float, most: Float, magnitude: Float)]? {
    let classCount = classNames.count
    let scores = scorer.matrix(of: samples.rows, .logits)
    let samples = samples
    // The least ones by their negatives, and at the end whether anything is out of range.
    let found: [Float] = samples.pass.reduce(
      .greatest, count: 3 * classCount + 1, chunkLength: Self.chunkLength, work: samples.rowCount * classCount
    ) {
    } add: { chunk, _, greatest in
      greatest[3 * classCount] = scores.overflow == nil ? 0 : 1
      for row in chunk.rows {
        let label = samples.labels[row]
        for k in 0..<classCount {
          let score = scores.values[row * classCount + k]
          greatest[3 * k + 2] = max(greatest[3 * k + 2], abs(score))
          if label == k {
            greatest[3 * k] = max(greatest[3 * k], -score)
          } else {
            greatest[3 * k + 1] = max(greatest[3 * k + 1], score)
          }
        }
      }
    }.array
    guard found[3 * classCount] == 0 else { return nil }
    return (0..<classCount).map { (-found[3 * $0], found[3 * $0 + 1], found[3 * $0 + 2]) }
  }

  /// Whether every sample's own logit is the largest by more than rounding.
  private func isComplete(_ weights: [Double], _ bias: [Double]) -> Bool {
    let classCount = classNames.count
    let scores = scorer(weights, bias).matrix(of: samples.rows, .logits)
    let samples = samples
    // The least margin by its negative, the largest magnitude, and whether anything is out of range.
    let found: [Float] = samples.pass.reduce(
      .greatest, count: 3, chunkLength: Self.chunkLength, work: samples.rowCount * classCount
    ) {
    } add: { chunk, _, greatest in
      greatest[2] = scores.overflow == nil ? 0 : 1
      for row in chunk.rows {
        let own = scores.values[row * classCount + samples.labels[row]]
        for k in 0..<classCount {
          let score = scores.values[row * classCount + k]
          greatest[1] = max(greatest[1], abs(score))
          if k != samples.labels[row] { greatest[0] = max(greatest[0], score - own) }
        }
      }
    }.array
    return found[2] == 0 && -found[0] > found[1] * 1e-5
  }

  private static func featuresThatSeparateAlone(_ samples: FitSamples, hasBias: Bool) -> [Set<Int>] {
    let (classCount, featureCount) = (samples.classCount, samples.featureCount)
    func bounds(_ sign: Double) -> [Double] {
      samples.pass.reduceWidened(.greatest, samples.rows, count: classCount * featureCount) {
        block, rows, greatest in
        for (r, row) in rows.enumerated() {
          let (from, to) = (block.first + r * block.stride, samples.labels[row] * featureCount)
          for j in 0..<featureCount {
            greatest[to + j] = max(greatest[to + j], sign * block.buffer[from + j])
          }
        }
      }.array.map { sign * $0 }
    }
    let (least, most) = (bounds(-1), bounds(1))
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
