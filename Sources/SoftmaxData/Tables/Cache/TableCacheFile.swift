// A table as a file of ours, whose numbers are used where they lie.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// The file of a table.
///
/// It begins with a line that names the format. From byte 4096 on come the numbers, codes, weights and lines of the rows,
/// each part on a boundary of 64 bytes and in the machine's own order. Behind them stands a record in JSON with the parts'
/// places and the SHA-256 of each block of 4 MiB, and at the end a line of 128 bytes with the record's place and SHA-256. A
/// file that is cut off has no such line.
struct TableCacheFile {
  private let record: TableCacheRecord
  private let data: SharedStorage<UInt8>

  static let firstLine = "softmax-table 1\n"
  private static let dataStart = 4096
  private static let alignment = 64
  private static let endLength = 128

  /// Opens a file and looks at all of it. Complexity: O(its bytes).
  ///
  /// - Throws: `FileError` for one that is not whole.
  init(contentsOf path: String) throws(FileError) {
    let content = try InputFile.contents(of: path)
    func damaged(_ problem: String) -> FileError { FileError(.badData, path: path, problem: problem) }
    guard content.count > Self.dataStart + Self.endLength,
      content.slice(0..<Self.firstLine.utf8.count).array == Array(Self.firstLine.utf8)
    else { throw damaged("this is no table of the cache") }
    record = try Self.record(of: content, path: path)
    data = content.slice(Self.dataStart..<Self.dataStart + record.byteCount)
    var (hash, length, blocks) = (SHA256(), 0, [String]())
    data.forEachBlock { block, _ in
      hash.update(block)
      length += block.count
      if length >= TableCacheRecord.blockLength {
        blocks.append(hash.hexDigest())
        (hash, length) = (SHA256(), 0)
      }
    }
    if length > 0 { blocks.append(hash.hexDigest()) }
    guard blocks == record.blocks else { throw damaged("its bytes were changed") }
  }

  /// A record and its data, as they come out of a file; nil where they are not of each other.
  init?(_ record: TableCacheRecord, data: SharedStorage<UInt8>) {
    guard record.fits(data.count) else { return nil }
    (self.record, self.data) = (record, data)
  }

  /// The record of a file, of which nothing else is looked at.
  ///
  /// - Throws: `FileError` for one that is not whole.
  static func record(of content: SharedStorage<UInt8>, path: String) throws(FileError) -> TableCacheRecord {
    func damaged(_ problem: String) -> FileError { FileError(.badData, path: path, problem: problem) }
    guard content.count > dataStart + endLength else { throw damaged("it is cut off") }
    let end = content.slice(content.count - endLength..<content.count).array
    let fields = String(decoding: end, as: UTF8.self).split(separator: " ")
    guard fields.count >= 4, fields[0] == "softmax-table-end", let start = Int(fields[1]),
      let length = Int(fields[2]), start >= dataStart, length > 0, length <= content.count,
      start <= content.count - endLength - length
    else { throw damaged("it is cut off") }
    let text = content.slice(start..<start + length).array
    guard SHA256.hexDigest(of: text) == fields[3],
      let record = try? JSONDecoder().decode(TableCacheRecord.self, from: Data(text)),
      record.fits(start - dataStart)
    else { throw damaged("its record was changed") }
    return record
  }

  /// The table, its numbers where they lie; nil where the record is not of such columns.
  func table(
    name: String, columns: [TableColumn], roles expected: Set<String>, _ missingWords: MissingWords,
    _ notation: NumberNotation
  ) -> (table: Table, unlabelledCount: Int)? {
    let rows = record.rowCount
    var names = record.categories[...]
    let columns = columns.map { column in
      guard column.kind.isCategory, let own = names.popFirst() else { return column }
      return column.with(.category(own))
    }
    let numberCount = columns.count { $0.kind.isNumeric }
    let (cellCount, isTooLarge) = rows.multipliedReportingOverflow(by: numberCount)
    guard rows >= 0, !isTooLarge, (0...Int.max / 2).contains(record.unlabelledCount),
      Set(record.words.keys) == expected,
      (record.words.values + record.categories).allSatisfy({ Set($0).count == $0.count }),
      let numbers: SharedStorage<Float> = part("numbers").flatMap(\.float32),
      numbers.count == cellCount,
      record.categories.count == columns.count(where: { $0.kind.isCategory }),
      names.isEmpty
    else { return nil }
    var codes: [[UInt32]] = []
    for (index, names) in record.categories.enumerated() {
      guard let own: [UInt32] = values("codes \(index)"), own.count == rows,
        own.allSatisfy({ $0 < names.count || $0 == Table.missingCode || $0 == Table.unseenCode })
      else { return nil }
      codes.append(own)
    }
    var roles: [String: CategoryValues] = [:]
    for (role, names) in record.words {
      guard let own: [UInt32] = values(role), own.count == rows, own.allSatisfy({ $0 < names.count }) else {
        return nil
      }
      roles[role] = CategoryValues(codes: own, names: names)
    }
    let weights: [Double]? = values("weights")
    guard weights.map({ $0.count == rows }) ?? true else { return nil }
    let lines = values("lines").flatMap { (runs: [Int]) in RowLines(runs: runs, rowCount: rows) }
    let table = Table(
      name: name, columns: columns, rowCount: rows, numbers: numbers, codes: codes, labels: roles["labels"],
      labelColumn: record.labelColumn, weights: weights, parts: roles["parts"], groups: roles["groups"],
      folds: roles["folds"], missingWords: missingWords, numberNotation: notation, lines: lines)
    return (table, record.unlabelledCount)
  }

  private func part(_ name: String) -> SharedStorage<UInt8>? {
    record.parts.first { $0.name == name }.map { data.slice($0.start..<$0.start + $0.byteCount) }
  }

  private func values<Element: BitwiseCopyable & Sendable>(_ name: String) -> [Element]? {
    part(name).flatMap { $0.numbers() }
  }

  // MARK: Writing

  /// Writes a table beside its place, then renames it.
  ///
  /// - Throws: `FileError` where it cannot be written.
  static func write(_ table: Table, unlabelledCount: Int, source: String, to path: String) throws(FileError) {
    // What is in a table is nobody else's business.
    try? FileManager.default.createDirectory(
      atPath: OutputFile.parent(of: path), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let file = try GrowingFile(path, mode: 0o600)
    let start = Array(firstLine.utf8)
    try file.append(start + [UInt8](repeating: 0, count: dataStart - start.count))
    var writer = Writer(file)
    try writer.add("numbers", table.numbers)
    for (index, codes) in table.codes.enumerated() { try writer.add("codes \(index)", SharedStorage(codes)) }
    var words: [String: [String]] = [:]
    for (role, values) in [
      ("labels", table.labels), ("parts", table.parts), ("groups", table.groups), ("folds", table.folds),
    ] {
      guard let values else { continue }
      words[role] = values.names
      try writer.add(role, SharedStorage(values.codes))
    }
    if let weights = table.weights { try writer.add("weights", SharedStorage(weights)) }
    if let lines = table.lines { try writer.add("lines", SharedStorage(lines.runNumbers)) }
    try writer.finish()
    let record = TableCacheRecord(
      source: source, rowCount: table.rowCount, unlabelledCount: unlabelledCount,
      labelColumn: table.labelColumn,
      columnCount: table.columns.count,
      categories: table.columns.compactMap { if case .category(let names) = $0.kind { names } else { nil } },
      words: words, parts: writer.parts, byteCount: writer.byteCount, blocks: writer.blocks)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let text = try? encoder.encode(record) else {
      throw FileError(.inputOutput, path: path, problem: "the table's record cannot be written")
    }
    let bytes = Array(text)
    try file.append(bytes)
    let end =
      "softmax-table-end \(dataStart + writer.byteCount) \(bytes.count) \(SHA256.hexDigest(of: bytes)) "
    try file.append(Array(end.utf8) + [UInt8](repeating: 32, count: endLength - end.utf8.count))
    try file.finish()
  }

  /// Writes the parts one after the other.
  private struct Writer {
    private let file: GrowingFile
    private var hash = SHA256()
    private var hashed = 0
    private(set) var parts: [TableCacheRecord.Part] = []
    private(set) var byteCount = 0
    private(set) var blocks: [String] = []

    init(_ file: GrowingFile) { self.file = file }

    mutating func add<Element>(_ name: String, _ values: SharedStorage<Element>) throws(FileError) {
      let padding = (alignment - byteCount % alignment) % alignment
      if padding > 0 { try write([UInt8](repeating: 0, count: padding)) }
      let start = byteCount
      try values.forEachCopiedBlock { (bytes: [UInt8]) throws(FileError) in try write(bytes) }
      parts.append(TableCacheRecord.Part(name: name, start: start, byteCount: byteCount - start))
    }

    private mutating func write(_ bytes: [UInt8]) throws(FileError) {
      try file.append(bytes)
      byteCount += bytes.count
      var first = 0
      while first < bytes.count {
        let part = min(bytes.count - first, TableCacheRecord.blockLength - hashed)
        hash.update(bytes.span.extracting(first..<first + part))
        hashed += part
        if hashed == TableCacheRecord.blockLength { endBlock() }
        first += part
      }
    }

    private mutating func endBlock() {
      blocks.append(hash.hexDigest())
      (hash, hashed) = (SHA256(), 0)
    }

    mutating func finish() throws(FileError) {
      if hashed > 0 { endBlock() }
    }
  }
}

/// What stands behind a table's data.
struct TableCacheRecord: Codable {
  /// Numbers of one kind.
  struct Part: Codable {
    let name: String
    let start: Int
    let byteCount: Int
  }

  /// The text's name without its folder.
  let source: String
  let rowCount: Int
  let unlabelledCount: Int
  let labelColumn: String?
  let columnCount: Int
  let categories: [[String]]
  let words: [String: [String]]
  let parts: [Part]
  let byteCount: Int
  let blocks: [String]

  /// Whether all parts lie within so many bytes.
  func fits(_ count: Int) -> Bool {
    byteCount >= 0 && byteCount <= count
      && parts.allSatisfy { $0.start >= 0 && $0.byteCount >= 0 && $0.start <= byteCount - $0.byteCount }
  }

  /// The bytes of a block: whole runs of those that are read at a time.
  static let blockLength = 4 << 20
}
