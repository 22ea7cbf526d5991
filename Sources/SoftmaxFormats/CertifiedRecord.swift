import SoftmaxRegression

/// The figures of a certificate, as `TrainingRecord` and both fits of `RelaxationRecord` keep them: checked and compared
/// in one place.
///
/// In the file they stand among a record's other members, and a fit of a relaxation has no accuracy. So they are members
/// of each record and no value of their own.
protocol CertifiedRecord {
  var objective: Double { get }
  var trainLogLoss: Double { get }
  var gradientMax: Double { get }
  var certifiedGap: Double? { get }
  /// The training accuracy, where the record has it.
  var statedAccuracy: Double? { get }
}

extension TrainingRecord: CertifiedRecord {
  var statedAccuracy: Double? { trainAccuracy }
}

extension RelaxationRecord.Part: CertifiedRecord {
  var statedAccuracy: Double? { nil }
}

extension CertifiedRecord {
  /// What no certificate can say; nil where nothing is wrong. `place` is the record's in the card.
  func certificateProblem(_ place: String) -> String? {
    CardCheck.atLeastZero(objective, "\(place).objective")
      ?? CardCheck.atLeastZero(trainLogLoss, "\(place).trainLogLoss")
      ?? CardCheck.atLeastZero(gradientMax, "\(place).gradientMax")
      ?? certifiedGap.flatMap { CardCheck.atLeastZero($0, "\(place).certifiedGap") }
  }
}
