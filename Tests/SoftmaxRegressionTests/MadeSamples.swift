// Samples as the inside of a fit sees them.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport

extension FitSamples {
  /// Features with a label each, and perhaps weights.
  init(
    _ features: Features, _ labels: [UInt32], classCount: Int, weights: [Double]? = nil,
    offsets: LogitOffsets? = nil, engine: Engine = Execution.automatic.engine
  ) {
    let pass = RowPass(rowCount: features.sampleCount, engine: engine)
    self.init(
      rows: features.rows, labels: ClassLabels(labels, classCount: classCount),
      weights: weights.map { SampleWeights($0, pass) },
      offsets: offsets, pass)
  }
}

/// Offsets for tests: numbers between -`scale` and `scale` for all classes of some samples.
struct MadeOffsets {
  let sampleOffsets: SampleOffsets
  /// [samples][classes].
  let rows: [[Double]]

  init(sampleCount: Int, classNames: [String], scale: Double = 1, seed: UInt64 = 9) throws {
    var numbers = MadeNumbers(seed: seed)
    let rows = (0..<sampleCount).map { _ in classNames.map { _ in Double(numbers.next()) * scale } }
    self.rows = rows
    sampleOffsets = try SampleOffsets(rows.flatMap(\.self), classNames: classNames)
  }
}

extension Dataset {
  /// The same samples with made offsets, and these.
  func madeOffset(scale: Double = 1, seed: UInt64 = 9) throws -> (data: Dataset, rows: [[Double]]) {
    let made = try MadeOffsets(
      sampleCount: sampleCount, classNames: classes.names, scale: scale, seed: seed)
    return (try offset(by: made.sampleOffsets), made.rows)
  }
}
