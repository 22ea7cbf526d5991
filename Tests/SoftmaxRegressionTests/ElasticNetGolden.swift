// A path of elastic-net fits as scikit-learn walks it: Tests/Fixtures/elastic_net_path.py makes the file.

import SoftmaxTestSupport

/// A point of the path: saga to tol 1e-13, each fit from the one before, the irises at mean 0 and standard deviation 1,
/// l1 = l2 = strength / 2.
struct ElasticNetGolden: Decodable, Sendable {
  let strength: Double
  let objective: Double
  let nonzeroCount: Int
  /// [3 x 4], of the standardised features.
  let weights: [Double]

  private struct Document: Decodable {
    let points: [ElasticNetGolden]
  }

  static let path = GoldenFile("elastic-net-path.json").required(as: Document.self).points
}
