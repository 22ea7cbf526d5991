// Tables that are kept once they were read: the same table, and never one of another text.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct TableCacheTests {
  private let folder: TemporaryDirectory
  private let path: String

  init() throws {
    folder = try TemporaryDirectory()
    path = folder.file("t.csv")
    try write(rowCount: 700)
  }

  /// A column of each kind, missing cells, a line that is blank, a weight, a part.
  private func write(rowCount: Int, shift: Int = 0) throws {
    var text = "a,b,yes,word,w,part,label\n"
    for row in 0..<rowCount {
      let a = row % 97 == 0 ? "" : "\(Double(row * 31 % 1000 + shift) / 8)"
      text += "\(a),\(row % 13),\(row % 2 == 0 ? "yes" : "no"),w\(row % 5),\(row % 3 + 1),"
      text += "\(row % 4 == 0 ? "test" : "train"),c\(row % 3)\n"
      if row == 500 { text += "\n" }
    }
    try folder.write(Array(text.utf8), to: "t.csv")
  }

  private var options: TableOptions {
    TableOptions(label: .named("label"), weight: "w", split: "part", refusesMissing: false)
  }

  /// Read where 512 bytes are large.
  private func read(_ options: TableOptions? = nil) throws -> Table {
    try MemoryBudget.$current.withValue(
      MemoryBudget(limit: 1 << 10, isChosen: false, folder: folder.file("cache"))
    ) {
      try Table(contentsOf: path, options: options ?? self.options)
    }
  }

  private var kept: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.file("cache/tables"))) ?? []).sorted()
  }

  private func expectEqual(_ found: Table, _ expected: Table) {
    #expect(found.columns == expected.columns && found.rowCount == expected.rowCount)
    #expect(found.numbers.array.map(\.bitPattern) == expected.numbers.array.map(\.bitPattern))
    #expect(found.codes == expected.codes)
    #expect(found.labels == expected.labels && found.labelColumn == expected.labelColumn)
    #expect(found.weights == expected.weights && found.parts == expected.parts)
    #expect(found.lines == expected.lines)
    #expect(found.name == expected.name)
  }

  @Test func aTableIsReadOnceAndThenTaken() throws {
    let plain = try Table(contentsOf: path, options: options)
    expectEqual(try read(), plain)
    #expect(kept.count == 1)
    // The text's bytes are still looked at, but not scanned: a broken reader would not be noticed.
    let written = try #require(FileStatus(of: folder.file("cache/tables/" + kept[0])))
    expectEqual(try read(), plain)
    #expect(FileStatus(of: folder.file("cache/tables/" + kept[0])) == written)
  }

  @Test func anotherTextHasItsOwnTable() throws {
    _ = try read()
    try write(rowCount: 700, shift: 1)
    expectEqual(try read(), try Table(contentsOf: path, options: options))
    #expect(kept.count == 2)
  }

  @Test func otherOptionsHaveTheirOwnTable() throws {
    _ = try read()
    var other = options
    other.kinds = ["b": .category]
    other.ignored = ["a"]
    expectEqual(try read(other), try Table(contentsOf: path, options: other))
    other.missingWords = MissingWords(["7"])
    expectEqual(try read(other), try Table(contentsOf: path, options: other))
    #expect(kept.count == 3)
  }

  @Test func rowsWithoutLabelsAreCountedOfAKeptTableToo() throws {
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text += "1,2,yes,w1,1,train,\n"
    try folder.write(Array(text.utf8), to: "t.csv")
    var options = options
    options.leavesOutUnlabelled = true
    let budget = MemoryBudget(limit: 1 << 10, isChosen: false, folder: folder.file("cache"))
    for _ in 0..<2 {
      try MemoryBudget.$current.withValue(budget) {
        var reader = try TableReader(contentsOf: path, options: options)
        #expect(try reader.readAll().rowCount == 700)
        #expect(reader.unlabelledCount == 1)
      }
    }
    #expect(kept.count == 1)
  }

  /// Whatever happened to a kept table, it is made again.
  @Test func aDamagedTableIsMadeAgain() throws {
    let plain = try Table(contentsOf: path, options: options)
    _ = try read()
    let file = "cache/tables/" + kept[0]
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(file))))
    func expectMadeAgain(_ bytes: [UInt8], _ what: String) throws {
      try folder.write(bytes, to: file)
      expectEqual(try read(), plain)
      let made = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(file))))
      #expect(SHA256.hexDigest(of: made) == SHA256.hexDigest(of: whole), "\(what)")
    }
    for length in [0, 1, 4096, 5000, whole.count / 2, whole.count - 129, whole.count - 1] {
      try expectMadeAgain(Array(whole[..<length]), "cut to \(length)")
    }
    // The first line, the data's first and last byte, the record and the last line.
    let last = whole.count - 128
    for place in [0, 4096, whole.count / 2, last - 1, last - 300, last, last + 20, last + 60] {
      var bytes = whole
      bytes[place] ^= 1
      try expectMadeAgain(bytes, "byte \(place)")
    }
  }

  /// Whoever may write into the cache's folder must not have us write, or wait, elsewhere.
  @Test func linksAndPipesInTheCacheAreLeftAlone() throws {
    let plain = try Table(contentsOf: path, options: options)
    _ = try read()
    let place = folder.file("cache/tables/" + kept[0])
    let victim = try folder.write(Array("mine".utf8), to: "victim")
    try FileManager.default.removeItem(atPath: place)
    try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: victim)
    expectEqual(try read(), plain)
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
    #expect(KeptTables(cacheFolder: folder.file("cache")).entries.isEmpty)
    try FileManager.default.removeItem(atPath: place)
    #expect(unsafe mkfifo(place, 0o600) == 0)
    expectEqual(try read(), plain)
    #expect(KeptTables(cacheFolder: folder.file("cache")).entries.isEmpty)
  }

  @Test func tablesAreTheUsersOwn() throws {
    _ = try read()
    #expect(FileStatus(of: folder.file("cache/tables"))?.permissions == 0o700)
    #expect(FileStatus(of: folder.file("cache/tables/" + kept[0]))?.permissions == 0o600)
  }

  /// What a writer that was killed has left goes with the next use of the folder, though nothing is written then.
  @Test func whatAKilledWriterLeftIsRemoved() throws {
    _ = try read()
    try folder.write([1, 2, 3], to: "cache/tables/.softmax-999999-abc.part")
    _ = try read()
    #expect(!FileManager.default.fileExists(atPath: folder.file("cache/tables/.softmax-999999-abc.part")))
  }

  @Test func aTableOfTextsIsNotKept() throws {
    var options = options
    options.kinds = ["word": .text]
    _ = try read(options)
    options.kinds = [:]
    options.keys = ["word"]
    _ = try read(options)
    #expect(kept.isEmpty)
  }

  @Test func withoutALimitNothingIsKept() throws {
    try MemoryBudget.$current.withValue(
      MemoryBudget(limit: 1 << 40, isChosen: false, folder: folder.file("cache"))
    ) {
      _ = try Table(contentsOf: path, options: options)
    }
    #expect(kept.isEmpty)
  }

  @Test func aFolderThatCannotBeWrittenDoesNoHarm() throws {
    try folder.write([1], to: "cache")
    expectEqual(try read(), try Table(contentsOf: path, options: options))
  }

  @Test func keptTablesAreListedAndRemoved() throws {
    let tables = KeptTables(cacheFolder: folder.file("cache"))
    #expect(tables.entries.isEmpty)
    _ = try read()
    try write(rowCount: 700, shift: 1)
    _ = try read()
    try folder.write([1, 2, 3], to: "cache/tables/half.softmax-table")
    try folder.write([1, 2, 3], to: "cache/tables/other.txt")
    let entries = tables.entries
    #expect(entries.map(\.source) == ["t.csv", "t.csv"])
    #expect(entries.allSatisfy { $0.rowCount == 700 && $0.columnCount == 4 })
    let removed = try tables.clear()
    #expect(removed.count == 3 && removed.byteCount == entries.reduce(3) { $0 + $1.byteCount })
    // What is not a table's stays.
    #expect(kept == ["other.txt"])
  }

  /// Fits at once write the same bytes under the same name.
  @Test func twoReadersAtOnceKeepOneTable() async throws {
    let plain = try Table(contentsOf: path, options: options)
    try await withThrowingTaskGroup(of: Table.self) { group in
      for _ in 0..<4 { group.addTask { try self.read() } }
      for try await table in group { expectEqual(table, plain) }
    }
    #expect(kept.count == 1)
  }

  @Test func settingsHaveOneTextInEveryRun() {
    var options = TableOptions(kinds: ["b": .category, "a": .number, "c": .text])
    let text = SettingText.text(of: options)
    options.kinds = ["c": .text, "a": .number, "b": .category]
    #expect(SettingText.text(of: options) == text)
    options.kinds["c"] = .category
    #expect(SettingText.text(of: options) != text)
    options.kinds = ["c": .text, "a": .number, "b": .category]
    options.delimiter = ";"
    #expect(SettingText.text(of: options) != text)
  }
}
