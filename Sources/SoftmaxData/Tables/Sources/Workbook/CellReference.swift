// The names of cells, rows and columns of sheets.

import SoftmaxFiles

/// A cell's place in its sheet: column and row, both from 1.
struct CellReference: Equatable {
  let column: Int
  /// 0 where only a column is named.
  let row: Int

  /// A sheet's last column (XFD) and row.
  static let lastColumn = 16_384
  static let lastRow = 1_048_576

  /// `B7`; nil for what is no cell of a sheet.
  init?(_ text: Span<UInt8>) {
    var (column, row, place) = (0, 0, 0)
    while place < text.count, text[place] | 0x20 >= UInt8(ascii: "a"), text[place] | 0x20 <= UInt8(ascii: "z") {
      column = column * 26 + Int(text[place] | 0x20) - 96
      guard column <= Self.lastColumn else { return nil }
      place += 1
    }
    let digits = place
    while place < text.count, text[place] &- UInt8(ascii: "0") < 10 {
      row = row * 10 + Int(text[place] - UInt8(ascii: "0"))
      guard row <= Self.lastRow else { return nil }
      place += 1
    }
    guard place == text.count, column > 0, digits < place, row > 0 else { return nil }
    (self.column, self.row) = (column, row)
  }

  /// The letters of a column: 1 is A, 27 is AA.
  static func letters(of column: Int) -> String {
    var letters = ""
    var rest = column
    while rest > 0 {
      letters = String(Character(Unicode.Scalar(UInt8(65 + (rest - 1) % 26)))) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }

  /// A cell as spreadsheets write it: `Sheet1!B7`, `'My sheet'!B7`.
  static func text(column: Int, row: Int, sheet: String) -> String {
    let isWord = sheet.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_"
    }
    let shown = sheet.printable(limit: 40)
    return "\(isWord ? shown : "'\(shown)'")!\(letters(of: column))\(row)"
  }
}
