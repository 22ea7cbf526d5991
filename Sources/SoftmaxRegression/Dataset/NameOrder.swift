// The order of names that were found in data.

/// Sorts names so that the order of the samples has no influence: whole numbers by value where all are such, else by Unicode.
package enum NameOrder {
  /// The names in order. Complexity: O(n log n).
  package static func sorted(_ names: [String]) -> [String] {
    wholeNumbers(names)?.sorted().map(String.init) ?? names.sorted()
  }

  /// The numbers that the names are, where all of them are whole ones in their usual form; else nil.
  package static func wholeNumbers(_ names: [String]) -> [Int]? {
    let numbers = names.compactMap { name in Int(name).flatMap { $0.description == name ? $0 : nil } }
    return numbers.count == names.count ? numbers : nil
  }
}
