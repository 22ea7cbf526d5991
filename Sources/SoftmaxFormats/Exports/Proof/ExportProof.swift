// What was found when an export was held against its model.

/// The differences between what an export computes and what the model does, on raw inputs.
public struct ExportProof: Sendable, Hashable {
  /// How many inputs were drawn.
  public let drawnCount: Int
  /// How many rows of training, kept in the model's file, were compared too.
  public let keptCount: Int
  /// How the export was made to compute: `read back`.
  public let method: String
  /// The largest difference of a probability.
  public let probabilityDifference: Double
  /// The largest difference of a logit, after what is common to a sample's was taken away; nil where the export tells none.
  public let logitDifference: Double?
  /// What is too different; nil where nothing is.
  public let disagreement: Disagreement?

  /// The first sample that an export says something else of.
  public struct Disagreement: Sendable, Hashable {
    /// Its number among the inputs, from 1; 0 for what is wrong with all of them.
    public let sample: Int
    /// What differs: `the probability of 'ship'`.
    public let what: String
    /// What the model says.
    public let expected: Double
    /// What the export says.
    public let found: Double
    /// How large the terms of a logit are together, where that alone may be why; nil where the export is at fault.
    package var termSum: Double? = nil
  }

  /// One line for metadata and people.
  public var text: String {
    let kept = keptCount > 0 ? " and \(keptCount) training rows" : ""
    let logits = logitDifference.map { ", of logits \(Self.short($0))" } ?? ""
    return "\(method), \(drawnCount) drawn inputs\(kept): largest difference of probabilities "
      + "\(Self.short(probabilityDifference))\(logits)"
  }

  /// Two digits.
  package static func short(_ value: Double) -> String {
    guard value > 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    var (mantissa, exponent) = (value, 0)
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    let digits = (mantissa * 10).rounded() / 10
    return digits >= 10 ? "\(digits / 10)e\(exponent + 1)" : "\(digits)e\(exponent)"
  }
}
