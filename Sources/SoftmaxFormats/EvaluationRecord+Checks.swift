// What no evaluation can have found.

extension EvaluationRecord {
  /// What contradicts itself in the record; nil where nothing does.
  var problem: String? {
    CardCheck.count(sampleCount, "evaluation.sampleCount", from: 1)
      ?? CardCheck.accuracy(accuracy, "evaluation.accuracy", of: sampleCount, isWeighted: isWeighted)
      ?? CardCheck.atLeastZero(logLoss, "evaluation.logLoss")
      ?? CardCheck.share(macroF1, "evaluation.macroF1")
  }
}
