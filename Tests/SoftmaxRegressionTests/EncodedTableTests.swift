// Values of a program's own type become the rows of a table.

import Testing

@testable import SoftmaxRegression

@Suite struct EncodedTableTests {
  enum Plan: String, Codable { case basic, plus }

  struct Customer: Codable {
    var number: UInt16
    var age: Double?
    var visits: Int
    var plan: Plan
    var letter: Bool?
    var town: String?
    var share: Float = 0.5
    var stays: String
  }

  private let customers = [
    Customer(number: 7, age: nil, visits: 3, plan: .basic, letter: true, town: "Bern", stays: "yes"),
    Customer(number: 8, age: 44, visits: 0, plan: .plus, letter: nil, town: nil, share: 0.25, stays: "no"),
    Customer(number: 9, age: 52.5, visits: 9, plan: .plus, letter: false, town: "Thun", stays: "yes"),
  ]

  @Test func propertiesAreColumns() throws {
    let encoded = try Table(rows: customers, label: "stays", keys: ["number"])
    let table = try Table(
      columns: [
        Table.Column("number", [7, 8, 9]), Table.Column("age", [nil, 44, 52.5]),
        Table.Column("visits", [3, 0, 9]),
        Table.Column("plan", ["basic", "plus", "plus"]), Table.Column("letter", [true, nil, false]),
        Table.Column("town", ["Bern", nil, "Thun"]), Table.Column("share", [0.5, 0.25, 0.5]),
        Table.Column("stays", ["yes", "no", "yes"]),
      ], label: "stays", keys: ["number"])
    #expect(encoded.columns == table.columns && encoded.keys == table.keys && encoded.labels == table.labels)
    let preparation = try Preparation(learnedOn: table, missing: .mean)
    #expect(try Preparation(learnedOn: encoded, missing: .mean) == preparation)
    for row in 0..<3 {
      #expect(try preparation.features(of: encoded).row(row) == preparation.features(of: table).row(row))
    }
  }

  @Test func propertiesCanBeLeftOut() throws {
    let table = try Table(rows: customers, label: "stays", leavingOut: ["number", "town", "share"])
    #expect(table.columns.map(\.name) == ["age", "visits", "plan", "letter"])
  }

  @Test func valuesForAModelNeedOnlyWhatItKnows() throws {
    struct Visitor: Encodable {
      var visits: Int
      var tags: [String]
      var plan: Plan
    }
    let table = try Table(
      rows: customers, label: "stays", leavingOut: ["number", "town", "share", "age", "letter"])
    let preparation = try Preparation(learnedOn: table)
    let new = try Table(rows: [Visitor(visits: 9, tags: ["a"], plan: .plus)], for: preparation)
    #expect(try preparation.features(of: new).row(0) == preparation.features(of: table).row(2))
  }

  @Test func aMissingValueHasTheKindOfItsProperty() throws {
    let lost = customers.map { customer in
      var customer = customer
      (customer.letter, customer.town) = (nil, nil)
      return customer
    }
    let columns = try Table(rows: lost, label: "stays").columns
    #expect(columns.first { $0.name == "letter" }?.kind == .boolean)
    #expect(columns.first { $0.name == "town" }?.kind == .category([]))
  }

  @Test func propertiesThatAreLeftOutOfSomeValuesAreMissingThere() throws {
    struct Sparse: Encodable {
      var cells: [String: Double]
      func encode(to encoder: any Encoder) throws {
        try cells.encode(to: encoder)
      }
    }
    let table = try Table(rows: [Sparse(cells: ["a": 1]), Sparse(cells: ["b": 2]), Sparse(cells: ["a": 3])])
    let preparation = try Preparation(learnedOn: table, missing: .indicator)
    let features = try preparation.features(of: table)
    #expect(features.input.featureNames == ["a", "a missing", "b", "b missing"])
    #expect(features.row(0) == [1, 0, 2, 1] && features.row(1) == [2, 1, 2, 0])
  }

  @Test func valuesOfSeveralPartsAreRefused() {
    struct Nested: Encodable {
      var point: [Double]
    }
    struct Deeper: Encodable {
      struct Place: Encodable { var x = 1.0 }
      var place = Place()
    }
    #expect(throws: TableError.unsupportedValue(column: "point")) { try Table(rows: [Nested(point: [1])]) }
    #expect(throws: TableError.unsupportedValue(column: "point")) { try Table(rows: [Nested(point: [])]) }
    #expect(throws: TableError.unsupportedValue(column: "place")) { try Table(rows: [Deeper()]) }
    #expect(throws: TableError.unsupportedValue(column: nil)) { try Table(rows: [1.5, 2.5]) }
    #expect(throws: TableError.noColumns) { try Table(rows: [] as [Customer]) }
    #expect(TableError.unsupportedValue(column: "point").description.contains("'point'"))
  }

  @Test func aPropertyThatIsNowANumberAndNowAWordIsRefused() {
    enum Either: Encodable {
      case number(Double)
      case word(String)
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .number(let number): try container.encode(number, forKey: .value)
        case .word(let word): try container.encode(word, forKey: .value)
        }
      }
      enum Key: CodingKey { case value }
    }
    #expect(throws: TableError.mixedColumn(row: 2, column: "value", expected: "a number", found: "a word")) {
      try Table(rows: [Either.number(1), .word("a")])
    }
  }

  @Test func aWholeNumberThatWouldBeRoundedIsRefused() throws {
    struct Customer: Encodable {
      let id: Int
      let age: Int
    }
    let exact = try Table(rows: [Customer(id: 1 << 53, age: 3), Customer(id: (1 << 53) + 2, age: 4)])
    #expect(exact.columns.count == 2)
    #expect(throws: TableError.inexactNumber("9007199254740993", column: "id")) {
      try Table(rows: [Customer(id: 1, age: 3), Customer(id: (1 << 53) + 1, age: 4)])
    }
  }
}
