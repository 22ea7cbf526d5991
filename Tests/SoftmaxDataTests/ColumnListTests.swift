// Columns as a person lists them: names, positions, ranges, patterns, and what is taken away.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct ColumnListTests {
  private let names = ["id", "age", "V1", "V2", "V10", "v1", "day a", "day bc"]

  private func places(_ items: String..., among names: [String]? = nil) throws -> [Int] {
    try ColumnList(items).matches(among: names ?? self.names).map(\.place)
  }

  private func problem(_ items: String...) -> ColumnList.Problem? {
    do throws(ColumnList.Problem) {
      _ = try ColumnList(items).matches(among: names)
      return nil
    } catch {
      return error
    }
  }

  @Test func namesPositionsRangesAndPatternsMeanTheirColumns() throws {
    #expect(try places("age", "id") == [0, 1])
    #expect(try places("2", "8") == [1, 7])
    #expect(try places("2-4") == [1, 2, 3] && places("3-3") == [2])
    #expect(try places("V*") == [2, 3, 4] && places("*1") == [2, 5] && places("V?") == [2, 3])
    #expect(
      try places("day ?") == [6] && places("day*") == [6, 7] && places("*d*a*") == [6, 7]
        && places("?*?*?") == [1, 4, 6, 7])
    #expect(try places("*").count == 8 && places("***").count == 8)
    #expect(try places() == [])
  }

  @Test func whatIsTakenAwayIsTakenFromWhatStandsBefore() throws {
    #expect(try places("*", "-id") == [1, 2, 3, 4, 5, 6, 7])
    #expect(try places("V*", "-V?", "V1") == [2, 4])
    #expect(try places("*", "-1", "-7-8", "-V*") == [1, 5])
    #expect(try places("age", "-id") == [1])
  }

  @Test func aColumnThatIsCalledLikeAnItemIsTheOneThatIsMeant() throws {
    let odd = ["*", "2-3", "-a", "a", "3", "x?"]
    #expect(try places("*", among: odd) == [0])
    #expect(try places("2-3", among: odd) == [1])
    #expect(try places("-a", among: odd) == [2])
    #expect(try places("3", among: odd) == [4])
    #expect(try places("x?", among: odd) == [5])
    #expect(try places("?*", "--a", among: odd) == [0, 1, 3, 4, 5])
  }

  @Test func exactItemsAreToldFromOthers() throws {
    let matches = try ColumnList(["V*", "V2", "1-2", "2"]).matches(among: names)
    #expect(matches.filter(\.isExact).map(\.place) == [1, 3])
    #expect(matches.filter { !$0.isExact }.map(\.place) == [0, 2, 4])
  }

  @Test func whatMeansNoColumnIsRefusedWithTheNearest() {
    #expect(problem("agee")?.kind == .noColumn(nearest: "age"))
    #expect(problem("nothing like it")?.kind == .noColumn(nearest: nil))
    #expect(problem("agg*")?.kind == .noMatch(nearest: "age"))
    #expect(problem("W*Z")?.kind == .noMatch(nearest: nil))
    #expect(problem("*", "-agee") == ColumnList.Problem(item: "-agee", kind: .noColumn(nearest: "age")))
    #expect(problem("9")?.kind == .noColumn(nearest: nil))
    for range in ["0-2", "3-2", "7-9", "1-99999999999"] {
      #expect(problem(range)?.kind == .badRange(columnCount: 8), "\(range)")
    }
    #expect(problem("-age")?.kind == .takesFromNothing)
    for item in ["", "-", "1-2-3", "1-", "99999999999999999999999-1"] {
      #expect(problem(item) != nil, "\(item)")
    }
  }

  /// A pattern of stars takes time that grows with the lengths alone.
  @Test(.timeLimit(.minutes(1))) func patternsOfManyStarsEnd() throws {
    let name = String(repeating: "a", count: 2000)
    let pattern = String(repeating: "*a", count: 500) + "b"
    #expect(throws: ColumnList.Problem.self) { try places(pattern, among: [name]) }
    #expect(try places(String(repeating: "*a", count: 500), among: [name]) == [0])
  }
}

/// What lists do to a table, and where they contradict each other.
@Suite struct ListedColumnTests {
  private let text = "id,V1,V2,V3,w,y\n1,2,3,4,5,a\n6,7,8,9,10,b\n"

  private func options(_ change: (inout TableOptions) -> Void) -> TableOptions {
    var options = TableOptions()
    change(&options)
    return options
  }

  @Test func featuresAreOnlyThoseListed() throws {
    let table = try TableFile(text).table(options { $0.features = ColumnList(["V*", "-V2"]) })
    #expect(table.columns.map(\.name) == ["V1", "V3"] && table.labels?.texts == ["a", "b"])
    let all = try TableFile(text).table(
      options {
        $0.features = ColumnList(["*", "-id"])
        $0.weight = "w"
      })
    #expect(all.columns.map(\.name) == ["V1", "V2", "V3"] && all.weights == [5, 10])
  }

  @Test func aLastColumnThatIsPassedThroughIsStillTheLabel() throws {
    let table = try TableFile(text).table(options { $0.keys = ["y"] })
    #expect(table.labels?.texts == ["a", "b"] && table.keys.map(\.name) == ["y"])
  }

  @Test func ignoredKeptAndTypedColumnsAreListedAlike() throws {
    let table = try TableFile(text).table(
      options {
        $0.ignored = ["2-3"]
        $0.kinds = ["V*": .category, "V3": .number]
        $0.keys = ["w", "1"]
        $0.ignored = ["2-3", "-V2"]
      })
    #expect(table.columns.map(\.name) == ["V2", "V3"])
    #expect(table.columns[0].kind.isCategory && !table.columns[1].kind.isCategory)
    #expect(table.keys.map(\.name) == ["w", "id"])
  }

  @Test(
    arguments: [
      (["V*"], ["V2"], [:], "column 'V2' is both among the features and ignored; name each in one list"),
      (["id", "V1"], ["1-2"], [:], "the columns 'id', 'V1' are both among the features and ignored"),
      (["V1"], [], ["V2": .number], "column 'V2' is said to have a kind, and not among the features"),
      (["V1"], [], ["2": .ignore], "column 'V1' is both among the features and ignored"),
      (["y"], [], [:], "column 'y' is the label and named as a feature; name another label"),
      (nil, ["V1"], ["V1": .number], "column 'V1' is ignored and said to be number"),
      (
        nil, [], ["V?": .number, "V1*": .category],
        "column 'V1' is said to be category and number ('V1*', 'V?')"
      ),
      (nil, [], ["2": .number, "V1": .category], "column 'V1' is said to be number and category"),
      (
        nil, ["X*"], [:],
        "no column is called like 'X*', named as a column to be ignored; the columns are id, V1"
      ),
      (["4-9"], [], [:], "'4-9', named as a feature, is no range of columns, which are counted from 1 to 6"),
      (["-id"], [], [:], "'-id', named as a feature, takes away from nothing; begin with all columns: '*,-id'"),
      (nil, ["V11"], [:], "there is no column 'V11', named as a column to be ignored; did you mean 'V1'?"),
    ] as [([String]?, [String], [String: ColumnKind], String)])
  func listsThatContradictEachOtherAreRefused(
    _ features: [String]?, _ ignored: [String], _ kinds: [String: ColumnKind], _ message: String
  ) throws {
    let error = try TableFile(text).error(
      options { ($0.features, $0.ignored, $0.kinds) = (features.map { ColumnList($0) }, ignored, kinds) })
    #expect(error.contains(message), "\(error)")
  }

  @Test func aPatternOfKindsPassesByWhatCanHaveNone() throws {
    let table = try TableFile(text).table(options { $0.kinds = ["*": .category] })
    #expect(table.columns.count == 5 && table.columns.allSatisfy { $0.kind.isCategory })
    #expect(table.labelColumn == "y")
  }
}
