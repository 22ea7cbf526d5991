// Whether what a model file says of its fit is true.

public import SoftmaxRegression

/// The certificate in a model file, held against the data that the model was fitted to.
public struct Verification: Sendable, Hashable {
  /// What was found.
  public enum Finding: Sendable, Hashable {
    /// Every figure is what the file says, and none is worse.
    case confirmed
    /// The file has no record of a fit.
    case noRecord
    /// The file has a record, but no bound on what is left to gain.
    case noCertificate
    /// The record says that features were standardised, but not by what: a file of version 1.
    case noStandardization
    /// The data is not that of the fit.
    case otherData
    /// The weights are not those that the card was written for.
    case otherWeights
    /// Figures are not what the file says.
    case differs([Difference])
  }

  /// A figure that is not what the file says.
  public struct Difference: Sendable, Hashable {
    /// The figure, as the card calls it: `objective`.
    public let figure: String
    /// What the file says.
    public let stored: Double
    /// What the weights and the data say; nil where there is no such figure.
    public let recomputed: Double?
  }

  /// What was found.
  public let finding: Finding
  /// The certificate of the file's weights on the data, where it could be computed.
  public let recomputed: OptimalityCertificate?

  /// Figures are equal where they differ by less than this share. They are the same to the bit on every machine
  /// unless its arithmetic is not IEEE 754's.
  static let tolerance = 1e-9
}

extension ModelFile {
  /// Recomputes the stored certificate on `data`, which must be the samples of the fit in the order they had.
  ///
  /// - Throws: `DatasetError` for data whose features or labels cannot be this model's. Complexity: O(samples x
  ///   features x classes), in Float64; what needs no computation is looked at first.
  public func verification(
    on data: Dataset, execution: Execution = .automatic
  ) throws(DatasetError) -> Verification {
    guard let record = card.training else { return Verification(finding: .noRecord, recomputed: nil) }
    guard let gap = record.certifiedGap else { return Verification(finding: .noCertificate, recomputed: nil) }
    if record.standardized, record.standardization == nil {
      return Verification(finding: .noStandardization, recomputed: nil)
    }
    guard DataFingerprint.sha256(of: data) == record.dataSHA256 else {
      return Verification(finding: .otherData, recomputed: nil)
    }
    // A class that the fit left out had no samples of a weight above 0.
    let isKnown = data.classes.names.map { model.classes.index(of: $0) != nil }
    let counting =
      isKnown.allSatisfy(\.self)
      ? data : data.samples(at: data.classIndices.indices.filter { isKnown[Int(data.classIndices[$0])] })
    let found = try model.certificate(
      on: counting, l2Penalty: record.l2Penalty, l1Penalty: record.l1Penalty ?? 0,
      standardization: record.standardization.map {
        Standardization(means: $0.means, deviations: $0.deviations)
      }, classWeights: record.classWeights, hasBias: record.hasBias ?? true, execution: execution)
    if let hash = card.weightsSHA256, hash != model.weightsSHA256 {
      return Verification(finding: .otherWeights, recomputed: found)
    }
    let figures: [(String, Double, Double?)] = [
      ("objective", record.objective, found.objective), ("trainLogLoss", record.trainLogLoss, found.logLoss),
      ("trainAccuracy", record.trainAccuracy, found.accuracy),
      ("gradientMax", record.gradientMax, found.gradientMax), ("certifiedGap", gap, found.gap),
    ]
    let differences = figures.compactMap { figure, stored, recomputed -> Verification.Difference? in
      if let recomputed, abs(stored - recomputed) <= Verification.tolerance * abs(recomputed) { return nil }
      return Verification.Difference(figure: figure, stored: stored, recomputed: recomputed)
    }
    return Verification(finding: differences.isEmpty ? .confirmed : .differs(differences), recomputed: found)
  }
}
