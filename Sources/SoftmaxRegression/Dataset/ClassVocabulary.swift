// The classes of a problem: any labels outside, indices 0..<count inside.

/// The classes of a classification problem, in a fixed order.
///
/// Labels may be strings, integers or anything else with an order and an exact text form. Inside, a class is
/// its index; the one-hot vector of the mathematics is never built.
///
///     let classes = try ClassVocabulary(of: ["dog", "cat", "dog"])
///     classes.names            // ["cat", "dog"]
///     classes.index(of: "dog") // 1
///
/// Classes found in labels are sorted (integers by value, strings by Unicode order), so the order of the
/// samples has no influence on the model.
public struct ClassVocabulary: Sendable, Hashable {
  /// The names, by class index.
  public let names: [String]

  private let indices: [String: Int]

  /// The number of classes.
  public var count: Int { names.count }

  /// Classes in a given order.
  ///
  /// - Throws: `DatasetError.noClasses` for an empty list, `.duplicateClass` for a name that stands twice.
  public init(names: [String]) throws(DatasetError) {
    guard !names.isEmpty else { throw .noClasses }
    var indices: [String: Int] = [:]
    indices.reserveCapacity(names.count)
    for (index, name) in names.enumerated() {
      guard indices.updateValue(index, forKey: name) == nil else {
        throw .duplicateClass(name: name)
      }
    }
    self.names = names
    self.indices = indices
  }

  /// The distinct classes of `labels`, sorted. Complexity: O(n + k log k) for k classes.
  ///
  /// - Throws: `DatasetError.noClasses` where there are no labels.
  public init<Label: Hashable & Comparable & LosslessStringConvertible>(
    of labels: some Sequence<Label>
  ) throws(DatasetError) {
    try self.init(names: Set(labels).sorted().map(\.description))
  }

  /// The index of the class with this name, or nil.
  public func index(of name: String) -> Int? {
    indices[name]
  }

  /// The index of each label.
  ///
  /// - Throws: `DatasetError.unknownLabel` with the label, its sample and the nearest known name.
  public func indices<Label: LosslessStringConvertible>(
    of labels: some Sequence<Label>
  ) throws(DatasetError) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(labels.underestimatedCount)
    for label in labels {
      guard let index = indices[label.description] else {
        throw .unknownLabel(
          label: label.description, sample: result.count,
          nearest: NearestName.nearest(to: label.description, among: names))
      }
      result.append(UInt32(index))
    }
    return result
  }
}
