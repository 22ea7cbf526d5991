// The data that a model file is held against, divided again as the file says.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

/// Reads what `softmax verify` compares.
struct VerificationInput {
  let file: ModelFile
  let reference: DataReference
  /// The share that was kept out, where the user names it.
  let holdout: Holdout?
  /// The file of the samples' weights, where the user names one.
  let sampleWeight: String?
  /// The file of the offsets, where the user names one.
  let offset: String?
  let inputArguments: InputArguments
  let options: FetchOptions

  /// The samples of the fit, in their order, and what the model was scored on.
  ///
  /// - Parameter test: What the user says that the model was scored on; nil: what comes with the data, where the file names
  ///   that.
  /// - Returns: The data.
  /// - Throws: Where it cannot be read, or is not like the model's.
  func data(test: String?) throws -> VerificationData {
    let rows = file.card.training?.rows ?? RowSelection()
    let seed = file.card.training?.seed ?? 0
    let share = try holdout ?? rows.holdout.map { try Holdout($0) }
    try checkWeights(rows)
    try checkOffsets()
    var data: VerificationData
    let candidates: [Candidate]
    if let path = reference.tablePath, let preparation = file.preparation {
      (data, candidates) = try divided(table: path, preparation, rows, share, seed: seed)
    } else {
      (data, candidates) = try divided(rows, share, seed: seed)
    }
    if let test {
      data.scored = try scored(test, rows, against: data.training)
    } else if let name = file.card.evaluation?.data {
      // What cannot be scored is not what was: the data is another one then, which has its own answer.
      let found = candidates.first { DataName.short($0.name) == DataName.short(name) }
      data.scored = try? found.flatMap { try SampleChecks.checked($0.samples(), against: data.training) }
    }
    return data
  }

  /// Refuses weights that are named where the model knows them, and a missing name where it does not.
  private func checkWeights(_ rows: RowSelection) throws {
    if sampleWeight != nil, reference.tablePath != nil || file.card.training?.hasSampleWeights != true {
      throw CommandFailure(
        .usage,
        reference.tablePath != nil
          ? "--sample-weight is for weights in a file of their own: of a table the model knows the column"
          : "--sample-weight: the model was fitted without weights of samples; leave it out")
    }
    if let name = rows.weightFile, sampleWeight == nil {
      throw CommandFailure(
        .usage,
        "the model was fitted with weights from a file of their own, \(name.printable(limit: 80)): name it with "
          + "--sample-weight")
    }
  }

  /// The same for offsets.
  private func checkOffsets() throws {
    let record = file.card.offsets
    if offset != nil, reference.tablePath != nil || record == nil {
      throw CommandFailure(
        .usage,
        reference.tablePath != nil
          ? "--offset is for offsets in a file of their own: of a table the model knows the columns"
          : "--offset: the model was fitted without offsets; leave it out")
    }
    guard let record, offset == nil, reference.tablePath == nil, record.array == nil else { return }
    throw CommandFailure(
      .usage,
      "the model was fitted with offsets \(record.summary.printable(limit: 120)): name their file with --offset"
    )
  }

  /// What train may have scored, and how it is made.
  private struct Candidate {
    let name: String
    let samples: () throws -> Dataset
  }

  // MARK: Samples

  private func divided(
    _ rows: RowSelection, _ share: Holdout?, seed: UInt64
  ) throws -> (data: VerificationData, candidates: [Candidate]) {
    let parts = try reference.loadForTraining(
      labelsPath: inputArguments.labels, weights: sampleWeight ?? rows.weightArray,
      offsets: offset ?? file.card.offsets?.array, origins: FeatureOrigins(of: file.model.input),
      options: options)
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
    let table = try TrainingData.table(
      path, reference, preparation, inputArguments, label: nil, rows: rows,
      offsets: file.card.offsets?.columns)
    guard let labels = try table.classes(of: nil) else { throw PreparationError.noLabels(table: table.name) }
    var division = try TableDivision(table, column: rows.splitColumn)
    if let share {
      try division.keepOut(
        share, classIndices: labels.indices, classCount: labels.classes.count, groups: table.groupNumbers,
        seed: seed)
    }
    let training = division.training.count == table.rowCount ? nil : division.training
    let names = TableDivision.names(of: table, isShare: share != nil)
    let candidates = [(names.test, division.test), (names.heldOut, division.heldOut)].compactMap { name, rows in
      rows.map { rows in
        Candidate(name: name) { try preparation.dataset(of: table, rows: rows, name: name) }
      }
    }
    return (
      VerificationData(
        training: try preparation.dataset(of: table, rows: training),
        preparation: try Preparation(
          learnedOn: table, rows: training, missing: preparation.missing, unseen: preparation.unseen,
          interactions: preparation.interactions, contrasts: TreatmentContrasts(of: preparation)),
        isDivided: true, heldOutCount: division.heldOut?.count), candidates
    )
  }

  /// What `--test` names, in the classes of the training data.
  private func scored(_ test: String, _ rows: RowSelection, against training: Dataset) throws -> Dataset? {
    let other = try inputArguments.reference(test, isMain: false)
    let data =
      if let path = other.tablePath, let preparation = file.preparation {
        try preparation.dataset(
          of: TrainingData.table(
            path, other, preparation, inputArguments, label: nil,
            rows: RowSelection(weightColumn: rows.weightColumn), offsets: file.card.offsets?.columns,
            isWeightOptional: true))
      } else {
        try other.load(
          default: .test, weights: rows.weightArray, weightsAreOptional: true,
          offsets: file.card.offsets?.array, origins: FeatureOrigins(of: file.model.input), options: options
        ).dataset(offsetClasses: training.classes)
      }
    return try SampleChecks.checked(data, against: training)
  }
}
