// A file of suspects that an audit has written.

public import SoftmaxFiles

/// The suspects of an audit, as its file has them.
public struct SuspectFile: Sendable, Hashable {
  /// The names of its own columns; others were passed through. `line` is there where the data is a table.
  package enum Column {
    package static let (rank, index, line) = ("rank", "index", "line")
    package static let (given, suggested) = ("given", "suggested")
    package static let (selfConfidence, suggestedProbability, margin) =
      ("self_confidence", "suggested_probability", "margin")
  }

  /// A suspect.
  public struct Suspect: Sendable, Hashable {
    /// Its place among all suspects of the audit, from 1.
    public let rank: Int
    /// The sample's index in the data that was looked through, from 0.
    public let index: Int
    /// Its line in the table's file, from 1; nil where the data was no table.
    public let line: Int?
    /// The class that it is labelled with.
    public let given: String
    /// The class that it should perhaps have.
    public let suggested: String
    /// The probability of its label, by a model that had not seen it.
    public let selfConfidence: Double
    /// The probability of the suggested class.
    public let suggestedProbability: Double
    /// The difference of both: the normalised margin.
    public let margin: Double
    /// The cells of the columns that were passed through.
    public let keptCells: [String]
  }

  /// The names of the columns that were passed through.
  public let keptColumns: [String]
  /// The suspects, in the order of the file.
  public let suspects: [Suspect]

  /// Reads a file.
  ///
  /// - Throws: `FileError` naming the line and the column of what no audit writes.
  public init(contentsOf path: String) throws(FileError) {
    try self.init(text: InputFile.text(of: path), path: path)
  }

  /// Reads a file's text. Complexity: O(bytes).
  package init(text: String, path: String) throws(FileError) {
    let records = try CSVRecords.parse(text, path: path)
    guard let header = records.first else {
      throw FileError(
        .badData, path: path, problem: "it is empty, expected the line of names of a file of suspects",
        remedy: Self.remedy)
    }
    func place(_ name: String) throws(FileError) -> Int {
      let found = header.cells.indices.filter { header.cells[$0] == name }
      guard found.count == 1 else {
        throw FileError(
          .badData, path: path, position: .line(1),
          problem: found.isEmpty
            ? "there is no column '\(name)', which a file of suspects has"
            : "\(found.count) columns are called '\(name)'", remedy: Self.remedy)
      }
      return found[0]
    }
    let (rank, index) = (try place(Column.rank), try place(Column.index))
    let line = header.cells.contains(Column.line) ? try place(Column.line) : nil
    let (given, suggested) = (try place(Column.given), try place(Column.suggested))
    let own = try place(Column.selfConfidence)
    let other = try place(Column.suggestedProbability)
    let margin = try place(Column.margin)
    let places = Set([rank, index, given, suggested, own, other, margin] + (line.map { [$0] } ?? []))
    let kept = header.cells.indices.filter { !places.contains($0) }
    keptColumns = kept.map { header.cells[$0] }
    var suspects: [Suspect] = []
    var lineOfIndex: [Int: Int] = [:]
    for record in records.dropFirst() {
      guard record.cells.count == header.cells.count else {
        throw FileError(
          .badData, path: path, position: .line(record.line),
          problem: "expected \(header.cells.count) cells, found \(record.cells.count)", remedy: Self.remedy)
      }
      func bad(_ place: Int, _ expected: String) -> FileError {
        FileError(
          .badData, path: path, position: .cell(line: record.line, column: header.cells[place]),
          problem: "expected \(expected), found '\(record.cells[place].printable(limit: 40))'",
          remedy: Self.remedy)
      }
      func whole(_ place: Int, from least: Int) throws(FileError) -> Int {
        guard let value = Int(record.cells[place]), value >= least else {
          throw bad(place, "a whole number from \(least) on")
        }
        return value
      }
      func number(_ place: Int, _ range: ClosedRange<Double>) throws(FileError) -> Double {
        guard record.cells[place].utf8.count <= 40, let value = Double(record.cells[place]),
          range.contains(value)
        else { throw bad(place, "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))") }
        return value
      }
      let suspect = Suspect(
        rank: try whole(rank, from: 1), index: try whole(index, from: 0),
        line: try line.map { place throws(FileError) in try whole(place, from: 1) },
        given: record.cells[given], suggested: record.cells[suggested],
        selfConfidence: try number(own, 0...1), suggestedProbability: try number(other, 0...1),
        margin: try number(margin, -1...1), keptCells: kept.map { record.cells[$0] })
      guard !suspect.given.isEmpty else { throw bad(given, "the name of a class") }
      guard !suspect.suggested.isEmpty, suspect.suggested != suspect.given else {
        throw bad(suggested, "the name of another class than the given one")
      }
      if let first = lineOfIndex.updateValue(record.line, forKey: suspect.index) {
        throw bad(index, "each sample once, and line \(first) has it already")
      }
      suspects.append(suspect)
    }
    self.suspects = suspects
  }

  private static let remedy = "write it anew with an audit of the data"
}
