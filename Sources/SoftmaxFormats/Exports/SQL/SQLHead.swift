// The comment at the head of a query.

import SoftmaxFiles

/// What the comment says: how the query is used, the notes, and the class of each probability.
enum SQLHead {
  /// The lines before the notes and those behind them.
  static func lines(around classNames: [String]) -> (first: String, last: String) {
    let first = """
      \(SQLWriter.firstLine)
      -- For PostgreSQL, DuckDB, and SQLite from 3.35 on. It reads the table samples: for others write FROM name AS samples.
      -- It adds softmax_label, softmax_probability_1 to softmax_probability_\(classNames.count), and its steps.
      -- Missing cells are NULL. Yes and no are BOOLEAN, in SQLite 1 and 0. Texts are not read as numbers, yes or no.
      -- \(CodeText.emptyTexts)
      -- Where a cell is refused, the label and the probabilities are NULL.

      """
    let last = classNames.enumerated().map { place, name in
      "-- softmax_probability_\(place + 1): \(CodeComment.text(name))\n"
    }
    return (first, last.joined())
  }

  /// Refuses a comment that says something else than the query does.
  ///
  /// - Throws: `FileError` with the line.
  static func check(_ bytes: [UInt8], _ classNames: [String], path: String) throws(FileError) {
    let (first, last) = lines(around: classNames)
    func split(_ text: String) -> [Substring.UTF8View] {
      text.split(separator: "\n").map(\.utf8)
    }
    let (above, below) = (split(first), split(last))
    let found = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .prefix { $0.starts(with: "--".utf8) }
    func error(_ line: Int, _ problem: String) -> FileError {
      FileError(
        .badData, path: path, position: .line(line + 1), problem: problem, remedy: "export the model again")
    }
    guard found.count >= above.count + below.count else {
      throw error(
        found.count, "the comment has \(found.count) lines, expected \(above.count + below.count) or more")
    }
    let classes = found.count - below.count
    for (place, line) in found.enumerated() {
      if place < above.count {
        guard line.elementsEqual(above[place]) else {
          throw error(place, "the comment is not what was written")
        }
      } else if place < classes {
        guard line.starts(with: "-- ".utf8), CodeComment.isWritten(line.dropFirst(3)) else {
          throw error(place, "a comment holds what is not written into one")
        }
      } else if !line.elementsEqual(below[place - classes]) {
        let name = classNames[place - classes].printable(limit: 60)
        throw error(
          place,
          "the comment calls the class of softmax_probability_\(place - classes + 1) otherwise than the query: '\(name)'"
        )
      }
    }
  }
}
