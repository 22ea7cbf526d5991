// The rows around the place for which a table cannot be read, so that the page shows what is wrong where it stands.

import SoftmaxFiles
import SoftmaxKernels

/// Some rows of a table that is no table yet, with a mark.
struct RefusedRows {
  private let path: String
  private let delimiter: Character
  private let headerLine: Int

  /// Rows before the place, and behind it.
  private static let (before, behind) = (2, 1)
  private static let delimiters: [Character] = [",", ";", "\t", "|"]

  /// - Parameters:
  ///   - path: The text.
  ///   - delimiter: What stands between cells, where somebody has said so.
  ///   - skipped: The lines before the header.
  init?(path: String, delimiter: String?, skipped: Int) {
    guard Self.isText(path) else { return nil }
    (self.path, headerLine) = (path, skipped + 1)
    if let delimiter {
      self.delimiter = delimiter == "tab" ? "\t" : delimiter.first ?? ","
    } else {
      // What makes most cells of the header; the readers ask more of it.
      let counts = Self.delimiters.map {
        (delimiter: $0, count: TableRows(path: path, delimiter: $0).row(line: skipped + 1)?.cells.count ?? 0)
      }
      self.delimiter = counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }.delimiter
    }
  }

  /// Whether these are lines of cells, and no workbook, archive or JSON.
  private static func isText(_ path: String) -> Bool {
    guard let file = try? InputFile.contents(of: path) else { return false }
    let beginning = file.slice(0..<min(4096, file.count)).array
    guard let first = beginning.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else {
      return false
    }
    return !beginning.starts(with: [0x1f, 0x8b]) && !beginning.starts(with: Array("PK".utf8))
      && !beginning.contains(0)
  }

  /// The sample of the page's view: header, rows, their lines, marks. Nil where the line is not there.
  func sample(of problem: StudioProblem) -> [UInt8]? {
    guard let line = problem.place?.line else { return nil }
    let rows = TableRows(path: path, delimiter: delimiter)
    guard rows.row(line: line) != nil, let header = rows.row(line: headerLine) else { return nil }
    let lines = max(headerLine + 1, line - Self.before)..<max(headerLine + 2, line + Self.behind + 1)
    let shown = lines.compactMap { rows.row(line: $0) }.map { row in
      let lacking = max(0, header.cells.count - row.cells.count)
      return TableRows.Row(
        line: row.line, cells: row.cells + [String](repeating: "", count: lacking))
    }
    var json = JSONWriter()
    json.object { json in
      json.member("header") { $0.array(of: header.cells) }
      json.member("rows") { json in json.array { json in for row in shown { json.array(of: row.cells) } } }
      json.member("numbers") { json in json.array { for row in shown { $0.integer(row.line) } } }
      json.member("marks") { json in
        json.array { json in
          guard let place = shown.firstIndex(where: { $0.line == line }) else { return }
          let found = rows.row(line: line)?.cells.count ?? 0
          let column = problem.place?.column ?? header.cells[min(found, header.cells.count - 1)]
          json.object { json in
            json.member("row", place)
            json.member("column", column)
            json.member("problem", problem.message)
            problem.writeCode(to: &json)
          }
        }
      }
    }
    return json.bytes
  }
}
