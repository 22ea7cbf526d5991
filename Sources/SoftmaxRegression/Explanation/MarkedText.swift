// Which pieces of a sample's texts speak for one class, and which for another.

import SoftmaxText

/// A text of a sample, with what pieces of it add to the difference of two classes' logits.
package struct MarkedText: Sendable, Hashable {
  /// A piece of the text that says something.
  package struct Mark: Sendable, Hashable {
    /// Its bytes in the text.
    package let range: Range<Int>
    /// What it adds: above 0 it speaks for the class, below 0 for the one that it is held against.
    package let contribution: Double
  }

  /// The text's column.
  package let column: String
  /// The text in UTF-8.
  package let bytes: [UInt8]
  /// The pieces that say something, in their order; none overlaps another.
  package let marks: [Mark]

  /// Marks that say less than this share of what the strongest of the sample says are not shown.
  private static let leastShare = 0.2

  /// The marks that are worth a look.
  package var shownMarks: [Mark] {
    let largest = marks.reduce(0) { max($0, abs($1.contribution)) }
    return marks.filter { abs($0.contribution) >= Self.leastShare * largest }
  }

  /// Finds the pieces. What a feature adds is dealt out to the places where it stands, and there to its bytes; a piece adds what
  /// its bytes do.
  ///
  /// - Parameters:
  ///   - column: The text's column.
  ///   - bytes: The text in UTF-8.
  ///   - features: How texts of the column become features.
  ///   - contribution: What each of these features adds, by its place among them.
  /// - Throws: `TextError.invalidUTF8`.
  /// - Complexity: O(bytes of all n-grams).
  init(
    column: String, _ bytes: [UInt8], _ features: TextFeatures, contribution: (Int) -> Double
  ) throws(TextError) {
    let found = try FeaturePlaces(of: bytes.span, features)
    // Hashed features of one column may count against each other.
    var counts: [Int32: Int] = [:]
    for place in found.places { counts[place.column, default: 0] += place.isNegative ? -1 : 1 }
    var sums = [Double](repeating: 0, count: bytes.count)
    for place in found.places {
      guard let count = counts[place.column], count != 0 else { continue }
      let share = contribution(Int(place.column)) * (place.isNegative ? -1 : 1) / Double(count)
      let ranges = found.ranges(of: place)
      let length = ranges.reduce(0) { $0 + $1.count }
      guard share != 0, length > 0 else { continue }
      for byte in ranges.joined() { sums[byte] += share / Double(length) }
    }
    self.column = column
    self.bytes = bytes
    marks = found.pieces(of: bytes).flatMap { piece in
      features.analysis.unit == .words ? [piece] : Self.runs(of: sums, in: piece)
    }.compactMap { piece in
      let sum = sums[piece].reduce(0, +)
      return sum == 0 ? nil : Mark(range: piece, contribution: sum)
    }
  }

  /// Pieces of characters that are longer than words are, as in scripts without spaces, fall apart where they change sides.
  private static func runs(of sums: [Double], in piece: Range<Int>) -> [Range<Int>] {
    guard piece.count > longestWord else { return [piece] }
    var runs: [Range<Int>] = []
    var start = piece.lowerBound
    for byte in piece where byte > start && (sums[byte] < 0) != (sums[start] < 0) {
      runs.append(start..<byte)
      start = byte
    }
    runs.append(start..<piece.upperBound)
    return runs
  }

  private static let longestWord = 32
}

extension Preparation {
  /// The texts of a table's row with what their pieces add, column by column.
  ///
  /// - Parameters:
  ///   - table: The table, whose features were made without an error.
  ///   - row: Which row.
  ///   - contribution: What each of the model's features adds for this row.
  /// - Returns: A text for each column of texts.
  package func markedTexts(
    of table: Table, row: Int, contribution: (_ feature: Int) -> Double
  ) -> [MarkedText] {
    var first = 0
    var texts: [MarkedText] = []
    for prepared in columns {
      defer { first += prepared.featureCount }
      guard let features = prepared.text, let cells = table.texts(named: prepared.column.name) else { continue }
      let bytes = Array(cells.text(of: row).utf8)
      // What is no UTF-8 had no features either.
      let text = try? MarkedText(column: prepared.column.name, bytes, features) { [first] place in
        contribution(first + place)
      }
      if let text { texts.append(text) }
    }
    return texts
  }
}

extension Table {
  /// The texts of a column; nil where it is none of texts.
  func texts(named name: String) -> TextCells? {
    for view in columnViews {
      if case .texts(let column, let cells) = view, column.name == name { return cells }
    }
    return nil
  }
}
