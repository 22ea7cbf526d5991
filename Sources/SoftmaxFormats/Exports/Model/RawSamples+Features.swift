// From features back to the raw inputs that they were made of.

import SoftmaxRegression

extension PortableInput {
  /// Raw inputs that make these features: those of the training data, but for cells that a model cannot tell from others
  /// (a missing number without an indicator is the mean then).
  package func rawSamples(of features: [[Float]]) -> RawSamples {
    switch self {
    case .vector(let count, let origins):
      return RawSamples(
        count: features.count,
        .dense(
          features.flatMap { row in row.enumerated().map { Double($1) + (origins?[$0] ?? 0) } }, width: count))
    case .image(let shape, let maximum):
      return RawSamples(
        count: features.count,
        .dense(
          features.flatMap { row in
            row.map { value in
              // An intensity is a stored value's quotient, rounded: of a whole number, back to it.
              let stored = Double(value) * maximum
              return maximum > 1 && abs(stored - stored.rounded()) < 1e-3 ? stored.rounded() : stored
            }
          }, width: shape.reduce(1, *)))
    case .table(let table):
      return RawSamples(
        count: features.count, .table(table.columns.map { column in column.cells(of: features) }))
    }
  }
}

extension PortableColumn {
  /// The column's cells in rows of features.
  fileprivate func cells(of features: [[Float]]) -> RawSamples.Column {
    func isMissing(_ row: [Float]) -> Bool { hasIndicator && row[firstFeature + valueCount] == 1 }
    guard let categories else {
      return .numbers(
        features.map { row in
          if isMissing(row) { return .nan }
          let value = Double(row[firstFeature])
          if isBoolean {
            // The mean of yes and no is neither.
            guard value == 0 || value == 1 else { return .nan }
            return isReversed ? 1 - value : value
          }
          return value + origin
        })
    }
    let places = featureOfCategory
    return .words(
      features.map { row in
        if isMissing(row) { return nil }
        let values = row[firstFeature..<firstFeature + valueCount]
        if let place = values.firstIndex(of: 1), values.allSatisfy({ $0 == 0 || $0 == 1 }) {
          return places.firstIndex(of: place - firstFeature).map { categories[$0] }
        }
        guard values.allSatisfy({ $0 == 0 }) else { return nil }
        return places.firstIndex(of: nil).map { categories[$0] }
      })
  }
}

extension RawSamples {
  /// Whether both have the same cells; a missing number is equal to another.
  func hasEqualCells(to other: RawSamples) -> Bool {
    func equal(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
    switch (values, other.values) {
    case (.dense(let a, let width), .dense(let b, let otherWidth)): return width == otherWidth && equal(a, b)
    case (.table(let a), .table(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy { pair in
          switch pair {
          case (.numbers(let a), .numbers(let b)): equal(a, b)
          case (.words(let a), .words(let b)): a == b
          default: false
          }
        }
    default: return false
    }
  }
}
