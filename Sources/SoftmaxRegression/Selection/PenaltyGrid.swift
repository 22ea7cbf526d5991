// The strengths that a search tries.

/// Which strengths of a penalty to try.
public enum PenaltyGrid: Sendable, Hashable {
  /// So many, in equal ratios. L2: from 1e4 / n to 1e-4 / n, scikit-learn's C from 1e-4 to 1e4 (twice that for two
  /// classes). With L1: from the smallest that leaves no weight to a thousandth of it.
  case automatic(count: Int)
  /// These strengths of F's penalty.
  case strengths([Double])
  /// The penalties that scikit-learn has with these C, and with the family's share of L1 as `l1_ratio`: see
  /// `ScikitLearnPenalty`.
  case inverse([Double])

  func validate() throws(ConfigurationError) {
    switch self {
    case .automatic(let count):
      guard count > 0, count <= 10_000 else {
        throw ConfigurationError(
          parameter: "count", value: "\(count)", requirement: "a whole number from 1 to 10000")
      }
    case .strengths(let values), .inverse(let values):
      guard !values.isEmpty, values.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw ConfigurationError(
          parameter: "grid", value: "\(values)", requirement: "one or more positive numbers")
      }
    }
  }

  /// A family as F has it: where C is given, an elastic net's share of L1 is scikit-learn's, which for two classes is
  /// another one.
  func family(_ family: PenaltyFamily, classCount: Int) -> PenaltyFamily {
    guard case .inverse = self, case .elasticNet(let ratio) = family, classCount == 2 else { return family }
    return .elasticNet(l1Ratio: ratio / (2 - ratio))
  }

  /// The strengths, from the largest down, none twice.
  ///
  /// - Parameters:
  ///   - family: The kind of penalty, as it was asked for.
  ///   - sampleCount: n.
  ///   - classCount: The classes of the model.
  ///   - totalWeight: What C is counted by.
  ///   - largest: The smallest strength that leaves no weight, where there is one.
  /// - Returns: At least one.
  /// - Throws: `ConfigurationError` for a C that is none.
  func strengths(
    of family: PenaltyFamily, sampleCount: Int, classCount: Int, totalWeight: Double, largest: Double?
  ) throws(ConfigurationError) -> [Double] {
    let n = Double(sampleCount)
    var values: [Double] = []
    switch self {
    case .automatic(let count):
      let (first, decades) = largest.map { ($0, 3.0) } ?? (1e4 / n, 8.0)
      // 10^(-decades i / (count - 1)), by repeated square roots alone, so that every machine has the same numbers.
      values = (0..<count).map { first * Self.power(ofTen: -decades * Double($0) / Double(max(1, count - 1))) }
    case .strengths(let given): values = given
    case .inverse(let given):
      for c in given {
        let penalties = try ScikitLearnPenalty(c: c, l1Ratio: family.l1Ratio).penalties(
          classCount: classCount, totalWeight: totalWeight)
        values.append(penalties.l1 + penalties.l2)
      }
    }
    return Set(values).sorted(by: >)
  }

  /// 10^x to 12 digits: the binary digits of x choose among 10, its square roots, and their products.
  static func power(ofTen x: Double) -> Double {
    var result = 1.0
    let whole = x.rounded(.down)
    for _ in 0..<Int(whole.magnitude) { result = whole < 0 ? result / 10 : result * 10 }
    var root = 10.0
    var rest = x - whole
    for _ in 0..<45 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= root
        rest -= 1
      }
    }
    return result
  }
}
