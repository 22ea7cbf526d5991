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
  public var text: String {
    let model = file.model
    var lines = ["\(Wording.counted(model.classCount, "class", "classes")):"]
    lines += zip(model.classes.names, model.someOutputs.rowsOfClasses).prefix(Self.mostClasses).map {
      name, rows in
      let held = rows.map { model.layerClasses.names[$0] }
      let own = held == [name] ? "" : " (\(Wording.list(held.map { "'\($0.printable(limit: 40))'" })))"
      return "  \(name.printable(limit: 60))\(own)"
    }
    if model.classCount > Self.mostClasses { lines.append("  and \(model.classCount - Self.mostClasses) more") }
    return (lines + [certificate] + notes).map { $0 + "\n" }.joined()
  }

  private static var mostClasses: Int { 20 }

  /// Whether the record of the fit is still there.
  var keepsFit: Bool { before.card.training == nil || file.card.training != nil }

  /// What became of the certificate.
  private var certificate: String {
    guard before.card.training?.certifiedGap != nil else { return "the model has no certificate, as before" }
    guard keepsFit else {
      return
        "the certificate is gone: it was of the fit with all classes, whose weights are no longer all there"
    }
    return file.model.someOutputs.mergesClasses || file.model.outputs?.prior != nil
      ? "the certificate stays: it is of the weights, which are those of the fit before classes were merged or weighed anew"
      : "the certificate stays: the weights are those of the fit"
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

  private var notes: [String] {
    lost.map { part in
      switch part {
      case "training": "the record of the fit is left out: it was of other weights"
      case "statistics": "the statistics are left out: they were of all classes"
      case "evaluation": "the scores are left out: the model's probabilities are others now"
      default: "the sets are left out: they were measured with other probabilities"
      }
    }
  }
}
