// What a pass takes on this machine, measured.

import SoftmaxKernels

/// The constants of one process: measured, never assumed.
public struct PassTimes: Sendable, Hashable {
  /// Seconds for each row of a pass.
  public let secondsPerRow: Double
  /// Seconds of a pass whatever its rows.
  public let secondsPerPass: Double
  /// Seconds for adding one number to another, in vectors as long as the weights.
  public let secondsPerAddition: Double

  package init(secondsPerRow: Double, secondsPerPass: Double, secondsPerAddition: Double) {
    (self.secondsPerRow, self.secondsPerPass) = (secondsPerRow, secondsPerPass)
    self.secondsPerAddition = secondsPerAddition
  }

  /// Multiply-adds of the smaller of both passes that are timed.
  private static let work = 30_000_000.0
  /// Values of the larger one, and rows of the smaller one, at most.
  private static let valueLimit = 1 << 26
  private static let rowLimit = 1 << 16
  /// Of so many repetitions the median counts.
  private static let repetitions = 5

  /// Times passes over made rows of a shape: some, and four times as many.
  ///
  /// - Throws: `MemoryShortage` where the weights have no room here.
  /// Complexity: a second or so; more where weights are many millions.
  public init(measuring shape: ScaleShape, execution: Execution) throws {
    let layer = LayerShape(classCount: shape.classCount, featureCount: shape.featureCount)
    try MemoryShortage.check(
      8 * 12 * Double(shape.parameterCount), for: "the weights of a pass that is timed",
      advice: "plan with fewer features or classes")
    // Every thread has a chunk.
    let least = layer.chunkRowCount * execution.threads
    let wanted = Int(Self.work / Double(layer.weightCount))
    let most = min(
      max(least, Self.rowLimit), max(layer.chunkRowCount, Self.valueLimit / shape.featureCount / 4))
    let few = min(max(least, wanted), most)
    let data = try Self.made(shape, rowCount: 4 * few)
    let model = SoftmaxModel(
      parameters: Parameters(
        weights: [Float](repeating: 0, count: shape.classCount * shape.featureCount),
        bias: [Float](repeating: 0, count: shape.classCount)),
      classes: data.classes, input: data.features.input)
    func seconds(_ rowCount: Int) throws -> Double {
      let samples = data.slice(0..<rowCount)
      _ = try model.objective(on: samples, execution: execution)
      return try Self.median {
        _ = try model.objective(on: samples, execution: execution)
      }
    }
    let (short, long) = (try seconds(few), try seconds(4 * few))
    secondsPerRow = max(long - short, 0.5 * long) / Double(3 * few)
    secondsPerPass = max(0, short - secondsPerRow * Double(few))
    let source = [Double](repeating: 1, count: shape.parameterCount)
    var target = source
    secondsPerAddition =
      Self.median { VectorArithmetic.add(0.5, times: source, to: &target) } / Double(source.count)
  }

  private static func median(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try (0..<repetitions).map { _ in try clock.measure { try body() }.inSeconds }
      .sorted()[repetitions / 2]
  }

  private static func made(_ shape: ScaleShape, rowCount: Int) throws -> Dataset {
    var state: UInt64 = 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 40
    }
    let classes = try ClassVocabulary(names: (0..<shape.classCount).map { "\($0)" })
    let labels = (0..<rowCount).map { UInt32($0 % shape.classCount) }
    let values = (0..<rowCount * shape.featureCount).map { _ in Float(next()) * 0x1p-24 }
    let features = try Features(values, input: .vector(featureCount: shape.featureCount))
    return try Dataset(name: "made rows", features: features, classIndices: labels, classes: classes)
  }
}
