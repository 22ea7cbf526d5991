// How a fit went, step by step, as its file keeps it.

import SoftmaxRegression

extension TrainingRecord {
  /// What an epoch or an iteration reached. It holds no times, so that equal fits make equal files.
  public struct HistoryPoint: Codable, Sendable, Hashable {
    /// Which epoch of a stochastic method, counted from 1.
    public let epoch: Int?
    /// Which iteration of a full-batch method, counted from 1.
    public let iteration: Int?
    /// The objective after an iteration.
    public let objective: Double?
    /// The mean training log loss: of an epoch that of its samples before each update.
    public let trainLoss: Double
    /// The accuracy on the training data, measured alike.
    public let trainAccuracy: Double
    /// The mean log loss on the validation set, where there was one.
    public let validationLoss: Double?
    /// The accuracy on the validation set, where there was one.
    public let validationAccuracy: Double?
    /// The accuracy on the test set, where there was one.
    public let testAccuracy: Double?

    /// Which epoch or iteration.
    public var number: Int { epoch ?? iteration ?? 0 }

    init(_ record: EpochRecord) {
      epoch = record.epoch
      iteration = nil
      // That of epochs is computed for those who watch alone, which must not change the file.
      objective = nil
      trainLoss = record.trainLoss
      trainAccuracy = record.trainAccuracy
      validationLoss = record.validationLoss
      validationAccuracy = record.validationAccuracy
      testAccuracy = record.testAccuracy
    }

    init(_ record: IterationRecord) {
      epoch = nil
      iteration = record.iteration
      objective = record.objective
      trainLoss = record.trainLoss
      trainAccuracy = record.trainAccuracy
      validationLoss = record.validationLoss
      validationAccuracy = record.validationAccuracy
      testAccuracy = record.testAccuracy
    }
  }

  /// A history has no more points than these: the first and the last of a fit, and others evenly between them.
  public static let mostHistoryPoints = 200

  /// The history of a fit, thinned; nil of a fit without any, and of one that has left the numbers.
  static func history(of report: TrainingReport) -> [HistoryPoint]? {
    let points =
      report.solver.usesMinibatches
      ? thinned(report.history).map(HistoryPoint.init) : thinned(report.iterations).map(HistoryPoint.init)
    return points.isEmpty || points.contains { $0.problem != nil } ? nil : points
  }

  /// At most `mostHistoryPoints` of the values: the first, the last, and others evenly between them.
  static func thinned<Value>(_ values: [Value]) -> [Value] {
    guard values.count > mostHistoryPoints else { return values }
    let (steps, last) = (mostHistoryPoints - 1, values.count - 1)
    return (0...steps).map { values[($0 * last + steps / 2) / steps] }
  }
}
