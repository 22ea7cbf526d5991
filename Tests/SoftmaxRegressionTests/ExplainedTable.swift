// A table with columns of every kind, and a model of them, for explanations and effects.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

/// Numbers, one of them counted from far away, a boolean, categories and the parts of a date, some cells missing.
struct ExplainedTable {
  static let columns = [
    TableColumn(name: "age", kind: .number(origin: 0)), TableColumn(name: "time", kind: .number(origin: 1000)),
    TableColumn(name: "member", kind: .boolean), TableColumn(name: "colour", kind: .category(["red", "blue"])),
    TableColumn(date: DatePart(column: "seen", part: .days), kind: .number(origin: 19_000)),
    TableColumn(
      date: DatePart(column: "seen", part: .weekday), kind: .category(["friday", "monday", "sunday"])),
  ]

  let table: Table
  let preparation: Preparation
  let model: SoftmaxModel

  init(
    rows: Int = 60, classes: Int = 3, missing: MissingValues = .indicator, contrasts: TreatmentContrasts? = nil,
    interactions: [(String, String)] = [
      ("age", "colour"), ("age", "age"), ("colour", "seen.weekday"), ("time", "age"), ("member", "age"),
    ]
  ) throws {
    var numbers = MadeNumbers(seed: 91)
    let hasMissing = !missing.refusesRows
    var values: [Float] = []
    for row in 0..<rows {
      let age = (numbers.next() * 20).rounded() + 40
      values += [
        hasMissing && row % 7 == 3 ? .nan : age, (numbers.next() * 8).rounded() / 4,
        hasMissing && row % 11 == 5 ? .nan : numbers.next() > 0.2 ? 1 : 0, Float(row % 29),
      ]
    }
    var colours = numbers.indices(rows, below: 2)
    if hasMissing { for row in stride(from: 1, to: rows, by: 9) { colours[row] = Table.missingCode } }
    table = Table(
      name: "t", columns: Self.columns, rowCount: rows, numbers: SharedStorage(values),
      codes: [colours, numbers.indices(rows, below: 3)])
    preparation = try Preparation(
      learnedOn: table, missing: missing, interactions: interactions.map { Interaction($0.0, $0.1) },
      contrasts: contrasts)
    let input = preparation.input
    // Small weights for large numbers: no class has all of the probability.
    let features = try preparation.features(of: table)
    var sizes = [Float](repeating: 0.1, count: input.featureCount)
    for row in 0..<min(rows, 100) {
      for (j, value) in features.row(row).enumerated() { sizes[j] = max(sizes[j], abs(value)) }
    }
    var weights = numbers.floats(classes * input.featureCount)
    for i in weights.indices { weights[i] /= sizes[i % input.featureCount] }
    model = SoftmaxModel(
      parameters: Parameters(weights: weights, bias: numbers.floats(classes)),
      classes: try ClassVocabulary(names: (0..<classes).map { "k\($0)" }), input: input)
  }

  /// The table with one column set to a value in all rows.
  func setting(_ column: String, to value: TableValue) throws -> Table {
    var values = table.numbers.withSpan { span in span.indices.map { span[$0] } }
    var codes = table.codes
    for view in table.columnViews {
      switch (view, value) {
      case (.numbers(let found, let place), _) where found.name == column:
        let cell: Float
        switch (found.kind, value) {
        case (.number(let origin), .number(let number)): cell = Float(number - origin)
        case (.boolean, .boolean(let isTrue)): cell = isTrue ? 1 : 0
        default: cell = .nan
        }
        for row in 0..<table.rowCount { values[row * table.numberColumnCount + place] = cell }
      case (.codes(let found, let names, _), _) where found.name == column:
        var code = Table.missingCode
        if case .category(let name) = value, let place = names.firstIndex(of: name) { code = UInt32(place) }
        let index = Self.columns.filter { $0.kind.isCategory }.firstIndex { $0.name == column } ?? 0
        codes[index] = [UInt32](repeating: code, count: table.rowCount)
      default: continue
      }
    }
    return Table(
      name: "t", columns: Self.columns, rowCount: table.rowCount, numbers: SharedStorage(values), codes: codes)
  }
}
