// The class frequencies of samples without labels.

/// The class frequencies under which unlabelled samples are the most likely, given what a model says of them: the EM
/// algorithm of Saerens, Latinne and Decaestecker (2002).
///
/// Each round multiplies every sample's probabilities by share / share in training, divides them by their sum, and takes the
/// means for the new shares. The likelihood never falls. As the model, it holds where only the frequencies have changed.
public struct PriorEstimate: Sendable, Hashable {
  /// The share of each class; none is below `leastShare`.
  public let shares: [Double]
  /// The number of rounds.
  public let rounds: Int
  /// Whether the last round changed no share by more than `tolerance`.
  public let isConverged: Bool

  /// The change of a share below which the rounds end.
  public static var tolerance: Double { 1e-9 }
  /// The most rounds.
  public static var mostRounds: Int { 10_000 }
  /// What a share is at least, so that no class is lost for ever.
  public static var leastShare: Double { 1e-12 }

  /// The estimate for some samples.
  ///
  /// - Parameters:
  ///   - probabilities: [samples x classes], row by row, for the frequencies of training.
  ///   - trainingShares: The share of each class in training, above 0.
  /// - Complexity: O(samples x classes) a round; sums go over the samples in their order.
  public init(probabilities: [Float], trainingShares: [Double]) {
    let count = trainingShares.count
    precondition(count > 0 && probabilities.count % count == 0, "probabilities of each class")
    let sampleCount = probabilities.count / count
    let training = ClassPrior.normalized(trainingShares)
    var shares = training
    var (rounds, isConverged) = (0, sampleCount == 0)
    var adjusted = [Double](repeating: 0, count: count)
    while !isConverged, rounds < Self.mostRounds {
      let ratios = zip(shares, training).map { $0 / $1 }
      var sums = [Double](repeating: 0, count: count)
      var countedSamples = 0.0
      for sample in 0..<sampleCount {
        var total = 0.0
        for k in 0..<count {
          adjusted[k] = Double(probabilities[sample * count + k]) * ratios[k]
          total += adjusted[k]
        }
        // Where all that is left has underflowed the sample says nothing.
        guard total > 0 else { continue }
        countedSamples += 1
        for k in 0..<count { sums[k] += adjusted[k] / total }
      }
      guard countedSamples > 0 else { break }
      let next = ClassPrior.normalized(sums.map { max($0 / countedSamples, Self.leastShare) })
      isConverged = zip(next, shares).allSatisfy { abs($0 - $1) <= Self.tolerance }
      shares = next
      rounds += 1
    }
    self.shares = shares
    self.rounds = rounds
    self.isConverged = isConverged
  }
}

extension SoftmaxModel {
  /// The class frequencies of unlabelled samples, in the order of the model's classes.
  ///
  /// - Parameters:
  ///   - features: The samples.
  ///   - offsets: Their offsets, for a model that was fitted with some.
  ///   - trainingShares: How often each of the model's classes came in training, above 0.
  ///   - execution: What it runs on.
  /// - Returns: The estimate; `adjusted(toShares:trainingShares:)` makes use of it.
  /// - Throws: `OutputsError.invalidShares`, and as `probabilities(for:offsets:execution:)`.
  /// - Complexity: One pass over the data, and O(samples x classes) a round. Memory: 4 bytes x samples x classes.
  public func priorEstimate(
    for features: Features, offsets: SampleOffsets? = nil, trainingShares: [Double],
    execution: Execution = .automatic
  ) throws -> PriorEstimate {
    guard trainingShares.count == classCount, trainingShares.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw OutputsError.invalidShares(name: "shares of training", classCount: classCount)
    }
    let probabilities = try forTrainingShares.probabilities(
      for: features, offsets: offsets, execution: execution)
    return PriorEstimate(probabilities: probabilities, trainingShares: trainingShares)
  }
}
