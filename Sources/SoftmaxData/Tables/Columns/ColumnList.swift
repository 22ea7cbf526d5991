// Columns of a table as a person lists them.

import SoftmaxFiles
import SoftmaxRegression

/// A list of columns: names, positions from 1, ranges of positions (`2-5`), patterns (`V*`, `day ?`), and with a `-` before
/// one of these what is taken away again (`*,-id`).
///
/// A column that is called as an item is written is always the one that is meant: `2-5`, `-id` and `V*` can be names. In a
/// pattern `*` is any text, and `?` one character; capital letters are not small ones.
public struct ColumnList: Sendable, Hashable {
  /// The items, in order; one that takes away takes from those before it.
  public var items: [String]

  /// A list.
  public init(_ items: [String]) { self.items = items }

  /// A column that a list has.
  struct Match: Hashable {
    /// Its place, counted from 0.
    let place: Int
    /// Whether it was named for itself: by its name or its position.
    let isExact: Bool
  }

  /// What is wrong with an item.
  struct Problem: Error, Hashable {
    /// The item.
    let item: String
    /// What is wrong.
    let kind: Kind

    enum Kind: Hashable {
      /// There is no such column; perhaps the nearest was meant.
      case noColumn(nearest: String?)
      /// No column is called like this; perhaps the nearest was meant.
      case noMatch(nearest: String?)
      /// The range ends before it begins, or goes beyond the columns, of which there are so many.
      case badRange(columnCount: Int)
      /// There is nothing before it that it could take away from.
      case takesFromNothing
    }
  }

  /// The columns among these names, ascending.
  ///
  /// - Throws: `Problem` for the first item that means no column. Complexity: O(names x items x their lengths).
  func matches(among names: [String]) throws(Problem) -> [Match] {
    let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    var isExact: [Int: Bool] = [:]
    for (index, item) in items.enumerated() {
      if places[item] == nil, item.count > 1, item.hasPrefix("-") {
        // The rest is looked for first: a mistyped name is the more likely mistake.
        let taken = try Self.matches(String(item.dropFirst()), in: item, names, places)
        guard index > 0 else { throw Problem(item: item, kind: .takesFromNothing) }
        for match in taken { isExact[match.place] = nil }
      } else {
        for match in try Self.matches(item, in: item, names, places) {
          isExact[match.place] = match.isExact || isExact[match.place] ?? false
        }
      }
    }
    return isExact.sorted { $0.key < $1.key }.map { Match(place: $0.key, isExact: $0.value) }
  }

  /// The columns that `text` means, which is a part of `item` or all of it.
  private static func matches(
    _ text: String, in item: String, _ names: [String], _ places: [String: Int]
  ) throws(Problem) -> [Match] {
    if let place = places[text] { return [Match(place: place, isExact: true)] }
    if let position = Int(text), names.indices.contains(position - 1) {
      return [Match(place: position - 1, isExact: true)]
    }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    if ends.count == 2, let first = position(ends[0]), let last = position(ends[1]) {
      guard first >= 1, first <= last, last <= names.count else {
        throw Problem(item: item, kind: .badRange(columnCount: names.count))
      }
      return (first - 1..<last).map { Match(place: $0, isExact: false) }
    }
    guard text.contains(where: { $0 == "*" || $0 == "?" }) else {
      throw Problem(item: item, kind: .noColumn(nearest: NearestName.nearest(to: text, among: names)))
    }
    let pattern = Array(text)
    let found = names.indices.filter { isMatch(Array(names[$0]), pattern) }
    guard !found.isEmpty else {
      let fixed = String(text.filter { $0 != "*" && $0 != "?" })
      throw Problem(item: item, kind: .noMatch(nearest: NearestName.nearest(to: fixed, among: names)))
    }
    return found.map { Match(place: $0, isExact: false) }
  }

  private static func position(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  /// Whether a name is like a pattern. Complexity: O(product of the lengths).
  private static func isMatch(_ name: [Character], _ pattern: [Character]) -> Bool {
    var (place, at) = (0, 0)
    // Where the last star is, and from where on it may be longer.
    var star: (at: Int, place: Int)?
    while place < name.count {
      if at < pattern.count, pattern[at] == "*" {
        star = (at, place)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == name[place] {
        (place, at) = (place + 1, at + 1)
      } else if let last = star {
        star = (last.at, last.place + 1)
        (place, at) = (last.place + 1, last.at + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}
