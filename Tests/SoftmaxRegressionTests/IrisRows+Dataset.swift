// The irises as samples.

import SoftmaxRegression
import SoftmaxTestSupport

extension IrisRows {
  static func dataset() throws -> Dataset {
    try Dataset(
      features: Features(tenths.map { Float($0) / 10 }, input: .table(featureCount: 4)),
      labels: (0..<150).map { $0 / 50 })
  }
}
