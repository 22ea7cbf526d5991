// What a format has to be able to do.

import Foundation
package import SoftmaxFiles
package import SoftmaxKernels
import SoftmaxRegression

/// A format that models are exported to: a file here, and a line in `ExportFormats.all`.
package protocol ExportFormat: Sendable {
  /// What it is called where a format is chosen: `onnx`.
  var name: String { get }
  /// What it is called in sentences: `ONNX`.
  var title: String { get }
  /// The endings of file names that mean it, with their points; none for folders that have to be named.
  var endings: [String] { get }
  /// Whether it is a folder of several files.
  var isFolder: Bool { get }
  /// The endings of files that a single file has beside it, with its stem: `.h`. They are the names of these files.
  var companions: [String] { get }
  /// Those that it has besides where a model reads texts.
  var textCompanions: [String] { get }
  /// Settings of `ExportOptions` that count for it.
  var options: Set<ExportOptions.Name> { get }

  /// Which names its code may have as a whole; nil: it has none.
  var naming: CodeNaming? { get }

  /// What a user has to know of the model's export besides: what is called otherwise in it. Nothing for most.
  func remarks(on model: PortableModel, _ options: ExportOptions) -> [String]

  /// Whether models of texts can be held.
  var readsTexts: Bool { get }

  /// Why it cannot hold a model of which `refusal` says nothing else; nil where it can.
  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem?

  /// The files of a model.
  ///
  /// - Parameters:
  ///   - model: The model, of which `refusal` says nothing.
  ///   - options: The settings.
  ///   - notes: What the file's metadata is to say: the model's origin and, once it is known, the proof.
  /// - Returns: The files; of a format that is one file, that first, and those beside it by their endings.
  /// - Throws: `FileError` for numbers that the format has no place for.
  func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile]

  /// Reads what `files` wrote, strictly, from the bytes alone: nothing of the model's that the bytes lack may come in.
  ///
  /// - Parameters:
  ///   - contents: The files.
  ///   - tools: Programs that may run code that was written; formats that are no code pay no heed to them.
  /// - Returns: What computes probabilities from raw inputs by what the bytes say.
  /// - Throws: `FileError` for what cannot be read.
  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer

  /// Whether a file begins as one of this format does, where an ending is shared with data: of a folder the names in it.
  func recognises(_ contents: ExportContents) -> Bool
}

extension ExportFormat {
  package var companions: [String] { [] }
  package var textCompanions: [String] { [] }
  package var naming: CodeNaming? { nil }
  package var readsTexts: Bool { false }

  /// Why it cannot hold a model; nil where it can.
  package func refusal(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    (readsTexts ? nil : .texts(of: model)) ?? problem(of: model, options)
  }

  package func remarks(on model: PortableModel, _ options: ExportOptions) -> [String] { [] }
}

/// One file of an export.
package struct ExportedFile: Sendable {
  /// Its name; below a folder with slashes.
  package let name: String
  package let content: ByteRope

  package init(_ name: String, _ content: ByteRope) { (self.name, self.content) = (name, content) }
}

/// The files of an export, as they are read.
package struct ExportContents: Sendable {
  /// The export's path, for messages.
  package let path: String
  /// Their bytes by name. A single file's name is empty.
  package let files: [String: SharedStorage<UInt8>]

  package init(path: String, files: [String: SharedStorage<UInt8>]) { (self.path, self.files) = (path, files) }

  /// The bytes of an export of one file.
  package var single: SharedStorage<UInt8> { files[""] ?? SharedStorage([]) }

  /// What messages call a file.
  package func path(of name: String) -> String { name.isEmpty ? path : path + "/" + name }

  /// The path of the file beside a single file that has another ending.
  package func path(ofEnding ending: String) -> String {
    guard let point = path.lastIndex(of: "."), !path[point...].contains("/") else { return path + ending }
    return path[..<point] + ending
  }

  /// The bytes of a file.
  ///
  /// - Throws: `FileError` where it lacks.
  package func file(_ name: String) throws(FileError) -> SharedStorage<UInt8> {
    guard let bytes = files[name] else {
      throw FileError(
        .badData, path: path, problem: "there is no file '\(name)' in it", remedy: "export the model again")
    }
    return bytes
  }
}

/// Why a format cannot hold a model, and what can.
package struct ExportProblem: Sendable, Hashable {
  /// What it cannot hold: `merged classes`.
  package let what: String
  /// What to choose instead: words of `ExportFormat.name`, or another sentence.
  package let instead: String

  package init(_ what: String, instead: String) { (self.what, self.instead) = (what, instead) }

  /// The model needs offsets, and the format has no place for them; `instead` names formats that have one.
  package static func offsets(instead: String) -> ExportProblem {
    ExportProblem("offsets, which are added to each sample's logits", instead: instead)
  }

  /// Merged classes, whose probabilities are sums.
  package static func mergedClasses(instead: String) -> ExportProblem {
    ExportProblem("merged classes, whose probabilities are sums", instead: instead)
  }

  /// A text with the character 0 in it, where that ends a text.
  package static func zero(in text: String, instead: String) -> ExportProblem {
    ExportProblem("the text '\(text.printable(limit: 80))' with the character 0 in it", instead: instead)
  }

  /// The category "" where an empty text is how a missing cell is written; nil where the model does not have it.
  package static func emptyCategory(of model: PortableModel, instead: String) -> ExportProblem? {
    guard let column = model.input.table?.columns.first(where: { $0.categories?.contains("") == true }) else {
      return nil
    }
    return ExportProblem(
      "the empty category of the column '\(column.name.printable(limit: 60))', which is how a missing cell is written",
      instead: instead)
  }

  /// Columns of texts; nil where the model has none.
  package static func texts(
    of model: PortableModel, instead: String = "c, swift, js or onnx"
  ) -> ExportProblem? {
    guard let column = model.input.table?.columns.first(where: { $0.text != nil }) else { return nil }
    return ExportProblem("texts in the column '\(column.name.printable(limit: 60))'", instead: instead)
  }

  /// Products of columns.
  package static func interactions(instead: String) -> ExportProblem {
    ExportProblem("products of columns", instead: instead)
  }
}

/// What computes by an export's bytes.
package protocol ExportScorer {
  /// How it computes, for the proof: `read back`, or `compiled by clang`.
  var method: String { get }

  /// What the export calls its classes and columns, as far as it says so.
  var names: ExportNames { get }

  /// Whether a refused cell ends the whole run with an error, so that samples with one are given alone.
  var raisesOnRefusal: Bool { get }

  /// What the export says of samples; NaN where it refuses a cell.
  func scores(of samples: RawSamples) throws -> ExportScores
}

extension ExportScorer {
  package var raisesOnRefusal: Bool { false }
}

/// The names that an export states.
package struct ExportNames: Sendable {
  /// Those of the classes, in the order of its probabilities; nil where it has none.
  package let classes: [String]?
  /// Those of a table's columns, in their order; nil where it has none.
  package let columns: [String]?
  /// Those of the features, in their order; nil where it has none.
  package let features: [String]?

  package init(classes: [String]?, columns: [String]? = nil, features: [String]? = nil) {
    (self.classes, self.columns, self.features) = (classes, columns, features)
  }
}

/// Probabilities, as an export or the model tells them.
package struct ExportScores: Sendable {
  /// Logits [samples x rows of weights], or of merged classes [samples x classes]; a shift of a sample's counts for nothing.
  /// Nil where the export does not tell them.
  package let logits: [Double]?
  /// Probabilities [samples x classes].
  package let probabilities: [Double]
  /// The index of the class that is told; nil where the export leaves that to its user.
  package let labels: [Int]?

  package init(logits: [Double]?, probabilities: [Double], labels: [Int]? = nil) {
    (self.logits, self.probabilities, self.labels) = (logits, probabilities, labels)
  }

  /// The probabilities of rows of logits: softmax in Float64, each row's largest subtracted first, summed over the rows of
  /// each class. Logits that are NaN give NaN.
  package init(logits: [Double], groups: [[Int]], labels: [Int]? = nil) {
    let rowCount = groups.reduce(0) { $0 + $1.count }
    var probabilities: [Double] = []
    for first in stride(from: 0, to: logits.count, by: rowCount) {
      let row = logits[first..<first + rowCount]
      let largest = row.contains { $0.isNaN } ? Double.nan : row.max() ?? 0
      let exponentials = row.map { exp($0 - largest) }
      let sum = exponentials.reduce(0, +)
      probabilities += groups.map { $0.reduce(0) { $0 + exponentials[$1] } / sum }
    }
    self.init(logits: logits, probabilities: probabilities, labels: labels)
  }
}
