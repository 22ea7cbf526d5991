// What the labels of data are called in the model's words.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// Labels to names of true classes: the model's name, or the label itself where the model has no such class. Says once where
/// labels are read as positions, and where one is unknown.
struct TrueNames {
  private let model: SoftmaxModel
  private let dataName: String
  private let readsPositions: Bool
  private let onNote: @Sendable (WorkflowNote) -> Void
  /// The name for each label so far.
  private var known: [String] = []
  private var hasNotedPositions = false
  private var hasNotedUnknown = false

  /// `readsPositions`: whether numbers are positions of classes, counted from 0, as files of pictures have them.
  init(
    of model: SoftmaxModel, data dataName: String, onNote: @escaping @Sendable (WorkflowNote) -> Void,
    readsPositions: Bool
  ) {
    self.model = model
    self.dataName = dataName
    self.readsPositions = readsPositions
    self.onNote = onNote
  }

  /// For the rows of a table, batch by batch.
  init(ofRowsFor request: ScoringRequest) {
    let model = request.file.model
    self.init(
      of: model, data: request.dataName, onNote: request.onNote, readsPositions: !Self.hasNumbers(model))
  }

  /// Whether all labels are numbers and none of them a class.
  static func areCodes(_ labels: [String], of model: SoftmaxModel) -> Bool {
    labels.allSatisfy { Int($0) != nil && model.classIndex(ofLabel: $0) == nil }
  }

  /// Whether a class is called like a number.
  static func hasNumbers(_ model: SoftmaxModel) -> Bool {
    (model.classes.names + model.layerClasses.names).contains { Int($0) != nil }
  }

  /// The names for codes among labels, which may have become more since the last call.
  mutating func names(of codes: [UInt32], among labels: [String]) -> [String] {
    for label in labels.dropFirst(known.count) { known.append(name(for: label)) }
    return codes.map { known[Int($0)] }
  }

  // Codes are read as positions one by one, so that a single unknown one does not change the others.
  private mutating func name(for label: String) -> String {
    // An empty one is a row whose class nobody knows yet.
    if label.isEmpty { return label }
    if let index = model.classIndex(ofLabel: label) { return model.classes.names[index] }
    // Positions are those of the classes of the fit, whatever has become of them since.
    let fitted = model.layerClasses
    if readsPositions, let code = Int(label), fitted.names.indices.contains(code) {
      if !hasNotedPositions { onNote(Self.positionsNote(of: dataName, in: fitted)) }
      hasNotedPositions = true
      return model.classIndex(ofLabel: fitted.names[code]).map { model.classes.names[$0] } ?? label
    }
    if !hasNotedUnknown { onNote(.unknownLabel(label, data: dataName)) }
    hasNotedUnknown = true
    return label
  }

  /// That numbers are read as positions.
  static func positionsNote(of dataName: String, in classes: ClassVocabulary) -> WorkflowNote {
    .labelsAreCodes(
      data: dataName, first: classes.names[0], last: classes.names[classes.count - 1], count: classes.count)
  }
}
