// The digits: small enough to come along, real enough to learn from.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// Optical recognition of handwritten digits: 1,797 pictures of 8 x 8, intensities 0...16.
///
/// Alpaydin and Kaynak, 1998, UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0: the
/// test part of that set, as the file digits.csv.gz of scikit-learn 1.9.1 (SHA-256
/// 09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22) holds it. The division into 1,438 and 359
/// is ours: a fifth of each class at random, the same for ever.
enum Digits {
  static let entry = CatalogueEntry(
    name: "digits",
    summary: "handwritten digits, 8 x 8 pixels",
    provenance: "Alpaydin and Kaynak, UCI, doi 10.24432/C50P49, CC BY 4.0",
    classNames: (0..<10).map(String.init),
    sampleCounts: (train: 1438, test: 359),
    featureCount: pixelCount,
    recommendedSolver: .stochastic(learningRate: 0.5, epochs: 30, batchSize: 32), recommendedAdamRate: 0.03
  ) { _ in
    try EmbeddedSplit.load(name: "digits", all: load())
  }

  private static let sampleCount = 1797
  private static let pixelCount = 64

  /// All samples in their original order.
  static func load() throws -> Dataset {
    let bytes = try payload()
    let starts = (0..<sampleCount).map { $0 * (pixelCount + 1) }
    let pixels = starts.flatMap { start in bytes[start..<start + pixelCount] }
    let labels = starts.map { start in Int(bytes[start + pixelCount]) }
    return try Dataset(
      name: "digits", features: Features(bytes: pixels, input: .image(shape: [8, 8], maximum: 16)),
      labels: labels)
  }

  /// 1797 x (64 intensities, then the label).
  static func payload() throws -> [UInt8] {
    guard let compressed = Data(base64Encoded: embedded.description) else {
      throw FileError(.badData, path: "digits", problem: "the embedded data is damaged")
    }
    return try Gzip.decompress(
      SharedStorage([UInt8](compressed)), path: "digits",
      limit: sampleCount * (pixelCount + 1))
  }
}
