// A model and data to use it on, checked against each other.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

struct ScoringInput: Sendable {
  var file: ModelFile
  let samples: LoadedSamples
  /// A table's columns that are passed through.
  let keys: [KeyColumn]
  /// A table's cells, where they were to be kept beside the features.
  let table: Table?
  /// What the scoring runs on.
  let execution: Execution
  private let onNote: @Sendable (WorkflowNote) -> Void
  private let isTable: Bool

  /// Reads all of the data; `label` is where a table's labels are. `keepsTable`: a table's cells are wanted later.
  init(
    _ request: ScoringRequest, label: @autoclosure () throws -> LabelColumn, keepsTable: Bool = false
  ) throws {
    onNote = request.onNote
    execution = request.execution
    file = request.file
    if request.scoresKeptOut {
      let kept = try VerificationInput(
        file: request.file, source: request.source, holdout: nil, sampleWeight: nil, offset: nil
      ).keptOutRows()
      isTable = request.tablePath != nil
      samples = LoadedSamples(kept.samples)
      table = keepsTable ? kept.table : nil
      keys = []
      return
    }
    if let path = request.tablePath {
      isTable = true
      var table = try TableSamples(request, path: path, label: label())
      let read = try table.readAll()
      (samples, keys) = (read.samples, read.keys)
      self.table = keepsTable ? read.table : nil
      request.noteWeights(areFound: samples.weights != nil)
      request.noteFrequency(isFound: table.hasFrequency)
      return
    }
    isTable = false
    keys = []
    table = nil
    samples = try request.source.reference.load(
      default: .test, labelsPath: request.source.labelsPath, weights: request.sampleWeight,
      weightsAreOptional: request.isWeightOptional, offsets: request.offsets.arrayName,
      origins: FeatureOrigins(of: request.file.model.input), options: request.source.fetching,
      for: request.file.model.input)
    samples.tellNotes(for: request.file.model.input, onNote)
    request.noteWeights(areFound: samples.weights != nil)
    let expected = file.model.input
    let found = samples.features.input
    guard samples.features.fits(expected) else {
      throw WorkflowError.badData(
        "\(request.path) was trained on \(Wording.input(expected)), but \(samples.name) has \(Wording.input(found)); "
          + "use data like that which the model was trained on")
    }
    // Now, and not after some predictions are printed.
    do throws(DatasetError) {
      try samples.features.checkValues()
    } catch {
      throw WorkflowError.badData("\(samples.name): \(error)")
    }
  }

  /// What is added to the samples' logits; nil for a model without offsets.
  ///
  /// - Throws: `FileError` for an array that has not one column for each of the model's classes.
  func offsets() throws -> SampleOffsets? { try samples.offsets(for: file.model.layerClasses) }

  /// The labelled samples, labels as the model's classes.
  ///
  /// - Throws: Where there are no labels, or one is not a class of the model.
  func labelled() throws -> Dataset {
    let data = try samples.dataset(offsetClasses: file.model.layerClasses)
    try SampleChecks.checkWeights(data)
    if file.model.readsPositions(of: data) {
      onNote(TrueNames.positionsNote(of: data.name, in: file.model.layerClasses))
    }
    do throws(DatasetError) {
      return try file.model.labelled(data, readingPositions: true)
    } catch {
      throw WorkflowError.badData(
        "\(data.name): \(error); leave such samples out, or use a model that knows the class")
    }
  }

  /// The name of each sample's true class, where there are labels: the model's name for it, or the label itself
  /// where the model has no such class.
  func trueNames() -> [String]? {
    guard let labels = samples.labels else { return nil }
    // A table is read as its batches would be, which do not know each other's labels.
    var names = TrueNames(
      of: file.model, data: samples.name, onNote: onNote,
      readsPositions: isTable
        ? !TrueNames.hasNumbers(file.model) : TrueNames.areCodes(labels.classes.names, of: file.model))
    return names.names(of: labels.classIndices, among: labels.classes.names)
  }
}
