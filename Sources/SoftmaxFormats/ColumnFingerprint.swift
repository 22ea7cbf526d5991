// Which values a column had in a fit, however it was coded.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// A column of the data of a fit, told by its values: two models that have it saw the same values in the same rows.
///
/// Numbers count as Float32 and categories by their names, so that no base makes a difference. A feature that says where
/// a value is missing is a column of its own, and so are the products of two columns.
public struct ColumnFingerprint: Codable, Sendable, Hashable {
  /// The column's name; `age missing` for what says where age is missing.
  public let name: String
  /// The first 32 digits of the SHA-256 of its values.
  public let sha256: String
  /// Whether a category has a feature for each of its names, and no base; nil for false.
  public let isWhole: Bool?

  /// The digits that are kept: 128 bits.
  static let digitCount = 32

  /// Those of a fit's data: the columns of its table or, without a preparation, its features. Complexity: O(samples x
  /// features).
  /// Sparse features have none: their columns are too many to tell models apart by.
  static func all(of data: Dataset, _ preparation: Preparation?) -> [ColumnFingerprint] {
    guard !data.features.rows.isSparse else { return [] }
    let columns = preparation.map { HashedColumn.all(of: $0) } ?? HashedColumn.all(of: data.features.input)
    var hashes = columns.map { column -> SHA256 in
      var hash = SHA256()
      let beginning = column.beginning
      hash.update(beginning.span)
      return hash
    }
    var runs = [[UInt8]](repeating: [], count: columns.count)
    let featureCount = data.featureCount
    WorkWatch.during(.hashing) {
      data.features.rows.forEachTile { samples, values in
        for first in stride(from: 0, to: samples.count * featureCount, by: featureCount) {
          for (index, column) in columns.enumerated() {
            let bits = column.bits { Float(values[first + $0]) }
            for shift in [0, 8, 16, 24] { runs[index].append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
          }
        }
        for index in columns.indices {
          let run = runs[index]
          hashes[index].update(run.span)
          runs[index].removeAll(keepingCapacity: true)
        }
      }
    }
    return zip(columns, hashes).map { column, hash in
      ColumnFingerprint(
        name: column.name, sha256: String(hash.hexDigest().prefix(digitCount)),
        isWhole: column.isWhole ? true : nil)
    }
  }
}

/// What a hash takes of a column's features.
private struct HashedColumn {
  let name: String
  let content: Content

  enum Content {
    /// A feature as it is, and what was subtracted from it.
    case value(feature: Int, origin: Double)
    /// Yes or no; `missing` is the feature that stands alone where there is no value.
    case boolean(feature: Int, isReversed: Bool, missing: Int?)
    /// The products of two columns, whatever their order.
    case product([String])
    /// The features of the names but the base.
    case category(first: Int, names: [String], base: String?, missing: Int?)
  }

  /// What stands for no value of its own: a missing one, or shares in its place.
  private static let noValue = UInt32.max

  static func all(of input: InputDescription) -> [HashedColumn] {
    ModelStatistics.terms(of: input, hasIntercept: false).enumerated().map { feature, name in
      HashedColumn(name: name, content: .value(feature: feature, origin: 0))
    }
  }

  static func all(of preparation: Preparation) -> [HashedColumn] {
    var first = 0
    let columns = preparation.columns.flatMap { prepared -> [HashedColumn] in
      defer { first += prepared.featureCount }
      let name = prepared.column.name
      let indicator = prepared.hasIndicator ? first + prepared.means.count : nil
      // Beside a base a missing value has the indicator alone.
      let missing = prepared.base == nil ? nil : indicator
      let content: Content =
        switch prepared.column.kind {
        case .number(let origin): .value(feature: first, origin: origin)
        case .boolean:
          .boolean(
            feature: first, isReversed: prepared.base == PreparedColumn.trueName, missing: missing)
        case .category(let names): .category(first: first, names: names, base: prepared.base, missing: missing)
        // Texts are always sparse, and have no hashes.
        case .text: .product([])
        }
      let own = HashedColumn(name: name, content: content)
      return [own]
        + (indicator.map { [HashedColumn(name: "\(name) missing", content: .value(feature: $0, origin: 0))] }
          ?? [])
    }
    // Their values follow from those of their columns.
    return columns
      + preparation.interactions.map { pair in
        let names = [pair.first, pair.second].sorted()
        return HashedColumn(name: names.joined(separator: ":"), content: .product(names))
      }
  }

  var isWhole: Bool {
    if case .category(_, _, nil, _) = content { true } else { false }
  }

  /// What the hash begins with: the kind, and what the values mean.
  var beginning: [UInt8] {
    let text =
      switch content {
      case .value(_, let origin): "number \(origin)"
      case .boolean: "boolean"
      case .product(let names): "product" + names.map { " \($0.utf8.count):\($0)" }.joined()
      case .category(_, let names, _, _): "category" + names.map { " \($0.utf8.count):\($0)" }.joined()
      }
    return Array((text + "\n").utf8)
  }

  /// The value of a row, whose features `value` tells, as 32 bits.
  func bits(_ value: (Int) -> Float) -> UInt32 {
    switch content {
    case .value(let feature, _): return value(feature).bitPattern
    case .product: return 0
    case .boolean(let feature, let isReversed, let missing):
      let own = isReversed ? 1 - value(feature) : value(feature)
      if let missing, value(missing) == 1 { return Self.noValue }
      return own == 0 ? 0 : own == 1 ? 1 : Self.noValue
    case .category(let first, let names, let base, let missing):
      if let missing, value(missing) == 1 { return Self.noValue }
      var (feature, isEmpty) = (first, true)
      var baseIndex: UInt32?
      for (index, name) in names.enumerated() {
        if name == base {
          baseIndex = UInt32(index)
          continue
        }
        if value(feature) == 1 { return UInt32(index) }
        if value(feature) != 0 { isEmpty = false }
        feature += 1
      }
      return isEmpty ? baseIndex ?? Self.noValue : Self.noValue
    }
  }
}
