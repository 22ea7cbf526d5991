// "Did you mean": the known name that a mistyped one is closest to.

/// Finds the nearest of some names by edit distance.
package enum NearestName {
  /// The nearest name, where it is near enough to be what was meant: at most a third of its characters differ, and not all.
  package static func nearest(to typed: String, among names: [String]) -> String? {
    // A long text is no typing error, and the distance costs the product of the lengths; a number has no
    // nearest name.
    guard isShort(typed), Int(typed) == nil else { return nil }
    let length = typed.count
    let candidates = names.filter { isShort($0) && abs($0.count - length) * 3 <= max($0.count, 3) }.map {
      name in
      (name: name, distance: distance(from: typed.lowercased(), to: name.lowercased()))
    }
    guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
    let isNear = best.distance * 3 <= max(best.name.count, 3) && best.distance < max(best.name.count, 1)
    return isNear ? best.name : nil
  }

  /// In bytes too: characters with many marks take long to compare.
  private static func isShort(_ name: String) -> Bool { name.utf8.count <= 256 && name.count <= 64 }

  /// The fewest characters that are put in, left out, replaced or swapped with their neighbour to get from one name to the
  /// other, none of them twice (the optimal string alignment distance). Complexity: O(product of the lengths).
  static func distance(from first: String, to second: String) -> Int {
    let (source, target) = (Array(first), Array(second))
    var (earlier, previous) = ([Int](), Array(0...target.count))
    for (i, a) in source.enumerated() {
      var current = [i + 1]
      for (j, b) in target.enumerated() {
        var least = min(previous[j] + (a == b ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a == target[j - 1], source[i - 1] == b { least = min(least, earlier[j - 1] + 1) }
        current.append(least)
      }
      (earlier, previous) = (previous, current)
    }
    return previous[target.count]
  }
}
