// What no statistics of a model can be.

import SoftmaxRegression

extension StatisticsRecord {
  /// What contradicts itself, the model or the record of its fit; nil where nothing does.
  func problem(classNames: [String], input: InputDescription, training: TrainingRecord?) -> String? {
    if let training {
      // Errors are those of a maximum of the likelihood itself.
      if training.l2Penalty > 0 || training.l1Penalty ?? 0 > 0 {
        return "'statistics' stands beside a penalty in 'training', with which there are none"
      }
      if training.stochastic != nil || training.classWeights != nil {
        return
          "'statistics' stands beside \(training.stochastic == nil ? "'training.classWeights'" : "the solver sgd"), "
          + "with which there are none"
      }
      if hasIntercept != (training.hasBias ?? true) {
        return
          "'statistics.hasIntercept' is \(hasIntercept), but the fit \(hasIntercept ? "had no" : "had a") bias"
      }
    }
    if !(confidence > 0 && confidence < 1) {
      return "'statistics.confidence' is \(confidence), expected a share between 0 and 1"
    }
    for (name, value) in [("logLikelihood", logLikelihood), ("nullLogLikelihood", nullLogLikelihood)]
    where !(value <= 0 && value.isFinite) {
      return "'statistics.\(name)' is \(value), expected a number that is at most 0"
    }
    // Weights of 0 are among what the maximum is taken over; a negative number times 1 + ... is a smaller one.
    if logLikelihood < nullLogLikelihood * (1 + 1e-9) {
      return "'statistics.logLikelihood' is \(logLikelihood), less than 'statistics.nullLogLikelihood', "
        + "\(nullLogLikelihood)"
    }
    let observations = training.flatMap { $0.hasSampleWeights == true ? nil : $0.sampleCount }
    if let problem = CardCheck.count(
      observationCount, "statistics.observationCount", from: observations ?? 1, to: observations ?? .max)
    {
      return problem
    }
    if let problem = fingerprintProblem { return problem }
    if let errorKind, StandardErrors(rawValue: errorKind).map({ $0 == .classical }) ?? true {
      return "'statistics.errorKind' is '\(errorKind.prefix(40))', expected robust or clustered"
    }
    if (errorKind == StandardErrors.clustered.rawValue) != (groupCount != nil) {
      return groupCount == nil
        ? "'statistics.groupCount' is missing for clustered errors"
        : "'statistics.groupCount' stands beside errors that are not clustered"
    }
    if let groupCount,
      let problem = CardCheck.count(groupCount, "statistics.groupCount", from: 2, to: observationCount)
    {
      return problem
    }
    if let marginalEffects {
      let terms = ModelStatistics.terms(of: input, hasIntercept: false)
      if MarginalEffects.Place(rawValue: marginalEffects.place) == nil {
        return
          "'statistics.marginalEffects.place' is '\(marginalEffects.place.prefix(40))', expected average or means"
      }
      guard
        marginalEffects.effects(classNames: classNames, features: terms, confidence: confidence) != nil
      else {
        return
          "'statistics.marginalEffects' does not fit the model: a finite effect and an error of at least 0 for each class "
          + "and feature that is not 'omitted', and ascending features in 'changes' and 'omitted'"
      }
    }
    if let index = standardErrors.firstIndex(where: { !($0 > 0 && $0 <= Self.largestNumber) }) {
      return
        "element \(index) of 'statistics.standardErrors' is \(standardErrors[index]), expected a number above 0, "
        + "and at most \(Self.largestNumber)"
    }
    if let index = estimates.firstIndex(where: { !(abs($0) <= Self.largestNumber) }) {
      return
        "element \(index) of 'statistics.estimates' is \(estimates[index]), expected a number whose size is "
        + "at most \(Self.largestNumber)"
    }
    guard statistics(classNames: classNames, input: input) != nil else {
      return
        "'statistics' does not fit the model: an estimate for each class and term, a positive error for each pair of "
        + "classes and term, and a reference that is a class"
    }
    let termCount = estimates.count / classNames.count
    if let index = classNames.firstIndex(of: reference),
      let term = (0..<termCount).first(where: { estimates[index * termCount + $0] != 0 })
    {
      return
        "element \(index * termCount + term) of 'statistics.estimates' is not 0, as those of the reference "
        + "'\(reference.prefix(40))' are"
    }
    return nil
  }

  private var fingerprintProblem: String? {
    func isHash(_ text: String, _ count: Int) -> Bool {
      text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
    if (labelsSHA256 == nil) != (columns == nil) {
      return "'statistics.labelsSHA256' and 'statistics.columns' belong together, and one is missing"
    }
    if let labelsSHA256, !isHash(labelsSHA256, 64) {
      return "'statistics.labelsSHA256' is no SHA-256: expected 64 digits from 0 to f"
    }
    let digits = ColumnFingerprint.digitCount
    if let index = (columns ?? []).firstIndex(where: { !isHash($0.sha256, digits) }) {
      return "'statistics.columns.\(index).sha256' is no hash: expected \(digits) digits from 0 to f"
    }
    return nil
  }
}
