// Categories coded against one of them, so that every coefficient has a value of its own.

/// Treatment contrasts (dummy coding): each category column has a base, which has no feature of its own, and the
/// coefficient of any other category says what it does beside the base.
///
/// With a feature for every category and an intercept the features add up to the intercept's, and no coefficient can be
/// told from another: a fit without a penalty then has no statistics. With a base the features have full rank. A yes or
/// no has a base too, `no` unless told otherwise. Where a column has a feature for missing values, a row without a value
/// has that feature alone, so that its coefficient is that of a missing value beside the base.
public struct TreatmentContrasts: Sendable, Hashable {
  /// The bases that were chosen: a category for a column's name, `yes` or `no` for a boolean column. All others have
  /// their first category, in the order of the model's names.
  public let bases: [String: String]
  private let scope: Scope

  /// Which columns are coded against a base.
  private enum Scope: Sendable, Hashable {
    /// All of them.
    case all
    /// All but the first category column, unless its base was chosen: without an intercept it takes that place, as in R.
    case allButFirst
    /// Those of `bases`, where they have these categories: what a preparation was learned with, on other rows.
    case repeated
  }

  /// Contrasts with these bases.
  ///
  /// - Parameters:
  ///   - bases: A category for a column's name.
  ///   - hasIntercept: Whether the fit has a bias. Without one the first category column keeps a feature for each of its
  ///     categories, unless its base is among `bases`.
  public init(bases: [String: String] = [:], hasIntercept: Bool = true) {
    self.bases = bases
    scope = hasIntercept ? .all : .allButFirst
  }

  /// Those that a preparation was learned with; nil where it was learned without.
  package init?(of preparation: Preparation) {
    let known = preparation.columns.compactMap { column in column.base.map { (column.column.name, $0) } }
    guard !known.isEmpty else { return nil }
    bases = Dictionary(uniqueKeysWithValues: known)
    scope = .repeated
  }

  /// Codes the columns of a table against their bases.
  ///
  /// - Throws: `PreparationError` for bases of columns that are not there or hold numbers, for bases that are no
  ///   category, and for columns of one category.
  func coded(_ columns: [PreparedColumn], table: String) throws(PreparationError) -> [PreparedColumn] {
    if scope != .repeated {
      let names = columns.map(\.column.name)
      if let name = bases.keys.sorted().first(where: { !names.contains($0) }) {
        throw .baseOfNoColumn(
          table: table, column: name, nearest: NearestName.nearest(to: name, among: names))
      }
    }
    let first = columns.firstIndex { $0.column.kind.isCategory }
    var coded: [PreparedColumn] = []
    for (index, column) in columns.enumerated() {
      let chosen = bases[column.column.name]
      let isWhole = chosen == nil && (scope == .repeated || scope == .allButFirst && index == first)
      coded.append(isWhole ? column : try self.coded(column, chosen, table: table))
    }
    return coded
  }

  private func coded(
    _ prepared: PreparedColumn, _ chosen: String?, table: String
  ) throws(PreparationError) -> PreparedColumn {
    let name = prepared.column.name
    switch prepared.column.kind {
    case .number, .text:
      guard chosen == nil || scope == .repeated else { throw .baseOfNumbers(table: table, column: name) }
      return prepared
    case .boolean:
      let words = [PreparedColumn.falseName, PreparedColumn.trueName]
      let base = chosen ?? words[0]
      guard words.contains(base) else {
        throw .unknownBase(table: table, column: name, base: base, categories: words)
      }
      return prepared.coded(against: base)
    case .category(let names):
      guard
        let base = chosen.flatMap({ names.contains($0) ? $0 : nil }) ?? (isStrict(chosen) ? nil : names.first)
      else { throw .unknownBase(table: table, column: name, base: chosen ?? "", categories: names) }
      guard names.count > 1 || prepared.hasIndicator else {
        throw .singleCategory(table: table, column: name, category: base)
      }
      return prepared.coded(against: base)
    }
  }

  /// Whether a base has to be a category. Rows that something was not learned from may lack it.
  private func isStrict(_ chosen: String?) -> Bool { chosen != nil && scope != .repeated }
}
