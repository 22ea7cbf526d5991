// A single column that tells the class.

import SoftmaxKernels

/// How often a rule of one column alone is right on rows that it has not seen.
///
/// The rule takes, for each category or bin of numbers, the class that most of the other folds' rows have there. A column that
/// says the class by itself was often written after the class was known: a model that learns from it does well on this data
/// and fails in use.
public struct ColumnRule: Sendable, Hashable {
  /// The column's name.
  public let column: String
  /// The share of rows that the rule is right on, each by a rule of the other folds, by weight.
  public let accuracy: Double
  /// The same for the most frequent class of the other folds.
  public let baseAccuracy: Double
  /// The weight of the rows that the most frequent class is wrong on.
  let baseErrors: Double

  /// The share of the most frequent class's errors that the rule does not make; 0 where there are none.
  public var skill: Double {
    baseAccuracy < 1 ? (accuracy - baseAccuracy) / (1 - baseAccuracy) : 0
  }

  /// Whether the column tells the class nearly by itself: at most one in fifty of the most frequent class's errors is left, of
  /// so many that this is no chance.
  public var isSuspicious: Bool { skill >= 0.98 && baseErrors >= 20 }

  /// The rules of a data set's columns, in their order: the columns of `preparation`, or the features where there is none.
  ///
  /// Constant columns have none. Columns in which hardly a value occurs twice, such as numbers of rows in an order of chance,
  /// do no better than the most frequent class, because a rule is never asked about rows that it has seen.
  ///
  /// - Parameters:
  ///   - data: The rows.
  ///   - preparation: How a table's columns became features.
  ///   - foldIndices: For each row the fold that it is in.
  ///   - foldCount: The number of folds.
  /// - Returns: A rule for each column that is not constant; of sparse rows, for each that has so many entries that it may be
  ///   suspicious.
  /// - Complexity: O(rows x features + rows x columns x log bins). Memory: 64 columns at a time.
  package static func all(
    in data: Dataset, preparation: Preparation?, foldIndices: [Int], foldCount: Int
  ) -> [ColumnRule] {
    let names = data.features.input.featureNames
    var columns: [(name: String, features: Range<Int>, isCategory: Bool)] = []
    if let preparation {
      var first = 0
      for column in preparation.columns {
        let isCategory: Bool
        if case .number = column.column.kind { isCategory = column.hasIndicator } else { isCategory = true }
        columns.append((column.column.name, first..<first + column.featureCount, isCategory))
        first += column.featureCount
      }
    } else {
      columns = (0..<data.featureCount).map {
        (names?[$0] ?? "feature \($0)", $0..<$0 + 1, false)
      }
    }
    let scorer = ColumnScorer(data, foldIndices: foldIndices, foldCount: foldCount)
    if data.features.rows.isSparse {
      let weights = scorer.entryWeights
      columns = columns.filter { $0.features.reduce(0) { $0 + weights[$1] } >= scorer.leastWeight }
    }
    let step = 64
    return stride(from: 0, to: columns.count, by: step).flatMap { start in
      let part = columns[start..<min(start + step, columns.count)]
      return zip(part, scorer.values(of: part.map(\.features))).compactMap { column, values in
        scorer.rule(column.name, values)
      }
    }
  }
}

/// What all columns are held against.
private struct ColumnScorer {
  let data: Dataset
  let foldIndices: [Int]
  let foldCount: Int
  private let weights: [Double]?
  /// By fold and class, and by class.
  private let foldTotals: [[Double]]
  private let totals: [Double]

  init(_ data: Dataset, foldIndices: [Int], foldCount: Int) {
    (self.data, self.foldIndices, self.foldCount) = (data, foldIndices, foldCount)
    weights = WeightScale.summable(data.scoreWeights)
    var foldTotals = [[Double]](
      repeating: [Double](repeating: 0, count: data.classes.count), count: foldCount)
    for (row, index) in data.classIndices.enumerated() {
      foldTotals[foldIndices[row]][Int(index)] += weights?[row] ?? 1
    }
    self.foldTotals = foldTotals
    totals = data.classes.names.indices.map { index in foldTotals.reduce(0) { $0 + $1[index] } }
  }

  /// The weight of the rows that have an entry in each column of sparse rows.
  var entryWeights: [Double] {
    var sums = [Double](repeating: 0, count: data.featureCount)
    data.features.rows.forEachEntry { row, column, _ in sums[column] += weights?[row] ?? 1 }
    return sums
  }

  /// A rule is right on no more of the rows without an entry than the most frequent class is on all of them. So a column whose
  /// entries weigh less than this leaves more than one in fifty of that class's errors, and cannot be suspicious. A
  /// hundredth less, because folds differ.
  var leastWeight: Double { 0.97 * (totals.reduce(0, +) - (totals.max() ?? 0)) }

  /// One number for each row and column: the value of a feature, or of several ones a hash of their values.
  func values(of columns: [Range<Int>]) -> [[Double]] {
    var values = [[Double]](repeating: [], count: columns.count)
    for index in columns.indices { values[index].reserveCapacity(data.sampleCount) }
    let width = data.featureCount
    if data.features.rows.isSparse { return sparseValues(of: columns) }
    data.features.rows.forEachTile { rows, tile in
      for row in 0..<rows.count {
        for (index, features) in columns.enumerated() {
          if features.count == 1 {
            values[index].append(tile[row * width + features.lowerBound])
          } else {
            // Of a category one feature is 1; of a number with an indicator both count.
            var hash = 0.0
            for feature in features {
              hash = hash * 1.618_033_988_749_895 + tile[row * width + feature] * Double(feature + 1)
            }
            values[index].append(hash)
          }
        }
      }
    }
    return values
  }

  /// The same of sparse rows, in which what is no entry is 0.
  private func sparseValues(of columns: [Range<Int>]) -> [[Double]] {
    var values = [[Double]](
      repeating: [Double](repeating: 0, count: data.sampleCount), count: columns.count)
    var places = [Int](repeating: -1, count: data.featureCount)
    for (index, features) in columns.enumerated() { for feature in features { places[feature] = index } }
    data.features.rows.forEachEntry { row, column, value in
      let index = places[column]
      guard index >= 0 else { return }
      values[index][row] +=
        columns[index].count == 1 ? value : Self.hashPart(value, feature: column)
    }
    return values
  }

  /// What one of several features gives to a hash that does not depend on those that are 0.
  private static func hashPart(_ value: Double, feature: Int) -> Double {
    value * (Double(feature + 1) * 1.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
  }

  /// The most bins of a column of numbers.
  private var binLimit: Int { min(1024, max(64, 4 * data.classes.count)) }

  /// The bin of each row: one for each value where there are few of them, else by quantiles of some of the rows. Each edge is
  /// moved into the widest gap nearby, so that values which lie apart are not in one bin.
  private func bins(_ values: [Double]) -> (indices: [Int], count: Int)? {
    let step = max(1, values.count / 16_384)
    let sample = stride(from: 0, to: values.count, by: step).map { values[$0] }.sorted()
    var distinct: [Double] = []
    for value in sample where distinct.last != value { distinct.append(value) }
    guard distinct.count > 1 else { return nil }
    let limit = binLimit
    var edges: [Double] = []
    if distinct.count <= limit {
      edges = zip(distinct, distinct.dropFirst()).map { ($0 + $1) / 2 }
    } else {
      for bin in 1..<limit {
        // From half a bin before the quantile to half a bin behind it.
        let first = max(1, (2 * bin - 1) * sample.count / (2 * limit))
        let end = max(first + 1, (2 * bin + 1) * sample.count / (2 * limit))
        var (edge, widest) = (0.0, 0.0)
        for place in first..<max(first, min(end, sample.count)) {
          let gap: Double = sample[place] - sample[place - 1]
          if gap > widest { (edge, widest) = ((sample[place] + sample[place - 1]) / 2, gap) }
        }
        guard widest > 0 else { continue }
        if let last = edges.last, last >= edge { continue }
        edges.append(edge)
      }
    }
    let indices = values.map { value in
      // How many edges are at or below the value.
      var (low, high) = (0, edges.count)
      while low < high {
        let middle = (low + high) / 2
        if edges[middle] <= value { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return (indices, edges.count + 1)
  }

  /// The rule of a column; nil where it is constant.
  func rule(_ name: String, _ values: [Double]) -> ColumnRule? {
    guard let (indices, binCount) = bins(values) else { return nil }
    let classCount = data.classes.count
    var members = [[Int]](repeating: [], count: binCount)
    for (row, bin) in indices.enumerated() { members[bin].append(row) }
    let bases = (0..<foldCount).map { fold in
      best { totals[$0] - foldTotals[fold][$0] }
    }
    var (right, baseRight, total) = (0.0, 0.0, 0.0)
    var whole = [Double](repeating: 0, count: classCount)
    var ofFold = [[Double]](repeating: whole, count: foldCount)
    for rows in members {
      for row in rows {
        let (index, weight) = (Int(data.classIndices[row]), weights?[row] ?? 1)
        whole[index] += weight
        ofFold[foldIndices[row]][index] += weight
      }
      let present = Set(rows.map { Int(data.classIndices[$0]) }).sorted()
      let choices = (0..<foldCount).map { fold -> Int in
        var choice: (index: Int, weight: Double)?
        for index in present {
          let weight = whole[index] - ofFold[fold][index]
          if weight > choice?.weight ?? 0 { choice = (index, weight) }
        }
        return choice?.index ?? bases[fold]
      }
      for row in rows {
        let (index, weight, fold) = (Int(data.classIndices[row]), weights?[row] ?? 1, foldIndices[row])
        total += weight
        if choices[fold] == index { right += weight }
        if bases[fold] == index { baseRight += weight }
      }
      for row in rows {
        let index = Int(data.classIndices[row])
        whole[index] = 0
        ofFold[foldIndices[row]][index] = 0
      }
    }
    guard total > 0 else { return nil }
    return ColumnRule(
      column: name, accuracy: right / total, baseAccuracy: baseRight / total, baseErrors: total - baseRight)
  }

  /// The class with the largest weight; of equals the first.
  private func best(_ weight: (Int) -> Double) -> Int {
    data.classes.names.indices.reduce(0) { weight($1) > weight($0) ? $1 : $0 }
  }
}
