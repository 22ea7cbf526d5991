// The tables of a program as they stand in code.

import SoftmaxRegression
import SoftmaxText

/// A table in an emitted file.
enum CodeSlot: String, Sendable, Hashable {
  case classNames
  case classOfRow
  case bias
  case maximum
  case origins
  case columnNames
  case kinds
  case sizes
  case columnOrigins
  case means
  case categories
  case terms
  case refusesMissing
  case refusesUnseen
  case weights
  case textSettings
  case stopWords
  case vocabulary
  case rarities

  /// The tables of a kind of input, in the order in which they stand. What `TextSetting` counts follows them.
  static func all(of kind: CodeInputKind) -> [CodeSlot] {
    let own: [CodeSlot] =
      switch kind {
      case .bytes, .picture: [.maximum]
      case .vector: [.origins]
      case .table, .texts:
        [
          .columnNames, .kinds, .sizes, .columnOrigins, .means, .categories, .terms, .refusesMissing,
          .refusesUnseen,
        ]
      }
    return [.classNames, .classOfRow, .bias] + own + [.weights] + (kind == .texts ? [.textSettings] : [])
  }

  /// The tables that follow those of rows with texts, of which some may have nothing to hold.
  static func all(ofTexts settings: [Int]) -> [CodeSlot] {
    [(.stopWords, .stopWords), (.vocabulary, .words), (.rarities, .rarities)].filter { _, setting in
      TextSetting.values(of: setting, in: settings).contains { $0 > 0 }
    }.map { slot, _ in slot }
  }

  /// Whether it is one value, and not a list.
  var isSingle: Bool { [.maximum, .refusesMissing, .refusesUnseen].contains(self) }

  /// Whether it may hold very many words.
  var isLong: Bool { self == .vocabulary || self == .stopWords }

  /// What a table holds.
  enum Kind { case strings, integers, floats, doubles }

  var kind: Kind {
    switch self {
    case .classNames, .columnNames, .categories, .stopWords, .vocabulary: .strings
    case .classOfRow, .kinds, .sizes, .terms, .refusesMissing, .refusesUnseen, .textSettings: .integers
    case .bias, .means, .weights: .floats
    case .maximum, .origins, .columnOrigins, .rarities: .doubles
    }
  }
}

/// The raw input, as code is written for it.
enum CodeInputKind: String, Sendable, Hashable, CaseIterable {
  case bytes = "pictures of bytes"
  case picture = "pictures"
  case vector = "vectors"
  case table = "rows of a table"
  case texts = "rows of a table with texts"
}

/// The values of a table.
enum CodeValues: Sendable, Hashable {
  case strings([String])
  case integers([Int])
  case floats([Float])
  case doubles([Double])

  var strings: [String] { if case .strings(let values) = self { values } else { [] } }
  var integers: [Int] { if case .integers(let values) = self { values } else { [] } }
  var floats: [Float] { if case .floats(let values) = self { values } else { [] } }
  var doubles: [Double] { if case .doubles(let values) = self { values } else { [] } }
}

extension LogitProgram {
  var inputKind: CodeInputKind {
    switch input {
    case .picture(let maximum): maximum == 255 ? .bytes : .picture
    case .vector: .vector
    case .table(let table): table.texts.isEmpty ? .table : .texts
    }
  }

  /// Its tables, in the order in which they stand.
  var slots: [CodeSlot] {
    CodeSlot.all(of: inputKind) + CodeSlot.all(ofTexts: table?.textSettings ?? [])
  }

  /// What stands in a table.
  func values(of slot: CodeSlot) -> CodeValues {
    switch slot {
    case .classNames: return .strings(classNames)
    case .classOfRow: return .integers(classOfRow)
    case .bias: return .floats(bias)
    case .weights: return .floats(blocks)
    case .maximum: if case .picture(let maximum) = input { return .doubles([maximum]) }
    case .origins: if case .vector(let origins) = input { return .doubles(origins) }
    case .columnNames, .kinds, .sizes, .columnOrigins, .means, .categories, .terms, .refusesMissing,
      .refusesUnseen, .textSettings, .stopWords, .vocabulary, .rarities:
      if let table { return table.values(of: slot) }
    }
    preconditionFailure("a table of another input")
  }

  /// The program of tables; nil where they do not fit together.
  init?(_ kind: CodeInputKind, _ values: [CodeSlot: CodeValues]) {
    classNames = values[.classNames]?.strings ?? []
    classOfRow = values[.classOfRow]?.integers ?? []
    bias = values[.bias]?.floats ?? []
    blocks = values[.weights]?.floats ?? []
    switch kind {
    case .bytes, .picture:
      guard let maximum = values[.maximum]?.doubles, maximum.count == 1 else { return nil }
      input = .picture(maximum: maximum[0])
    case .vector: input = .vector(origins: values[.origins]?.doubles ?? [])
    case .table, .texts:
      guard let table = Table(values) else { return nil }
      input = .table(table)
    }
    guard inputKind == kind else { return nil }
  }
}

extension LogitProgram.Table {
  fileprivate func values(of slot: CodeSlot) -> CodeValues {
    switch slot {
    case .columnNames: .strings(columns.map(\.name))
    case .kinds: .integers(columns.map(\.kind.rawValue))
    case .sizes: .integers(columns.map(\.size))
    case .columnOrigins: .doubles(columns.map(\.origin))
    case .means: .floats(columns.map(\.mean))
    case .categories: .strings(columns.flatMap(\.categories))
    case .terms: .integers(terms.flatMap { [$0.first, $0.second] })
    case .refusesMissing: .integers([refusesMissing ? 1 : 0])
    case .textSettings: .integers(textSettings)
    case .stopWords: .strings(texts.flatMap(\.analysis.stopWords.words))
    case .vocabulary: .strings(texts.flatMap { $0.vocabulary?.words ?? [] })
    case .rarities: .doubles(texts.flatMap { $0.rarities ?? [] })
    default: .integers([refusesUnseen ? 1 : 0])
    }
  }

  fileprivate init?(_ values: [CodeSlot: CodeValues]) {
    func integers(_ slot: CodeSlot) -> [Int] { values[slot]?.integers ?? [] }
    let names = values[.columnNames]?.strings ?? []
    let kinds = integers(.kinds).compactMap { LogitProgram.ColumnKind(rawValue: $0) }
    let (sizes, pairs) = (integers(.sizes), integers(.terms))
    let origins = values[.columnOrigins]?.doubles ?? []
    let means = values[.means]?.floats ?? []
    var words = (values[.categories]?.strings ?? [])[...]
    var texts = TextTables(values)
    guard [kinds.count, sizes.count, origins.count, means.count].allSatisfy({ $0 == names.count }),
      pairs.count.isMultiple(of: 2)
    else { return nil }
    var columns: [LogitProgram.Column] = []
    for place in names.indices {
      let count = kinds[place] == .category ? sizes[place] - 2 : 0
      guard count >= 0, count <= words.count else { return nil }
      let text = kinds[place] == .text ? texts.next() : nil
      guard (text == nil) == (kinds[place] != .text), text.map({ $0.columnCount == sizes[place] }) ?? true
      else { return nil }
      columns.append(
        .init(
          name: names[place], kind: kinds[place], origin: origins[place], mean: means[place],
          categories: Array(words.prefix(count)), text: text))
      words = words.dropFirst(count)
    }
    guard words.isEmpty, texts.isEmpty, integers(.refusesMissing).count == 1,
      integers(.refusesUnseen).count == 1
    else {
      return nil
    }
    self.columns = columns
    terms = stride(from: 0, to: pairs.count, by: 2).map { .init(first: pairs[$0], second: pairs[$0 + 1]) }
    refusesMissing = integers(.refusesMissing) == [1]
    refusesUnseen = integers(.refusesUnseen) == [1]
  }
}
