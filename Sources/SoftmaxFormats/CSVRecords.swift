// The records of a CSV file that a program wrote.

import SoftmaxFiles

/// RFC 4180, strictly: cells with commas between them, quoted where they hold a comma, a quote or a line end.
///
/// For small files of our own. Tables of data go through `TableReader`, which takes what people write.
enum CSVRecords {
  /// A record and the line on which it begins, from 1.
  struct Record: Hashable {
    let line: Int
    let cells: [String]
  }

  /// All records of a text. Complexity: O(bytes).
  ///
  /// - Throws: `FileError` with the line of a quote that is not closed, or stands where none may.
  static func parse(_ text: String, path: String) throws(FileError) -> [Record] {
    var (records, cells, cell): ([Record], [String], [UInt8]) = ([], [], [])
    var (line, firstLine) = (1, 1)
    var (isQuoted, wasQuoted) = (false, false)
    var bytes = text.utf8.makeIterator()
    var next = bytes.next()
    func bad(_ problem: String) -> FileError {
      FileError(.badData, path: path, position: .line(line), problem: problem, remedy: "write the file anew")
    }
    func endCell() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell = []
      wasQuoted = false
    }
    func endRecord() {
      endCell()
      records.append(Record(line: firstLine, cells: cells))
      cells = []
    }
    while let byte = next {
      next = bytes.next()
      if isQuoted {
        if byte == UInt8(ascii: "\"") {
          if next == UInt8(ascii: "\"") {
            cell.append(byte)
            next = bytes.next()
          } else {
            (isQuoted, wasQuoted) = (false, true)
          }
        } else {
          if byte == UInt8(ascii: "\n") { line += 1 }
          cell.append(byte)
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        guard cell.isEmpty, !wasQuoted else { throw bad("a quote stands in the middle of a cell") }
        isQuoted = true
      case UInt8(ascii: ","): endCell()
      case UInt8(ascii: "\r") where next == UInt8(ascii: "\n"): break
      case UInt8(ascii: "\n"):
        line += 1
        endRecord()
        firstLine = line
      default:
        guard !wasQuoted else { throw bad("text follows a cell's closing quote") }
        cell.append(byte)
      }
    }
    guard !isQuoted else { throw bad("a quote is not closed") }
    if !cell.isEmpty || !cells.isEmpty || wasQuoted { endRecord() }
    return records
  }
}
