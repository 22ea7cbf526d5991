// One fold of a cross-validation: what its fit learns from, and what it is scored on.

/// A division of a `Dataset` in two, one of several: each sample is in the validation set of exactly one fold.
public struct DatasetFold: Sendable {
  /// What the fold is called: 1, 2 and so on, or as given folds are called.
  public let name: String
  /// The samples that the fold's fit learns from, as ascending indices into the whole data.
  public let trainingIndices: [Int]
  /// The samples that the fold's fit is scored on, as ascending indices into the whole data.
  public let validationIndices: [Int]
  private let whole: Dataset

  fileprivate init(_ whole: Dataset, name: String, validationIndices: [Int]) {
    var isOut = [Bool](repeating: false, count: whole.sampleCount)
    for sample in validationIndices { isOut[sample] = true }
    self.name = name
    self.validationIndices = validationIndices
    trainingIndices = isOut.indices.filter { !isOut[$0] }
    self.whole = whole
  }

  /// The samples that the fold's fit learns from. Each call copies them: O(samples x features).
  public var training: Dataset { whole.samples(at: trainingIndices, name: "\(whole.name):fold \(name):train") }

  /// The samples that the fold's fit is scored on. Each call copies them: O(samples x features).
  public var validation: Dataset {
    whole.samples(at: validationIndices, name: "\(whole.name):fold \(name):validation")
  }
}

extension Dataset {
  /// Divides the samples into folds for a cross-validation, each class in the same proportion.
  ///
  ///     for fold in try data.folds(count: 5) {
  ///       let fit = try classifier.fit(fold.training)
  ///       print(try fit.model.evaluate(fold.validation).accuracy)
  ///     }
  ///
  /// Samples of one group are in one fold. Folds that the data was given (`folded(by:)`) are taken as they are, whatever
  /// `count` says. The same data, count and seed give the same folds on every machine; where every sample has a weight
  /// above 0 they are those of a `PenaltySearch` whose classifier has this seed.
  ///
  /// - Parameters:
  ///   - count: How many folds, at least 2.
  ///   - seed: What the division is drawn from.
  /// - Returns: The folds. They keep indices; a fold's samples are copied when they are asked for.
  /// - Throws: `DatasetError.invalidFoldCount`, or another one for data that cannot be divided so that every fold's training
  ///   set has samples of each class. `MemoryShortage` where there is no room for a copy of the samples.
  /// - Complexity: O(folds x samples); with groups O(groups x folds x classes) besides.
  public func folds(count: Int = 5, seed: UInt64 = 0) throws -> [DatasetFold] {
    guard count > 1 else { throw DatasetError.invalidFoldCount(count) }
    guard sampleCount > 0 else { throw DatasetError.noSamples }
    try features.checkMemoryForCopy()
    let present = classCounts.contains(0) ? try withoutEmptyClasses() : self
    let division = try present.division(folds: count, seed: seed)
    return division.members.enumerated().map { index, members in
      DatasetFold(self, name: folds?.names[index] ?? "\(index + 1)", validationIndices: members)
    }
  }
}
