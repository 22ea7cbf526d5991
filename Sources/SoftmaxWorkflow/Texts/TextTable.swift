// Aligned columns for people.

import SoftmaxFiles
import SoftmaxReport

/// A table of text: the first column to the left unless told otherwise, numbers to the right.
package struct TextTable {
  /// To which side of a column its cells go.
  package enum Alignment {
    case left
    case right
  }

  private let columns: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  package init(_ columns: [(title: String, alignment: Alignment)]) {
    self.columns = columns.map { ($0.title.printable(limit: 60), $0.alignment) }
  }

  package mutating func add(_ row: [String]) {
    precondition(row.count == columns.count, "a cell for each column")
    rows.append(row.map { $0.printable(limit: 60) })
  }

  /// The lines, two spaces between columns, no space at the ends.
  package var text: String {
    let all = [columns.map(\.title)] + rows
    let widths = columns.indices.map { column in all.map { TerminalText.width(of: $0[column]) }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - TerminalText.width(of: cell))
        if column > 0 { line += "  " }
        line += columns[column].alignment == .left ? cell + padding : padding + cell
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
