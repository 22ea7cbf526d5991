// Data for a fit, refused with the names that the user gave it.

import SoftmaxRegression

enum TrainingInput {
  /// What the fit would refuse too, but here with the names of the data.
  /// Returns the validation set in the training set's classes.
  static func checked(_ validation: Dataset?, against training: Dataset) throws -> Dataset? {
    if training.classCounts.filter({ $0 > 0 }).count < 2 {
      throw CommandFailure(.badData, "\(training.name): \(DatasetError.oneClass(name: training.label(0)))")
    }
    try checkValues(training)
    guard let validation else { return nil }
    try checkWeights(validation)
    if (validation.offsets == nil) != (training.offsets == nil) {
      let error = training.offsets == nil ? DatasetError.unexpectedOffsets : .missingOffsets
      throw CommandFailure(.badData, "\(validation.name): \(error)")
    }
    try checkValues(validation)
    let (found, expected) = (validation.features.input, training.features.input)
    guard validation.features.fits(expected) else {
      throw CommandFailure(
        .badData,
        "\(validation.name) has \(Wording.input(found)), but \(training.name) has \(Wording.input(expected)); "
          + "score on data like that which is learned from")
    }
    do throws(DatasetError) {
      return try validation.relabelled(to: training.classes, readingPositions: true)
    } catch {
      throw CommandFailure(.badData, "\(validation.name): \(error)")
    }
  }

  /// Refuses samples to be scored of which none counts.
  static func checkWeights(_ scored: Dataset) throws {
    guard scored.sampleWeights?.contains(where: { $0 > 0 }) == false else { return }
    throw CommandFailure(.badData, "\(scored.name): \(DatasetError.nothingToScore)")
  }

  private static func checkValues(_ data: Dataset) throws {
    do throws(DatasetError) {
      try data.features.checkValues()
    } catch {
      throw CommandFailure(
        .badData,
        "\(data.name): \(error) (both counted from 0); leave such samples out, or fill their values in")
    }
  }
}
