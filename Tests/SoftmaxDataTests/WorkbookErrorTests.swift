// Workbooks that are refused, and what is said of them.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct WorkbookErrorTests {
  private func error(_ rows: String, _ change: (inout WorkbookWriter) -> Void = { _ in }) throws -> String {
    var workbook = WorkbookWriter(rows: rows)
    change(&workbook)
    return try TextOfTable(workbook.file(), name: "w.xlsx").error()
  }

  private func error(changing part: String, _ change: (String) -> String) throws -> String {
    let parts = WorkbookWriter(rows: WorkbookWriter.rows([["a"], ["1"]])).parts.map {
      ($0, $0 == part ? change($1) : $1)
    }
    return try TextOfTable(WorkbookWriter.file(parts), name: "w.xlsx").error()
  }

  private static let header = WorkbookWriter.row(["a", "b"], number: 1)

  @Test func errorsNameTheCell() throws {
    #expect(
      try error(Self.header + "<row r=\"7\"><c r=\"B7\"><f>A1</f></c></row>").hasPrefix(
        "w.xlsx: People!B7: the formula has no value"))
    #expect(
      try error(Self.header + "<row r=\"7\"><c r=\"B7\" t=\"e\"><v>#DIV/0!</v></c></row>")
        == "w.xlsx: People!B7: the cell has the error #DIV/0!; mend it, or empty the cell")
    #expect(
      try error("<row><c t=\"s\"><v>3</v></c></row>") { $0.texts = ["<t>a</t>"] }.hasPrefix(
        "w.xlsx: People!A1: the cell has the text of number 3, and there are 1"))
    #expect(
      try error(Self.header + "<row r=\"3\"><c r=\"D3\"><v>1</v></c></row>").hasPrefix(
        "w.xlsx: People!D3: this cell is beside the table, which has the columns A to B"))
    #expect(
      try error("<row><c s=\"0\"><v>-1</v></c></row>") {
        $0.styles = [14]
        $0.sheets[0].name = "My data"
      }.hasPrefix("w.xlsx: 'My data'!A1: the cell is formatted as a date, and -1.0 is none"))
    #expect(
      try error("<row><c t=\"q\"><v>1</v></c></row>").hasPrefix(
        "w.xlsx: People!A1: the cell has an unknown type"))
  }

  @Test func rowsAndCellsOutOfOrderAreRefused() throws {
    #expect(
      try error("<row r=\"3\"/><row r=\"3\"/>").contains("a row behind row 3 has no number that can follow"))
    #expect(try error("<row r=\"1048577\"/>").contains("a row behind row 0"))
    #expect(try error("<row r=\"99999999999999999999\"/>").contains("a row behind row 0"))
    for cells in [
      "<c r=\"B1\"/><c r=\"A1\"/>", "<c r=\"XFE1\"/>", "<c r=\"A2\"/>", "<c r=\"A\"/>",
      "<c r=\"ZZZZZZZZZZZZZZZ1\"/>",
    ] {
      #expect(
        try error("<row r=\"1\">\(cells)</row>").contains("a cell of row 1 is not behind the one before it"))
    }
  }

  @Test func brokenXMLIsRefused() throws {
    for rows in [
      "<row><c><v>1</c></row>", "<row><c><v>&nbsp;</v></c></row>", "<row a></row>", "<row a=1></row>", "<row",
      "<row a=\"",
      "<row><c><v>&#0;</v></c></row>", "<row><c><v>&#xD800;</v></c></row>", "<row><c><v>& </v></c></row>",
      "< >",
    ] {
      #expect(try error(rows).contains("xl/worksheets/sheet1.xml: "), "\(rows)")
    }
    #expect(
      try error(changing: "xl/worksheets/sheet1.xml") { String($0.dropLast(14)) }.contains("the XML breaks off")
    )
    #expect(try error(changing: "xl/workbook.xml") { String($0.prefix(200)) }.contains("the XML breaks off"))
    let nested = String(repeating: "<x>", count: 100)
    #expect(try error(changing: "xl/worksheets/sheet1.xml") { _ in nested }.contains("deeper than 64"))
  }

  @Test func documentTypesAreRefused() throws {
    let bomb =
      "<!DOCTYPE x [<!ENTITY a \"&b;&b;\">]><worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>"
    #expect(
      try error(changing: "xl/worksheets/sheet1.xml") { _ in bomb }.contains(
        "the XML has a document type, which is refused"))
  }

  @Test func aWorkbookWithoutItsPartsIsRefused() throws {
    let all = WorkbookWriter(rows: Self.header).parts
    func error(without name: String) throws -> String {
      try TextOfTable(WorkbookWriter.file(all.filter { $0.name != name }), name: "w.xlsx").error()
    }
    #expect(try error(without: "xl/workbook.xml").contains("the workbook lacks its part xl/workbook.xml"))
    #expect(try error(without: "xl/worksheets/sheet1.xml").contains("the workbook has no sheet with cells"))
  }

  @Test func anUnknownSheetIsAnsweredWithThoseThatThereAre() throws {
    var options = TableOptions()
    options.sheet = "Pepole"
    #expect(
      try TextOfTable(WorkbookWriter(rows: "").file(), name: "w.xlsx").error(options)
        == "w.xlsx: there is no sheet 'Pepole'; the sheets are 'People': choose one with `sheet`")
  }

  @Test func otherOfficeFilesAreNamed() throws {
    func error(_ names: [String], _ name: String = "w.xlsx") throws -> String {
      try TextOfTable(WorkbookWriter.file(names.map { ($0, "x") }), name: name).error()
    }
    #expect(
      try error(["[Content_Types].xml", "xl/workbook.bin"], "w.xlsb")
        == "w.xlsb: this is a binary Excel workbook (.xlsb), expected a table or arrays; save it as .xlsx")
    #expect(try error(["mimetype", "content.xml"], "w.ods").contains("save the sheet as .xlsx or .csv"))
    #expect(
      try error(["[Content_Types].xml", "word/document.xml"]).contains(
        "a document of Office that is no workbook"))
    #expect(
      try error(["people.csv"], "people.zip").hasPrefix(
        "people.zip: this is a zip archive with the file people.csv in it, expected a table or arrays; unzip "
      ))
    let old: [UInt8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] + [UInt8](repeating: 0, count: 1500)
    #expect(try TextOfTable(old, name: "w.xls").error().contains("old Excel file (.xls)"))
    var locked = old
    let word = Array("EncryptedPackage".utf8).flatMap { [$0, UInt8(0)] }
    locked.replaceSubrange(600..<600 + word.count, with: word)
    #expect(
      try TextOfTable(locked, name: "w.xlsx").error()
        == "w.xlsx: this workbook is protected by a password; save it without a password")
    #expect(
      try TextOfTable(Array("a,b\n1,2\n".utf8), name: "w.xlsx").error().contains("this is no Excel workbook"))
  }
}
