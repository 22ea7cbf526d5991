// Each field of a card against what the weights and the data say.

import SoftmaxRegression

/// The comparison of one file, whose data is that of the fit, with that data.
struct CardVerification {
  private let file: ModelFile
  private let record: TrainingRecord
  private let data: VerificationData
  private let execution: Execution
  private var differences: [Verification.Difference] = []

  init(_ file: ModelFile, _ record: TrainingRecord, _ data: VerificationData, execution: Execution) {
    self.file = file
    self.record = record
    self.data = data
    self.execution = execution
  }

  /// Numbers are equal where they differ by less than this share. They are the same to the bit on every machine
  /// unless its arithmetic is not IEEE 754's.
  static let tolerance = 1e-9

  /// Compares everything.
  mutating func run() throws -> Verification {
    compareInput()
    let samples = data.training.knownSamples(to: file.model.layerClasses)
    // Nothing can be computed of no samples.
    guard samples.sampleCount > 0 else {
      note("sampleCount", record.sampleCount, 0)
      return Verification(finding: .differs(differences))
    }
    let counted = try file.model.countedSamples(of: samples, classWeights: record.classWeights)
    compareRecord(counted)
    if let total = record.totalWeight {
      compare(
        "totalWeight", total,
        try samples.relabelled(to: file.model.layerClasses).totalWeight(classFactors: record.classWeights))
    }
    if let stored = record.classTotals {
      let found = try TrainingRecord.classTotals(
        of: data.training, for: file.model, classWeights: record.classWeights)
      for (index, total) in stored.enumerated() { compare("classTotals.\(index)", total, found?[index]) }
    }
    let found = try certificate(on: record.trainAccuracyIsWeighted == true ? samples : samples.alikeInScores)
    if let hash = file.card.weightsSHA256, hash != file.model.weightsSHA256 {
      return Verification(finding: .otherWeights, recomputed: found)
    }
    compareFigures(found)
    comparePreparation()
    try compareEvaluation()
    compareStatistics(samples)
    let truth = record.certifiedGap == nil ? Verification.Finding.noCertificate : .confirmed
    return Verification(
      finding: differences.isEmpty ? truth : .differs(differences), recomputed: found, unchecked: unchecked)
  }

  /// The relaxation of a file that is of a refit, in whole or in part.
  private var refitted: RelaxationRecord? { record.relaxation.flatMap { $0.refit == nil ? nil : $0 } }

  /// The certificate of the problem that the card's figures are of: the whole one, or that of a relaxed fit's refit, which
  /// knows the kept features alone.
  private func certificate(on samples: Dataset) throws -> OptimalityCertificate {
    let relaxation = refitted
    let columns = relaxation?.keptFeatures ?? Array(0..<file.model.featureCount)
    // A card whose limits are none is refused when it is read.
    let whole = (try? record.penaltyShape()) ?? .uniform
    let (shape, l2Penalty) =
      relaxation.map { whole.ofRefit($0.keptFeatures, l2Penalty: $0.l2Penalty) } ?? (whole, record.l2Penalty)
    let found = try file.model.keeping(columns).certificate(
      on: samples.keeping(columns), l2Penalty: l2Penalty,
      l1Penalty: relaxation == nil ? record.l1Penalty ?? 0 : 0,
      standardization: record.standardization.map { stored in
        Standardization(
          means: columns.map { stored.means[$0] },
          standardDeviations: columns.map { stored.standardDeviations[$0] })
      },
      classWeights: record.classWeights, hasBias: record.hasBias ?? true,
      penaltyShape: shape, execution: execution)
    return relaxation.map { $0.blend > 0 } == true ? found.withoutGap : found
  }

  // MARK: Fields

  private mutating func compareInput() {
    let (stored, found) = (file.model.input, data.training.features.input)
    compare("input.kind", stored.kind.rawValue, found.kind.rawValue)
    compare("input.shape", stored.shape, found.shape)
    compare("input.maximum", stored.maximum, found.maximum)
    compare("input.featureNames", stored.featureNames, found.featureNames)
    compare("input.origins", stored.origins, found.origins)
  }

  private mutating func compareRecord(_ counted: Dataset) {
    // Samples of classes that the model has not were left out, which only their weights can have done.
    if record.classWeights == nil {
      let classes = data.training.classes.names
      let left = data.training.classIndices.indices.first { sample in
        file.model.layerClasses.index(of: classes[Int(data.training.classIndices[sample])]) == nil
          && data.training.sampleWeights?[sample] ?? 1 > 0
      }
      if let left { note("classes", "without '\(data.training.label(left))'", "with it") }
    }
    compare("sampleCount", record.sampleCount, counted.sampleCount)
    compare("hasSampleWeights", record.hasSampleWeights ?? false, data.training.sampleWeights != nil)
    if record.trainAccuracyIsWeighted == true {
      compare("trainAccuracyIsWeighted", true, data.training.sampleWeights != nil)
    }
    if data.isDivided, let rows = record.rows {
      compare("rows.heldOutCount", rows.heldOutCount, data.heldOutCount)
      compare("rows.unlabelledCount", rows.unlabelledCount, data.unlabelledCount)
      compare("rows.incompleteCount", rows.incompleteCount, data.incompleteCount)
    }
    if let stored = record.rowFingerprints {
      let found = RowFingerprints(of: data.training.features)
      compare("rowFingerprints.hashes", stored.hashes, found?.hashes)
      compare("rowFingerprints.rowCount", stored.rowCount, found?.rowCount)
    }
    if let sample = file.card.sample {
      compare("sample", true, file.isSample(sample, of: data.training))
    }
    guard let stored = record.standardization else { return }
    let found = Standardization(
      of: counted.features, weights: counted.sampleWeights, isCentred: record.hasBias ?? true)
    for (index, standardDeviation) in found.standardDeviations.enumerated() {
      compare(
        "standardization.means.\(index)", stored.means[index], found.means[index],
        scale: abs(found.means[index]) + standardDeviation)
      compare("standardization.deviations.\(index)", stored.standardDeviations[index], standardDeviation)
    }
  }

  private mutating func compareFigures(_ found: OptimalityCertificate) {
    compareCertificate(record, found, "")
    if let relaxation = record.relaxation {
      // The one of the two fits that the model is.
      let whole =
        relaxation.refit == nil ? relaxation.penalised : relaxation.blend == 0 ? relaxation.refit : nil
      if let whole {
        let place = relaxation.refit == nil ? "relaxation.penalised" : "relaxation.refit"
        compareCertificate(whole, found, "\(place).")
      }
      if relaxation.refit == nil {
        compare("relaxation.keptFeatures", relaxation.keptFeatures, file.model.usedFeatures)
      }
    }
    // What the end of the fit claims of the certificate.
    if record.stopReason == StopReason.converged.rawValue, let tolerance = record.fullBatch?.tolerance,
      let relative = found.relativeGap, relative > tolerance * (1 + Self.tolerance)
    {
      note("stopReason", "\(record.stopReason) within \(tolerance)", "within \(relative)")
    }
  }

  /// `prefix` is what stands before the names of the record's figures.
  private mutating func compareCertificate(
    _ stated: some CertifiedRecord, _ found: OptimalityCertificate, _ prefix: String
  ) {
    compare("\(prefix)objective", stated.objective, found.objective)
    compare("\(prefix)trainLogLoss", stated.trainLogLoss, found.logLoss)
    if let accuracy = stated.statedAccuracy { compare("\(prefix)trainAccuracy", accuracy, found.accuracy) }
    compare("\(prefix)gradientMax", stated.gradientMax, found.gradientMax)
    if let gap = stated.certifiedGap { compare("\(prefix)certifiedGap", gap, found.gap) }
  }

  private mutating func comparePreparation() {
    guard let stored = file.preparation, let found = data.preparation else { return }
    compare("preparation.labelColumn", stored.labelColumn, found.labelColumn)
    compare("preparation.interactions", stored.interactions.map(\.name), found.interactions.map(\.name))
    guard stored.columns.count == found.columns.count else {
      note("preparation.columns", stored.columns.count, found.columns.count)
      return
    }
    for (index, pair) in zip(stored.columns, found.columns).enumerated() {
      let place = "preparation.columns.\(index)"
      compare("\(place).name", pair.0.column.name, pair.1.column.name)
      compare("\(place).hasIndicator", pair.0.hasIndicator, pair.1.hasIndicator)
      compare("\(place).base", pair.0.base, pair.1.base)
      // What they are called is in the kind, so that the text is never the names of a column.
      guard pair.0.column.kind == pair.1.column.kind, pair.0.means.count == pair.1.means.count else {
        note("\(place)", "\(pair.0.means.count) features", "others")
        continue
      }
      for (k, means) in zip(pair.0.means, pair.1.means).enumerated() {
        compare("\(place).means.\(k)", means.0, means.1)
      }
    }
  }

  private mutating func compareEvaluation() throws(DatasetError) {
    guard let stored = file.card.evaluation, let scored = data.scored else { return }
    let found = try file.model.evaluate(
      stored.isWeighted == true ? scored : scored.unweighted, execution: execution)
    compare("evaluation.isWeighted", stored.isWeighted ?? false, found.totalWeight != nil)
    compare("evaluation.sampleCount", stored.sampleCount, found.sampleCount)
    compare("evaluation.accuracy", stored.accuracy, found.accuracy)
    compare("evaluation.logLoss", stored.logLoss, found.logLoss)
    compare("evaluation.macroF1", stored.macroF1, found.macroF1)
  }

  private mutating func compareStatistics(_ samples: Dataset) {
    guard let stored = file.statistics else { return }
    let found: ModelStatistics
    do {
      found = try file.model.statistics(
        on: samples, hasBias: record.hasBias ?? true, reference: stored.referenceName,
        confidence: stored.confidence,
        StatisticsRequest(
          standardErrors: stored.standardErrors, marginalEffects: stored.marginalEffects?.place,
          indicators: file.preparation.map(IndicatorGroup.groups) ?? [],
          products: file.preparation.map(FeatureProduct.products) ?? []), execution: execution)
    } catch {
      // Columns that depend on each other, say: then there are none.
      return note("statistics", "given", nil as String?)
    }
    compare("statistics.observationCount", stored.observationCount, found.observationCount)
    compare("statistics.logLikelihood", stored.logLikelihood, found.logLikelihood)
    compare("statistics.nullLogLikelihood", stored.nullLogLikelihood, found.nullLogLikelihood)
    guard stored.errors.only == found.errors.only, stored.errors.values.count == found.errors.values.count,
      stored.estimates.count == found.estimates.count
    else {
      return note("statistics.pairs", stored.errors.values.count, found.errors.values.count)
    }
    if let record = file.card.statistics, let columns = record.columns {
      compare("statistics.labelsSHA256", record.labelsSHA256, DataFingerprint.labelsSHA256(of: data.training))
      let found = ColumnFingerprint.all(of: data.training, file.preparation)
      if columns.count != found.count { note("statistics.columns", columns.count, found.count) }
      for (index, pair) in zip(columns, found).enumerated() where pair.0 != pair.1 {
        note(
          "statistics.columns.\(index)", pair.0.name + " " + pair.0.sha256, pair.1.name + " " + pair.1.sha256)
      }
    }
    compare("statistics.groupCount", stored.groupCount, found.groupCount)
    compareEffects(stored.marginalEffects, found.marginalEffects)
    for (index, error) in found.errors.values.enumerated() {
      compare("statistics.standardErrors.\(index)", stored.errors.values[index], error)
    }
    // An estimate may be 0; it is known no better than its error.
    let smallest = found.errors.values.min() ?? 0
    for (index, estimate) in found.estimates.enumerated() {
      compare(
        "statistics.estimates.\(index)", stored.estimates[index], estimate, scale: abs(estimate) + smallest)
    }
  }

  private mutating func compareEffects(_ stored: MarginalEffects?, _ found: MarginalEffects?) {
    guard let stored, let found else { return }
    let place = "statistics.marginalEffects"
    guard stored.terms == found.terms, stored.changes == found.changes else {
      return note("\(place).changes", stored.changes.count(where: \.self), found.changes.count(where: \.self))
    }
    // An effect may be 0, and so may its error where all of a class's probabilities are; both are known as well as the
    // largest.
    let largest = found.errors.max() ?? 0
    for (index, effect) in found.estimates.enumerated() {
      compare("\(place).effects.\(index)", stored.estimates[index], effect, scale: abs(effect) + largest)
      compare(
        "\(place).standardErrors.\(index)", stored.errors[index], found.errors[index], scale: largest)
    }
  }

  // MARK: Comparison

  private mutating func note(_ figure: String, _ stored: some Any, _ found: (some Any)?) {
    differences.append(
      Verification.Difference(figure: figure, stored: "\(stored)", recomputed: found.map { "\($0)" }))
  }

  private mutating func compare<Value: Equatable>(_ figure: String, _ stored: Value?, _ found: Value?) {
    guard stored != found else { return }
    differences.append(
      Verification.Difference(
        figure: figure, stored: stored.map { "\($0)" } ?? "none", recomputed: found.map { "\($0)" } ?? "none"))
  }

  /// `scale` is what the difference of two numbers is measured by, where that is not their size.
  private mutating func compare(_ figure: String, _ stored: Double, _ found: Double?, scale: Double? = nil) {
    if let found, abs(stored - found) <= Self.tolerance * (scale ?? abs(found)) { return }
    note(figure, stored, found)
  }

  // MARK: What nothing tells

  private var unchecked: [Verification.Unchecked] {
    func unless(_ isChecked: Bool, _ field: String, _ reason: String) -> [Verification.Unchecked] {
      isChecked ? [] : [Verification.Unchecked(field: field, reason: reason)]
    }
    let isTable = file.card.preparation != nil
    let howItWent = "how the fit went: only the same fit again would tell"
    return [
      Verification.Unchecked(field: "producer", reason: "nothing tells what wrote the file"),
      Verification.Unchecked(field: "training.data", reason: "a name, of data that is told by its SHA-256"),
      Verification.Unchecked(field: "training.solver", reason: howItWent),
      Verification.Unchecked(field: "training.seed", reason: howItWent),
      Verification.Unchecked(field: "training.stopReason", reason: howItWent),
    ]
      + unless(record.stochastic == nil, "training.stochastic", howItWent)
      + unless(record.fullBatch == nil, "training.fullBatch", howItWent)
      + unless(record.history == nil, "training.history", howItWent)
      + uncheckedRelaxation
      + unless(record.classWeights == nil, "training.classWeights", "only their ratios make a difference")
      + unless(
        record.penaltyFactors == nil || record.l1Penalty == nil || refitted != nil
          || file.model.usedFeatures.count == file.model.featureCount, "training.penaltyFactors",
        "a column that is out of the model would be so with a larger one, too")
      + unless(
        record.rows?.weightFile == nil, "training.rows.weightFile",
        "a name, of weights that are told by the SHA-256 of the data")
      + unless(
        file.card.offsets == nil, "offsets",
        "where they stood, which is a name: they are told by the SHA-256 of the data")
      + uncheckedOutputs
      + unless(
        record.dataIsRounded == nil, "training.dataIsRounded",
        "the data is compared as it is kept, rounded or not")
      + unless(record.rows == nil || data.isDivided, "training.rows", "the rows were not divided")
      + unless(
        file.card.weightsSHA256 != nil, "weightsSHA256", "the file has none: its figures were compared instead")
      + unless(
        !isTable || data.preparation != nil, "preparation", "it was not learned again")
      + unless(
        !isTable, "preparation.missing", "how later tables are to be treated is a choice")
      + unless(
        file.card.preparation?.missingWords == nil, "preparation.missingWords",
        "which texts mean that there is no value is a choice")
      + unless(
        file.card.preparation?.decimalMark == nil && file.card.preparation?.thousandsMark == nil,
        "preparation.decimalMark", "how numbers are written is told by the SHA-256 of the data")
      + unless(
        !isTable, "preparation.unseen", "how later tables are to be treated is a choice")
      + unless(
        file.card.evaluation == nil || data.scored != nil, "evaluation",
        "what the model was scored on was not given")
      + unless(
        file.card.statistics == nil, "statistics.confidence", "the share that was asked for is a choice")
      + unless(
        file.card.evaluation == nil, "evaluation.data", "a name, of data that is told by its scores")
  }

  /// What only other data than that of the fit would tell, or somebody's choice is.
  private var uncheckedOutputs: [Verification.Unchecked] {
    guard let outputs = file.card.outputs else { return [] }
    let parts: [(isThere: Bool, name: String, reason: String)] = [
      (outputs.classes != nil, "classes", "what classes are called, and which are one, is a choice"),
      (
        outputs.calibration != nil, "calibration",
        "only the data that it was fitted to would tell; the certificate is that of the weights"
      ),
      (
        outputs.prior != nil, "prior",
        "how frequent classes are elsewhere is a claim; the certificate is that of the weights"
      ),
      (outputs.sets != nil, "sets", "only the data that they were measured on would tell"),
    ]
    return parts.filter(\.isThere).map {
      Verification.Unchecked(field: "outputs.\($0.name)", reason: $0.reason)
    }
  }

  /// What only the penalised fit, whose weights are not in the file, would tell.
  private var uncheckedRelaxation: [Verification.Unchecked] {
    guard let relaxation = record.relaxation else { return [] }
    let howItWent = "how the fit went: only the same fit again would tell"
    guard relaxation.refit != nil else {
      return [
        "blend", "l2Penalty", "penalised.solver", "penalised.iterations", "penalised.passes",
        "penalised.stopReason",
      ]
      .map { Verification.Unchecked(field: "training.relaxation.\($0)", reason: howItWent) }
    }
    let ofPenalised = "of the penalised fit, whose weights are not in the file"
    let blended = "of the refit, whose weights are in the file only as a part of the model's"
    return
      (["l1Penalty", "l2Penalty"] + (record.penaltyFactors == nil ? [] : ["penaltyFactors"])
      + (record.isPenaltyGrouped == nil ? [] : ["isPenaltyGrouped"])
      + (record.coefficientLimits == nil ? [] : ["coefficientLimits"])
      + ["relaxation.keptFeatures", "relaxation.penalised"])
      .map { Verification.Unchecked(field: "training.\($0)", reason: ofPenalised) }
      + ["solver", "iterations", "passes", "stopReason"].map {
        Verification.Unchecked(field: "training.relaxation.refit.\($0)", reason: howItWent)
      }
      + (relaxation.blend == 0
        ? []
        : ["blend", "refit"].map { Verification.Unchecked(field: "training.relaxation.\($0)", reason: blended) })
  }
}
