// Features that are the levels of one column.

/// Features of which one at most is 1: a category's, or yes or no, and what says that a value is missing.
package struct IndicatorGroup: Sendable, Hashable {
  /// The features whose levels are held against the base, by their numbers.
  package let levels: [Int]
  /// The feature of the level that they are held against; nil where that is all of them 0.
  package let base: Int?

  package init(levels: [Int], base: Int? = nil) {
    self.levels = levels
    self.base = base
  }

  /// All features that are set together.
  var features: [Int] { (base.map { [$0] } ?? []) + levels }

  /// Those of a table's columns. A category with a feature for each name is held against its first; the indicator of a
  /// number, for which the number's mean stands beside it, changes alone.
  package static func groups(of preparation: Preparation) -> [IndicatorGroup] {
    var groups: [IndicatorGroup] = []
    var first = 0
    for column in preparation.columns {
      let own = Array(first..<first + column.means.count)
      let indicator = column.hasIndicator ? [first + column.means.count] : []
      first += column.featureCount
      switch column.column.kind {
      case .category where column.base == nil:
        if own.count > 1 { groups.append(IndicatorGroup(levels: Array(own.dropFirst()), base: own[0])) }
      case .category, .boolean:
        if column.isMissingAlone {
          groups.append(IndicatorGroup(levels: own + indicator))
          continue
        }
        if !own.isEmpty { groups.append(IndicatorGroup(levels: own)) }
      case .number, .text: break
      }
      if !indicator.isEmpty { groups.append(IndicatorGroup(levels: indicator)) }
    }
    return groups
  }
}
