// How far rows lie from each other.

import SoftmaxKernels

/// Two rows, by their indices.
struct RowPair: Sendable, Hashable {
  let first: Int
  let second: Int
}

enum RowDistances {
  /// The squared Euclidean distance of each pair, in Float64, each column times its factor; nil: all 1. Complexity:
  /// O(pairs x features), with copies of some megabytes of rows at a time.
  static func squared(of pairs: [RowPair], in rows: Rows, factors: [Double]? = nil) -> [Double] {
    if rows.isSparse { return pairs.map { sparseSquared($0, in: rows, factors) } }
    var distances: [Double] = []
    distances.reserveCapacity(pairs.count)
    let width = rows.featureCount
    let step = max(1, min(2048, 1 << 20 / width))
    for start in stride(from: 0, to: pairs.count, by: step) {
      let part = pairs[start..<min(start + step, pairs.count)]
      // One after the other, so that both rows of a pair are in one piece.
      let both = rows.gathering(part.flatMap { [UInt32($0.first), UInt32($0.second)] })
      var before = [Double](repeating: 0, count: width)
      both.forEachTile { positions, values in
        for position in positions {
          let first = (position - positions.lowerBound) * width
          if position.isMultiple(of: 2) {
            for j in 0..<width { before[j] = values[first + j] }
          } else {
            var sum = 0.0
            if let factors {
              for j in 0..<width {
                let difference = (values[first + j] - before[j]) * factors[j]
                sum += difference * difference
              }
            } else {
              for j in 0..<width {
                let difference = values[first + j] - before[j]
                sum += difference * difference
              }
            }
            distances.append(sum)
          }
        }
      }
    }
    return distances
  }

  /// The squared distance of two sparse rows, in the columns where one of them has an entry.
  private static func sparseSquared(_ pair: RowPair, in rows: Rows, _ factors: [Double]?) -> Double {
    let (first, second) = (rows.entries(ofRow: pair.first), rows.entries(ofRow: pair.second))
    var (i, j, sum) = (0, 0, 0.0)
    while i < first.count || j < second.count {
      let column = min(i < first.count ? first[i].column : .max, j < second.count ? second[j].column : .max)
      var difference = 0.0
      if j < second.count, second[j].column == column {
        difference = second[j].value
        j += 1
      }
      if i < first.count, first[i].column == column {
        difference -= first[i].value
        i += 1
      }
      if let factors { difference *= factors[column] }
      sum += difference * difference
    }
    return sum
  }

  /// The squared distance of some rows from a point, each column times its factor. Complexity: O(rows x features).
  static func squared(
    of places: [Int], in rows: Rows, from centre: [Double], factors: [Double]
  ) -> [Double] {
    var distances: [Double] = []
    distances.reserveCapacity(places.count)
    let width = rows.featureCount
    let step = max(1, min(4096, 1 << 21 / width))
    for start in stride(from: 0, to: places.count, by: step) {
      let part = places[start..<min(start + step, places.count)]
      rows.gathering(part.map { UInt32($0) }).forEachTile { positions, values in
        for row in 0..<positions.count {
          var sum = 0.0
          for j in 0..<width {
            let difference = (values[row * width + j] - centre[j]) * factors[j]
            sum += difference * difference
          }
          distances.append(sum)
        }
      }
    }
    return distances
  }
}
