// What the entries of a sparse sample add to the difference of two classes' logits.

import SoftmaxKernels

extension SoftmaxModel {
  /// The contributions of a sparse sample's entries, by feature. A class that was merged of several has the part that says most
  /// for the sample, its offsets left out.
  ///
  /// - Parameters:
  ///   - entries: The sample's features that are not 0.
  ///   - own: The class that they speak for where they are above 0.
  ///   - other: The class that it is held against.
  /// - Returns: What each of these features adds to the logit of the one less that of the other.
  /// - Complexity: O(entries x merged classes).
  package func contributions(
    of entries: [(column: Int, value: Double)], to own: Int, against other: Int
  ) -> [Int: Double] {
    let map = outputs?.map
    func logit(_ k: Int) -> Double {
      entries.reduce(LogitRow.bias(k, of: self, map)) {
        $0 + LogitRow.weight(k, $1.column, of: self, map) * $1.value
      }
    }
    func part(_ index: Int) -> Int {
      let rows = map?.groups[index] ?? [index]
      return rows.count == 1 ? rows[0] : rows.max { logit($0) < logit($1) } ?? index
    }
    let (favoured, against) = (part(own), part(other))
    return Dictionary(
      entries.map { entry in
        let difference =
          LogitRow.weight(favoured, entry.column, of: self, map)
          - LogitRow.weight(against, entry.column, of: self, map)
        return (entry.column, difference * entry.value)
      }, uniquingKeysWith: +)
  }
}
