// A model's classes dropped, merged, renamed, and their frequencies set, without another fit.

import SoftmaxFiles
public import SoftmaxFormats
public import SoftmaxRegression

/// A model file to edit.
///
///     var request = EditRequest("fashion.safetensors")
///     request.edit.merges = [.init(["shirt", "pullover"], into: "top")]
///     try request.run().file.write(to: "tops.safetensors")
public struct EditRequest: Sendable {
  /// The model's file.
  public var path: String
  /// What becomes of its classes.
  public var edit = ModelEdit()
  /// How frequent the classes are where the model is used, by the names that they have after the edit; nil: as before.
  public var prior: [String: Double]?
  /// How frequent they were in training, for files that do not know it.
  public var trainingPrior: [String: Double]?

  /// A model's file, of which nothing changes yet.
  public init(_ path: String) { self.path = path }

  /// Edits, and writes nothing.
  ///
  /// - Returns: The edited model.
  /// - Throws: `FileError` where the file is no model, `ModelEditError` with all that contradicts itself, and
  ///   `WorkflowError.prior` for frequencies that are none.
  public func run() throws -> EditResult {
    try InputRecord().watching {
      let file = try ModelFile(contentsOf: path)
      var model = try file.model.edited(by: edit)
      if let prior {
        let shares = try ClassShares(of: model, file: file, path: path, given: trainingPrior)
        model = try shares.adjusted(to: prior)
      }
      return EditResult(before: file, file: file.replacing(with: model))
    }
  }
}

/// An edited model, with what that did to what was known of it.
public struct EditResult: Sendable {
  let before: ModelFile
  /// The edited model.
  public let file: ModelFile

  /// The edit in the form of `softmax edit --json`.
  public var document: EditDocument { EditDocument(self) }

  /// What the edit did, for people: lines with a line break at their ends.
  public var text: String { EditText.text(self) }

  /// Whether the record of the fit is still there.
  var keepsFit: Bool { before.card.training == nil || file.card.training != nil }

  /// Names of classes that another class had before: data with the old names is now understood as something else.
  var reusedNames: [String] {
    let (old, new) = (before.model, file.model)
    return zip(new.classes.names, new.someOutputs.rowsOfClasses).compactMap { name, rows in
      guard let former = old.classIndex(ofLabel: name) else { return nil }
      let outputs = old.someOutputs
      let held = Set(rows.map { new.layerClasses.names[$0] })
      let isStillThere = outputs.rowsOfClasses[former].allSatisfy { held.contains(old.layerClasses.names[$0]) }
      return isStillThere ? nil : name
    }
  }

  /// What else is gone.
  var lost: [String] {
    var lost: [String] = []
    if before.card.training != nil, file.card.training == nil { lost.append("training") }
    if before.card.statistics != nil, file.card.statistics == nil { lost.append("statistics") }
    if before.card.evaluation != nil, file.card.evaluation == nil { lost.append("evaluation") }
    if before.model.outputs?.sets != nil, file.model.outputs?.sets == nil { lost.append("sets") }
    return lost
  }
}
