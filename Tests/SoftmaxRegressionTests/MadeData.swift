// Small datasets for the tests of the method.

import SoftmaxRegression
import SoftmaxTestSupport

enum MadeData {
  /// `classCount` clouds around separate centres, `perClass` samples each, classes in turn.
  static func clouds(
    classCount: Int = 3, perClass: Int = 30, featureCount: Int = 5, seed: UInt64 = 1,
    kind: InputDescription.Kind = .vector
  ) throws -> Dataset {
    var numbers = MadeNumbers(seed: seed)
    let centres = (0..<classCount).map { _ in numbers.floats(featureCount, scale: 2) }
    var values: [Float] = []
    var labels: [Int] = []
    for sample in 0..<classCount * perClass {
      let label = sample % classCount
      values += centres[label].map { $0 + numbers.next() }
      labels.append(label)
    }
    let input: InputDescription =
      kind == .table ? .table(featureCount: featureCount) : .vector(featureCount: featureCount)
    return try Dataset(name: "clouds", features: Features(values, input: input), labels: labels)
  }

  /// The rows in Float64.
  static func rows(of data: Dataset) -> [[Double]] {
    (0..<data.sampleCount).map { data.features.row($0).map(Double.init) }
  }
}
