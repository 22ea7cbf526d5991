// Which fold each sample is in, where that is given and not drawn.

import SoftmaxKernels

/// The folds of a cross-validation by name, and which one each sample is in.
///
///     let data = try data.folded(by: SampleFolds(["a", "b", "a", "b"]))
///     let result = try PenaltySearch().run(on: data)  // two folds, whatever the search's own number is
public struct SampleFolds: Sendable, Hashable {
  /// For each sample the index of its fold, below `names.count`.
  public let indices: [UInt32]
  /// What the folds are called: whole numbers by value where all names are such, else by Unicode. Each has samples.
  public let names: [String]

  /// Folds from the name that each sample has. Complexity: O(samples).
  public init(_ names: [String]) {
    let sorted = NameOrder.sorted(Array(Set(names)))
    let place = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
    self.names = sorted
    indices = names.map { UInt32(place[$0] ?? 0) }
  }

  /// Folds as a table's column has them.
  init(_ values: CategoryValues, rows: [Int]?) {
    let codes = rows.map { $0.map { values.codes[$0] } } ?? values.codes
    self.init(codes.map { values.names[Int($0)] })
  }

  /// Those of all processes.
  func gathered(_ sharing: RowSharing) -> SampleFolds {
    guard !sharing.isAlone else { return self }
    let words = sharing.gathered(words: names)
    let codes = sharing.communicator.gather(indices.map(Double.init))
    return SampleFolds(zip(words, codes).flatMap { words, codes in codes.map { words[Int($0)] } })
  }

  /// The folds of some samples, in that order.
  func samples(at places: [Int]) -> SampleFolds {
    SampleFolds(places.map { names[Int(indices[$0])] })
  }
}
