// The cells of rows as a report shows them, in the user's own columns.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

/// Rows of a table or of numbers, as texts.
struct SampleCells {
  private let columns: [String]
  /// [samples][columns].
  private let cells: [[ReportPage.RowCell]]
  /// What goes into the fields of a form for each sample, by the file's columns.
  private let inputs: [[(name: String, value: String)]]

  /// Sparse samples, whose inputs are made when they are asked for.
  private let sparse: Features?
  private let names: [String]

  /// Columns beyond these are left out, and cells are cut.
  private static let mostColumns = 40
  private static let longestCell = 80
  /// Bytes of all cells together.
  private static let mostBytes = 500_000

  /// The cells of `chosen` samples, whose features are given; `marked` are those of columns of texts.
  init(
    _ composer: ReportComposer, _ features: Features, _ chosen: [Int],
    texts marked: [String: [ReportPage.RowCell]]
  ) {
    let isTried = PageModel.reason(against: composer.model) == nil
    let keys = composer.input.keys
    let names: [String]
    let texts: [[String]]
    if let table = composer.input.table, composer.file.preparation != nil {
      let needed = Set(composer.file.preparation?.tableColumns.map(\.name) ?? [])
      (names, texts) = Self.cells(of: table, needed, chosen)
    } else if features.rows.isSparse {
      sparse = features
      self.names = isTried ? Self.terms(of: composer.model.input) : []
      (columns, inputs) = (["entries"], [])
      cells = chosen.indices.map {
        [.init(Self.entries(of: features, $0, base: composer.model.input.indexBase ?? 0))]
      }
      return
    } else {
      names = Self.terms(of: composer.model.input)
      let origins = composer.model.input.origins
      texts = features.valuesOfSamples.map { row in
        row.enumerated().map { Self.text(Double($1), exactly: $1, origin: origins?[$0] ?? 0) }
      }
    }
    (sparse, self.names) = (nil, names)
    inputs = isTried ? texts.map { Self.inputs(names, $0, composer.file.preparation) } : []
    var count = min(Self.mostColumns, keys.count + names.count)
    func row(_ place: Int) -> [ReportPage.RowCell] {
      func plain(_ text: String) -> ReportPage.RowCell { .init(text.printable(limit: Self.longestCell, .sign)) }
      let own = zip(names, texts[place]).map { name, text in marked[name]?[place] ?? plain(text) }
      return Array((keys.map { plain($0.cells[chosen[place]]) } + own).prefix(count))
    }
    var rows = chosen.indices.map(row)
    while rows.joined().reduce(0, { $0 + $1.byteCount }) > Self.mostBytes, count > 1 {
      count /= 2
      rows = chosen.indices.map(row)
    }
    columns = Array((keys.map(\.name) + names).prefix(count))
    cells = rows
  }

  /// Gives the samples of a page their cells, and to some what the form is filled with.
  func add(to page: inout ReportPage, examples: [Int]) {
    page.columns = columns
    for place in page.samples.indices { page.samples[place].cells = cells[place] }
    for place in examples where sparse != nil || !inputs.isEmpty {
      page.samples[place].inputs = sparse.map { input($0, place) } ?? inputs[place]
    }
  }

  private static func terms(of input: InputDescription) -> [String] {
    ModelStatistics.terms(of: input, hasIntercept: false)
  }

  /// What the fields are filled with for a sparse sample: nothing where the page has none.
  private func input(_ features: Features, _ place: Int) -> [(name: String, value: String)] {
    guard !names.isEmpty else { return [] }
    let values = features.samples(place..<place + 1).valuesOfSamples[0]
    return zip(names, values).map { ($0, Self.text(Double($1), exactly: $1, origin: 0)) }
  }

  /// A sparse sample's first entries, as LIBSVM's text has them.
  private static func entries(of features: Features, _ row: Int, base: Int) -> String {
    let entries = features.rows.entries(ofRow: row)
    let shown = entries.prefix(8).map { entry in
      let value = Float(entry.value)
      return "\(entry.column + base):\(text(Double(value), exactly: value, origin: 0))"
    }
    if entries.isEmpty { return "none" }
    return shown.joined(separator: " ") + (entries.count > shown.count ? " … (\(entries.count))" : "")
  }

  /// The cells of a table's columns that the model needs.
  private static func cells(
    of table: Table, _ needed: Set<String>, _ rows: [Int]
  ) -> (names: [String], texts: [[String]]) {
    var names: [String] = []
    var columns: [[String]] = []
    let width = table.numberColumnCount
    for view in table.columnViews {
      switch view {
      case .numbers(let column, let place):
        guard needed.contains(column.name) else { continue }
        names.append(column.name)
        columns.append(
          table.numbers.withSpan { values in
            rows.map { row in
              let value = values[row * width + place]
              guard !value.isNaN else { return "" }
              guard case .number(let origin) = column.kind else { return value == 1 ? "yes" : "no" }
              return text(Double(value), exactly: value, origin: origin)
            }
          })
      case .codes(let column, let words, let codes):
        guard needed.contains(column.name) else { continue }
        names.append(column.name)
        columns.append(rows.map { Int(codes[$0]) < words.count ? words[Int(codes[$0])] : "" })
      case .texts(let column, let cells):
        guard needed.contains(column.name) else { continue }
        names.append(column.name)
        columns.append(rows.map { cells.text(of: $0) })
      }
    }
    return (names, rows.indices.map { row in columns.map { $0[row] } })
  }

  /// A number as Float32 keeps it, in the column's own units.
  private static func text(_ value: Double, exactly float: Float, origin: Double) -> String {
    let number = value + origin
    if let whole = Int(exactly: number) { return "\(whole)" }
    return origin == 0 ? "\(float)" : "\(number)"
  }

  /// A form's fields: columns as they are, and for a column of dates the date that its days are.
  private static func inputs(
    _ names: [String], _ cells: [String], _ preparation: Preparation?
  ) -> [(name: String, value: String)] {
    var dates: [String: String] = [:]
    var result: [(name: String, value: String)] = []
    let parts = Dictionary(
      (preparation?.tableColumns ?? []).compactMap { column in column.date.map { (column.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    for (name, cell) in zip(names, cells) {
      guard let part = parts[name] else {
        result.append((name, cell))
        continue
      }
      if part.part == .days, let days = Double(cell) { dates[part.column] = CivilDate.text(days: days) }
    }
    return result + dates.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// Days since the beginning of 1970 as a date.
enum CivilDate {
  /// `2024-03-01T12:30:00`; days are those of the Gregorian calendar, also before it was in use.
  static func text(days: Double) -> String {
    guard abs(days) < 1e7 else { return "" }
    let whole = days.rounded(.down)
    let seconds = Int(((days - whole) * 86400).rounded())
    // Years begin in March, so that the day that some lack is their last (Hinnant's civil_from_days).
    let shifted = Int(whole) + 719_468 + (seconds == 86400 ? 1 : 0)
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let day = shifted - era * 146_097
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let ofYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let calendarMonth = month < 10 ? month + 3 : month - 9
    let calendarYear = year + era * 400 + (calendarMonth <= 2 ? 1 : 0)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = seconds % 86400
    let padded = String(repeating: "0", count: max(0, 4 - String(calendarYear).count)) + "\(calendarYear)"
    return "\(padded)-\(two(calendarMonth))-\(two(ofYear - (153 * month + 2) / 5 + 1))"
      + "T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
  }
}
