// Whether what a model file says of itself is true.

public import SoftmaxRegression

/// What a model file says, held against the data that the model was fitted to.
public struct Verification: Sendable, Hashable {
  /// What was found.
  public enum Finding: Sendable, Hashable {
    /// The certificate holds, and everything that data can tell is what the file says.
    case confirmed
    /// The file has no record of a fit.
    case noRecord
    /// The file has a record, but no bound on what is left to gain. Where the data is that of the fit, everything else
    /// was compared, and `differs` is the finding where something is not true.
    case noCertificate
    /// The record says that features were standardised, but not by what: a file of version 1.
    case noStandardization
    /// The data is not that of the fit.
    case otherData
    /// The weights are not those that the card was written for.
    case otherWeights
    /// The card says something that is not so.
    case differs([Difference])
  }

  /// Something that is not what the file says.
  public struct Difference: Sendable, Hashable {
    /// The field, as the card calls it: `objective`, `standardization.deviations.3`, `evaluation.accuracy`.
    public let figure: String
    /// What the file says.
    public let stored: String
    /// What the weights and the data say; nil where there is no such figure.
    public let recomputed: String?
  }

  /// A part of the card that was believed, because the data does not tell whether it is true.
  public struct Unchecked: Sendable, Hashable {
    /// The part, with everything in it: `training.stochastic`.
    public let field: String
    /// Why it was not checked.
    public let reason: String
  }

  /// What was found.
  public let finding: Finding
  /// The certificate of the file's weights on the data, where it could be computed.
  public let recomputed: OptimalityCertificate?
  /// What was not checked, in a file whose certificate was.
  public let unchecked: [Unchecked]

  init(finding: Finding, recomputed: OptimalityCertificate? = nil, unchecked: [Unchecked] = []) {
    self.finding = finding
    self.recomputed = recomputed
    self.unchecked = unchecked
  }
}

/// The data that a model file is held against.
public struct VerificationData: Sendable {
  /// The samples of the fit, in the order they had.
  public var training: Dataset
  /// How columns become features as the same rows of the table teach it, where the model was fitted to a table.
  public var preparation: Preparation?
  /// Whether the rows were divided as the file says.
  public var isDivided: Bool
  /// The number of rows that were kept out, where some were.
  public var heldOutCount: Int?
  /// The number of rows that were left out because they had no label, where such rows are left out.
  public var unlabelledCount: Int?
  /// The number of rows that were left out because a cell was missing, where such rows are left out.
  public var incompleteCount: Int?
  /// What the model was scored on, in its classes; nil where that is not at hand.
  public var scored: Dataset?

  /// Data to hold a model file against.
  public init(
    training: Dataset, preparation: Preparation? = nil, isDivided: Bool = false, heldOutCount: Int? = nil,
    scored: Dataset? = nil
  ) {
    self.training = training
    self.preparation = preparation
    self.isDivided = isDivided
    self.heldOutCount = heldOutCount
    self.scored = scored
  }
}

extension ModelFile {
  /// Holds the file against the samples of the fit alone, in the order they had.
  ///
  /// - Throws: As `verification(against:execution:)`.
  public func verification(
    on data: Dataset, execution: Execution = .automatic
  ) throws -> Verification {
    try verification(against: VerificationData(training: data), execution: execution)
  }

  /// Recomputes everything in the card that follows from the weights and the data: the certificate and its figures, what
  /// the features were standardised by, numbers of samples, the input, the preparation, the scores and the statistics. What
  /// follows from neither is listed.
  ///
  /// - Throws: `DatasetError` for data whose features or labels cannot be this model's; `MemoryShortage` where a refit's
  ///   features, which are copied, find no room. Complexity: O(samples x
  ///   features x classes), in Float64; what needs no computation is looked at first.
  public func verification(
    against data: VerificationData, execution: Execution = .automatic
  ) throws -> Verification {
    guard let record = card.training else { return Verification(finding: .noRecord) }
    let isCertified = record.certifiedGap != nil
    if record.standardized, record.standardization == nil {
      return Verification(finding: isCertified ? .noStandardization : .noCertificate)
    }
    guard DataFingerprint.sha256(of: data.training) == record.dataSHA256 else {
      return Verification(finding: isCertified ? .otherData : .noCertificate)
    }
    var comparison = CardVerification(self, record, data, execution: execution)
    return try comparison.run()
  }
}
