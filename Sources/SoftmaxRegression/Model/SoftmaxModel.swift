// The fitted model: immutable, and the only thing that predicts.

import SoftmaxKernels

/// A fitted softmax regression: logits = weights x features + bias, probabilities = softmax(logits).
///
/// Weights are in the user's own units (any standardisation is folded in), an image's features are
/// intensities 0...1. Only `SoftmaxClassifier.fit` and a model file make one, so nothing untrained predicts.
public struct SoftmaxModel: Sendable, Hashable {
  /// The classes, in the order of the weights' rows.
  public let classes: ClassVocabulary
  /// What the model expects a sample to be.
  public let input: InputDescription

  package let parameters: Parameters

  /// W [classCount x featureCount], row-major.
  public var weights: [Float] { parameters.weights }
  /// b [classCount].
  public var bias: [Float] { parameters.bias }
  /// The number of classes.
  public var classCount: Int { parameters.classCount }
  /// The number of features of a sample.
  public var featureCount: Int { parameters.featureCount }

  package init(parameters: Parameters, classes: ClassVocabulary, input: InputDescription) {
    precondition(
      parameters.classCount == classes.count && parameters.featureCount == input.featureCount,
      "the model's shape")
    self.parameters = parameters
    self.classes = classes
    self.input = input
  }

  /// How many rows are in work at once: 256, so that their logits stay in the cache; fewer where there are so
  /// many classes that the logits would not fit into 16 MB. It depends on the shape alone.
  package static func tileRowCount(classCount: Int) -> Int {
    max(1, min(256, (1 << 22) / classCount))
  }

  /// The logits O = X W^T + b, [sampleCount x classCount], row-major.
  ///
  /// - Throws: `DatasetError.featureCountMismatch` or `.logitsOverflow`. Complexity: O(samples x features x classes).
  public func logits(for features: Features) throws(DatasetError) -> [Float] {
    try concatenatingTiles(of: features) { _, _, _, _ in }
  }

  /// The probabilities of all classes, [sampleCount x classCount], row-major; each row sums to 1.
  ///
  /// - Throws: `DatasetError.featureCountMismatch` or `.logitsOverflow`. Complexity: O(samples x features x classes).
  public func probabilities(for features: Features) throws(DatasetError) -> [Float] {
    try concatenatingTiles(of: features) { kernels, logits, rowCount, classCount in
      kernels.softmax(&logits, rowCount: rowCount, classCount: classCount)
    }
  }

  /// The logarithms of the probabilities, finite even where a probability underflows to 0.
  ///
  /// - Throws: `DatasetError.featureCountMismatch` or `.logitsOverflow`. Complexity: O(samples x features x classes).
  public func logProbabilities(for features: Features) throws(DatasetError) -> [Float] {
    try concatenatingTiles(of: features) { kernels, logits, rowCount, classCount in
      kernels.logSoftmax(&logits, rowCount: rowCount, classCount: classCount)
    }
  }

  /// The most probable class of a sample.
  public struct TopClass: Sendable, Hashable {
    /// The index of the class; of equally probable ones, the first.
    public let classIndex: Int
    /// Its probability.
    public let probability: Float
  }

  /// The most probable class of each sample, with its probability.
  ///
  /// - Throws: `DatasetError.featureCountMismatch` or `.logitsOverflow`. Complexity: O(samples x features x
  ///   classes), in tiles: no [samples x classes] matrix is built.
  public func topClasses(for features: Features) throws(DatasetError) -> [TopClass] {
    var result: [TopClass] = []
    result.reserveCapacity(features.sampleCount)
    try forEachTile(of: features) { kernels, tile, rowCount in
      kernels.softmax(&tile, rowCount: rowCount, classCount: classCount)
      for row in 0..<rowCount {
        let start = row * classCount
        var best = start
        for position in start..<start + classCount where tile[position] > tile[best] { best = position }
        result.append(TopClass(classIndex: best - start, probability: tile[best]))
      }
    }
    return result
  }

  /// The name of the most probable class of each sample; of equals, the first.
  ///
  /// - Throws: `DatasetError.featureCountMismatch` or `.logitsOverflow`. Complexity: O(samples x features x
  ///   classes).
  public func predictions(for features: Features) throws(DatasetError) -> [String] {
    try topClasses(for: features).map { classes.names[$0.classIndex] }
  }

  private func concatenatingTiles(
    of features: Features, _ transform: (KernelTable, inout [Float], Int, Int) -> Void
  ) throws(DatasetError) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(features.sampleCount * classCount)
    try forEachTile(of: features) { kernels, tile, rowCount in
      transform(kernels, &tile, rowCount, classCount)
      result.append(contentsOf: tile[..<(rowCount * classCount)])
    }
    return result
  }

  /// Calls `body` with the logits of one run of rows after the other.
  private func forEachTile(
    of features: Features, _ body: (KernelTable, inout [Float], _ rowCount: Int) -> Void
  ) throws(DatasetError) {
    try checkShape(of: features)
    let kernels = KernelTable.best
    var tile = [Float](repeating: 0, count: Self.tileRowCount(classCount: classCount) * classCount)
    for rows in Self.tiles(of: features.sampleCount, classCount: classCount) {
      kernels.logits(of: features.matrix, rows: .range(rows), weights: weights, bias: bias, into: &tile)
      try Self.checkRange(of: tile, rows: rows, classCount: classCount)
      body(kernels, &tile, rows.count)
    }
  }

  /// Refuses logits whose differences could leave the range of Float32, NaN among them.
  static func checkRange(of tile: [Float], rows: Range<Int>, classCount: Int) throws(DatasetError) {
    let limit = Float.greatestFiniteMagnitude / 4
    if let position = tile[..<(rows.count * classCount)].firstIndex(where: { !($0.magnitude < limit) }) {
      throw .logitsOverflow(sample: rows.lowerBound + position / classCount)
    }
  }

  package func checkShape(of features: Features) throws(DatasetError) {
    guard features.featureCount == featureCount else {
      throw .featureCountMismatch(expected: featureCount, found: features.featureCount)
    }
  }

  /// The rows in runs of `tileRowCount`, the last one shorter.
  package static func tiles(of sampleCount: Int, classCount: Int) -> [Range<Int>] {
    let rowCount = tileRowCount(classCount: classCount)
    return stride(from: 0, to: sampleCount, by: rowCount).map { first in
      first..<min(first + rowCount, sampleCount)
    }
  }
}
