// A folder of texts as a table: which files it has, in which order, and what they say.

import Foundation
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct TextFolderTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private var path: String { folder.file("mail") }

  private func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  private func write(_ bytes: [UInt8], to name: String) throws {
    let place = path + "/" + name
    let parent = URL(fileURLWithPath: place).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try folder.write(bytes, to: "mail/" + name)
  }

  private func table(
    _ options: TableOptions = TableOptions(), expecting: [TableColumn]? = nil
  ) throws -> Table {
    var reader = try TableReader(contentsOf: path, options: options, expecting: expecting)
    return try reader.readAll()
  }

  private func error(_ options: TableOptions = TableOptions()) -> String {
    do {
      _ = try table(options)
      return "no error"
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  private func texts(_ table: Table) -> [String] {
    (0..<table.rowCount).map { table.texts[0].text(of: $0) }
  }

  @Test func aFileIsARowInTheOrderOfBytes() throws {
    try write("two,\r\n\"lines\"\n", to: "spam/b.txt")
    try write("", to: "spam/B.TXT")
    try write("\u{feff}Größe", to: "ham/10.txt")
    try write(" x ", to: "ham/9.txt")
    let table = try table()
    #expect(texts(table) == ["Größe", " x ", "", "two,\r\n\"lines\"\n"])
    #expect(table.labels?.texts == ["ham", "ham", "spam", "spam"])
    #expect(table.keys.map(\.name) == ["file"])
    #expect(table.keys[0].cells == ["ham/10.txt", "ham/9.txt", "spam/B.TXT", "spam/b.txt"])
    // A row is found by its file.
    #expect(table.lines == nil)
  }

  @Test func whatIsNoTextIsPassedOverAndCounted() throws {
    try write("x", to: "a/1.txt")
    try write("x", to: "a/.hidden.txt")
    try write("x", to: "a/notes.md")
    try write("x", to: "a/deeper/2.txt")
    try write("x", to: "loose.txt")
    try write("x", to: "none/x.md")
    let reader = try TableReader(contentsOf: path)
    let found = try TextFolder(path: path + "//")
    #expect(found.files.map(\.name) == ["a/1.txt"] && found.classes == ["a"])
    #expect(found.passedOver == ["a/deeper", "a/notes.md", "none/", "loose.txt"])
    #expect(reader.passedOver?.count == 4 && reader.passedOver?.first == "a/deeper")
  }

  @Test func linksThatLeadBackDoNoHarm() throws {
    try write("x", to: "a/1.txt")
    try FileManager.default.createSymbolicLink(atPath: path + "/a/self", withDestinationPath: ".")
    try FileManager.default.createSymbolicLink(atPath: path + "/round", withDestinationPath: ".")
    try FileManager.default.createSymbolicLink(atPath: path + "/b", withDestinationPath: "a")
    let found = try TextFolder(path: path)
    #expect(found.files.map(\.name) == ["a/1.txt", "b/1.txt"] && found.classes == ["a", "b"])
    #expect(found.passedOver == ["a/self", "b/self", "round/"])
  }

  @Test func theColumnsHaveTheNamesOfAModel() throws {
    try write("x", to: "a/1.txt")
    let expecting = [TableColumn(name: "file", kind: .text)]
    var options = TableOptions(label: .named("topic"))
    let read = try table(options, expecting: expecting)
    #expect(texts(read) == ["x"] && read.labels?.texts == ["a"] && read.keys.map(\.name) == ["path"])
    options.label = .none
    #expect(try table(options, expecting: expecting).labels == nil)
  }

  @Test func filesInTheFolderItselfHaveNoClass() throws {
    try write("x", to: "1.txt")
    #expect(
      error()
        == "mail: the .txt files lie in the folder itself, expected a folder for each class; put the texts of "
        + "each class into a folder of its own, called like the class")
    let read = try table(TableOptions(label: .optional("label")))
    #expect(texts(read) == ["x"] && read.labels == nil)
  }

  @Test func errorsNameTheFileAndItsLine() throws {
    try write("x", to: "a/1.txt")
    try write(Array("ok\nab".utf8) + [0xff], to: "b/2.txt")
    #expect(error() == "mail/b/2.txt: line 2: byte 0xff is no UTF-8 text; save the file as UTF-8")
    try write([0x61, 0], to: "b/2.txt")
    #expect(error() == "mail/b/2.txt: line 1: found a NUL byte, expected UTF-8 text; save the file as UTF-8")
    try write([0xff, 0xfe, 0x61, 0], to: "b/2.txt")
    #expect(error() == "mail/b/2.txt: line 1: this is UTF-16 text, expected UTF-8; save the file as UTF-8")
    try write([UInt8](repeating: 0x61, count: 16 << 20), to: "b/2.txt")
    #expect(
      error()
        == "mail/b/2.txt: this text is longer than 16777216 bytes, the limit; divide it into several texts")
  }

  @Test func aLinkThatLeadsNowhereIsAnError() throws {
    try write("x", to: "a/1.txt")
    try FileManager.default.createSymbolicLink(atPath: path + "/a/2.txt", withDestinationPath: "gone")
    #expect(error().hasPrefix("mail/a/2.txt: cannot be opened: "))
  }

  @Test func aClassCannotBeCalledLikeAMissingLabel() throws {
    try write("x", to: "NA/1.txt")
    try write("x", to: "b/1.txt")
    #expect(error() == "mail/NA: the folder is called like a missing label; give it another name")
    var options = TableOptions()
    options.leavesOutUnlabelled = true
    #expect(try table(options).labels?.texts == ["b"])
  }

  @Test func aReferenceTellsTextsFromPictures() throws {
    try write("x", to: "a/1.txt")
    let reference = try DataReference(parsing: path)
    #expect(reference.tablePath == path && reference.format == .texts)
    try FileManager.default.createDirectory(atPath: folder.file("empty/a"), withIntermediateDirectories: true)
    #expect(try DataReference(parsing: folder.file("empty")).tablePath == nil)
    #expect(InputFormat(ending: "a.texts") == nil)
  }

  @Test func summariesCountTexts() throws {
    try write("Hello Привет", to: "a/1.txt")
    try write("Hello Привет", to: "b/1.txt")
    try write(" \n", to: "b/2.txt")
    try write("x", to: "b/2.md")
    let summary = try TableSummary(contentsOf: path)
    let column = try #require(summary.columns.first { $0.name == "text" }?.texts)
    #expect(column.count == 3 && column.blankCount == 1 && column.repeatedCount == 1)
    #expect(column.shortest == 2 && column.longest == 18)
    // Six letters of Привет, five of Hello.
    #expect(column.scripts.map(\.name) == ["Cyrillic", "Latin"])
    #expect(summary.origin == "a folder of texts, 1 other file passed over")
    #expect(summary.labelColumn == "label" && summary.rowCount == 3)
  }
}
