// What columns in memory hold, as a table stores it.

import SoftmaxKernels

/// The columns that features are made of, in the order of the table.
struct FeatureColumns {
  private(set) var columns: [TableColumn] = []
  private(set) var codes: [[UInt32]] = []
  private(set) var texts: [TextCells] = []
  /// Less their origins; NaN where there is none.
  private var numberColumns: [[Float]] = []

  init(_ columns: [Table.Column], origins: [String: Double]) throws(TableError) {
    for column in columns {
      let name = column.name
      switch column.cells {
      case .numbers(let numbers):
        if let row = numbers.firstIndex(where: \.isInfinite) {
          throw .infiniteNumber(row: row + 1, column: name)
        }
        let origin = origins[name] ?? ColumnOrigin.of(numbers.filter { !$0.isNaN })
        let rounded = numbers.map { Float($0 - origin) }
        if let row = rounded.firstIndex(where: \.isInfinite) { throw .overflow(row: row + 1, column: name) }
        self.columns.append(TableColumn(name: name, kind: .number(origin: origin)))
        numberColumns.append(rounded)
      case .booleans(let booleans):
        self.columns.append(TableColumn(name: name, kind: .boolean))
        numberColumns.append(booleans.map { $0.map { $0 ? 1 : 0 } ?? .nan })
      case .words(let words):
        var index = WordIndex()
        codes.append(words.map { $0.map { index.code(of: $0) } ?? Table.missingCode })
        self.columns.append(TableColumn(name: name, kind: .category(index.names)))
      case .texts(let cells):
        texts.append(TextCells(cells))
        self.columns.append(TableColumn(name: name, kind: .text))
      }
    }
  }

  /// [rowCount x columns], row by row.
  func numbers(rowCount: Int) -> SharedStorage<Float> {
    let width = numberColumns.count
    return SharedStorage(count: rowCount * width, initial: 0) { target in
      for (place, column) in numberColumns.enumerated() {
        for (row, number) in column.enumerated() { target[row * width + place] = number }
      }
    }
  }
}

/// Words in the order in which they were met.
private struct WordIndex {
  private(set) var names: [String] = []
  private var codes: [String: UInt32] = [:]

  mutating func code(of word: String) -> UInt32 {
    if let code = codes[word] { return code }
    let code = UInt32(names.count)
    codes[word] = code
    names.append(word)
    return code
  }
}

extension CategoryValues {
  /// A column's values as words; `missing` stands for those that lack, which are refused where it is nil.
  init(_ column: Table.Column, missing: String?) throws(TableError) {
    var index = WordIndex()
    var codes: [UInt32] = []
    for (row, word) in column.words.enumerated() {
      guard let word = word ?? missing else { throw .missingWord(row: row + 1, column: column.name) }
      codes.append(index.code(of: word))
    }
    self.init(codes: codes, names: index.names)
  }
}

extension Table.Column {
  /// A column without a value in any row.
  init(_ name: String, missing count: Int, as kind: TableColumn.Kind) {
    switch kind {
    case .number: self.init(name, cells: .numbers(.init(repeating: .nan, count: count)))
    case .boolean: self.init(name, cells: .booleans(.init(repeating: nil, count: count)))
    case .category: self.init(name, cells: .words(.init(repeating: nil, count: count)))
    case .text: self.init(name, cells: .texts(.init(repeating: "", count: count)))
    }
  }

  /// The numbers, as weights.
  func weights() throws(TableError) -> [Double] {
    guard case .numbers(let numbers) = cells else { throw .invalidWeight(row: 1, column: name) }
    if let row = numbers.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .invalidWeight(row: row + 1, column: name)
    }
    return numbers
  }
}
