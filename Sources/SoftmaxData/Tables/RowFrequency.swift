// How often a row of a table was seen.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRemedies

/// Reads the cells that say how often rows were seen.
struct RowFrequency {
  /// The column.
  let column: Int
  private let missing: MissingCells
  private let reader: NumberReader
  private let rowByteCount: Int
  // What was repeated since the last look at the memory, in bytes.
  private var unchecked = 0.0

  /// Nil where no column says it.
  init?(_ layout: TableLayout, _ missing: MissingCells, _ reader: NumberReader, rowByteCount: Int) {
    guard let column = layout.uses.firstIndex(where: { $0.role == .frequency }) else { return nil }
    self.column = column
    self.missing = missing
    self.reader = reader
    self.rowByteCount = rowByteCount
  }

  /// How often the row was seen.
  ///
  /// - Throws: `CellProblem` for what is no such number, and where so many rows would not find room.
  mutating func count(_ cell: TextCell, in text: Span<UInt8>) throws(CellProblem) -> Int {
    let raw = text.extracting(Int(cell.start)..<Int(cell.end))
    let bytes = cell.isQuoted ? raw : raw.extracting(raw.trimmed)
    func problem(_ problem: String, _ advice: Advice) -> CellProblem {
      CellProblem(column: column, position: Int(cell.start), problem: problem, advice: advice)
    }
    let count: Int
    switch Self.count(bytes, missing, reader) {
    case .success(let found): count = found
    case .failure(let error): throw problem(error.problem, error.advice)
    }
    unchecked += Double(count) * Double(rowByteCount)
    // 16 MiB between two looks.
    guard unchecked > Double(1 << 24) else { return count }
    if let room = MemoryRoom.shortage(for: Int(min(unchecked, 1e18))) {
      throw problem(
        "the row stands \(count) times, and so many rows do not find room: only \(room)",
        "\(.set(.sampleWeight)) takes no room, where no statistics are needed; or \(room.limit.remedy)")
    }
    unchecked = 0
    return count
  }

  /// What is wrong with a cell.
  struct Fault: Error {
    let problem: String
    let advice: Advice
  }

  /// The number of a cell.
  static func count(_ text: Span<UInt8>, _ missing: MissingCells, _ reader: NumberReader) -> Result<Int, Fault>
  {
    let shown = CellText.shown(text)
    if missing.contains(text) {
      return .failure(
        Fault(problem: "the frequency is missing (\(shown))", advice: "write 0 for a row that was not seen"))
    }
    guard let number = reader.number(text), let count = Int(exactly: number), count >= 0, count <= 1 << 53
    else {
      return .failure(
        Fault(
          problem: "the frequency is \(shown), expected a whole number that is not negative",
          advice: "\(.set(.sampleWeight)) takes numbers that say how much rows count"))
    }
    return .success(count)
  }
}
