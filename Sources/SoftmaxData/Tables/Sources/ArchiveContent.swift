// What is in a zip archive: a workbook, arrays, or files that are neither.

import SoftmaxFiles
import SoftmaxRemedies

/// What the names of an archive's entries say of it.
enum ArchiveContent: Equatable {
  /// An Excel workbook, as far as can be seen.
  case workbook
  /// Arrays of NumPy.
  case array
  /// A binary workbook.
  case binaryWorkbook
  /// A document of OpenOffice or LibreOffice.
  case openDocument
  /// A text or slides of Office.
  case officeDocument
  /// Other files, the first one of this name.
  case files(first: String)

  /// By the names of all entries.
  init(names: [String]) {
    let names = names.map { $0.replacing("\\", with: "/") }
    if names.contains("xl/workbook.bin") {
      self = .binaryWorkbook
    } else if names.contains(where: { $0.hasPrefix("xl/") }) {
      self = .workbook
    } else if names.contains(where: { $0.hasSuffix(".npy") }) {
      self = .array
    } else if names.contains(where: { $0.hasPrefix("word/") || $0.hasPrefix("ppt/") }) {
      self = .officeDocument
    } else if names.contains("mimetype"), names.contains("content.xml") {
      self = .openDocument
    } else {
      self = .files(first: names.first { !$0.hasSuffix("/") } ?? "")
    }
  }

  /// By the name of the first entry, which is all that a beginning has.
  init(beginning: FileBeginning) {
    let bytes = beginning.bytes
    var name = ""
    if bytes.count > 30 {
      let length = Int(bytes[26]) | Int(bytes[27]) << 8
      name = String(decoding: bytes[30..<min(30 + length, bytes.count)], as: UTF8.self)
    }
    if name == "mimetype" {
      self = .openDocument
    } else if name == "[Content_Types].xml" || name.hasPrefix("_rels/") || name.hasPrefix("docProps/") {
      self = .workbook
    } else {
      self.init(names: [name])
    }
  }

  /// What is said of an archive that is neither a workbook nor of arrays; nil where it is one of both.
  func problem(path: String, name: String) -> FileError? {
    func problem(_ what: String, _ advice: Advice) -> FileError {
      FileError(.badData, path: name, problem: "this is \(what), expected a table or arrays", advice: advice)
    }
    switch self {
    case .workbook, .array: return nil
    case .binaryWorkbook: return problem("a binary Excel workbook (.xlsb)", "save it as .xlsx")
    case .openDocument: return problem("a file of OpenOffice or LibreOffice", "save the sheet as .xlsx or .csv")
    case .officeDocument:
      return problem(
        "a document of Office that is no workbook", "copy its table into a spreadsheet and save that")
    case .files(let first):
      let file = ForeignFormat.names(of: path).file
      let shown = first.printable(limit: 80)
      return problem(
        "a zip archive\(shown.isEmpty ? "" : " with the file \(shown) in it")",
        "\(.command("unzip \(file)")) unpacks it")
    }
  }
}
