// The order of names that were found in data.

/// Sorts names so that the order of the samples has no influence: whole numbers by value where all are such, else by Unicode.
package enum NameOrder {
  /// The names in order. Complexity: O(n log n).
  package static func sorted(_ names: [String]) -> [String] {
    let numbers = names.compactMap { name in Int(name).flatMap { "\($0)" == name ? $0 : nil } }
    return numbers.count == names.count ? numbers.sorted().map(String.init) : names.sorted()
  }
}
