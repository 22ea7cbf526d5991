// What the page's script is given.

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
    if !sample.cells.isEmpty { members.append(("cells", .strings(sample.cells.map(PictureText.line)))) }
    if !sample.inputs.isEmpty {
      members.append(("inputs", .object(sample.inputs.map { ($0.name, .string($0.value)) })))
    }
    return .object(members)
  }

  private var sheetJSON: PageJSON {
    guard let sheet else { return .null }
    return .object([
      ("width", .integer(sheet.width)), ("height", .integer(sheet.height)),
      ("columns", .integer(sheet.columnCount)), ("isWhole", .bool(sheet.isWhole)),
    ])
  }
}
