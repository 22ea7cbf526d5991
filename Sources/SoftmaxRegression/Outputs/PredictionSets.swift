// Sets of classes that hold the true one as often as was asked for.

/// When a class belongs to a sample's prediction set, measured on samples that the model had not seen (split conformal
/// prediction).
///
/// With n of them the threshold is the ceil((n + 1) x coverage)-th of their scores from the best: a new sample's set then
/// holds its true class with at least that probability, over the draw of all n + 1, whatever the model is worth, where all
/// are drawn alike.
///
/// References: Vovk, Gammerman and Shafer, Algorithmic learning in a random world, 2005; Sadinle, Lei and Wasserman, Least
/// ambiguous set-valued classifiers with bounded error levels, JASA 114, 2019 (`plain`); Romano, Sesia and Candes,
/// Classification with valid and adaptive coverage, NeurIPS 2020 (`adaptive`, here without its random part).
public struct PredictionSets: Sendable, Hashable {
  /// What a class's score is.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Its probability: the smallest sets on average, empty for a sample of which the model is very unsure.
    case plain
    /// The probability of all classes that are more probable, of equals those before it: sets that grow with the doubt of
    /// the model, never empty.
    case adaptive
  }

  /// What a class's score is.
  public let kind: Kind
  /// The share of samples whose true class is to be in their sets.
  public let coverage: Double
  /// Of plain sets the least probability of a class in the set, of adaptive ones the largest probability of all classes
  /// before it.
  public let threshold: Double
  /// What the threshold was measured on: a name.
  public let data: String
  /// The number of samples that it was measured on.
  public let sampleCount: Int

  package init(kind: Kind, coverage: Double, threshold: Double, data: String, sampleCount: Int) {
    self.kind = kind
    self.coverage = coverage
    self.threshold = threshold
    self.data = data
    self.sampleCount = sampleCount
  }

  /// The threshold of samples with these scores of their true classes, as `score(of:in:kind:)` has them.
  ///
  /// - Throws: `OutputsError.invalidCoverage`, and `.tooFewForCoverage` where there are too few.
  package init(
    kind: Kind, coverage: Double, scores: [Double], data: String
  ) throws(OutputsError) {
    let place = try Self.place(coverage: coverage, sampleCount: scores.count)
    let sorted = scores.sorted()
    // A probability is the better the larger it is.
    let threshold = kind == .plain ? sorted[scores.count - place] : sorted[place - 1]
    self.init(
      kind: kind, coverage: coverage, threshold: threshold, data: data, sampleCount: scores.count)
  }

  /// Which of the scores, counted from 1 for the best, is the threshold: ceil((n + 1) x coverage).
  package static func place(coverage: Double, sampleCount: Int) throws(OutputsError) -> Int {
    guard coverage > 0, coverage < 1 else { throw .invalidCoverage(coverage) }
    // 0.9 x 10 must be 9, and not the least bit more.
    func place(_ count: Int) -> Int {
      let exact = Double(count + 1) * coverage
      return Int((exact - 1e-9 * max(1, exact)).rounded(.up))
    }
    guard place(sampleCount) <= sampleCount else {
      var needed = Int(min((coverage / (1 - coverage)).rounded(.down), 1e15))
      while place(needed) > needed { needed += 1 }
      throw .tooFewForCoverage(coverage, found: sampleCount, needed: needed)
    }
    return max(1, place(sampleCount))
  }

  /// The classes of a sample's set, the most probable first; of equals the first in the model's order.
  ///
  /// - Parameter probabilities: Those of all classes of the model that the threshold was measured with, by class index.
  /// - Returns: Indices of classes.
  /// - Complexity: O(k log k) for k classes.
  public func members(of probabilities: [Float]) -> [Int] {
    let ranked = Self.ranked(probabilities)
    switch kind {
    case .plain: return Array(ranked.prefix { Double(probabilities[$0]) >= threshold })
    case .adaptive:
      var before = 0.0
      var members: [Int] = []
      for k in ranked {
        guard before <= threshold else { break }
        members.append(k)
        before += Double(probabilities[k])
      }
      return members
    }
  }

  /// The score of a class.
  package static func score(of index: Int, in probabilities: [Float], kind: Kind) -> Double {
    guard kind == .adaptive else { return Double(probabilities[index]) }
    var before = 0.0
    for k in ranked(probabilities) {
      if k == index { break }
      before += Double(probabilities[k])
    }
    return before
  }

  private static func ranked(_ probabilities: [Float]) -> [Int] {
    probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
  }
}

extension SoftmaxModel {
  /// The threshold of prediction sets, measured on samples that the model was not fitted to.
  ///
  /// - Parameters:
  ///   - kind: What a class's score is.
  ///   - coverage: The share of samples whose true class is to be in their sets, above 0 and below 1.
  ///   - data: The samples, which count alike.
  ///   - execution: What it runs on.
  /// - Returns: The sets; `with(sets:)` makes them the model's.
  /// - Throws: `OutputsError.tooFewForCoverage` with the number that is needed, `.samplesWeighted`, `.invalidCoverage`;
  ///   `DatasetError` for samples that are not like the model's.
  /// - Complexity: One pass over the data, and samples x k log k for k classes. Memory: 4 bytes x samples x classes.
  public func predictionSets(
    _ kind: PredictionSets.Kind, coverage: Double, on data: Dataset, execution: Execution = .automatic
  ) throws -> PredictionSets {
    try check(data)
    if data.sampleWeights.map({ Set($0).count > 1 }) == true { throw OutputsError.samplesWeighted }
    _ = try PredictionSets.place(coverage: coverage, sampleCount: data.sampleCount)
    let labelled = try labelled(data)
    let probabilities = try probabilities(for: data.features, offsets: data.offsets, execution: execution)
    let scores = labelled.classIndices.enumerated().map { sample, label in
      PredictionSets.score(
        of: Int(label), in: Array(probabilities[sample * classCount..<(sample + 1) * classCount]), kind: kind)
    }
    return try PredictionSets(kind: kind, coverage: coverage, scores: scores, data: data.name)
  }

  /// The model with these sets, which were measured with its probabilities.
  public func with(sets: PredictionSets) -> SoftmaxModel {
    let outputs = someOutputs
    return withOutputs(
      outputs.with(scaling: outputs.scaling, prior: outputs.prior, sets: sets, layerClasses: layerClasses))
  }
}
