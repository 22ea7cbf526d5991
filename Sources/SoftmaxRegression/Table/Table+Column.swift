// A column of values, as a program has it.

extension Table {
  /// A named column with its values in memory, one for each row.
  ///
  ///     Table.Column("age", [31, 44, nil])
  ///     Table.Column("plan", customers.map(\.plan))
  public struct Column: Sendable, Hashable {
    /// The values.
    enum Cells: Sendable, Hashable {
      /// Numbers; NaN where there is none.
      case numbers([Double])
      case booleans([Bool?])
      case words([String?])
      case texts([String])
    }

    /// The column's name.
    public let name: String
    let cells: Cells

    init(_ name: String, cells: Cells) {
      self.name = name
      self.cells = cells
    }

    /// A column of numbers; NaN stands for a value that is missing.
    public init(_ name: String, _ values: [Double]) { self.init(name, cells: .numbers(values)) }

    /// A column of numbers, some of which may be missing.
    public init(_ name: String, _ values: [Double?]) {
      self.init(name, cells: .numbers(values.map { $0 ?? .nan }))
    }

    /// A column of whole numbers; beyond 2^53 they are rounded.
    public init(_ name: String, _ values: [Int]) { self.init(name, cells: .numbers(values.map(Double.init))) }

    /// A column of whole numbers, some of which may be missing; beyond 2^53 they are rounded.
    public init(_ name: String, _ values: [Int?]) {
      self.init(name, cells: .numbers(values.map { $0.map(Double.init) ?? .nan }))
    }

    /// A column of categories.
    public init(_ name: String, _ values: [String]) { self.init(name, cells: .words(values)) }

    /// A column of categories, some of which may be missing. The empty word is a category.
    public init(_ name: String, _ values: [String?]) { self.init(name, cells: .words(values)) }

    /// A column of texts, of which words are features.
    ///
    ///     Table.Column("review", texts: ["Good value", "Never again"])
    public init(_ name: String, texts: [String]) { self.init(name, cells: .texts(texts)) }

    /// A column of yes or no.
    public init(_ name: String, _ values: [Bool]) { self.init(name, cells: .booleans(values)) }

    /// A column of yes or no, some of which may be missing.
    public init(_ name: String, _ values: [Bool?]) { self.init(name, cells: .booleans(values)) }

    /// A column of one row; nil for a missing value, whose kind is not known.
    init?(_ name: String, _ value: TableValue) {
      switch value {
      case .number(let number): self.init(name, [number])
      case .boolean(let value): self.init(name, [value])
      case .category(let word): self.init(name, [word])
      case .missing: return nil
      }
    }

    /// The number of rows.
    public var count: Int {
      switch cells {
      case .numbers(let numbers): numbers.count
      case .booleans(let booleans): booleans.count
      case .words(let words): words.count
      case .texts(let texts): texts.count
      }
    }

    /// The values as words, for labels, groups, folds and keys; nil where they are missing. A whole number has no point.
    var words: [String?] {
      switch cells {
      case .numbers(let numbers):
        numbers.map { number in
          number.isNaN ? nil : Int(exactly: number).map(String.init) ?? "\(number)"
        }
      case .booleans(let booleans): booleans.map { $0.map { $0 ? "true" : "false" } }
      case .words(let words): words
      case .texts(let texts): texts
      }
    }
  }
}
