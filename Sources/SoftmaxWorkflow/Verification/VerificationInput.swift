// The data that a model file is held against, divided again as the file says.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// Data that a model file is held against.
struct VerificationInput: Sendable {
  let file: ModelFile
  let source: DataSource
  /// The share that was kept out, where it is named.
  let holdout: Double?
  /// The file of the samples' weights, where the user names one.
  let sampleWeight: String?
  /// The file of the offsets, where the user names one.
  let offset: String?

  init(
    file: ModelFile, source: DataSource, holdout: Double?, sampleWeight: String?, offset: String?
  ) throws {
    (self.file, self.source, self.holdout) = (file, source, holdout)
    (self.sampleWeight, self.offset) = (sampleWeight, offset)
    if let holdout { _ = try Holdout(holdout) }
  }

  /// The samples of the fit, in their order, and what the model was scored on.
  ///
  /// - Parameter test: What the user says that the model was scored on; nil: what comes with the data, where the file names
  ///   that.
  /// - Returns: The data.
  /// - Throws: Where it cannot be read, or is not like the model's.
  func data(test: DataSource?) throws -> VerificationData {
    var (data, candidates) = try divided()
    if let test {
      data.scored = try scored(test, file.card.training?.rows ?? RowSelection(), against: data.training)
    } else if let name = file.card.evaluation?.data {
      // What cannot be scored is not what was: the data is another one then, which has its own answer.
      let found = candidates.first { DataName.short($0.name) == DataName.short(name) }
      data.scored = try? found.flatMap { try SampleChecks.checked($0.samples(), against: data.training) }
    }
    return data
  }

  /// The samples that were kept out of the fit.
  ///
  /// - Throws: Where the data is not that of the fit, or the fit kept none out.
  func keptOut() throws -> Dataset { try lastKeptOut().samples() }

  /// The same with a table's cells, where it is one.
  func keptOutRows() throws -> (samples: Dataset, table: Table?) {
    let kept = try lastKeptOut()
    return (try kept.samples(), try kept.table())
  }

  private func lastKeptOut() throws -> Candidate {
    let (data, candidates) = try divided()
    guard file.isTrained(on: data.training) else {
      throw WorkflowError.badData(
        "\(data.training.name) is not the data that the model was trained on, so that nobody knows which of its samples "
          + "were kept out")
    }
    guard data.heldOutCount ?? 0 > 0, let last = candidates.last else {
      throw WorkflowError.badData(
        "all of \(data.training.name) was trained on, and none kept out: use other data")
    }
    return last
  }

  /// The data, divided as the file says: the samples of the fit, and what may have been scored, those that were kept out
  /// last.
  private func divided() throws -> (data: VerificationData, candidates: [Candidate]) {
    let rows = file.card.training?.rows ?? RowSelection()
    let seed = file.card.training?.seed ?? 0
    let share = try (holdout ?? rows.holdout).map { try Holdout($0) }
    try checkWeights(rows)
    try checkOffsets()
    guard let path = source.reference.tablePath, let preparation = file.preparation else {
      return try divided(rows, share, seed: seed)
    }
    return try divided(table: path, preparation, rows, share, seed: seed)
  }

  /// Refuses weights that are named where the model knows them, and a missing name where it does not.
  private func checkWeights(_ rows: RowSelection) throws {
    if sampleWeight != nil, source.reference.tablePath != nil || file.card.training?.hasSampleWeights != true {
      throw WorkflowError.verification(source.reference.tablePath != nil ? .weightsAreAColumn : .noWeights)
    }
    if let name = rows.weightFile, sampleWeight == nil {
      throw WorkflowError.verification(.weightsNeeded(file: name))
    }
  }

  /// The same for offsets.
  private func checkOffsets() throws {
    let record = file.card.offsets
    if offset != nil, source.reference.tablePath != nil || record == nil {
      throw WorkflowError.verification(source.reference.tablePath != nil ? .offsetsAreColumns : .noOffsets)
    }
    guard let record, offset == nil, source.reference.tablePath == nil, record.array == nil else { return }
    throw WorkflowError.verification(.offsetsNeeded(summary: record.summary))
  }

  /// What train may have scored, and how it is made.
  private struct Candidate {
    let name: String
    var table: () throws -> Table? = { nil }
    let samples: () throws -> Dataset
  }

  // MARK: Samples

  private func divided(
    _ rows: RowSelection, _ share: Holdout?, seed: UInt64
  ) throws -> (data: VerificationData, candidates: [Candidate]) {
    let parts = try source.reference.loadForTraining(
      labelsPath: source.labelsPath, weights: sampleWeight ?? rows.weightArray,
      offsets: offset ?? file.card.offsets?.array, origins: FeatureOrigins(of: file.model.input),
      options: source.fetching, for: file.model.input)
    let training = try parts.training.dataset()
    let candidates = [parts.test].compactMap(\.self).map { test in
      Candidate(name: test.name) { try test.dataset(offsetClasses: training.classes) }
    }
    guard let share else { return (VerificationData(training: training, isDivided: true), candidates) }
    let split = try share.split(training, seed: seed)
    return (
      VerificationData(training: split.kept, isDivided: true, heldOutCount: split.heldOut.sampleCount),
      candidates + [Candidate(name: split.heldOut.name) { split.heldOut }]
    )
  }

  // MARK: Tables

  private func divided(
    table path: String, _ preparation: Preparation, _ rows: RowSelection, _ share: Holdout?, seed: UInt64
  ) throws -> (data: VerificationData, candidates: [Candidate]) {
    let read = try TrainingData.table(
      path, source, preparation, label: nil, rows: rows,
      offsets: file.card.offsets?.columns, isLearnedFrom: true)
    let leavesOut = preparation.missing == .drop
    let table = leavesOut ? try TableSettings.complete(read.table) : read.table
    guard let labels = try table.classes(of: nil) else { throw PreparationError.noLabels(table: table.name) }
    var division = try TableDivision(table, column: rows.splitColumn)
    if let share {
      try division.keepOut(
        share, classIndices: labels.indices, classCount: labels.classes.count, groups: table.groupNumbers,
        seed: seed, table.sharing)
    }
    let training = division.training.count == table.rowCount ? nil : division.training
    let names = TableDivision.names(of: table, isShare: share != nil)
    let candidates = [(names.test, division.test), (names.heldOut, division.heldOut)].compactMap { name, rows in
      rows.map { rows in
        Candidate(name: name, table: { try table.keeping(rows: rows) }) {
          try preparation.dataset(of: table, rows: rows, name: name)
        }
      }
    }
    var data = VerificationData(
      training: try preparation.dataset(of: table, rows: training),
      preparation: try Preparation(
        learnedOn: table, rows: training, missing: preparation.missing, unseen: preparation.unseen,
        interactions: preparation.interactions, contrasts: TreatmentContrasts(of: preparation),
        knownTexts: preparation),
      isDivided: true, heldOutCount: division.heldOut?.count)
    data.unlabelledCount = read.unlabelledCount
    if leavesOut { data.incompleteCount = read.table.rowCount - table.rowCount }
    return (data, candidates)
  }

  /// What `--test` names, in the classes of the training data.
  private func scored(_ other: DataSource, _ rows: RowSelection, against training: Dataset) throws -> Dataset? {
    let data =
      if let path = other.reference.tablePath, let preparation = file.preparation {
        try preparation.dataset(
          of: TrainingData.table(
            path, other, preparation, label: nil,
            rows: RowSelection(
              weightColumn: rows.weightColumn, unlabelledCount: rows.unlabelledCount,
              frequencyColumn: rows.frequencyColumn),
            offsets: file.card.offsets?.columns, isWeightOptional: true
          ).table)
      } else {
        try other.reference.load(
          default: .test, weights: rows.weightArray, weightsAreOptional: true,
          offsets: file.card.offsets?.array, origins: FeatureOrigins(of: file.model.input),
          options: source.fetching, for: file.model.input
        ).dataset(offsetClasses: training.classes)
      }
    return try SampleChecks.checked(data, against: training)
  }
}
