// The data of scikit-learn's fits of two and three classes.

import SoftmaxRegression
import SoftmaxTestSupport

extension TwoClassGolden {
  static func breastCancer() throws -> Dataset {
    let rows = try breastCancerRows().map { $0.split(separator: ",") }
    let values = rows.flatMap { $0.dropLast().compactMap { Float($0) } }
    return try Dataset(
      features: Features(values, input: .table(featureCount: 30)),
      labels: rows.compactMap { $0.last.flatMap { Int($0) } })
  }

  func dataset() throws -> Dataset {
    let plain = try data == "iris" ? IrisRows.dataset() : Self.breastCancer()
    return isWeighted ? try plain.weighted(by: (0..<plain.sampleCount).map { Double($0 % 3) + 0.5 }) : plain
  }

  var factors: ClassWeights {
    guard let classWeights else { return .uniform }
    return .custom(Dictionary(uniqueKeysWithValues: classWeights.enumerated().map { ("\($0)", $1) }))
  }
}
