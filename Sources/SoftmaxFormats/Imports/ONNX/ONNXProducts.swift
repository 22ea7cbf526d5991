// The products of columns in a graph's logits.

import SoftmaxFiles
import SoftmaxRegression

/// Products of factors, by the two columns that they are of.
struct ONNXProducts {
  /// Two columns, of which the first stands first in the table.
  struct Columns: Hashable {
    let first: Int
    let second: Int
  }

  /// Two factors, one of each column.
  struct Factors: Hashable {
    let first: ONNXFactor
    let second: ONNXFactor
  }

  /// What the products say of one column.
  struct Column {
    /// What takes the place of a missing number; nil: it is refused.
    let filled: Double?
    /// Whether the origin is subtracted from the number.
    let isShifted: Bool
    /// The texts in products, in the order of their first.
    var texts: [String] = []
    fileprivate var known: Set<String> = []
  }

  /// For each pair of columns its products, with their places among the coefficients.
  private(set) var pairs: [Columns: [Factors: Int]] = [:]
  private(set) var factors: [Int: Column] = [:]

  /// - Throws: `FileError` where a column's numbers are not always the same.
  mutating func add(
    _ first: ONNXFactor, _ second: ONNXFactor, _ place: Int, _ evaluator: ONNXEvaluator
  ) throws(FileError) {
    let columns = Columns(first: first.column, second: second.column)
    pairs[columns, default: [:]][Factors(first: first, second: second)] = place
    for factor in [first, second] {
      var column = factors[factor.column] ?? Column(filled: factor.filled, isShifted: factor.isShifted)
      guard column.filled == factor.filled, column.isShifted == factor.isShifted else {
        throw evaluator.bad("a column counts with other numbers in some products than in others")
      }
      if let text = factor.text, column.known.insert(text).inserted { column.texts.append(text) }
      factors[factor.column] = column
    }
  }
}

/// What the metadata of our own files says of categories in products: the shares that missing cells count as.
///
/// The rows of the graph have the sums alone, from which shares are not told. They are held against these sums.
enum ONNXShares {
  static let key = "shares_of_missing_categories"

  /// A list for each column, of which only those of categories in products have shares; nil where none has.
  static func text(of table: PortableTable) -> String? {
    guard !table.refusesMissing else { return nil }
    let used = Set(table.interactions.flatMap { [$0.first, $0.second] })
    guard used.contains(where: { table.columns[$0].categories != nil }) else { return nil }
    let lists = table.columns.enumerated().map { place, column in
      "[\((used.contains(place) ? shares(of: column) : []).map { "\($0)" }.joined(separator: ","))]"
    }
    return "[\(lists.joined(separator: ","))]"
  }

  /// One for each category; the base has the rest.
  private static func shares(of column: PortableColumn) -> [Double] {
    let places = column.featureOfCategory
    let means = column.prepared.isMissingAlone ? column.prepared.means.map { _ in 0 } : column.prepared.means
    return places.map { place in place.map { means[$0] } ?? max(0, 1 - means.reduce(0, +)) }
  }

  /// The shares of a column; nil where the metadata has none that can be.
  static func stated(_ text: String, column: Int, count: Int) -> [Double]? {
    guard case .array(let lists)? = try? StrictJSON.parse(Array(text.utf8), path: ""), column < lists.count,
      case .array(let elements) = lists[column], elements.count == count
    else { return nil }
    var shares: [Double] = []
    for element in elements {
      guard case .number(let digits) = element, let share = Double(digits), (0...1).contains(share) else {
        return nil
      }
      shares.append(share)
    }
    return abs(shares.reduce(0, +) - 1) <= 1e-6 ? shares : nil
  }
}
