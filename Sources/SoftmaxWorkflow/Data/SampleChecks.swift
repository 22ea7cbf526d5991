// Data that does not fit together.

import SoftmaxRegression

/// Refuses data that does not fit together, with the names that it has.
enum SampleChecks {
  /// What the fit would refuse too, but here with the names of the data.
  /// Returns what is to be scored in the training set's classes.
  static func checked(_ scored: Dataset?, against training: Dataset) throws -> Dataset? {
    let counts = training.wholeClassCounts
    if counts.count(where: { $0 > 0 }) < 2 {
      let name = training.classes.names[counts.firstIndex { $0 > 0 } ?? 0]
      throw WorkflowError.badData("\(training.name): \(DatasetError.oneClass(name: name))")
    }
    try checkValues(training)
    guard let scored else { return nil }
    try checkWeights(scored)
    if (scored.offsets == nil) != (training.offsets == nil) {
      let error = training.offsets == nil ? DatasetError.unexpectedOffsets : .missingOffsets
      throw WorkflowError.badData("\(scored.name): \(error)")
    }
    try checkValues(scored)
    let (found, expected) = (scored.features.input, training.features.input)
    guard scored.features.fits(expected) else {
      throw WorkflowError.badData(
        "\(scored.name) has \(Wording.input(found)), but \(training.name) has \(Wording.input(expected)); "
          + "score on data like that which is learned from")
    }
    do throws(DatasetError) {
      return try scored.relabelled(to: training.classes, readingPositions: true)
    } catch {
      throw WorkflowError.badData("\(scored.name): \(error)")
    }
  }

  /// Refuses samples to be scored of which none counts.
  static func checkWeights(_ scored: Dataset) throws {
    guard let weights = scored.sampleWeights, scored.sharing.holdsEverywhere(!weights.contains { $0 > 0 })
    else {
      return
    }
    throw WorkflowError.badData("\(scored.name): \(DatasetError.nothingToScore)")
  }

  private static func checkValues(_ data: Dataset) throws {
    do throws(DatasetError) {
      try data.features.checkValues()
    } catch {
      throw WorkflowError.badData(
        "\(data.name): \(error) (both counted from 0); leave such samples out, or fill their values in")
    }
  }
}
