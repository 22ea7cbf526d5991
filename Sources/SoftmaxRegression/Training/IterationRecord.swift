// One iteration of a full-batch method, as it is told and stored.

/// What an iteration reached. Iterations are counted from 1.
public struct IterationRecord: Sendable, Hashable, CustomStringConvertible {
  /// Which iteration.
  public let iteration: Int
  /// F after it.
  public let objective: Double
  /// The mean training log loss alone.
  public let trainLoss: Double
  /// The training accuracy.
  public let trainAccuracy: Double
  /// The mean log loss on the validation set, where there is one.
  public let validationLoss: Double?
  /// The accuracy on the validation set, where there is one.
  public let validationAccuracy: Double?
  /// The accuracy on the test set, where there is one.
  public let testAccuracy: Double?
  /// The gradient's largest component, in the units that the solver works in.
  public let gradientMax: Double
  /// How far the method went along its direction: 1 is what it thought best.
  public let step: Double
  /// Passes over the data since training began.
  public let passes: Int
  /// Seconds since training began, the scoring of the validation and test sets left out.
  public let seconds: Double

  /// `iteration 12, objective 0.350871, gradient 0.00021, 14 passes`.
  public var description: String {
    var line = "iteration \(iteration), objective \(NumberText.decimal(objective, places: 6))"
    line += ", gradient \(Float(gradientMax)), \(passes) passes"
    if let testAccuracy { line += ", test acc \(NumberText.share(testAccuracy))" }
    return line
  }
}
