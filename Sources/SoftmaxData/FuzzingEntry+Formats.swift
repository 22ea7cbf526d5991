// What the fuzz tests run of tables that are no delimited text: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension FuzzingEntry {
  /// A workbook behind a byte that says how it is given: as an archive, or as the parts of one with NUL between them: a sheet,
  /// shared texts and styles. However it is cut into chunks, it has to be the same text, which is read as a table.
  public static func workbook(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    let archive = form & 1 == 0 ? rest : madeWorkbook(rest, countsFrom1904: form & 2 != 0)
    let workbook = try Workbook(SharedStorage(archive), path: "fuzz", name: "fuzz")
    for number in 1...min(max(workbook.sheets.count, 1), 3) {
      let text = try sameText(chunks: [1 << 16, 3]) { () throws(FileError) in
        var options = TableOptions()
        options.sheet = "\(number)"
        return try SheetText(workbook, options)
      }
      try readAsTable(text, delimiter: ",", hasHeader: nil)
    }
  }

  /// JSON lines behind a byte that says how many bytes decide the columns. However they are cut into chunks, they have to be the
  /// same text, which is read as a table; the strict reader of JSON finds the same keys and values.
  public static func jsonLines(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    let lines = Array(bytes.dropFirst())
    var sizes = ReadingSizes()
    sizes.keys = Int(form)
    sizes.chunk = 1 + Int(form & 7)
    let open = { () throws(FileError) in
      try JSONLinesText(ChunkedInput(lines, name: "fuzz", expansionStart: 1 << 16), TableOptions(), sizes)
    }
    let text = try sameText(chunks: [1 << 16, 1], open: open)
    if !lines.starts(with: [0x1f, 0x8b]) { try checkStrictly(lines, text) }
    try readAsTable(text, delimiter: ",", hasHeader: true)
  }

  /// fastText's lines behind a byte that says in which chunks they come. However they are cut, they have to be the same text or
  /// the same error; each line that is not blank is a row.
  public static func fastText(_ bytes: [UInt8]) throws {
    guard let form = bytes.first else { return }
    let lines = Array(bytes.dropFirst())
    var sizes = ReadingSizes()
    sizes.chunk = 1 + Int(form)
    let text = try sameText(chunks: [1 << 16, 1]) { () throws(FileError) in
      try FastTextText(ChunkedInput(lines, name: "fuzz", expansionStart: 1 << 16), TableOptions(), sizes)
    }
    if !lines.starts(with: [0x1f, 0x8b]) {
      let rows = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).count
      let mark = lines.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
      let given = lines.dropFirst(mark).split(separator: UInt8(ascii: "\n")).count { line in
        line.contains { ![0x20, 0x09, 0x0d].contains($0) }
      }
      precondition(rows == (text.isEmpty ? 0 : given + 1), "another number of rows")
    }
    try readAsTable(text, delimiter: ",", hasHeader: true)
  }

  // MARK: Texts

  /// All that a source delivers, which has to be the same in chunks of any size.
  private static func sameText(
    chunks: [Int], open: () throws(FileError) -> some TextSource
  ) throws(FileError) -> [UInt8] {
    var texts: [[UInt8]] = []
    for chunk in chunks {
      var source = try open()
      var buffer = [UInt8](repeating: 0, count: chunk)
      var text: [UInt8] = []
      while true {
        let taken = try source.read(into: &buffer, at: 0, count: chunk)
        if taken == 0 { break }
        text += buffer[..<taken]
      }
      precondition(source.deliveredCount == text.count, "another count of bytes")
      texts.append(text)
    }
    precondition(texts.allSatisfy { $0 == texts[0] }, "chunks change the text")
    precondition(texts[0].isEmpty || texts[0].last == UInt8(ascii: "\n"), "the last line has no end")
    precondition(!texts[0].contains(UInt8(ascii: "\r")), "a line break in a cell")
    return texts[0]
  }

  private static func readAsTable(_ text: [UInt8], delimiter: Character, hasHeader: Bool?) throws {
    // The reader of delimited text takes gzip for what is in it.
    guard !text.starts(with: [0x1f, 0x8b]) else { return }
    var reader = try TableReader(
      ChunkedInput(text, name: "fuzz"),
      options: TableOptions(delimiter: delimiter, hasHeader: hasHeader, label: .none, refusesMissing: false))
    let table = try reader.readAll()
    precondition(table.rowCount <= text.count { $0 == UInt8(ascii: "\n") }, "more rows than lines")
  }

  /// Each object is one for the strict reader too, and its cells are in the line that was made of it.
  private static func checkStrictly(_ lines: [UInt8], _ text: [UInt8]) throws {
    let mark = lines.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    let made = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropFirst()
    let given = lines.dropFirst(mark).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (line, cells) in zip(given, made) {
      // NaN is no JSON, and what is no UTF-8 is refused by the reader of tables.
      guard String(validating: line, as: UTF8.self) != nil,
        !String(decoding: line, as: UTF8.self).contains("NaN"),
        !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d })
      else { continue }
      guard case .object(let members) = try? StrictJSON.parse(Array(line), path: "fuzz") else {
        preconditionFailure("the strict reader refuses a line that was taken")
      }
      for member in members {
        guard case .number(let digits) = member.value else { continue }
        precondition(
          String(decoding: cells, as: UTF8.self).contains(digits), "the digits of a number are not in its line")
      }
    }
  }

  // MARK: Workbooks

  /// A workbook of one sheet: its XML, that of the shared texts, and that of the styles, with NUL between them.
  private static func madeWorkbook(_ bytes: [UInt8], countsFrom1904: Bool) -> [UInt8] {
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map(Array.init)
    func relation(_ type: String) -> String { "<Relationship Id='\(type)' Type='/\(type)' Target='\(type)'/>" }
    var entries = [
      (
        "xl/workbook.xml",
        Array("<w><workbookPr date1904='\(countsFrom1904 ? 1 : 0)'/><sheet name='s' id='worksheet'/></w>".utf8)
      ),
      (
        "xl/_rels/workbook.xml.rels",
        Array("<r>\(["worksheet", "sharedStrings", "styles"].map(relation).joined())</r>".utf8)
      ),
    ]
    for (name, part) in zip(["worksheet", "sharedStrings", "styles"], parts) {
      entries.append(("xl/" + name, part))
    }
    return archive(entries)
  }

  /// A zip archive of stored entries.
  private static func archive(_ entries: [(name: String, content: [UInt8])]) -> [UInt8] {
    func number(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in entries {
      let shared =
        number(20, 2) + number(0, 8) + number(Int(Zlib.crc32(content)), 4) + number(content.count, 4)
        + number(content.count, 4) + number(name.utf8.count, 2) + number(0, 2)
      directory +=
        [0x50, 0x4b, 1, 2] + number(20, 2) + shared + number(0, 10) + number(file.count, 4) + Array(name.utf8)
      file += [0x50, 0x4b, 3, 4] + shared + Array(name.utf8) + content
    }
    let end = number(0, 4) + number(entries.count, 2) + number(entries.count, 2) + number(directory.count, 4)
    return file + directory + [0x50, 0x4b, 5, 6] + end + number(file.count, 4) + number(0, 2)
  }
}
