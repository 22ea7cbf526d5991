// What is in a table: figures against values worked out by hand, and each warning beside its opposite.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct TableSummaryTests {
  private func summary(
    _ text: String, _ options: TableOptions = TableOptions(), sizes: ReadingSizes = ReadingSizes()
  ) throws -> TableSummary {
    let file = try TableFile(text)
    // The file goes with its folder.
    return try withExtendedLifetime(file) {
      try TableSummary(contentsOf: file.path, options: options, sizes: sizes)
    }
  }

  /// A table with a feature `x` of these cells and two balanced classes.
  private func column(_ cells: [String], _ options: TableOptions = TableOptions()) throws -> TableSummary {
    let rows = cells.enumerated().map { "\($1),\($0 % 2 == 0 ? "a" : "b"),\($0 % 3)" }
    var options = options
    options.label = .named("y")
    return try summary((["x,y,other"] + rows).joined(separator: "\n"), options)
  }

  private func kinds(_ summary: TableSummary) -> [DataWarning.Kind] { summary.warnings.map(\.kind) }

  // MARK: Figures

  @Test func figuresAreThoseWorkedOutByHand() throws {
    let text = """
      n;b;c;y
      2;yes;red;u
      4;no;blue;v
      ;yes;red;u
      4.5;NA;green;v
      -0.5;yes;red;u

      """
    let summary = try summary(text)
    #expect(summary.rowCount == 5)
    #expect(summary.hasHeader)
    #expect(summary.delimiter == ";")
    #expect(summary.columns.map(\.kind) == [.number, .boolean, .category, .category])
    #expect(summary.columns.map(\.role) == [.feature, .feature, .feature, .label])
    #expect(summary.columns.map(\.missingCount) == [1, 1, 0, 0])
    let numbers = try #require(summary.columns[0].numbers)
    #expect(numbers.count == 4)
    #expect(numbers.minimum == -0.5)
    #expect(numbers.maximum == 4.5)
    #expect(numbers.mean == 2.5)
    // (0.25 + 2.25 + 4 + 9) / 4 = 3.875; a few roundings of Float64.
    #expect(abs(numbers.standardDeviation - 3.875.squareRoot()) < 1e-15)
    #expect(summary.columns[1].trueShare == 0.75)
    let words = try #require(summary.columns[2].words)
    #expect(words.distinctCount == 3)
    #expect(words.listed.map(\.name) == ["red", "blue", "green"])
    #expect(words.listed.map(\.count) == [3, 1, 1])
    #expect(summary.labelColumn == "y")
    #expect(summary.classes?.listed.map(\.name) == ["u", "v"])
    #expect(summary.classes?.listed.map(\.count) == [3, 2])
    #expect(
      summary.firstRows == [
        ["2", "yes", "red", "u"], ["4", "no", "blue", "v"], ["", "yes", "red", "u"],
      ])
  }

  @Test func figuresFarFromZeroKeepTheirDigits() throws {
    let numbers = try #require(try column(["1e9", "1000000001", "1000000002"]).columns[0].numbers)
    #expect(numbers.mean == 1_000_000_001)
    // The variance is 2/3 exactly; sums of squares would leave no digit of it.
    #expect(abs(numbers.standardDeviation - (2.0 / 3).squareRoot()) < 1e-9)
  }

  @Test func ofManyWordsTheMostFrequentAreListed() throws {
    let cells = (0..<60).map { "w\($0 % 5 == 0 ? 0 : $0 % 7)" }
    let words = try #require(try column(cells).columns[0].words)
    #expect(words.distinctCount == 7)
    #expect(words.listed.count == 3)
    #expect(words.listed[0].name == "w0")
    #expect(words.listed.reduce(0) { $0 + $1.count } + words.otherCount == 60)
  }

  @Test func ofManyClassesTheTwentyMostFrequentAreListed() throws {
    let rows = (0..<25).flatMap { index in Array(repeating: "1,c\(index)", count: index + 1) }
    let classes = try #require(try summary("x,y\n" + rows.joined(separator: "\n")).classes)
    #expect(classes.distinctCount == 25)
    #expect(classes.listed.map(\.name) == (5..<25).reversed().map { "c\($0)" })
    #expect(classes.otherCount == 1 + 2 + 3 + 4 + 5)
  }

  @Test func classesThatAreNumbersAreInTheirOrder() throws {
    let summary = try summary("x,y\n1,10\n2,9\n3,10\n")
    #expect(summary.classes?.listed.map(\.name) == ["9", "10"])
  }

  @Test func rolesAreThoseOfTheOptions() throws {
    let summary = try summary(
      "a,b,c,d,e,f,g\n1,2,3,train,k,x,u\n2,1,4,test,l,y,v\n",
      TableOptions(
        label: .named("g"), weight: "b", split: "d", group: "c", ignored: ["a"], keys: ["e"]))
    #expect(summary.columns.map(\.role) == [.ignored, .weight, .group, .split, .key, .feature, .label])
    #expect(summary.columns[1].numbers?.mean == 1.5)
    #expect(summary.columns[3].words?.listed.map(\.name) == ["train", "test"])
    #expect(!kinds(summary).contains(.refusedColumn))
  }

  @Test func aTableWithoutHeaderHasNumberedColumns() throws {
    let summary = try summary("1,u\n2,v\n")
    #expect(!summary.hasHeader)
    #expect(summary.columns.map(\.name) == ["column 1", "column 2"])
    #expect(summary.rowCount == 2)
  }

  @Test func figuresDoNotDependOnHowMuchIsReadAtOnce() throws {
    let rows = (0..<200).map { "\($0 * 7 % 31),\"w, \"\"\($0 % 4)\"\"\n.\",\($0 % 2)" }
    let text = "n,c,y\r\n" + rows.joined(separator: "\r\n\r\n")
    let whole = try summary(text)
    let parts = try summary(text, sizes: ReadingSizes(prefix: 64, chunk: 16))
    #expect(whole.rowCount == 200)
    #expect(whole.columns[1].words?.listed.map(\.name) == (0..<3).map { "w, \"\($0)\"\n." })
    #expect(parts.columns == whole.columns)
    #expect(parts.firstRows == whole.firstRows)
    #expect(parts.warnings == whole.warnings)
  }

  @Test func gzipIsReadAsWhatIsInIt() throws {
    let text = "x,y\n1,u\n2,v\n"
    let file = try TableFile(bytes: GzipWriter.file(Array(text.utf8)), name: "t.csv.gz")
    let packed = try withExtendedLifetime(file) { try TableSummary(contentsOf: file.path) }
    #expect(try packed.columns == summary(text).columns)
  }

  // MARK: What a fit refuses

  /// What makes reading fail does not stop a summary, and the other columns have their figures.
  @Test(arguments: [
    ("2024-01-31", "looks like dates", "`TableOptions.kinds[\"x\"] = .category`"),
    ("1,5", "decimal comma", "numberNotation"),
    ("", "nothing but missing cells", "`TableOptions.ignored = [\"x\"]`"),
  ])
  func columnsThatAreRefusedAreSaidToBe(_ cell: String, _ problem: String, _ remedy: String) throws {
    let cells = Array(repeating: "\"\(cell)\"", count: 12)
    let summary = try column(cells)
    let refusal = try #require(summary.columns[0].refusal)
    #expect(refusal.message.contains(problem))
    #expect(refusal.remedy?.contains(remedy) == true)
    #expect(refusal.stopsTraining)
    #expect(summary.warnings.first == refusal)
    #expect(summary.columns[2].numbers?.count == 12)
    let fit = try TableFile("x,z,y\n" + cells.map { "\($0),1,a" }.joined(separator: "\n"))
    #expect(fit.error(TableOptions()).contains("column 'x'"))
    let ignored = try column(cells, TableOptions(ignored: ["x"]))
    #expect(!kinds(ignored).contains(.refusedColumn))
  }

  @Test func cellsThatContradictTheirColumnAreCounted() throws {
    let cells = (0..<40).map { [17: "word", 20: "inf", 30: "7"][$0] ?? "\($0).5" }
    let refusal = try #require(try column(cells).columns[0].refusal)
    #expect(refusal.message == "line 19, column 'x': 'word' is no number, and so with 1 more cell")
    #expect(refusal.remedy?.hasPrefix("`TableOptions.kinds[\"x\"] = .category`") == true)
    let named = try column(cells, TableOptions(kinds: ["x": .category]))
    #expect(named.columns[0].kind == .category)
    #expect(named.columns[0].refusal == nil)
  }

  @Test func numbersBeyondFloat32AreRefused() throws {
    let summary = try column(["1", "-2e39", "3"])
    #expect(summary.columns[0].refusal?.message.contains("'-2e39' overflows Float32") == true)
    #expect(summary.columns[0].numbers?.count == 2)
    #expect(try column(["1", "-2e38", "3"]).columns[0].refusal == nil)
  }

  @Test func tooManyCategoriesAreRefusedUnlessTheColumnIsNamed() throws {
    let cells = (0..<1001).map { "w\($0)" }
    let summary = try column(cells)
    #expect(summary.columns[0].refusal?.message == "column 'x' has more than 1000 categories")
    #expect(summary.columns[0].words?.hasMore == true)
    let named = try column(cells, TableOptions(kinds: ["x": .category]))
    #expect(named.columns[0].refusal == nil)
    #expect(named.columns[0].words?.distinctCount == 1001)
    #expect(try column(Array(cells.dropLast())).columns[0].refusal == nil)
  }

  @Test func labelsAndWeightsThatAreMissingAreRefused() throws {
    let text = "x,w,y\n1,1,a\n2,-1,\n3,,b\n4,2,NA\n"
    let summary = try summary(text, TableOptions(weight: "w"))
    #expect(
      summary.columns[1].refusal?.message.contains("the weight '-1' is negative, and so with 1 more") == true)
    #expect(summary.columns[2].refusal?.message.contains("line 3, column 'y': the label is missing") == true)
    #expect(summary.columns[2].missingCount == 2)
  }

  @Test func partsThatAreNoneAreNamed() throws {
    func refusal(_ parts: [String]) throws -> String? {
      let rows = parts.enumerated().map { "\($0),\($1),\($0 % 2 == 0 ? "u" : "v")\n" }.joined()
      return try summary("x,part,y\n" + rows, TableOptions(split: "part")).columns[1].refusal?.message
    }
    #expect(try refusal(["train", "Test", "VAL", "fit"]) == nil)
    #expect(try refusal(["train", "tset", "train", "train"]) == "column 'part' has 'tset'")
    #expect(try refusal(["test", "test", "dev", "dev"]) == "column 'part' says train in no row")
  }

  @Test func weightsOfNothingAreNamed() throws {
    func refusal(_ text: String) throws -> String? {
      try summary(text, TableOptions(weight: "w")).columns[1].refusal?.message
    }
    #expect(try refusal("x,w,y\n1,0,u\n2,0,v\n") == "column 'w' is the weight and 0 in every row")
    #expect(try refusal("x,w,y\n1,0,u\n2,1e-9,v\n") == nil)
  }

  /// What a summary says of fits is what reading for a fit does.
  @Test(arguments: [
    "x,z,y\n1,a,u\n2,b,v\n", "x,z,y\n1,a,u\n,b,v\n", "x,z,y\n1,a,u\n2,,v\n", "x,z,y\n1,a,u\n2,b,\n",
    "x,z,y\n1,10:30,u\n2,11:45,v\n", "x,z,y\n1e39,a,u\n2,b,v\n", "x,z,y\n-inf,a,u\n2,b,v\n",
    "x,z,y\n,a,u\n,b,v\n", "x,z,y\nyes,\"2,5\",u\nno,\"3,5\",v\n", "x,z,y\nt,5,u\nf,-5.5e3,v\n", "x\na\nb\n",
  ])
  func fitsRefuseWhatIsSaidToStopThem(_ text: String) throws {
    let file = try TableFile(text)
    let isRefused = file.error(TableOptions()) != "no error"
    #expect(try summary(text).warnings.contains(where: \.stopsTraining) == isRefused)
  }

  @Test func whatIsNoTableIsAnError() throws {
    #expect(throws: FileError.self) { try summary("a,b\n1,2\n3\n") }
    let error = #expect(throws: FileError.self) {
      try summary(
        "a,b\n" + String(repeating: "1,2\n", count: 100) + "1,2,3\n", sizes: ReadingSizes(prefix: 64, chunk: 64)
      )
    }
    #expect(error?.position == .line(102))
    #expect(throws: FileError.self) { try summary("a,b\n1,\"2\n") }
    #expect(throws: FileError.self) { try summary("a,b\n1,2\n", TableOptions(label: .named("c"))) }
  }

  @Test func aTableOfOneColumnHasNoFeatures() throws {
    let warning = try #require(try summary("x:y\na:b\nc:d\n").warnings.first { $0.kind == .noFeatures })
    #expect(warning.remedy?.contains("`TableOptions.delimiter`") == true)
    #expect(warning.stopsTraining)
  }

  // MARK: What is odd

  @Test func missingCellsAreAWarningUntilSomethingIsDone() throws {
    let cells = (0..<12).map { $0 == 3 ? "NA" : "\($0 * $0)" }
    let warning = try #require(try column(cells).warnings.first)
    #expect(warning.kind == .missingCells)
    #expect(warning.message == "1 cell is missing in column 'x'")
    #expect(warning.remedy?.contains("`MissingValues.mean`") == true)
    #expect(warning.stopsTraining)
    #expect(try !kinds(column(cells, TableOptions(refusesMissing: false))).contains(.missingCells))
    var dropping = TableOptions(refusesMissing: false)
    dropping.countsIncompleteRows = true
    let dropped = try #require(try column(cells, dropping).warnings.first)
    #expect(dropped.message == "1 of 12 rows lacks a cell in column 'x'" && !dropped.stopsTraining)
  }

  @Test func columnsThatAreMostlyMissingAreNamed() throws {
    func cells(_ count: Int) -> [String] { (0..<20).map { $0 < count ? "" : "\($0 * $0)" } }
    let options = TableOptions(kinds: ["x": .number], refusesMissing: false)
    let warning = try #require(try column(cells(15), options).warnings.first { $0.kind == .mostlyMissing })
    #expect(warning.message == "column 'x' is missing in 75 % of the rows")
    #expect(try !kinds(column(cells(10), options)).contains(.mostlyMissing))
  }

  @Test(arguments: [("1", "2"), ("yes", "no"), ("red", "blue")])
  func columnsOfOneValueAreNamed(_ value: String, _ other: String) throws {
    let cells = Array(repeating: value, count: 11)
    let warning = try #require(try column(cells + [value]).warnings.first { $0.kind == .constant })
    #expect(warning.columns == ["x"])
    #expect(warning.remedy == "`TableOptions.ignored = [\"x\"]`")
    #expect(try !kinds(column(cells + [other])).contains(.constant))
  }

  @Test func keysAreToldFromMeasurements() throws {
    func isKey(_ cells: [String]) throws -> Bool { try kinds(column(cells)).contains(.looksLikeKey) }
    #expect(try isKey((0..<20).map { "\($0 + 7)" }))
    #expect(try isKey((0..<20).map { "id-\($0)" }))
    #expect(try !isKey((0..<20).map { "\($0 * 2)" }))
    #expect(try !isKey((0..<20).map { "\(Double($0) + 0.5)" }))
    #expect(try isKey((0..<20).map { "id-\($0 % 19)" }))
    #expect(try !isKey((0..<20).map { "id-\($0 % 10)" }))
    #expect(try !isKey((0..<5).map { "\($0)" }))
  }

  @Test func whatTrainDoesWithCategoriesLikeAKeyIsSaid() throws {
    func remedy(_ cells: [String], _ options: TableOptions = TableOptions()) throws -> String? {
      try column(cells, options).warnings.first { $0.kind == .looksLikeKey }?.remedy
    }
    let leftOut =
      "train leaves it out; `TableOptions.kinds[\"x\"] = .category` takes it all the same, and its categories then stand in the model file"
    #expect(try remedy((0..<20).map { "id-\($0)" }) == leftOut)
    #expect(try remedy((0..<20).map { "id-\($0 % 19)" }) == leftOut)
    // Numbers are not stored; of ten rows ten categories are not many; and what is asked for is used.
    let numbers = (0..<20).map { "\($0)" }
    #expect(
      try remedy(numbers) == "train leaves it out; `TableOptions.kinds[\"x\"] = .number` takes it all the same")
    #expect(
      try remedy(numbers, TableOptions(kinds: ["x": .number])) == "`TableOptions.ignored = [\"x\"]`")
    #expect(try remedy((0..<10).map { "id-\($0)" }) == "`TableOptions.ignored = [\"x\"]`")
    #expect(
      try remedy((0..<20).map { "id-\($0)" }, TableOptions(kinds: ["x": .category]))
        == "`TableOptions.ignored = [\"x\"]`")
  }

  @Test func columnsFarFromZeroAreNamed() throws {
    func isFar(_ origin: Int) throws -> Bool {
      try kinds(column((0..<20).map { "\(origin + $0 % 2)" })).contains(.farFromZero)
    }
    // The standard deviation is 0.5, so that the border is at 512.
    #expect(try isFar(600))
    #expect(try isFar(-600))
    #expect(try !isFar(400))
  }

  @Test func aLabelOfManyNumbersLooksLikeRegression() throws {
    func looksLike(_ labels: [String]) throws -> Bool {
      try kinds(summary("x,y\n" + labels.map { "1,\($0)\n" }.joined())).contains(.looksLikeRegression)
    }
    #expect(try looksLike((0..<100).map { "\(Double($0 % 30) + 0.25)" }))
    #expect(try looksLike((0..<100).map { "\($0 % 30)" }))
    #expect(try !kinds(summary("x,y\n" + (0..<40).map { "1,\($0).5\n" }.joined())).contains(.rareClasses))
    #expect(try !looksLike((0..<400).map { "\($0 % 30)" }))
    #expect(try !looksLike((0..<100).map { "\($0 % 10)" }))
    #expect(try !looksLike((0..<100).map { "w\($0 % 30)" }))
  }

  @Test func rareAndUnevenClassesAreNamed() throws {
    func classes(_ counts: [Int]) throws -> [DataWarning] {
      let rows = counts.enumerated().flatMap { Array(repeating: "c\($0)", count: $1) }
      return try summary("x,y\n" + rows.enumerated().map { "\($0 * $0 % 17),\($1)\n" }.joined()).warnings
    }
    #expect(try classes([10, 10]).isEmpty)
    let rare = try classes([9, 10, 3])
    #expect(rare.map(\.kind) == [.rareClasses])
    #expect(rare[0].message == "2 classes have fewer than 10 samples: 'c0' 9, 'c2' 3")
    #expect(try classes([1000, 10]).isEmpty)
    let uneven = try classes([1001, 10])
    #expect(uneven.map(\.kind) == [.unevenClasses])
    #expect(uneven[0].remedy?.contains("`ClassWeights.balanced`") == true)
    let one = try classes([12])
    #expect(one.map(\.kind) == [.oneClass])
    #expect(one[0].stopsTraining)
  }
}
