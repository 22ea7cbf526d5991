// Excel workbooks as tables.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct WorkbookTests {
  private func text(_ workbook: WorkbookWriter, sheet: String? = nil, chunk: Int = 1 << 12) throws -> String {
    var options = TableOptions()
    options.sheet = sheet
    return try TextOfTable(workbook.file(), name: "w.xlsx").text(options, chunk: chunk)
  }

  private func lines(_ rows: String) throws -> [String] {
    try text(WorkbookWriter(rows: rows)).split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
  }

  @Test(arguments: [true, false], [1, 7, 4096])
  func rowsAreLinesOfTheirNumber(isCompressed: Bool, chunk: Int) throws {
    var workbook = WorkbookWriter(
      rows: WorkbookWriter.rows([["age", "city"], ["31", "Graz"], ["0.30000000000000004", "a, b"]]))
    workbook.isCompressed = isCompressed
    #expect(try text(workbook, chunk: chunk) == "age,city\n31,Graz\n0.30000000000000004,\"a, b\"\n")
  }

  @Test func digitsOfNumbersStayAsTheyAreStored() throws {
    let digits = ["1", "-0.1", "1E-3", "123456789012345678", "0.10000000000000001", "4.9406564584124654E-324"]
    let rows = digits.map { "<row><c><v>\($0)</v></c><c><v>1</v></c></row>" }.joined()
    #expect(try lines(rows) == digits.map { $0 + ",1" } + [""])
  }

  @Test func sharedTextsAreJoinedWithoutTheirReadingAids() throws {
    var workbook = WorkbookWriter(
      rows: """
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
        <row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>
        """)
    workbook.texts = [
      "<t>a</t>", "<r><rPr><b/></rPr><t>bold </t></r><r><t xml:space=\"preserve\">and plain</t></r>",
      "<t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/>",
      "<t>say &quot;x&#x41;&#66;&amp;&lt;&quot;</t>",
    ]
    #expect(try text(workbook) == "a,bold and plain\n東京,\"say \"\"xAB&<\"\"\"\n")
  }

  @Test func cellsThatAreNotThereAreMissing() throws {
    let rows = """
      <row r="2"><c r="B2" t="str"><v>a</v></c><c r="C2" t="str"><v>b</v></c><c r="D2" t="str"><v>c</v></c></row>
      <row r="4"><c r="D4"><v>3</v></c></row>
      <row r="5"><c r="B5"><v>1</v></c><c r="C5" s="1"/><c r="D5" t="inlineStr"><is><t> </t></is></c></row>
      <row r="6"/><row r="7"><c r="B7"/></row>
      """
    #expect(try lines(rows) == ["", "a,b,c", "", ",,3", "1,,", ""])
  }

  @Test func rowNamesNeedNoNameThemselves() throws {
    let rows = """
      <row r="3"><c r="C3" t="str"><v>x</v></c><c r="D3" t="str"><v>y</v></c></row>
      <row r="4"><c r="B4"><v>0</v></c><c r="C4"><v>5</v></c><c r="D4"><v>6</v></c></row>
      <row r="5"><c r="B5"><v>1</v></c><c r="D5"><v>7</v></c></row>
      """
    #expect(try lines(rows) == ["", "", ",x,y", "0,5,6", "1,,7", ""])
  }

  @Test func cellsWithoutReferencesFollowEachOther() throws {
    let rows = """
      <row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c/><c><v>2</v></c></row>
      <row r="9"><c><v>5</v></c><c r="B9"><v>6</v></c></row>
      """
    #expect(try lines(rows) == ["a,b", ",2", "", "", "", "", "", "", "5,6", ""])
  }

  @Test func truthErrorsAndFormulasAreTheirValues() throws {
    let rows = """
      <row><c t="str"><v>a</v></c><c t="str"><v>b</v></c><c t="str"><v>c</v></c></row>
      <row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>SUM(A1:A9)</f><v>12.5</v></c></row>
      <row><c t="b"><v>0</v></c><c t="str"><f>"x"&amp;"y"</f><v>x_x000D_y</v></c><c t="str"><f>""</f><v></v></c></row>
      """
    #expect(try lines(rows) == ["a,b,c", "true,,12.5", "false,x y,", ""])
  }

  @Test func lineBreaksInCellsBecomeSpacesSoThatLinesAreRows() throws {
    let rows = WorkbookWriter.rows([["a", "b"], ["one&#10;two", "1"], ["x", "y"]])
    #expect(try lines(rows) == ["a,b", "one two,1", "x,y", ""])
  }

  @Test func datesAreTextsOfISO8601() throws {
    var workbook = WorkbookWriter(
      rows: """
        <row><c t="str"><v>d</v></c><c t="str"><v>t</v></c><c t="str"><v>u</v></c><c t="str"><v>n</v></c></row>
        <row><c s="1"><v>45352</v></c><c s="2"><v>45352.4375</v></c><c s="3"><v>0.4375</v></c><c s="4"><v>45352</v></c></row>
        <row><c s="5"><v>45352</v></c><c s="6"><v>45352</v></c><c s="7"><v>1.5</v></c><c s="8"><v>2.5</v></c></row>
        <row><c t="d"><v>2024-03-01T10:30:00</v></c></row>
        """)
    workbook.formats = ["yyyy\\-mm\\-dd", "[Red]0.00", "dd.mm.yyyy hh:mm", "[h]:mm", "&quot;day&quot; 0"]
    workbook.styles = [0, 14, 22, 20, 165, 164, 166, 167, 168]
    #expect(
      try text(workbook) == """
        d,t,u,n
        2024-03-01,2024-03-01 10:30:00,10:30:00,45352
        2024-03-01,2024-03-01 00:00:00,36:00:00,2.5
        2024-03-01 10:30:00,,,

        """)
    workbook.properties = "date1904=\"1\""
    workbook.sheets[0].rows = "<row><c s=\"1\"><v>43890</v></c><c s=\"3\"><v>0.25</v></c></row>"
    #expect(try text(workbook) == "2024-03-01,06:00:00\n")
  }

  @Test func aSheetIsChosenByNameOrNumber() throws {
    let workbook = WorkbookWriter([
      .init("Hidden", WorkbookWriter.rows([["h"]]), attributes: "state=\"hidden\""),
      .init("2", WorkbookWriter.rows([["second"]])),
      .init("Täglich &amp; mehr", WorkbookWriter.rows([["third"]])),
    ])
    #expect(try text(workbook) == "second\n")
    #expect(try text(workbook, sheet: "Täglich & mehr") == "third\n")
    #expect(try text(workbook, sheet: "3") == "third\n")
    #expect(try text(workbook, sheet: "1") == "h\n")
    // A name is meant before a number.
    #expect(try text(workbook, sheet: "2") == "second\n")
    #expect(throws: (any Error).self) { try text(workbook, sheet: "4") }
  }

  @Test func otherWritersNamesAreFound() throws {
    // Prefixes, other letters, backslashes and targets from the top are all in use.
    let parts = WorkbookWriter(rows: "").parts.map { name, content in
      switch name {
      case "xl/worksheets/sheet1.xml":
        (
          "xl\\Worksheets\\Sheet1.xml",
          "<x:worksheet xmlns:x='u'><x:sheetData><x:row><x:c t='n'><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        )
      default:
        (name, content.replacing("Target=\"worksheets/", with: "Target=\"/xl/./worksheets/../worksheets/"))
      }
    }
    #expect(try TextOfTable(WorkbookWriter.file(parts), name: "w.xlsx").text() == "7\n")
  }

  @Test func externalPartsAreLeftAlone() throws {
    let parts = WorkbookWriter(rows: WorkbookWriter.rows([["a"]])).parts.map { name, content in
      (
        name,
        content.replacing(
          "</Relationships>",
          with:
            "<Relationship Id=\"x\" Type=\"u/sharedStrings\" TargetMode=\"External\" Target=\"file:///etc/passwd\"/></Relationships>"
        )
      )
    }
    #expect(try TextOfTable(WorkbookWriter.file(parts), name: "w.xlsx").text() == "a\n")
  }

  @Test func aWorkbookIsTheTableThatItsTextWouldBe() throws {
    let cells =
      [["age", "city", "y"]]
      + (0..<50).map { ["\($0).25", ["Graz", "Wien", "a;b"][$0 % 3], "ab".map(String.init)[$0 % 2]] }
    let workbook = try TextOfTable(WorkbookWriter(rows: WorkbookWriter.rows(cells)).file(), name: "w.xlsx")
    let csv = try TableFile(cells.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n")
    let table = try Table(contentsOf: workbook.path)
    let same = try Table(contentsOf: csv.path)
    #expect(table.columns == same.columns && table.numberBits == same.numberBits && table.codes == same.codes)
    #expect(table.labels?.texts == same.labels?.texts)
  }

  @Test func rowsBeforeATableArePassedOver() throws {
    let rows =
      "<row><c t=\"str\"><v>A title</v></c></row><row/><row><c r=\"F3\"><f>1</f></c></row>"
      + WorkbookWriter.row(["x", "y"], number: 4) + WorkbookWriter.row(["1.5", "a"], number: 5)
      + WorkbookWriter.row(["z", "b"], number: 7)
    let file = try TextOfTable(WorkbookWriter(rows: rows).file(), name: "w.xlsx")
    #expect(file.error().contains("w.xlsx: People!F3: the formula has no value"))
    var options = TableOptions(kinds: ["x": .number])
    options.skippedLineCount = 1
    #expect(file.error(options).contains("w.xlsx: People!F3: the formula has no value"))
    options.skippedLineCount = 3
    #expect(try file.text(options) == "\n\n\nx,y\n1.5,a\n\nz,b\n")
    let error = #expect(throws: FileError.self) { try Table(contentsOf: file.path, options: options) }
    #expect(error?.position == .cell(line: 7, column: "x"))
  }

  @Test func numbersAreReadWhateverTheNotationOfTexts() throws {
    let rows =
      WorkbookWriter.row(["x", "y"], number: 1) + "<row><c><v>1.125</v></c><c t=\"str\"><v>a</v></c></row>"
      + "<row><c t=\"str\"><v>1.125,5</v></c><c t=\"str\"><v>b</v></c></row>"
    let file = try TextOfTable(WorkbookWriter(rows: rows).file(), name: "w.xlsx")
    var options = TableOptions()
    options.numberNotation = try #require(NumberNotation(decimalMark: ",", thousandsMark: "."))
    #expect(try Table(contentsOf: file.path, options: options).values == [1.125, 1125.5])
    let lines = try TextOfTable(
      Array("{\"x\":1.125,\"y\":\"a\"}\n{\"x\":\"1.125,5\",\"y\":\"b\"}\n".utf8), name: "t.jsonl")
    #expect(try Table(contentsOf: lines.path, options: options).values == [1.125, 1125.5])
  }

  /// Tests/Fixtures/workbooks.py has the rows that these are of.
  @Test func filesOfOtherProgramsAreRead() throws {
    func text(_ name: String, sheet: String) throws -> String {
      var options = TableOptions()
      options.sheet = sheet
      return try TextOfTable(GoldenFile("Workbooks/\(name).xlsx").bytes(), name: "w.xlsx").text(options)
    }
    #expect(
      try text("openpyxl", sheet: "Tür & Tor") == #"""
        size,"city, town",seen,at,open,kind
        0.1,"Wien ""W""",2024-02-29,2024-02-29 10:30:00,true,a
        -1e-07,Graz,,1900-03-02 00:00:01,false,b
        1.234567890123457e+17,ü & <x> line,,,,a

        """#)
    #expect(
      try text("xlsxwriter", sheet: "1") == """

        n,when,text,formula,truth

        0.6666666666666666,2024-02-29 10:30:00,plain bold end,1.3333333333333333,true
        ,2023-12-31,,,

        """)
    let error = #expect(throws: FileError.self) { try text("xlsxwriter", sheet: "Other") }
    #expect(error?.problem == "the sheet 'Other' has nothing in it, expected a table")
    #expect(error?.remedy?.contains("the sheets are 'Data', 'Other'") == true)
  }

  @Test func theLastRowOfASheetIsRead() throws {
    let rows =
      "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"A1048576\"><v>2</v></c></row>"
    let found = try lines(rows)
    #expect(found.count == 1_048_577 && found[0] == "1" && found[1_048_575] == "2")
  }
}
