// What all exports that are code compute, in the terms of their tables.

import SoftmaxRegression
import SoftmaxText

/// A model as numbers in blocks of one number a row of weights: a logit is the bias plus a factor times a block's number for
/// each term.
///
/// A picture or a vector has a term for each value. Terms of a table are its columns, the indicators of missing cells, and
/// products of two columns: the factor is the product of the numbers, and categories choose one block of several. All that
/// depends on a category, also on a missing or unseen one, is in its blocks. A text is the sum of the blocks of its words,
/// each times the word's value.
struct LogitProgram: Sendable, Hashable {
  /// The raw input.
  enum Input: Sendable, Hashable {
    /// Stored values from 0 to `maximum`, which they are divided by.
    case picture(maximum: Double)
    /// Numbers, less their origins.
    case vector(origins: [Double])
    case table(Table)
  }

  /// The columns of a table.
  struct Table: Sendable, Hashable {
    let columns: [Column]
    let terms: [Term]
    /// Whether no class is told where a cell is missing, or has a category that training did not have.
    let refusesMissing: Bool
    let refusesUnseen: Bool
  }

  /// One column.
  struct Column: Sendable, Hashable {
    let name: String
    let kind: ColumnKind
    /// What is subtracted from a number.
    let origin: Double
    /// What a missing cell's number is.
    let mean: Float
    /// The categories, each with a block; two more are for missing cells and for unseen categories. Empty for numbers.
    let categories: [String]
    /// How a text becomes features, of which each has a block; nil for other columns.
    var text: TextFeatures?

    /// The number of blocks that it chooses from.
    var size: Int { text?.columnCount ?? (kind == .category ? categories.count + 2 : 1) }
  }

  /// What a column holds, by the number in the tables.
  enum ColumnKind: Int, Sendable, Hashable {
    case number
    /// 1 for yes and 0 for no.
    case boolean
    /// Yes and no, of which no has the 1.
    case reversedBoolean
    case category
    case text

    /// Whether its cells are texts, of categories or of words.
    var isWord: Bool { self == .category || self == .text }
  }

  /// A term of each logit: its blocks stand behind those of the terms before it.
  struct Term: Sendable, Hashable {
    /// A column.
    let first: Int
    /// A column that it is multiplied with; or one of the numbers below.
    let second: Int

    /// No other column.
    static let alone = -1
    /// 1 where the first column's cell is missing, and else 0.
    static let indicator = -2
  }

  let classNames: [String]
  /// The class of each row of weights; several where classes were merged.
  let classOfRow: [Int]
  let bias: [Float]
  let input: Input
  /// The blocks, each of `rowCount` numbers.
  let blocks: [Float]

  var rowCount: Int { bias.count }
  var blockCount: Int { blocks.count / max(rowCount, 1) }

  /// The number of a picture's or vector's values; nil of a table.
  var valueCount: Int? { if case .table = input { nil } else { blockCount } }

  var table: Table? { if case .table(let table) = input { table } else { nil } }

  /// For each class its rows of weights.
  var groups: [[Int]] {
    var groups = [[Int]](repeating: [], count: classNames.count)
    for (row, place) in classOfRow.enumerated() { groups[place].append(row) }
    return groups
  }

  /// Whether every class is one row of weights.
  var hasRowPerClass: Bool { classOfRow.count == classNames.count }

  /// Why the numbers contradict each other; nil where they do not.
  var problem: String? {
    let rows = rowCount
    guard rows > 0, !classNames.isEmpty else { return "there is no class" }
    guard classOfRow.count == rows, classOfRow.allSatisfy({ classNames.indices.contains($0) }),
      Set(classOfRow).count == classNames.count
    else { return "the rows of weights are not those of the classes" }
    guard blocks.count % rows == 0, !blocks.isEmpty else { return "the number of weights does not fit" }
    guard blocks.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite) else { return "a weight is not finite" }
    switch input {
    case .picture(let maximum):
      return maximum > 0 && maximum.isFinite ? nil : "the largest value is none"
    case .vector(let origins):
      return origins.count == blockCount && origins.allSatisfy(\.isFinite)
        ? nil : "the number of origins does not fit"
    case .table(let table): return table.problem(blockCount: blockCount)
    }
  }
}

extension LogitProgram.Table {
  /// The number of blocks of a term; nil where it names no column or has too many.
  func size(of term: LogitProgram.Term) -> Int? {
    guard columns.indices.contains(term.first) else { return nil }
    let size = columns[term.first].size
    switch term.second {
    case LogitProgram.Term.alone: return size
    case LogitProgram.Term.indicator: return 1
    default:
      guard columns.indices.contains(term.second) else { return nil }
      let (product, isTooLarge) = size.multipliedReportingOverflow(by: columns[term.second].size)
      return isTooLarge ? nil : product
    }
  }

  fileprivate func problem(blockCount: Int) -> String? {
    guard !columns.isEmpty, Set(columns.map(\.name)).count == columns.count else {
      return "the columns' names are not distinct"
    }
    for column in columns {
      guard column.origin.isFinite, column.mean.isFinite,
        Set(column.categories).count == column.categories.count
      else { return "a column contradicts itself" }
    }
    let texts = columns.indices.filter { columns[$0].kind == .text }
    guard terms.map(\.first).filter({ texts.contains($0) }) == texts,
      terms.allSatisfy({
        texts.contains($0.first) ? $0.second == LogitProgram.Term.alone : !texts.contains($0.second)
      })
    else { return "the texts are not terms of their own" }
    var left = blockCount
    for term in terms {
      guard let size = size(of: term), size <= left else { return "a term has too few weights" }
      left -= size
    }
    return left == 0 ? nil : "there are weights of no term"
  }
}
