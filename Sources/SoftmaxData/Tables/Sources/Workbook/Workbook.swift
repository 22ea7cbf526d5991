// The parts of an Excel workbook: which sheets there are, and what their cells refer to.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRemedies

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
        guard sheets.count < Self.mostSheets else {
          throw scanner.problem("there are more than \(Self.mostSheets) sheets")
        }
        let target = try scanner.attribute("id").flatMap { relations[$0] }
        let isSheet = target?.type == "worksheet"
        sheets.append(
          Sheet(
            name: try scanner.attribute("name") ?? "",
            isVisible: try scanner.attribute("state") ?? "visible" == "visible",
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
    guard let choice else {
      let tables = sheets.indices.filter { sheets[$0].entry != nil }
      guard let index = tables.first(where: { sheets[$0].isVisible }) ?? tables.first,
        let entry = sheets[index].entry
      else { throw problem("the workbook has no sheet with cells") }
      return (sheets[index], index + 1, entry)
    }
    let number = Int(choice).flatMap {
      (1...max(sheets.count, 1)).contains($0) && !sheets.isEmpty ? $0 - 1 : nil
    }
    guard let index = sheets.firstIndex(where: { $0.name == choice }) ?? number else {
      throw problem("there is no sheet '\(choice.printable(limit: 40))'")
    }
    let sheet = sheets[index]
    guard let entry = sheet.entry else {
      throw problem("the sheet '\(sheet.name.printable(limit: 40))' is a chart, expected one with cells")
    }
    return (sheet, index + 1, entry)
  }

  /// A problem with the choice of a sheet, with the names of those that there are.
  func problem(_ text: String) -> FileError {
    let names = sheets.prefix(10).map { "'\($0.name.printable(limit: 40))'" }.joined(separator: ", ")
    let more = sheets.count > 10 ? ", …" : ""
    return FileError(
      .badData, path: archive.path, problem: text,
      advice: sheets.isEmpty
        ? nil : "the sheets are \(names)\(more): choose one with \(.set(.sheet), placeholder: "NAME")")
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
