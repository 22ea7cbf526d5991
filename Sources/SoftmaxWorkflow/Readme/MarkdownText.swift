// Markdown with texts out of data in it, which mean nothing there but themselves.

import SoftmaxFiles

/// Pieces of Markdown, as CommonMark and GitHub's tables read them.
enum MarkdownText {
  /// Longer texts are cut.
  private static let mostColumns = 200

  /// A text out of data on one line: no markup, no link and no HTML is made of it.
  static func plain(_ text: String, limit: Int = mostColumns) -> String {
    var result = ""
    for scalar in text.printable(limit: limit).unicodeScalars {
      // A backslash before any of ASCII's punctuation is that sign. A dot means something behind www alone.
      if marks.contains(scalar) || (scalar == "." && result.hasSuffix("www")) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// What means something within a line: emphasis, code, links, HTML, entities, tables, formulas, mentions, addresses.
  private static let marks = Set("\\`*_{}[]<>|~&$:@^#".unicodeScalars)

  /// A table; the cells are Markdown. Columns of numbers have their place on the right.
  static func table(_ columns: [(title: String, isNumber: Bool)], _ rows: [[String]]) -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    return [line(columns.map(\.title)), line(columns.map { $0.isNumber ? "---:" : "---" })] + rows.map(line)
  }

  /// Lines of code. No line can end the block, which is longer than any run of backticks in it.
  static func code(_ lines: [String], language: String) -> [String] {
    var (longest, run) = (0, 0)
    for scalar in lines.joined(separator: "\n").unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence + language] + lines + [fence]
  }
}
