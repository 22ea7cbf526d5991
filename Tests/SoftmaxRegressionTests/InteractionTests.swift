// Products of columns are features like others, learned once and repeated on later tables.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct InteractionTests {
  private let columns = [
    TableColumn(name: "age", kind: .number(origin: 0)), TableColumn(name: "time", kind: .number(origin: 1000)),
    TableColumn(name: "member", kind: .boolean), TableColumn(name: "colour", kind: .category(["red", "blue"])),
    TableColumn(name: "plan", kind: .category(["x", "y", "z"])),
  ]

  private func table(_ rowCount: Int = 40, missing: Bool = false) -> Table {
    var numbers = MadeNumbers(seed: 61)
    let values = numbers.floats(3 * rowCount).enumerated().map { place, value -> Float in
      if missing, place == 3 { return .nan }
      return place % 3 == 2 ? (value > 0 ? 1 : 0) : value * Float(place % 3 + 2)
    }
    return Table(
      name: "t", columns: columns, rowCount: rowCount, numbers: SharedStorage(values),
      codes: [numbers.indices(rowCount, below: 2), numbers.indices(rowCount, below: 3)],
      labels: CategoryValues(codes: numbers.indices(rowCount, below: 2), names: ["a", "b"]), labelColumn: "kind"
    )
  }

  private func learned(
    _ pairs: [(String, String)], _ table: Table, missing: MissingValues = .error
  ) throws -> Preparation {
    try Preparation(
      learnedOn: table, missing: missing, interactions: pairs.map { Interaction($0, $1) })
  }

  private func rows(_ features: Features) -> [[Double]] {
    let data = try? Dataset(features: features, labels: (0..<features.sampleCount).map { $0 % 2 })
    return data.map { MadeData.rows(of: $0) } ?? []
  }

  /// Features by name.
  private func values(_ preparation: Preparation, _ table: Table) throws -> [String: [Double]] {
    let rows = rows(try preparation.features(of: table))
    let names = try #require(preparation.input.featureNames)
    return Dictionary(uniqueKeysWithValues: names.enumerated().map { j, name in (name, rows.map { $0[j] }) })
  }

  @Test func eachPairOfFeaturesHasItsProduct() throws {
    let table = table()
    let preparation = try learned(
      [("age", "time"), ("plan", "age"), ("colour", "plan"), ("age", "age"), ("member", "colour")], table)
    #expect(preparation.featureCount == 8 + 1 + 3 + 6 + 1 + 2)
    let found = try values(preparation, table)
    #expect(found.count == preparation.featureCount)
    var pairs = [("age", "time - 1000"), ("age", "age"), ("member", "colour=red"), ("member", "colour=blue")]
    for plan in ["x", "y", "z"] {
      pairs.append(("plan=\(plan)", "age"))
      for colour in ["red", "blue"] { pairs.append(("colour=\(colour)", "plan=\(plan)")) }
    }
    for (first, second) in pairs {
      let (a, b) = (try #require(found[first]), try #require(found[second]))
      let product = try #require(found["\(first):\(second)"], "\(first):\(second)")
      #expect(product.indices.allSatisfy { product[$0] == Double(Float(a[$0] * b[$0])) }, "\(first):\(second)")
    }
  }

  @Test func laterTablesHaveTheSameProducts() throws {
    let whole = table()
    let preparation = try learned([("age", "plan")], whole)
    let rows = [7, 3, 31]
    let all = self.rows(try preparation.features(of: whole))
    #expect(self.rows(try preparation.features(of: whole, rows: rows)) == rows.map { all[$0] })
  }

  @Test func aMissingValueCountsAsItsMeanAndItsIndicatorIsInNoProduct() throws {
    let table = table(missing: true)
    let preparation = try learned([("age", "plan"), ("age", "time")], table, missing: .indicator)
    let found = try values(preparation, table)
    #expect(found.keys.contains("age missing") && !found.keys.contains { $0.contains("missing:") })
    let mean = Double(Float(preparation.columns[0].means[0]))
    #expect(found["age"]?[1] == mean)
    #expect(found["age:time - 1000"]?[1] == Double(Float(mean * (found["time - 1000"]?[1] ?? 0))))
  }

  @Test func aFitToThemIsTheFitToColumnsThatHoldThem() throws {
    let table = table(120)
    let preparation = try learned([("age", "time")], table)
    let data = try preparation.dataset(of: table)
    let byHand = try Dataset(
      features: Features(
        MadeData.rows(of: try learned([], table).dataset(of: table)).flatMap { row in
          (row + [row[0] * row[1]]).map { Float($0) }
        }, input: .table(featureCount: 9)), classIndices: data.classIndices, classes: data.classes)
    #expect(try SoftmaxClassifier().fit(data).model.weights == SoftmaxClassifier().fit(byHand).model.weights)
  }

  @Test func pairsThatSayNothingAreRefused() throws {
    let table = table()
    func problem(_ pairs: (String, String)...) -> String {
      let error = #expect(throws: PreparationError.self) { try learned(pairs, table) }
      return error?.description ?? ""
    }
    #expect(
      problem(("age", "none")) == "t: interaction 'age:none': there is no column 'none' to make products of")
    #expect(
      problem(("plan", "plan")).contains("column 'plan' is no number, whose square would say something new"))
    #expect(problem(("member", "member")).contains("is no number"))
    #expect(problem(("age", "plan"), ("plan", "age")).contains("the pair stands twice"))
  }

  @Test func productsBeyondFloat32AreRefusedWithTheirRow() throws {
    let table = Table(
      name: "t", columns: Array(columns[..<1]), rowCount: 3, numbers: SharedStorage([1, 2, 3e30]), codes: [])
    let preparation = try learned([("age", "age")], table)
    #expect(throws: PreparationError.overflow(table: "t", row: 3, column: "age:age")) {
      try preparation.features(of: table)
    }
  }

  @Test func namesMayHaveColons() {
    let columns = ["a", "b", "a:b", "b:c", "c"]
    #expect(Interaction("a:b", among: columns) == Interaction("a", "b"))
    #expect(Interaction("a:b:c", among: columns) == Interaction("a", "b:c"))
    #expect(Interaction("a:b:a", among: columns) == Interaction("a:b", "a"))
    for text in ["a", "a:", ":a", "a:d", "", ":"] { #expect(Interaction(text, among: columns) == nil) }
  }
}
