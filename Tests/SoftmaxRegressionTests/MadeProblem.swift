// Problems of every shape, storage and weighting, for tests that hold passes against each other.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

/// Rows with classes and weights, the same for the same description.
struct MadeProblem: Sendable, CustomTestStringConvertible {
  enum Storage: Sendable, CaseIterable {
    case bytes
    case floats
    /// Floats that are centred and scaled while they are read.
    case standardized
  }

  var classCount: Int
  var featureCount: Int
  var sampleCount: Int
  var storage = Storage.floats
  var weights: [Double]?
  var hasBias = true

  var testDescription: String {
    "\(sampleCount) x \(featureCount) x \(classCount) \(storage)\(weights == nil ? "" : " weighted")"
      + (hasBias ? "" : " without bias")
  }

  var shape: LayerShape { LayerShape(classCount: classCount, featureCount: featureCount) }

  /// All rows; of `range` only those.
  func features(_ range: Range<Int>? = nil) throws -> Features {
    var numbers = MadeNumbers(seed: UInt64(1000 * classCount + featureCount))
    let all =
      storage == .bytes
      ? try Features(bytes: numbers.bytes(sampleCount * featureCount), input: .image(shape: [1, featureCount]))
      : try Features(numbers.floats(sampleCount * featureCount), input: .vector(featureCount: featureCount))
    guard let range, range != 0..<sampleCount else { return all }
    return all.samples(at: Array(range))
  }

  /// Each class in turn, so that none is empty where there are rows enough.
  func labels(_ range: Range<Int>? = nil) -> [UInt32] {
    (range ?? 0..<sampleCount).map { UInt32($0 % classCount) }
  }

  /// Of the rows at hand of `pass`, or of all.
  func samples(_ pass: RowPass) throws -> FitSamples {
    let own = pass.parts.firstRow..<pass.parts.firstRow + pass.parts.ownRowCount
    let samples = FitSamples(
      rows: try features(own).rows, labels: ClassLabels(labels(own), classCount: classCount),
      weights: weights.map { SampleWeights(Array($0[own]), pass) }, pass)
    guard storage == .standardized else { return samples }
    // Units of their own, which no pass has to find first.
    return samples.standardized(
      by: Standardization(
        means: (0..<featureCount).map { 0.01 * Double($0 % 7) },
        standardDeviations: (0..<featureCount).map { 0.5 + 0.1 * Double($0 % 5) }))
  }

  func samples(_ engine: Engine) throws -> FitSamples {
    try samples(RowPass(rowCount: sampleCount, engine: engine))
  }

  func objective(_ pass: RowPass) throws -> MultinomialObjective {
    MultinomialObjective(
      try samples(pass), penalties: (0..<featureCount).map { 0.01 * Double(1 + $0 % 3) }, hasBias: hasBias)
  }

  func objective(_ engine: Engine) throws -> MultinomialObjective {
    try objective(RowPass(rowCount: sampleCount, engine: engine))
  }

  func point(seed: UInt64 = 3, scale: Float = 0.3) -> [Double] {
    var numbers = MadeNumbers(seed: seed)
    return numbers.floats(classCount * featureCount + (hasBias ? classCount : 0), scale: scale).map(Double.init)
  }

  /// The best kernels on a team that waits for its members.
  static func engine(_ threads: Int) -> Engine {
    Engine(kernels: .best, team: .shared(size: threads, isPatient: true))
  }
}

extension DataPass.Sums {
  /// All of its numbers, by their bits.
  var bits: [UInt64] {
    [logLoss.bitPattern, UInt64(correctCount)] + weights.map(\.bitPattern) + bias.map(\.bitPattern)
  }
}

extension PointEvaluation {
  /// All of its numbers, by their bits.
  var bits: [UInt64] {
    [value.bitPattern, logLoss.bitPattern, accuracy.bitPattern, (estimatedGap ?? -1).bitPattern]
      + gradient.map(\.bitPattern)
  }
}
