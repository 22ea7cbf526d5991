// How often prediction sets hold the true class, and how large they are.

/// What a model's prediction sets are worth on labelled samples, which count by their weights.
public struct SetCoverage: Sendable, Hashable {
  /// The sets.
  public let sets: PredictionSets
  /// The share of samples whose true class is in their sets.
  public let coverage: Double
  /// The same of each class's samples, by class index; nil where it has none.
  public let classCoverage: [Double?]
  /// The mean number of classes in a set.
  public let meanSize: Double
  /// The mean number of classes in the sets of each class's samples; nil where it has none.
  public let classMeanSize: [Double?]
  /// The share of samples whose set is empty.
  public let emptyShare: Double
}

extension SoftmaxModel {
  /// Measures the model's prediction sets; nil for a model without.
  ///
  /// - Throws: As `evaluate(_:execution:)`. Complexity: One pass over the data. Memory: 4 bytes x samples x classes.
  public func setCoverage(
    on data: Dataset, execution: Execution = .automatic
  ) throws(DatasetError) -> SetCoverage? {
    guard let sets = outputs?.sets else { return nil }
    try check(data)
    let data = try labelled(data.scored())
    let weights = WeightScale.summable(data.scoreWeights)
    let probabilities = try probabilities(for: data.features, offsets: data.offsets, execution: execution)
    var totals = [Double](repeating: 0, count: classCount)
    var (covered, sizes) = (totals, totals)
    var empty = 0.0
    for (sample, label) in data.classIndices.enumerated() {
      let members = sets.members(
        of: Array(probabilities[sample * classCount..<(sample + 1) * classCount]))
      let weight = weights?[sample] ?? 1
      totals[Int(label)] += weight
      sizes[Int(label)] += weight * Double(members.count)
      if members.contains(Int(label)) { covered[Int(label)] += weight }
      if members.isEmpty { empty += weight }
    }
    let total = totals.reduce(0, +)
    func shares(_ sums: [Double]) -> [Double?] {
      zip(sums, totals).map { $1 > 0 ? $0 / $1 : nil }
    }
    return SetCoverage(
      sets: sets, coverage: min(1, covered.reduce(0, +) / total), classCoverage: shares(covered),
      meanSize: sizes.reduce(0, +) / total, classMeanSize: shares(sizes), emptyShare: min(1, empty / total))
  }
}
