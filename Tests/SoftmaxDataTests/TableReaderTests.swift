// Tables out of delimited text: types, headers, roles, origins, batches, and columns that are expected.

import Dispatch
import Foundation
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct TableReaderTests {
  private let number = TableColumn.Kind.number(origin: 0)

  private func kinds(_ table: Table) -> [TableColumn.Kind] { table.columns.map(\.kind) }

  // MARK: Types

  @Test func columnsAreNumbersBooleansOrCategories() throws {
    let text = """
      n,b,s,c,mixed
      1,true,t,red,t
      -2.5e1, YES ,F,blue,true
      "3",No,f,red,x
      """
    let table = try TableFile(text).table()
    #expect(
      kinds(table) == [
        number, .boolean, .boolean, .category(["red", "blue"]), .category(["t", "true", "x"]),
      ])
    #expect(table.row(0) == [1, 1, 1])
    #expect(table.row(1) == [-25, 1, 0])
    #expect(table.row(2) == [3, 0, 0])
    #expect(table.words(0) == ["red", "blue", "red"])
  }

  @Test(arguments: ["", "  ", "NA", "n/a", "NaN", "nan", "null", "NULL", "?", "\"\"", "\"NA\""])
  func missingWordsAreMissingInEveryColumn(_ word: String) throws {
    let table = try TableFile("n,b,c\n1,yes,x\n\(word),\(word),\(word)\n2,no,y\n")
      .table(TableOptions(label: .none, refusesMissing: false))
    #expect(kinds(table) == [number, .boolean, .category(["x", "y"])])
    #expect(table.row(1).map(\.isNaN) == [true, true])
    #expect(table.words(0) == ["x", nil, "y"])
    #expect(table.codes[0][1] == Table.missingCode)
  }

  @Test func nineTenthsOfNumbersMakeAColumnOfNumbers() throws {
    func text(_ others: Int) -> String {
      "n\n" + (0..<20).map { $0 < others ? "word\($0)\n" : "\($0)\n" }.joined()
    }
    #expect(try kinds(TableFile(text(3)).table(TableOptions(hasHeader: true, label: .none)))[0].isCategory)
    let error = try TableFile(text(2)).error(TableOptions(hasHeader: true, label: .none))
    #expect(
      error
        == "t.csv: line 2, column 'n': 'word0' is no number; correct the cell, or leave the row out, or "
        + "`TableOptions.kinds[\"n\"] = .category` if these are categories")
  }

  @Test func kindsThatAreNamedHold() throws {
    let text = "zip,flag,day,junk\n8001,1,2024-01-31,x\n8002,0,2024-02-01,y\n"
    let options = TableOptions(
      kinds: ["zip": .category, "2": .boolean, "day": .category, "junk": .ignore], label: .none)
    let table = try TableFile(text).table(options)
    #expect(kinds(table) == [.category(["8001", "8002"]), .boolean, .category(["2024-01-31", "2024-02-01"])])
    #expect(table.values == [1, 0])
  }

  @Test func manyCategoriesAreTakenWhereTheColumnIsNamed() throws {
    let text = "c,x\n" + (0..<1500).map { "word \($0),1\n" }.joined()
    let table = try TableFile(text).table(TableOptions(kinds: ["c": .category], label: .none))
    #expect(table.codes[0] == (0..<1500).map { UInt32($0) })
    #expect(table.words(0)[1234] == "word 1234")
  }

  @Test func equivalentSpellingsAreOneCategory() throws {
    let table = try TableFile("c,x\ncaf\u{e9},1\ncafe\u{301},2\n").table()
    #expect(table.codes[0] == [0, 0])
  }

  // MARK: Headers

  @Test func theFirstRowIsAHeaderUnlessItHasANumber() throws {
    #expect(try TableFile("a,b\n1,2\n").table().columns.map(\.name) == ["a", "b"])
    let table = try TableFile("a,1\nb,2\n").table()
    #expect(table.columns.map(\.name) == ["column 1", "column 2"])
    #expect(table.rowCount == 2)
    for text in ["a,b\n", "a,b\n\n\n"] {
      #expect(try TableFile(text).error() == "t.csv: line 1: there is only a header, expected rows below it")
    }
    #expect(try TableFile("a,b\n").table(TableOptions(hasHeader: false, label: .none)).rowCount == 1)
    #expect(
      try TableFile("1,2\n3,4\n").table(TableOptions(hasHeader: true, label: .none)).columns[0].name == "1")
    #expect(try TableFile("a,b\nc,d\n").table(TableOptions(hasHeader: false, label: .none)).rowCount == 2)
  }

  @Test func namesAreTrimmedAndMadeWhereThereIsNone() throws {
    let table = try TableFile(" a ,,\" b\"\"c \"\n1,2,3\n").table()
    #expect(table.columns.map(\.name) == ["a", "column 2", "b\"c"])
  }

  /// Swift takes the second quote and the accent for one character.
  @Test func doubledQuotesInNamesAreOneWhateverFollowsThem() throws {
    let table = try TableFile("\"a\"\"\u{301}b\",c\n1,2\n").table()
    #expect(table.columns.map(\.name) == ["a\"\u{301}b", "c"])
  }

  // MARK: Origins

  @Test func columnsFarFromZeroAreCountedFromANumberAmongThem() throws {
    let seconds = (0..<50).map { 1_700_000_000 + Double($0) * 0.25 }
    let text = "t,x,constant\n" + seconds.map { "\($0),\($0 - 1.7e9),7000\n" }.joined()
    let table = try TableFile(text).table()
    guard case .number(let origin) = table.columns[0].kind else {
      Issue.record("not a number")
      return
    }
    #expect(abs(origin - 1_700_000_006) <= 10)
    #expect(origin == origin.rounded())
    #expect(Array(kinds(table)[1...]) == [number, number])
    // Differences from the origin are exact in Float32; the numbers themselves would be multiples of 128.
    for (row, second) in seconds.enumerated() { #expect(Double(table.row(row)[0]) == second - origin) }
    let plain = try TableFile(text).table(TableOptions(label: .none, centresFarColumns: false))
    #expect(kinds(plain)[0] == number)
    #expect(plain.row(1)[0] == 1_700_000_000)
  }

  @Test(
    arguments: [
      ([1_000_000.1, 1_000_000.2, 1_000_000.3], 1_000_000.2), ([-5e9, -5e9 - 700, -5e9 + 300], -5e9),
      ([1e-3 + 1e-9, 1e-3 + 2e-9, 1e-3 + 3e-9], 1e-3 + 2e-9), ([1023, 1025], 0), ([5, 5, 5], 0), ([], 0),
    ] as [([Double], Double)])
  func originsAreShortNumbersNearTheMedian(_ numbers: [Double], _ expected: Double) {
    var survey = ColumnSurvey(keepsNumbers: true, missing: MissingCells(.usual), numbers: NumberReader(.plain))
    for number in numbers {
      let text = Array("\(number)".utf8)
      survey.add(text.span)
    }
    // Within one standard deviation, and written with no more digits than it needs.
    #expect(abs(survey.origin - expected) <= abs(expected) * 1e-6)
    #expect("\(abs(survey.origin))".count <= 12)
  }

  // MARK: Roles

  @Test func everyColumnHasItsRole() throws {
    let text = """
      id,x,w,part,who,y,z,unused
      007,1,0.5,train,ann,cat,10,q
      " 8 ",2,3,test,bob, dog ,20,q
      9,3,0,train,ann,cat,30,q
      """
    let options = TableOptions(
      label: .named("y"), weight: "w", split: "4", group: "who", ignored: ["unused"], keys: ["id", "y"])
    let file = try TableFile(text)
    var reader = try TableReader(contentsOf: file.path, options: options)
    #expect(reader.labelColumn == "y")
    let table = try reader.readAll()
    #expect(table.name == file.path)
    #expect(table.columns.map(\.name) == ["x", "z"])
    #expect(table.values == [1, 10, 2, 20, 3, 30])
    #expect(table.labels?.texts == ["cat", "dog", "cat"])
    #expect(table.weights == [0.5, 3, 0])
    #expect(table.parts?.texts == ["train", "test", "train"])
    #expect(table.groups?.texts == ["ann", "bob", "ann"])
    #expect(table.keys.map(\.name) == ["id", "y"])
    #expect(table.keys[0].cells == ["007", " 8 ", "9"])
    #expect(table.keys[1].cells == ["cat", " dog ", "cat"])
  }

  @Test func theLastColumnThatIsNothingElseIsTheLabel() throws {
    let table = try TableFile("x,y,w\n1,a,2\n").table(TableOptions(hasHeader: true, weight: "w"))
    #expect(table.labels?.texts == ["a"])
    #expect(table.columns.map(\.name) == ["x"])
  }

  @Test func anOptionalLabelMayBeAbsent() throws {
    let options = TableOptions(label: .optional("y"))
    #expect(try TableFile("x,y\n1,a\n").table(options).labels?.texts == ["a"])
    let table = try TableFile("x,z\n1,2\n").table(options)
    #expect(table.labels == nil)
    #expect(table.values == [1, 2])
  }

  @Test func aKeyIsAFeatureOnlyWhereItsKindIsNamed() throws {
    let text = "id,x\n1,2\n3,4\n"
    let file = try TableFile(text)
    #expect(try file.table(TableOptions(label: .none, keys: ["id"])).values == [2, 4])
    let both = try file.table(TableOptions(kinds: ["id": .number], label: .none, keys: ["id"]))
    #expect(both.values == [1, 2, 3, 4])
    #expect(both.keys[0].cells == ["1", "3"])
  }

  // MARK: Expected columns

  private let expected = [
    TableColumn(name: "c", kind: .category(["red", "blue"])),
    TableColumn(name: "n", kind: .number(origin: 100)),
    TableColumn(name: "b", kind: .boolean),
  ]

  @Test func expectedColumnsAreFoundByNameInAnyOrder() throws {
    let text = "extra,b,n,y,c\nfoo,t,101.5,yes,blue\nbar,0,99,no,red\n"
    let table = try TableFile(text).table(TableOptions(label: .optional("y"), keys: ["n"]), expecting: expected)
    #expect(table.columns == expected)
    #expect(table.values == [1.5, 1, -1, 0])
    #expect(table.codes == [[1, 0]])
    #expect(table.labels?.texts == ["yes", "no"])
    #expect(table.keys[0].cells == ["101.5", "99"])
  }

  @Test func anUnseenCategoryHasItsOwnCode() throws {
    let table = try TableFile("c,n,b\ngreen,1,no\n")
      .table(TableOptions(label: .none, refusesUnseen: false), expecting: expected)
    #expect(table.codes == [[Table.unseenCode]])
    #expect(table.columns == expected)
  }

  @Test func aRowWithAllExpectedNamesIsAHeader() throws {
    let columns = [TableColumn(name: "1990", kind: number), TableColumn(name: "1991", kind: number)]
    #expect(try TableFile("1991,1990\n1,2\n").table(expecting: columns).values == [2, 1])
  }

  @Test func expectedColumnsWithoutNamesAreFoundByPlace() throws {
    let columns = [TableColumn(name: "column 2", kind: number), TableColumn(name: "column 1", kind: number)]
    #expect(try TableFile("1,2\n3,4\n").table(expecting: columns).values == [2, 1, 4, 3])
  }

  // MARK: Batches

  @Test func batchesAreTheWholeInPieces() throws {
    let text = "x,c,y\n" + (0..<25).map { "\($0),w\($0 / 5),\($0 % 3 == 0 ? "a" : "b")\n" }.joined()
    let file = try TableFile(text)
    let whole = try file.table(TableOptions())
    var reader = try TableReader(contentsOf: file.path)
    #expect(reader.columns.map(\.name) == ["x", "c"])
    var (values, codes, labels): ([Float], [UInt32], [String]) = ([], [], [])
    var listSizes: [Int] = []
    while let table = try reader.next(rowLimit: 10) {
      values += table.values
      codes += table.codes[0]
      labels += table.labels?.texts ?? []
      if case .category(let names) = table.columns[1].kind { listSizes.append(names.count) }
    }
    #expect(values == whole.values)
    #expect(codes == whole.codes[0])
    #expect(labels == whole.labels?.texts)
    #expect(listSizes == [2, 4, 5])
    #expect(reader.columns == whole.columns)
    #expect(try reader.next(rowLimit: 10) == nil)
    #expect(try reader.readAll().rowCount == 0)
  }

  @Test func aBatchHasAtLeastOneRowAndAllTheRestCanFollow() throws {
    let file = try TableFile("x\n1\n2\n3\n")
    var reader = try TableReader(contentsOf: file.path, options: TableOptions(label: .none))
    #expect(try reader.next(rowLimit: 0)?.values == [1])
    #expect(try reader.readAll().values == [2, 3])
  }

  @Test func afterAnErrorReadingEndsWithItAgain() throws {
    let file = try TableFile("x\n1\n2\nthree\n4\n" + String(repeating: "5\n", count: 20))
    var reader = try TableReader(contentsOf: file.path, options: TableOptions(label: .none))
    #expect(try reader.next(rowLimit: 2)?.values == [1, 2])
    for _ in 0..<2 {
      do {
        _ = try reader.next(rowLimit: 2)
        Issue.record("no error")
      } catch {
        #expect(error.position == .cell(line: 4, column: "x"))
      }
    }
  }

  @Test func aTableIsReadInOneCall() throws {
    let file = try TableFile("x,y\n1,a\n")
    let table = try Table(contentsOf: file.path)
    #expect(table.values == [1])
    #expect(table.labels?.names == ["a"])
  }

  @Test func rowsLongerThanTheFirstBytesAreRead() throws {
    let word = String(repeating: "long ", count: 100)
    let text = "x,c\n1,\(word)\n2,\"\(word)\n\(word)\"\n"
    let table = try TableFile(text).table(sizes: ReadingSizes(prefix: 16, chunk: 10, longestRow: 2000))
    #expect(table.values == [1, 2])
    #expect(table.words(0)[1] == "\(word)\n\(word)")
  }

  @Test func rowsOfAPipeAreGivenBeforeMoreAreWritten() throws {
    let pipe = Pipe()
    // Where the reader waits for more than there is, it gets the end, and the counts below are wrong. That
    // is waited for long, because a busy machine may take long to do what is right.
    let ending = DispatchWorkItem { try? pipe.fileHandleForWriting.close() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 300, execute: ending)
    func write(_ text: String) throws { try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }
    let expected = ["a", "b"].map { TableColumn(name: $0, kind: .number(origin: 0)) }

    try write("b,a\n1,2\n\n3,")
    var reader = try TableReader(
      contentsOf: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)", options: TableOptions(label: .none),
      expecting: expected)
    #expect(try reader.next(rowLimit: 100)?.values == [2, 1])
    try write("4\n5,6\n7,")
    #expect(try reader.next(rowLimit: 100)?.values == [4, 3, 6, 5])
    try write("8\n")
    #expect(try reader.next(rowLimit: 100)?.values == [8, 7])
    ending.cancel()
    try pipe.fileHandleForWriting.close()
    #expect(try reader.next(rowLimit: 100) == nil)
  }
}
