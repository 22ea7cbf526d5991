// Tables as sheets of Excel workbooks.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRemedies

/// Excel workbooks (.xlsx), from a file, or from a pipe, whose bytes are held.
enum WorkbookFormat: ConvertedFormat {
  static let format = InputFormat.xlsx

  static func recognises(_ beginning: FileBeginning) -> Bool {
    beginning.kind == .archive && ArchiveContent(beginning: beginning) == .workbook
  }

  static func open(
    _ input: ChunkedInput, path: String, _ beginning: FileBeginning, _ options: TableOptions, _ sizes: ReadingSizes
  ) throws(FileError) -> any TextSource {
    guard beginning.kind == .archive else {
      if case .foreign(let format) = beginning.kind { throw format.problem(path: path, name: input.name) }
      throw FileError(
        .badData, path: input.name,
        problem: beginning.kind == .empty ? "there is nothing in this file, expected a workbook"
          : "this is no Excel workbook (.xlsx)",
        advice: beginning.isTable
          ? "say \(.nameFormat(beginning.tableFormat.rawValue)) where it is a table of another format" : "check the file")
    }
    // The archive's directory is at its end, so that all of it has to be there.
    let isFile = input.fileSize != nil && !input.isCompressed && path != InputFile.standardInput
    let bytes = try isFile ? InputFile.contents(of: path) : input.rest()
    return try SheetText(Workbook(bytes, path: path, name: input.name), sheet: options.sheet)
  }
}

/// What a workbook has beside its sheets.
struct Workbook {
  /// One sheet.
  struct Sheet {
    let name: String
    let isVisible: Bool
    /// The entry of the archive that it is in; nil for a chart.
    let entry: ZipEntry?
  }

  let archive: ZipArchive
  let sheets: [Sheet]
  /// Whether days count from 1904 and not from 1900.
  private(set) var countsFrom1904 = false
  private let stylesEntry: ZipEntry?
  private let stringsEntry: ZipEntry?

  private static let mostSheets = 10_000

  /// Reads which sheets there are.
  ///
  /// - Throws: `FileError` where the archive is no workbook, or damaged.
  init(_ bytes: SharedStorage<UInt8>, path: String, name: String) throws(FileError) {
    archive = try ZipArchive(bytes, path: name)
    let content = ArchiveContent(names: archive.entries.map(\.name))
    if let problem = content.problem(path: path, name: name) { throw problem }
    guard content == .workbook else {
      throw FileError(
        .badData, path: name, problem: "this is an archive of NumPy's arrays (.npz), expected a workbook",
        advice: "name it so, or say \(.nameFormat(InputFormat.npz.rawValue))")
    }
    let entries = EntriesByName(archive)
    let top = try Relations(of: "", in: archive, entries)
    let book = top.first(of: "officeDocument") ?? "xl/workbook.xml"
    guard let bookEntry = entries[book] else {
      throw FileError(
        .badData, path: name, problem: "the workbook lacks its part \(book.printable(limit: 80))",
        remedy: "save the workbook again")
    }
    let relations = try Relations(of: book, in: archive, entries)
    stylesEntry = relations.first(of: "styles").flatMap { entries[$0] }
    stringsEntry = relations.first(of: "sharedStrings").flatMap { entries[$0] }
    var scanner = try XMLScanner(bookEntry, of: archive)
    var sheets: [Sheet] = []
    while true {
      switch try scanner.next() {
      case .finish:
        self.sheets = sheets
        return
      case .start where scanner.name == Self.properties:
        let value = try scanner.attribute("date1904")
        countsFrom1904 = value == "1" || value == "true"
      case .start where scanner.name == Self.sheet:
        guard sheets.count < Self.mostSheets else { throw scanner.problem("there are more than \(Self.mostSheets) sheets") }
        let target = try scanner.attribute("id").flatMap { relations[$0] }
        let isSheet = target?.type == "worksheet"
        sheets.append(
          Sheet(
            name: try scanner.attribute("name") ?? "", isVisible: try scanner.attribute("state") ?? "visible" == "visible",
            entry: isSheet ? target.flatMap { entries[$0.path] } : nil))
      default: break
      }
    }
  }

  private static let properties = XMLName("workbookPr")
  private static let sheet = XMLName("sheet")

  /// The sheet that a name or a number from 1 means, and its number; the first visible one for nil.
  ///
  /// - Throws: `FileError` where there is none, with the names of those that there are.
  func sheet(_ choice: String?) throws(FileError) -> (sheet: Sheet, number: Int, entry: ZipEntry) {
    let names = sheets.prefix(10).map { "'\($0.name.printable(limit: 40))'" }.joined(separator: ", ")
      + (sheets.count > 10 ? ", …" : "")
    func problem(_ text: String) -> FileError {
      FileError(
        .badData, path: archive.path, problem: text,
        advice: sheets.isEmpty ? nil : "the sheets are \(names): choose one with \(.set(.sheet), placeholder: "NAME")")
    }
    guard let choice else {
      let tables = sheets.indices.filter { sheets[$0].entry != nil }
      guard let index = tables.first(where: { sheets[$0].isVisible }) ?? tables.first, let entry = sheets[index].entry
      else { throw problem("the workbook has no sheet with cells") }
      return (sheets[index], index + 1, entry)
    }
    let number = Int(choice).flatMap { (1...max(sheets.count, 1)).contains($0) && !sheets.isEmpty ? $0 - 1 : nil }
    guard let index = sheets.firstIndex(where: { $0.name == choice }) ?? number else {
      throw problem("there is no sheet '\(choice.printable(limit: 40))'")
    }
    let sheet = sheets[index]
    guard let entry = sheet.entry else {
      throw problem("the sheet '\(sheet.name.printable(limit: 40))' is a chart, expected one with cells")
    }
    return (sheet, index + 1, entry)
  }

  /// What numbers of each style are.
  func numberStyles() throws(FileError) -> [NumberStyle] {
    guard let stylesEntry else { return [] }
    return try NumberStyle.all(in: XMLScanner(stylesEntry, of: archive))
  }

  /// The texts that cells share.
  func sharedTexts() throws(FileError) -> SharedTexts {
    guard let stringsEntry else { return SharedTexts() }
    return try SharedTexts(stringsEntry, of: archive)
  }
}

/// An archive's entries, by names as workbooks write them.
struct EntriesByName {
  private var entries: [String: ZipEntry] = [:]

  init(_ archive: ZipArchive) {
    for entry in archive.entries {
      let name = Self.key(entry.name)
      if entries[name] == nil { entries[name] = entry }
    }
  }

  /// Some programs write names with other letters, or backslashes.
  private static func key(_ name: String) -> String { name.replacing("\\", with: "/").lowercased() }

  subscript(_ name: String) -> ZipEntry? { entries[Self.key(name)] }
}

/// Where parts of a workbook are that another one names.
struct Relations {
  private var targets: [String: (type: String, path: String)] = [:]
  private var order: [String] = []

  private static let relationship = XMLName("Relationship")
  private static let mostRelations = 100_000

  /// Those of the part at `path`, empty for the archive itself; none where it has no file of them.
  ///
  /// - Throws: `FileError` where that is damaged.
  init(of path: String, in archive: ZipArchive, _ entries: EntriesByName) throws(FileError) {
    let (folder, file) = Self.parts(of: path)
    guard let entry = entries[folder + "_rels/" + file + ".rels"] else { return }
    var scanner = try XMLScanner(entry, of: archive)
    while true {
      switch try scanner.next() {
      case .finish: return
      case .start where scanner.name == Self.relationship:
        // What lies elsewhere is nobody's business.
        guard try scanner.attribute("TargetMode") != "External", let id = try scanner.attribute("Id"),
          let target = try scanner.attribute("Target"), order.count < Self.mostRelations
        else { continue }
        let type = try scanner.attribute("Type") ?? ""
        targets[id] = (Self.parts(of: type).file, Self.resolved(target, in: folder))
        order.append(id)
      default: break
      }
    }
  }

  /// The part of a relation.
  subscript(_ id: String) -> (type: String, path: String)? { targets[id] }

  /// The first part that is of this type.
  func first(of type: String) -> String? {
    order.lazy.compactMap { targets[$0] }.first { $0.type == type }?.path
  }

  private static func parts(of path: String) -> (folder: String, file: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }

  /// A target without `.` and `..`; with a slash before it, it is counted from the archive's top.
  private static func resolved(_ target: String, in folder: String) -> String {
    var names: [Substring] = []
    let whole = target.hasPrefix("/") ? target : folder + target
    for name in whole.split(separator: "/") where name != "." {
      if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return names.joined(separator: "/")
  }
}
