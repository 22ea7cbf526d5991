// What the page's script is given.

import SoftmaxFiles

extension ReportPage {
  /// Names, samples, and the model where it is in the page.
  var data: PageJSON {
    var members: [(name: String, value: PageJSON)] = [
      ("classes", .strings(classNames)),
      ("columns", .strings(columns.map(PictureText.line))),
      ("hasLines", .bool(hasLines)),
      ("cells", .object(confusion.cells.map { ("\($0.actual),\($0.predicted)", Self.list($0.samples)) })),
      ("samples", .array(samples.map(json))),
      ("sheet", sheetJSON),
    ]
    if case .model(let model, let examples) = trial {
      members += [("model", model.json), ("examples", Self.list(examples))]
    }
    return .object(members)
  }

  /// Whether samples stand in lines of a file.
  var hasLines: Bool { samples.contains { $0.line != nil } }

  private static func list(_ places: [Int]) -> PageJSON { .array(places.map(PageJSON.integer)) }

  private func json(_ sample: Sample) -> PageJSON {
    var members: [(name: String, value: PageJSON)] = [
      ("index", .integer(sample.index)), ("actual", .integer(sample.actual)),
      ("predicted", .integer(sample.predicted)), ("probability", .real(Double(Float(sample.probability)))),
    ]
    if let line = sample.line { members.append(("line", .integer(line))) }
    if let thumbnail = sample.thumbnail { members.append(("thumb", .integer(thumbnail))) }
    if !sample.cells.isEmpty { members.append(("cells", .array(sample.cells.map(Self.json)))) }
    if !sample.inputs.isEmpty {
      members.append(("inputs", .object(sample.inputs.map { ($0.name, .string($0.value)) })))
    }
    return .object(members)
  }

  /// A text, or its pieces with their sides.
  private static func json(_ cell: RowCell) -> PageJSON {
    guard cell.pieces.contains(where: { $0.side != .none }) else {
      return .string(cell.pieces.map(\.line).joined())
    }
    return .array(cell.pieces.map { .array([.string($0.line), .integer($0.side.rawValue)]) })
  }

  private var sheetJSON: PageJSON {
    guard let sheet else { return .null }
    return .object([
      ("width", .integer(sheet.width)), ("height", .integer(sheet.height)),
      ("columns", .integer(sheet.columnCount)), ("isWhole", .bool(sheet.isWhole)),
    ])
  }
}

extension ReportPage.RowCell.Piece {
  /// More than any piece has that a composer makes.
  private static let mostColumns = 2000

  /// The piece as it is shown: on one line, spaces at its ends kept.
  var line: String { text.printable(limit: Self.mostColumns, .sign) }
}
