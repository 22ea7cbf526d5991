// What a search finds out about one penalty: a score, or one for each blend of a relaxed search.

extension PenaltySearch {
  /// The finished scores of a penalty, in the order of the search's blends; nil where not all of them are there.
  func known(_ finished: [PenaltyScore], _ family: PenaltyFamily, _ strength: Double) -> [PenaltyScore]? {
    let own = finished.filter { $0.family == family && $0.strength == strength }
    let blends: [Double?] = relaxation?.blends ?? [nil]
    let found = blends.compactMap { blend in own.first { $0.blend == blend } }
    return found.count == blends.count ? found : nil
  }

  /// The relaxation that a score is of.
  func relaxation(of score: PenaltyScore) throws(ConfigurationError) -> Relaxation? {
    guard let relaxation, let blend = score.blend else { return nil }
    return try Relaxation(blend: blend, l2Penalty: relaxation.l2Penalty)
  }

  /// Fits a penalty's models and scores them; of those that are known no fold is fitted again.
  ///
  /// The scores of the family's `stronger` penalties decide whether the fits may end early.
  ///
  /// - Returns: A score for each blend (one without a relaxation) and, where `keepsModels`, as many models of all samples.
  func scores(
    _ family: PenaltyFamily, _ strength: Double, on path: inout PenaltyPath, _ refits: inout RelaxedPath?,
    after stronger: [PenaltyScore], test: Dataset?, known: [PenaltyScore]?, keepsModels: Bool,
    beforePass: () throws -> Void
  ) throws -> (scores: [PenaltyScore], models: [SoftmaxModel]) {
    let (l1, l2) = family.penalties(strength: strength)
    let folded = path.folded
    let patience = patience(after: stronger, known: known) { folded.samples(ofFold: $0) }
    let step = try path.step(
      l1Penalty: l1, l2Penalty: l2, withFolds: known == nil, patience, beforePass: beforePass)
    var passCount = step.passCount
    // The model of all samples, then the folds'.
    let penalised = [step.model] + step.foldModels
    var refitted = [RelaxedPath.Refit?](repeating: nil, count: penalised.count)
    if relaxation?.blends.contains(where: { $0 < 1 }) == true, known == nil || keepsModels {
      refitted = try penalised.indices.map { index in
        try refits?.refit(of: penalised[index], withoutFold: index == 0 ? nil : index - 1) {
          try beforePass()
          passCount += 1
        }
      }
    }
    let heldOut = step.foldModels.indices.map { path.samples(ofFold: $0) }
    var (scores, models): ([PenaltyScore], [SoftmaxModel]) = ([], [])
    for (place, blend) in (relaxation?.blends.map(Optional.some) ?? [nil]).enumerated() {
      let own = try penalised.indices.map { index in
        try Self.blended(penalised[index], refitted[index], blend, l2Penalty: relaxation?.l2Penalty)
      }
      if keepsModels { models.append(own[0]) }
      if let known {
        scores.append(known[place])
        continue
      }
      let folds = try heldOut.indices.map { index in
        try own[index + 1].evaluate(heldOut[index], execution: classifier.execution)
      }
      let tested = try test.map { try own[0].evaluate($0, execution: classifier.execution) }
      let involved = blend.map { $0 < 1 } == true ? refitted.compactMap(\.self) : []
      scores.append(
        PenaltyScore(
          family: family, strength: strength, blend: blend, foldLogLosses: folds.map(\.logLoss),
          foldAccuracies: folds.map(\.accuracy), objective: step.objective,
          estimatedGap: step.estimatedGap.map { $0 / abs(step.objective) },
          isConverged: step.isConverged && involved.allSatisfy(\.isConverged),
          clearlyWorseIn: step.isClearlyWorse ? criterion : nil,
          hasSeparatedRefit: involved.contains(where: \.isSeparated), nonzeroCount: own[0].nonzeroWeightCount,
          testAccuracy: tested?.accuracy, testLogLoss: tested?.logLoss, passes: place == 0 ? passCount : 0))
    }
    return (scores, models)
  }

  private static func blended(
    _ penalised: SoftmaxModel, _ refit: RelaxedPath.Refit?, _ blend: Double?, l2Penalty: Double?
  ) throws(ConfigurationError) -> SoftmaxModel {
    guard let refit, let blend else { return penalised }
    let relaxation = try Relaxation(blend: blend, l2Penalty: l2Penalty ?? 0)
    return SoftmaxModel(
      parameters: relaxation.blended(penalised.parameters, refit.model.parameters),
      classes: penalised.layerClasses,
      input: penalised.input, needsOffsets: penalised.needsOffsets)
  }
}
