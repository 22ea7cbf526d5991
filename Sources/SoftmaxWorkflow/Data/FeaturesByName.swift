// What the names in a user's file belong to.

import SoftmaxFiles
import SoftmaxRegression

/// The features that a column, a product of columns or a feature itself is called by.
struct FeaturesByName {
  /// Of each feature.
  private let names: [String]
  private var columns: [String: Range<Int>] = [:]

  /// The features of this data; `preparation` says how a table's columns became features.
  init(_ input: InputDescription, _ preparation: Preparation?) {
    names = ModelStatistics.terms(of: input, hasIntercept: false)
    var first = 0
    for column in preparation?.columns ?? [] {
      columns[column.column.name] = first..<first + column.featureCount
      first += column.featureCount
    }
    for interaction in preparation?.interactions ?? [] {
      let count = preparation?.featureCount(of: interaction) ?? 0
      columns[interaction.name] = first..<first + count
      first += count
    }
  }

  var count: Int { names.count }

  /// For each feature the value of what is named: its own where it is named itself, else that of its column.
  ///
  /// - Parameters:
  ///   - values: By name.
  ///   - what: What a value is called, for messages.
  ///   - path: The file that they are from.
  /// - Returns: Nil for features that nothing names.
  /// - Throws: `FileError` for a name that neither a column nor a feature has.
  func values<Value>(_ values: [String: Value], _ what: String, path: String) throws(FileError)
    -> [Value?]
  {
    var found = [Value?](repeating: nil, count: names.count)
    for (name, places) in columns {
      if let value = values[name] { for j in places { found[j] = value } }
    }
    for (j, name) in names.enumerated() {
      if let value = values[name] { found[j] = value }
    }
    let known = Set(names)
    if let name = values.keys.sorted().first(where: { columns[$0] == nil && !known.contains($0) }) {
      throw FileError(
        .badData, path: path,
        problem:
          "there is a \(what) for '\(name.printable(limit: 80))', which is neither a column nor a feature",
        remedy: NearestName.nearest(to: name, among: columns.keys.sorted() + names).map {
          "the nearest is '\($0.printable(limit: 80))'"
        })
    }
    return found
  }
}
