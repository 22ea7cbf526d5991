// The refits of a search: of all samples, and of each fold's.

import SoftmaxKernels

/// Makes each refit once: of a fold (or of all samples) and the features that its penalised fit has left.
///
/// A refit is an ordinary fit, to the tolerance of the search's classifier: it has no path of its own to follow. Each fold's
/// standardisation is learned from the samples that its refit sees.
struct RelaxedPath {
  let grid: RelaxationGrid
  private let folded: FoldedSamples
  private let classifier: SoftmaxClassifier
  private var refits: [Key: Refit] = [:]

  private struct Key: Hashable {
    let fold: Int?
    let columns: [Int]
  }

  /// A refit, spread over all features.
  struct Refit {
    let model: SoftmaxModel
    /// Whether it ended within the tolerance.
    let isConverged: Bool
    /// Whether it ended because it has no optimum.
    let isSeparated: Bool
  }

  /// `folded` are samples that count, each with its whole weight.
  init(_ grid: RelaxationGrid, of folded: FoldedSamples, classifier: SoftmaxClassifier) {
    self.grid = grid
    self.folded = folded
    self.classifier = classifier
  }

  /// The refit of a penalised model's features to the samples outside of a fold, or to all; nil where none is left.
  ///
  /// - Throws: `MemoryShortage`, what `beforePass` throws, and `TrainingError` where F left the range of numbers.
  ///   Complexity: that of a fit, the first time.
  mutating func refit(
    of model: SoftmaxModel, withoutFold fold: Int?, beforePass: () throws -> Void
  ) throws -> Refit? {
    let columns = model.usedFeatures
    guard !columns.isEmpty else { return nil }
    let key = Key(fold: fold, columns: columns)
    if let known = refits[key] { return known }
    let found = try make(columns, withoutFold: fold, input: model.input, beforePass: beforePass)
    refits[key] = found
    return found
  }

  private func make(
    _ columns: [Int], withoutFold fold: Int?, input: InputDescription, beforePass: () throws -> Void
  ) throws -> Refit {
    var samples = try folded.samples.keeping(columns)
    if let fold {
      try samples.features.checkMemoryForCopy()
      samples = samples.samples(at: folded.rows(withoutFold: fold))
    }
    // The samples' weights have their classes' factors already.
    let refitter = try classifier.refitting(columns, l2Penalty: grid.l2Penalty, classWeights: .uniform)
    let fit = try KeptFeatures(columns, of: input).refit {
      try refitter.watchedFit(samples, validation: nil, test: nil, from: nil, every: .batch) { event in
        if case .pass = event { try beforePass() }
        return .continue
      }
    }
    return Refit(
      model: fit.model.spread(over: columns, of: input), isConverged: fit.report.stopReason == .converged,
      isSeparated: fit.report.stopReason == .separated)
  }
}
