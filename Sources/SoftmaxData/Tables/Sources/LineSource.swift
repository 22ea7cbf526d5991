// What the sources have in common that make one row of each line.

import SoftmaxFiles

/// A source that makes rows of its original's lines, one of each, and puts a line of names before them. Formats differ in how
/// they write a row; how rows are read and counted is the same for all of them, and stands here.
protocol LineSource: TextSource {
  /// The lines of the original.
  var lines: LineWindow { get }
  /// The rows that are written and not taken yet.
  var output: CellOutput { get set }

  /// Writes the next row, and before the first one the line of names where that is not there yet; false at the end.
  ///
  /// - Throws: `FileError` where reading fails, or a line is not what it has to be.
  mutating func writeRow() throws(FileError) -> Bool
}

extension LineSource {
  var name: String { lines.name }
  var delimiter: Character? { "," }
  var hasHeader: Bool? { true }
  // The line of names is none of the original.
  var firstLine: Int { skippedLineCount }
  var countsInnerLines: Bool { false }
  var skippedLineCount: Int { lines.skippedCount }
  var wouldWait: Bool { output.isEmpty && lines.wouldWait }
  var deliveredCount: Int { output.takenCount }
  var estimatedCount: Int? { lines.estimate(delivered: deliveredCount + output.count) }

  mutating func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    while output.isEmpty {
      guard try writeRow() else { return 0 }
    }
    // What is there already goes along.
    while output.count < count, lines.hasWholeLine, try writeRow() {}
    return output.take(into: &buffer, at: start, count: count)
  }
}
