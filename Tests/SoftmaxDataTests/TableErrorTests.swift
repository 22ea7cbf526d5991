// What is said of tables that cannot be read: each message as a whole.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct TableErrorTests {
  private let expected = [
    TableColumn(name: "colour", kind: .category(["red", "blue"])),
    TableColumn(name: "n", kind: .number(origin: 0)),
  ]

  /// Options that take the first row for a header and look for no label.
  private func options(_ change: (inout TableOptions) -> Void = { _ in }) -> TableOptions {
    var options = TableOptions(hasHeader: true, label: .none)
    change(&options)
    return options
  }

  // MARK: Text

  @Test(
    arguments: [
      ("", "t.csv: there is nothing in this file, expected a table"),
      ("\n\r\n  \n", "t.csv: there is nothing in this file, expected a table"),
      ("a,b\n", "t.csv: line 1: there is only a header, expected rows below it"),
      (
        "a,b\r1,2\r", "t.csv: line 1: lines end in CR, expected LF or CRLF; convert the line ends"
      ),
      (
        "a,b\n1,2\n3\n",
        "t.csv: line 3: expected 2 cells, found 1; quote cells that have the delimiter in them, and write empty cells for "
          + "what is missing"
      ),
      ("a,b\n1,\"2\n3,4\n", "t.csv: line 2: a quote opens here and never closes; close it, or remove it"),
      ("\"a,b\n1,2\n", "t.csv: line 1: a quote opens here and never closes; close it, or remove it"),
      (
        "a,b\n\"x\ny\"z,2\n",
        "t.csv: line 3, column 'a': text follows a closing quote, expected a delimiter or the end of the line; write "
          + "quotes inside a quoted cell twice"
      ),
      (
        "a,b\n1,x\u{0}y\n",
        "t.csv: line 2, column 'b': found a NUL byte, expected UTF-8 text; save the file as UTF-8"
      ),
      (
        "a, b,a\n1,2,3\n",
        "t.csv: line 1: columns 1 and 3 are both called 'a'; give each column its own name"
      ),
    ])
  func textThatIsNoTableIsRefused(_ text: String, _ message: String) throws {
    #expect(try TableFile(text).error(options()) == message)
  }

  @Test func otherEncodingsAreRefused() throws {
    for mark in [[0xff, 0xfe], [0xfe, 0xff]] as [[UInt8]] {
      #expect(
        try TableFile(bytes: mark + [0x61, 0, 0x2c, 0]).error()
          == "t.csv: line 1: this is UTF-16 text, expected UTF-8; save the file as UTF-8")
    }
    let latin = Array("a,b\n1,\"x\ny".utf8) + [0xe9] + Array("\"\n".utf8)
    #expect(
      try TableFile(bytes: latin).error()
        == "t.csv: line 3, column 'b': byte 0xe9 is no UTF-8 text; save the file as UTF-8")
    let header = Array("a,x".utf8) + [0xe9] + Array("\n1,2\n".utf8)
    #expect(
      try TableFile(bytes: header).error()
        == "t.csv: line 1: byte 0xe9 is no UTF-8 text; save the file as UTF-8")
  }

  @Test func rowsLongerThanTheLimitAreRefused() throws {
    let sizes = ReadingSizes(prefix: 64, chunk: 32, longestRow: 200)
    let long = String(repeating: "x", count: 300)
    // One row of just the limit, and one of a byte more, however they come in.
    for chunk in [1, 7, 1000] {
      let sizes = ReadingSizes(prefix: 16, chunk: chunk, longestRow: 200)
      #expect(try TableFile("a,b\n1,\(long.prefix(198))\n").error(sizes: sizes) == "no error")
      #expect(
        try TableFile("a,b\n1,\(long.prefix(199))\n").error(sizes: sizes).contains("line 2: this row is longer")
      )
      #expect(
        try TableFile("a,b\n1,2\n1,\(long.prefix(199))\n").error(sizes: sizes).contains(
          "line 3: this row is longer"))
    }
    #expect(
      try TableFile("a,b\n1,2\n3,\(long)\n").error(sizes: sizes)
        == "t.csv: line 3: this row is longer than 200 bytes, the limit; check that lines end in LF or CRLF")
    #expect(
      try TableFile("a,b\n1,2\n\"\n\",\"\(long)\n").error(sizes: sizes)
        == "t.csv: line 4: a quote opens here and does not close within 200 bytes; close it, or remove it")
  }

  @Test func tooManyColumnsAreRefused() throws {
    #expect(
      try TableFile(String(repeating: ",", count: 1 << 20) + "\n1\n").error()
        == "t.csv: line 1: this row has 1048577 cells, more than the limit of 1048576 columns; check the delimiter"
    )
  }

  @Test func numbersAsPeopleWriteThemAreNoCategories() throws {
    func error(_ cells: String...) throws -> String {
      try TableFile("p;x\n" + cells.map { "\($0);1\n" }.joined()).error()
    }
    let beginning = "t.csv: line 1: column 'p' looks like numbers as people write them"
    let notation = "`TableOptions.numberNotation` with the decimal mark"
    let remedies = [
      (
        "8,412", "\(notation) \",\" reads 8,412 as 8.412, \(notation) \".\" and \",\" between thousands as 8412"
      ),
      ("1,234.5", "\(notation) \".\" and \",\" between thousands reads them"),
      ("-1.234.567", "\(notation) \",\" and \".\" between thousands reads them"),
      ("53 424 647", "\(notation) \".\" and \" \" between thousands reads them"),
      ("1'000", "\(notation) \".\" and \"'\" between thousands reads them"),
      ("$ 5", "write the number alone"), ("2.13 €", "write the number alone"),
      (".5 %", "write the number alone"), ("₹5", "write the number alone"),
      ("12,34,567", "\(notation) \".\" and \",\" between thousands reads them"),
      ("1 234,5", "\(notation) \",\" and \" \" between thousands reads them"),
      ("-16.3%", "write the number alone"),
    ]
    for (cell, remedy) in remedies {
      let error = try error(cell, "12", cell)
      #expect(error.hasPrefix("\(beginning) ('\(cell)'); \(remedy)"), "\(error)")
    }
    // One cell leaves no doubt.
    #expect(try error("8,412", "9,1", "7,000").contains("a decimal comma ('9,1'); \(notation) \",\" reads"))
    for cell in [
      "1 2", "12-34", "1.2.3", "1,2,3", "+43 660 12345", "+33 612 345 678",
      "192.168.100.101", "001 234", "030 123 456", "5 km", "A1", "€", "%", "1,", ",5%x",
    ] {
      #expect(try error(cell, cell) == "no error", "\(cell)")
    }
    #expect(try error("0,125", "0,250").contains("a decimal comma ('0,125'); \(notation) \",\" reads"))
    // A few cells do not decide for words.
    let houses = (0..<99).map { $0 % 8 == 0 ? "\($0)a" : "\($0)" } + ["12,5"]
    #expect(try TableFile("p;x\n" + houses.map { "\($0);1\n" }.joined()).error() == "no error")
    // In a column of numbers it is one cell that is wrong.
    let text = "p;x\n" + String(repeating: "1;1\n", count: 20) + "1 000;1\n"
    #expect(
      try TableFile(text).error()
        == "t.csv: line 22, column 'p': '1 000' is no number; write digits without separators of thousands, and a "
        + "point before decimals, or \(notation) \".\" and \" \" between thousands if all numbers are written so"
    )
  }

  @Test func aReturnInACellOrAtTheWindowsEndIsNoLineEnd() throws {
    let header = String(repeating: "h", count: 61) + ",n"
    // The beginning ends between CR and LF.
    let sizes = ReadingSizes(prefix: header.utf8.count + 1, chunk: 64, longestRow: 1000)
    #expect(try TableFile("\(header)\r\n1,2\r\n").table(sizes: sizes).values == [1, 2])
    #expect(
      try TableFile("\"x\ry\",2").table(TableOptions(hasHeader: false, label: .none)).words(0) == ["x\ry"])
  }

  @Test(arguments: [
    ("sep=;\nx;y\n1;a,b\n", ";"), ("SEP=;\r\nx;y\r\n1;a,b\r\n", ";"), ("sep=\t\nx\ty\n1\ta,b\n", "\t"),
    ("sep=|\nx|y\n1|a,b", "|"),
  ])
  func aSpreadsheetsFirstLineNamesTheDelimiter(_ text: String, _ delimiter: Character) throws {
    let file = try TableFile(text)
    let table = try file.table()
    #expect(table.columns.map(\.name) == ["x", "y"] && table.values == [1] && table.words(0) == ["a,b"])
    #expect(
      try TableSummary(contentsOf: file.path, options: TableOptions(label: .none)).delimiter == delimiter)
  }

  @Test func aFirstLineThatOnlyBeginsLikeAHintIsARow() throws {
    #expect(try TableFile("sep=1,y\n1,2\n").table().columns.map(\.name) == ["sep=1", "y"])
    #expect(try TableFile("sep=\n1\n").table().columns.map(\.name) == ["sep="])
    #expect(try TableFile("sep=a\nx\n1\n").error().contains("'a' cannot stand between cells"))
  }

  @Test func linesBeforeATableArePassedOverWhereThatIsSaid() throws {
    let text = "Sales, \"of all\nmade today\n\nx,y\n1,a\n2,b\nz,c\n"
    var options = TableOptions(label: .none)
    options.skippedLineCount = 3
    let table = try TableFile(text.replacing("z,", with: "3,")).table(options)
    #expect(table.columns.map(\.name) == ["x", "y"] && table.values == [1, 2, 3])
    // Lines are those of the file.
    let wrong = text.replacing("z,c", with: "4,c,d")
    #expect(try TableFile(wrong).error(options).hasPrefix("t.csv: line 7: expected 2 cells, found 3"))
    options.skippedLineCount = 70
    #expect(
      try TableFile(text).error(options)
        == "t.csv: there are fewer than 71 lines, of which 70 are skipped; `TableOptions.skippedLineCount = 0` skips none"
    )
  }

  @Test func aTitleAboveATableNamesTheLinesToSkip() throws {
    #expect(
      try TableFile("# exported today\nx,y\n1,a\n").error()
        == "t.csv: line 2: expected 1 cell, found 2; check the delimiter (`TableOptions.delimiter`), or "
        + "`TableOptions.skippedLineCount = 1` if the table begins here")
  }

  @Test func theLabelIsNotGuessedWhereTheLastColumnCannotBeIt() throws {
    #expect(
      try TableFile("x,y\n1,a\n").error(TableOptions(kinds: ["y": .number]))
        == "t.csv: line 1: column 'y' is the label, as the last one, and said to be number; a kind is for features: "
        + "leave it out, or name another label with `TableOptions.label`")
    #expect(
      try TableFile("x,y,e\n1,a,\n2,b,\n").error(TableOptions())
        == "t.csv: line 1: column 'e' is the label, as the last one, and has nothing but missing cells; name the "
        + "label with `TableOptions.label`, and leave this one out with `TableOptions.ignored = [\"e\"]`"
    )
    // A delimiter behind each row is no column.
    #expect(try TableFile("x,y,\n1,a,\n").table(TableOptions()).labels?.names == ["a"])
  }

  @Test func damagedFilesAndMissingOnesAreNamed() throws {
    let short = try TableFile(bytes: Array(GzipWriter.file(Array("a,b\n1,2\n".utf8)).dropLast(3)))
    #expect(short.error().hasPrefix("t.csv: byte 28: the compressed data breaks off"))
    #expect(throws: FileError.self) { try Table(contentsOf: short.folder.file("none")) }
    #expect(throws: FileError.self) { try Table(contentsOf: short.folder.path) }
  }

  // MARK: Cells

  @Test(
    arguments: [
      (
        "abc",
        "'abc' is no number; correct the cell, or leave the row out, or `TableOptions.kinds[\"x\"] = .category` if these are categories"
      ),
      (
        "0x10",
        "'0x10' is no number; correct the cell, or leave the row out, or `TableOptions.kinds[\"x\"] = .category` if these are categories"
      ),
      (
        "1_000",
        "'1_000' is no number; correct the cell, or leave the row out, or `TableOptions.kinds[\"x\"] = .category` if these are categories"
      ),
      (
        "\"1,5\"",
        "'1,5' is no number; write a point for the decimal comma, or `TableOptions.numberNotation` with the decimal mark "
          + "\",\" if all numbers are written so"
      ),
      ("inf", "'inf' is infinite, expected a finite number; leave the cell empty if its value is not known"),
      (
        "-Infinity",
        "'-Infinity' is infinite, expected a finite number; leave the cell empty if its value is not known"
      ),
      ("3.5e38", "'3.5e38' overflows Float32, whose largest number is 3.4e38; use larger units"),
      ("-1e400", "'-1e400' overflows Float32, whose largest number is 3.4e38; use larger units"),
      (
        "n/a",
        "the cell is missing ('n/a'); `MissingValues.mean` or `MissingValues.indicator` puts something in its place, "
          + "`MissingValues.drop` leaves such rows out; or `TableOptions.ignored = [\"x\"]`"
      ),
      (
        "a\u{1b}[31m, a text that goes on and on and on",
        "'a\\u{1b}[31m' is no number; correct the cell, or leave the row out, or `TableOptions.kinds[\"x\"] = .category` if these are categories"
      ),
      (
        "a text that goes on and on and on and on and on",
        "'a text that goes on and on and on and o…' is no number; correct the cell, or leave the row out, or `TableOptions.kinds[\"x\"] = .category` if these are categories"
      ),
    ])
  func aCellThatContradictsItsColumnIsNamed(_ cell: String, _ message: String) throws {
    let rows = (0..<30).map { "\($0)\n" }.joined()
    let text = "x\n\(rows)" + cell.replacing(", a text that goes on and on and on", with: "") + "\n"
    #expect(try TableFile(text).error(options()) == "t.csv: line 32, column 'x': \(message)")
  }

  @Test func otherColumnsRefuseWhatContradictsThem() throws {
    // The prefix ends before the last row.
    let sizes = ReadingSizes(prefix: 20, chunk: 1 << 18, longestRow: 1000)
    #expect(
      try TableFile("my b,x\nyes,1\nno,2\nmaybe,3\n").error(sizes: sizes)
        == "t.csv: line 4, column 'my b': 'maybe' is no boolean, expected true, false, yes or no; "
        + "correct the cell, or leave the row out, or `TableOptions.kinds[\"my b\"] = .category` if these are categories"
    )
    let many = "c,x\n" + (0...1000).map { "w\($0),1\n" }.joined()
    #expect(
      try TableFile(many).error()
        == "t.csv: line 1002, column 'c': the column has more than 1000 categories; `TableOptions.ignored = [\"c\"]`, or "
        + "`TableOptions.kinds[\"c\"] = .category` if they are meant")
    let tooMany = "c,x\n" + (0...65_536).map { "w\($0),1\n" }.joined()
    #expect(
      try TableFile(tooMany).error(options { $0.kinds = ["c": .category] }, sizes: sizes)
        == "t.csv: line 65538, column 'c': the column has more than 65536 categories; `TableOptions.ignored = [\"c\"]`"
    )
    #expect(
      try TableFile(tooMany).error(options { $0.label = .named("c") }, sizes: sizes)
        == "t.csv: line 65538, column 'c': the label has more than 65536 different values; choose another column as the "
        + "label")
  }

  @Test func columnsThatAreNoFeaturesYetAreRefused() throws {
    for example in [
      "2024-01-31", "31/01/2024", "31.01.2024", "2024-01-31T10:00", "2024-01-31 10:00:05", "10:30", "1:02:03",
    ] {
      let parts = ["days, weekday and month", "days, weekday, month and hour", "hour"]
      let made = parts[!example.contains("2024") ? 2 : example.contains(":") ? 1 : 0]
      let advice = "`TableOptions.kinds[\"day\"] = .date` makes \(made) of it"
      #expect(
        try TableFile("day,x\n\(example),1\n\(example),2\n").error()
          == "t.csv: line 1: column 'day' looks like dates or times ('\(example)'); \(advice), or "
          + "`TableOptions.kinds[\"day\"] = .category`, or `TableOptions.ignored = [\"day\"]`")
    }
    for example in ["1.2.3.4", "2024-1", "10:3", "a-b-c", "1-2-3", "123:45", "2024-01-31x"] {
      #expect(try TableFile("c,x\n\(example),1\n").error(options()) == "no error", "\(example)")
    }
    #expect(
      try TableFile("price;x\n1,5;1\n-2,25;2\n").error()
        == "t.csv: line 1: column 'price' looks like numbers with a decimal comma ('1,5'); `TableOptions.numberNotation` "
        + "with the decimal mark \",\" reads them, or `TableOptions.kinds[\"price\"] = .category`, or `TableOptions.ignored = [\"price\"]`"
    )
    #expect(
      try TableFile("x,e\n1,\n2,NA\n").error(options { $0.refusesMissing = false })
        == "t.csv: line 1: column 'e' has nothing but missing cells in the first rows; `TableOptions.ignored = [\"e\"]`, or "
        + "`TableOptions.kinds[\"e\"] = .number`, or `TableOptions.kinds[\"e\"] = .category`")
  }

  @Test func labelsWeightsPartsAndGroupsMustBeThere() throws {
    let text = "x,y,w,p,g\n1,a,1,q,r\n2,Y,W,P,G\n"
    func error(_ y: String, _ w: String, _ p: String, _ g: String, label: LabelColumn = .named("y")) throws
      -> String
    {
      let text = text.replacing("Y", with: y).replacing("W", with: w).replacing("P", with: p).replacing(
        "G", with: g)
      return try TableFile(text).error(
        options { ($0.label, $0.weight, $0.split, $0.group) = (label, "w", "p", "g") })
    }
    #expect(try error("b", "0", "q", "r") == "no error")
    #expect(
      try error("", "1", "q", "r")
        == "t.csv: line 3, column 'y': the label is missing (''); `TableOptions.leavesOutUnlabelled` leaves such "
        + "rows out of training and scores; or fill the cell in")
    // Where labels may be missing altogether, some may.
    #expect(try error("", "1", "q", "r", label: .optional("y")) == "no error")
    for weight in ["-1", "", "heavy", "inf", "1e400"] {
      #expect(
        try error("b", weight, "q", "r")
          == "t.csv: line 3, column 'w': the weight is '\(weight)', expected a number that is not negative")
    }
    #expect(try error("b", "1", "NA", "r").contains("column 'p': the split is missing ('NA')"))
    #expect(try error("b", "1", "q", "?").contains("column 'g': the group is missing ('?')"))
  }

  // MARK: Names

  @Test func namesThatAreNoColumnsAreRefused() throws {
    let file = try TableFile("height,width\n1,2\n")
    let message = "; did you mean 'width'?"
    #expect(
      file.error(options { $0.label = .named("widthh") })
        == "t.csv: line 1: there is no column 'widthh', named as the label\(message)")
    #expect(file.error(options { $0.weight = "widthh" }).hasSuffix("'widthh', named as the weight\(message)"))
    #expect(file.error(options { $0.split = "widthh" }).hasSuffix("'widthh', named as the split\(message)"))
    #expect(file.error(options { $0.group = "widthh" }).hasSuffix("'widthh', named as the group\(message)"))
    #expect(
      file.error(options { $0.ignored = ["widthh"] }).hasSuffix("named as a column to be ignored\(message)"))
    #expect(
      file.error(options { $0.keys = ["widthh"] }).hasSuffix("named as a column to be passed through\(message)")
    )
    #expect(
      file.error(options { $0.kinds = ["widthh": .number] }).hasSuffix(
        "named as a column with a kind\(message)"))
    #expect(
      file.error(options { $0.weight = "3" })
        == "t.csv: line 1: there is no column '3', named as the weight; the columns are height, width")
  }

  @Test func aColumnHasOneRole() throws {
    let file = try TableFile("a,b\n1,2\n")
    #expect(
      file.error(options { ($0.weight, $0.split) = ("a", "1") })
        == "t.csv: line 1: column 'a' is the weight and the split; a column has one use")
    #expect(
      file.error(options { ($0.label, $0.ignored) = (.named("a"), ["a"]) })
        == "t.csv: line 1: column 'a' is ignored and the label; a column has one use")
    #expect(
      file.error(options { ($0.label, $0.kinds) = (.named("a"), ["a": .number]) })
        == "t.csv: line 1: column 'a' is the label and said to be number; a kind is for features: leave it out")
    // Labels are categories, and who says so insists on them.
    let insisted = options { ($0.label, $0.kinds) = (.named("a"), ["a": .category]) }
    #expect(file.error(insisted) == "no error")
    #expect(
      file.error(options { $0.kinds = ["a": .category, "1": .number] })
        == "t.csv: line 1: column 'a' is said to be number and category")
    #expect(
      file.error(options { ($0.ignored, $0.kinds) = (["a"], ["a": .number]) })
        == "t.csv: line 1: column 'a' is ignored and said to be number")
    #expect(
      file.error(options { $0.ignored = ["a", "b"] })
        == "t.csv: line 1: no column is left that could be a feature: a, b")
    #expect(
      file.error(options { ($0.ignored, $0.label) = (["a", "b"], .last) })
        == "t.csv: line 1: no column is left that could be the label: a, b")
  }

  // MARK: Expected columns

  @Test func expectedColumnsMustBeThereAsTheyAre() throws {
    #expect(
      try TableFile("color,n\nred,1\n").error(expecting: expected)
        == "t.csv: line 1: the column 'colour' is missing; did you mean 'color'?")
    #expect(
      try TableFile("1,2\n").error(expecting: expected)
        == "t.csv: line 1: the column 'colour' is missing; the columns are column 1, column 2")
    #expect(
      try TableFile("colour,n\nredd,1\n").error(expecting: expected)
        == "t.csv: line 2, column 'colour': 'redd' is none of the 2 categories expected; correct it (did you mean "
        + "'red'?), or train with `UnseenCategories.zeros`, which lets such rows pass")
    #expect(
      try TableFile("colour,n\nred,many\n").error(expecting: expected)
        == "t.csv: line 2, column 'n': 'many' is no number; correct the cell, or leave the row out")
    #expect(
      try TableFile("colour,n\n").error(expecting: expected)
        == "t.csv: line 1: there is only a header, expected rows below it")
    #expect(
      try TableFile("colour,n\nred,1\n").error(options { $0.weight = "n" }, expecting: expected)
        == "t.csv: line 1: column 'n' is expected as a feature and named as the weight")
  }
}
