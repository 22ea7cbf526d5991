// A model and data to use it on, checked against each other.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

struct ScoringInput {
  let file: ModelFile
  let samples: LoadedSamples
  /// What the scoring runs on.
  let execution: Execution

  init(model path: String, data text: String, options: FetchOptions, execution: Execution) throws {
    self.execution = execution
    file = try ModelFile(contentsOf: path)
    samples = try DataReference(parsing: text).load(default: .test, options: options)
    let expected = file.model.input
    let found = samples.features.input
    guard samples.features.fits(expected) else {
      throw CommandFailure(
        .badData,
        "\(path) was trained on \(Wording.input(expected)), but \(samples.name) has \(Wording.input(found)); "
          + "use data like that which the model was trained on")
    }
  }

  /// The labelled samples, labels as the model's classes.
  ///
  /// - Throws: Where there are no labels, or one is not a class of the model.
  func labelled() throws -> Dataset {
    let data = try samples.dataset()
    noteOnPositions(data)
    return try data.relabelled(to: file.model.classes, readingPositions: true)
  }

  /// The name of each sample's true class, where there are labels: the model's name for it, or the label itself
  /// where the model has no such class.
  func trueNames() throws -> [String]? {
    guard samples.labels != nil else { return nil }
    let data = try samples.dataset()
    let target = file.model.classes
    // Codes are read as positions one by one, so that a single unknown one does not change the others.
    let areCodes = data.classes.names.allSatisfy { Int($0) != nil && target.index(of: $0) == nil }
    noteOnPositions(data)
    let names = data.classes.names.map { name in
      guard areCodes, let code = Int(name), target.names.indices.contains(code) else { return name }
      return target.names[code]
    }
    if let unknown = names.first(where: { target.index(of: $0) == nil }) {
      StandardStream.error.write(
        "note: the label '\(unknown.printable())' of \(samples.name.printable()) is not a class of the model\n")
    }
    return data.classIndices.map { names[Int($0)] }
  }

  private func noteOnPositions(_ data: Dataset) {
    let classes = file.model.classes
    guard data.classes != classes, data.usesPositions(in: classes) else { return }
    let (first, last) = (classes.names[0].printable(), classes.names[classes.count - 1].printable())
    StandardStream.error.write(
      "note: the labels of \(data.name) are numbers; read as positions: 0 = \(first), \(classes.count - 1) = \(last)\n"
    )
  }
}
