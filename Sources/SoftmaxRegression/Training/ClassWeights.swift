/// A factor for the weights of each class's samples.
public enum ClassWeights: Sendable, Hashable {
  /// All classes alike: each sample counts by its own weight.
  case uniform
  /// Every class counts as much as every other, however many samples it has: samples / (classes x samples of the
  /// class), weights counted.
  case balanced
  /// A factor at least 0 for each class by its name; 1 for classes that are not there. A fit refuses 0, as it does
  /// a class all of whose samples have a weight of 0: leave such samples out of the data.
  case custom([String: Double])

  func validate() throws(ConfigurationError) {
    guard case .custom(let factors) = self else { return }
    if let bad = factors.sorted(by: { $0.key < $1.key }).first(where: { !($0.value >= 0 && $0.value.isFinite) })
    {
      throw ConfigurationError(
        parameter: "classWeights", value: "\(bad.value) for '\(bad.key)'",
        requirement: "numbers that are at least 0")
    }
  }

  /// The factor of each class of `data`; nil where all are 1.
  ///
  /// - Throws: `DatasetError.unknownClassWeight` for a name that is no class of the data.
  func factors(for data: Dataset) throws(DatasetError) -> [Double]? {
    switch self {
    case .uniform: return nil
    case .balanced:
      let weights = data.sampleWeights.map { WeightScale.normalized($0, data.sharing) }
      let totals = data.sharing.sums(data.classes.count) { samples, totals in
        for sample in samples { totals[Int(data.classIndices[sample])] += weights?[sample] ?? 1 }
      }
      let present = totals.filter { $0 > 0 }
      let mean = present.reduce(0, +) / Double(max(1, present.count))
      return totals.map { $0 > 0 ? mean / $0 : 1 }
    case .custom(let factors):
      for name in factors.keys.sorted() where data.classes.index(of: name) == nil {
        throw .unknownClassWeight(
          name: name, nearest: NearestName.nearest(to: name, among: data.classes.names))
      }
      return data.classes.names.map { factors[$0] ?? 1 }
    }
  }
}
