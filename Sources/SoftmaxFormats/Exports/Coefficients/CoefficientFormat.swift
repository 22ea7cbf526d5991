// Coefficients as comma-separated values.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// One line for each feature with a number for each row of weights, and before them what is needed to compute by them.
///
/// The first cell of a line says what it is. RFC 4180; the header's cells from the eighth on are classes, and a class that
/// stands there several times holds several rows of weights, whose probabilities are added up.
///
/// - `input`: in `feature` vector, image or table; of an image the shape in `category` and the largest value in `origin`; of
///   a table `missing` in `role` and `unseen` in `category` where such cells are refused (the sample has then no class).
/// - `note`: a name in `feature`, its text in `category`.
/// - `column`: in `role` number, boolean, reversed (1 - value) or category; the base in `category`; `indicator` in `missing`
///   where one more feature is 1 for a missing cell; the origin, which is subtracted in Float64.
/// - `bias`: the bias of each row.
/// - `feature`: its name; the column; in `role` value, indicator or product; of a value its category and what it is where the
///   cell is missing; of a product the places of two columns' features in `category`, counted from 1, such as `3x7`.
struct CoefficientFormat: ExportFormat {
  let name = "csv"
  let title = "CSV of coefficients"
  let endings = [".csv"]
  let isFolder = false
  let options: Set<ExportOptions.Name> = []

  static let header = ["kind", "feature", "column", "role", "category", "missing", "origin"]

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    // A class of several rows is told by its name standing there several times.
    return model.textWithZero.map { .zero(in: $0, instead: "json") }
      ?? .emptyCategory(of: model, instead: "json")
  }

  func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile] {
    [ExportedFile("model.csv", CoefficientWriter(model).rope(notes))]
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let text = try TextEncoding.text(contents.single, path: contents.path)
    let records = try CSVRecords.parse(text, path: contents.path)
    return try StatedScorer(CoefficientReader(path: contents.path).model(in: records), path: contents.path)
  }

  func recognises(_ contents: ExportContents) -> Bool {
    let start = Array(Self.header.joined(separator: ",").utf8)
    return contents.single.slice(0..<min(start.count, contents.single.count)).array == start
  }
}

/// Writes the lines.
struct CoefficientWriter {
  private let model: PortableModel
  private let classOfRow: [Int]

  init(_ model: PortableModel) {
    self.model = model
    classOfRow = StatedModel.classOfRow(model.groups)
  }

  func rope(_ notes: ExportNotes) -> ByteRope {
    var rope = ByteRope()
    func add(_ cells: [String]) {
      rope.append(Array((cells.map(Self.quoted).joined(separator: ",") + "\r\n").utf8))
    }
    let none = [String](repeating: "", count: model.rowCount)
    add(CoefficientFormat.header + classOfRow.map { model.classNames[$0] })
    add(input + none)
    for entry in notes.entries { add(["note", entry.name, "", "", entry.text, "", ""] + none) }
    for column in model.input.table?.columns ?? [] {
      let stated = StatedColumn(column)
      add(
        [
          "column", "", column.name, stated.kindName, stated.base ?? "", column.hasIndicator ? "indicator" : "",
          "\(column.origin)",
        ] + none)
    }
    add(["bias", "", "", "", "", "", ""] + model.bias.map { "\($0)" })
    let names = model.featureNames
    for (feature, cells) in features.enumerated() {
      let weights = (0..<model.rowCount).map { "\(model.weights[$0 * model.featureCount + feature])" }
      add(["feature", names[feature]] + cells + weights)
    }
    return rope
  }

  private var input: [String] {
    switch model.input {
    case .vector: ["input", "vector", "", "", "", "", ""]
    case .image(let shape, let maximum):
      ["input", "image", "", "", shape.map(String.init).joined(separator: "x"), "", "\(maximum)"]
    case .table(let table):
      [
        "input", "table", "", table.refusesMissing ? "missing" : "", table.refusesUnseen ? "unseen" : "", "",
        "",
      ]
    }
  }

  /// Of each feature column, role, category, missing and origin.
  private var features: [[String]] {
    switch model.input {
    case .vector(let count, let origins):
      return (0..<count).map { ["", "value", "", "", "\(origins?[$0] ?? 0)"] }
    case .image: return (0..<model.featureCount).map { _ in ["", "value", "", "", ""] }
    case .table(let table):
      var features: [[String]] = []
      for column in table.columns {
        let stated = StatedColumn(column)
        for (place, missing) in stated.missing.enumerated() {
          features.append([column.name, "value", stated.categories?[place] ?? "", "\(missing)", ""])
        }
        if column.hasIndicator { features.append([column.name, "indicator", "", "", ""]) }
      }
      for product in table.interactions {
        let (first, second) = (table.columns[product.first], table.columns[product.second])
        for i in 1...max(first.valueCount, 1) where i <= first.valueCount {
          for j in 1...max(second.valueCount, 1) where j <= second.valueCount {
            features.append(
              ["", "product", "\(first.firstFeature + i)x\(second.firstFeature + j)", "", ""])
          }
        }
      }
      return features
    }
  }

  /// A cell, in quotes where it has to be.
  private static func quoted(_ cell: String) -> String {
    let isPlain = cell.utf8.allSatisfy { byte in
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
        && byte != UInt8(ascii: "\r")
    }
    if isPlain { return cell }
    // Byte by byte: a mark that follows a quote makes one character of both.
    let doubled = cell.utf8.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
    return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
  }
}
