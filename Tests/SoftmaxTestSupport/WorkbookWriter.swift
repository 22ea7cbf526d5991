// Excel workbooks for tests, right and wrong, by the description of their format (ECMA-376).

import SoftmaxFiles

/// Makes workbooks of sheets whose rows are written as XML.
package struct WorkbookWriter: Sendable {
  /// One sheet: its name, and what is between `<sheetData>` and its end.
  package struct Sheet: Sendable {
    package var name: String
    package var rows: String
    /// Attributes beside the name, such as `state="hidden"`.
    package var attributes = ""

    package init(_ name: String, _ rows: String, attributes: String = "") {
      (self.name, self.rows, self.attributes) = (name, rows, attributes)
    }
  }

  package var sheets: [Sheet]
  /// The texts that cells share, each as what is between `<si>` and its end; nil: there are none.
  package var texts: [String]?
  /// Formats by number from 164 on, and the styles of cells, each the number of a format.
  package var formats: [String] = []
  package var styles: [Int] = []
  /// Attributes of `workbookPr`.
  package var properties = ""
  /// Whether entries are compressed, as Excel's are.
  package var isCompressed = true

  package init(_ sheets: [Sheet]) { self.sheets = sheets }

  /// A workbook of one sheet called `People`.
  package init(rows: String) { self.init([Sheet("People", rows)]) }

  /// The entries of the archive, by name.
  package var parts: [(name: String, content: String)] {
    let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"# + "\n"
    let main = #"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let relations = #"xmlns="http://schemas.openxmlformats.org/package/2006/relationships""#
    func relation(_ id: String, _ type: String, _ target: String) -> String {
      #"<Relationship Id="\#(id)" Type="\#(office)/\#(type)" Target="\#(target)"/>"#
    }
    var parts = [
      ("[Content_Types].xml", head + "<Types/>"),
      (
        "_rels/.rels",
        head
          + "<Relationships \(relations)>\(relation("rId1", "officeDocument", "xl/workbook.xml"))</Relationships>"
      ),
    ]
    var inBook = sheets.indices.map { relation("rId\($0 + 1)", "worksheet", "worksheets/sheet\($0 + 1).xml") }
    if texts != nil { inBook.append(relation("texts", "sharedStrings", "sharedStrings.xml")) }
    if !styles.isEmpty { inBook.append(relation("styles", "styles", "/xl/styles.xml")) }
    let listed = sheets.enumerated().map {
      #"<sheet name="\#($1.name)" sheetId="\#($0 + 1)" \#($1.attributes) r:id="rId\#($0 + 1)"/>"#
    }
    parts.append(
      (
        "xl/workbook.xml",
        head + #"<workbook \#(main) xmlns:r="\#(office)"><workbookPr \#(properties)/><sheets>"#
          + listed.joined()
          + "</sheets></workbook>"
      ))
    parts.append(
      ("xl/_rels/workbook.xml.rels", head + "<Relationships \(relations)>\(inBook.joined())</Relationships>"))
    for (index, sheet) in sheets.enumerated() {
      parts.append(
        (
          "xl/worksheets/sheet\(index + 1).xml",
          head + "<worksheet \(main)><dimension ref=\"A1\"/><sheetData>\(sheet.rows)</sheetData></worksheet>"
        ))
    }
    if let texts {
      parts.append(
        ("xl/sharedStrings.xml", head + "<sst \(main)>" + texts.map { "<si>\($0)</si>" }.joined() + "</sst>"))
    }
    if !styles.isEmpty {
      let codes = formats.enumerated().map { #"<numFmt numFmtId="\#($0 + 164)" formatCode="\#($1)"/>"# }
      let used = styles.map { #"<xf numFmtId="\#($0)" applyNumberFormat="1"/>"# }
      parts.append(
        (
          "xl/styles.xml",
          head
            + "<styleSheet \(main)><numFmts>\(codes.joined())</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
            + "<cellXfs>\(used.joined())</cellXfs></styleSheet>"
        ))
    }
    return parts
  }

  /// The file.
  package func file() -> [UInt8] { Self.file(parts, isCompressed: isCompressed) }

  /// An archive of these entries.
  package static func file(_ parts: [(name: String, content: String)], isCompressed: Bool = true) -> [UInt8] {
    ZipWriter.file(
      parts.map { name, content in
        let bytes = Array(content.utf8)
        // Without the two bytes before and the four behind, which are zlib's.
        return isCompressed
          ? ZipWriter.Entry(name, bytes, stored: Array(Zlib.compress(bytes).dropFirst(2).dropLast(4)))
          : ZipWriter.Entry(name, bytes)
      })
  }

  /// A row of numbers and words as a sheet has it, words in their cells.
  package static func row(_ cells: [String], number: Int) -> String {
    let written = cells.enumerated().map { index, cell in
      let place = "\(Character(Unicode.Scalar(UInt8(65 + index))))\(number)"
      return Double(cell) != nil
        ? #"<c r="\#(place)"><v>\#(cell)</v></c>"#
        : #"<c r="\#(place)" t="inlineStr"><is><t>\#(cell)</t></is></c>"#
    }
    return #"<row r="\#(number)">"# + written.joined() + "</row>"
  }

  /// Rows of such cells.
  package static func rows(_ rows: [[String]]) -> String {
    rows.enumerated().map { row($1, number: $0 + 1) }.joined()
  }
}
