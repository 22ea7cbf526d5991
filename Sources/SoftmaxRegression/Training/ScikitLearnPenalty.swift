// Penalties as scikit-learn states them.

/// scikit-learn's `C` and `l1_ratio`, which say the same as the penalties of F.
///
///     let classifier = try SoftmaxClassifier().with(ScikitLearnPenalty(c: 0.5), for: training)
///
/// `LogisticRegression` minimises C S (mean log loss) + (1 - r) / 2 ||W||^2 + r ||W||_1, S the sum of the samples' weights.
/// Divided by C S that is F with l1 = r / (C S) and l2 = (1 - r) / (C S).
///
/// For two classes it has one row of weights, w, where F has two, -w/2 and w/2, which share the penalty: their squares are
/// half of w's, their magnitudes together w's. There l2 = 2 (1 - r) / (C S) and l1 = r / (C S) are the same problem, and
/// the default l2 = 1 / samples is C = 2.
public struct ScikitLearnPenalty: Sendable, Hashable {
  /// The inverse of the penalty's strength.
  public let c: Double
  /// The share of L1 in it, `l1_ratio`: 0 for L2 alone, 1 for L1 alone.
  public let l1Ratio: Double

  /// - Throws: `ConfigurationError` for a C that is not above 0, or a ratio that is no share.
  public init(c: Double, l1Ratio: Double = 0) throws(ConfigurationError) {
    guard c > 0, c.isFinite else {
      throw ConfigurationError(parameter: "c", value: "\(c)", requirement: "a number above 0")
    }
    guard l1Ratio >= 0, l1Ratio <= 1 else {
      throw ConfigurationError(parameter: "l1Ratio", value: "\(l1Ratio)", requirement: "a share from 0 to 1")
    }
    self.c = c
    self.l1Ratio = l1Ratio
  }

  /// What penalties of F are in scikit-learn's terms; nil without a penalty, and where Float64 does not hold C.
  public init?(l1Penalty: Double, l2Penalty: Double, classCount: Int, totalWeight: Double) {
    let strength = l1Penalty + l2Penalty / Self.rowCount(classCount)
    let c = 1 / (strength * totalWeight)
    guard c > 0, c.isFinite else { return nil }
    self.c = c
    l1Ratio = l1Penalty / strength
  }

  /// The penalties of F.
  ///
  /// - Parameters:
  ///   - classCount: The classes of the model.
  ///   - totalWeight: The sum of the samples' weights, with their classes' factors; their number where all are 1.
  /// - Returns: The L1 and the L2 penalty's factor.
  public func penalties(classCount: Int, totalWeight: Double) -> (l1: Double, l2: Double) {
    let strength = 1 / (c * totalWeight)
    return (strength * l1Ratio, strength * (1 - l1Ratio) * Self.rowCount(classCount))
  }

  /// The penalties of F for a fit to these samples.
  ///
  /// - Throws: `DatasetError` for class weights that do not fit the data.
  public func penalties(
    of training: Dataset, classWeights: ClassWeights = .uniform
  ) throws(DatasetError) -> (l1: Double, l2: Double) {
    penalties(
      classCount: training.wholeClassCounts.count { $0 > 0 },
      totalWeight: try training.totalWeight(classWeights: classWeights))
  }

  /// The share of L1 where there is L2 too.
  package var elasticNetRatio: Double? { l1Ratio > 0 && l1Ratio < 1 ? l1Ratio : nil }

  /// Rows of weights that share what scikit-learn has in one.
  private static func rowCount(_ classCount: Int) -> Double { classCount == 2 ? 2 : 1 }
}

extension SoftmaxClassifier {
  /// The same classifier with the penalties of F that this penalty is for a fit to these samples.
  ///
  /// - Throws: `ConfigurationError` for penalties that Float32 does not hold, or an L1 penalty and a method that takes none;
  ///   `DatasetError` for class weights that do not fit the data.
  public func with(_ penalty: ScikitLearnPenalty, for training: Dataset) throws -> SoftmaxClassifier {
    // A stochastic method keeps classes without samples.
    let penalties = penalty.penalties(
      classCount: solver.usesMinibatches ? training.classes.count : training.wholeClassCounts.count { $0 > 0 },
      totalWeight: try training.totalWeight(classWeights: classWeights))
    return try with(l2Penalty: penalties.l2, l1Penalty: penalties.l1, relaxation: relaxation)
  }
}

extension Dataset {
  /// The sum of all samples' weights, each times its class's factor.
  ///
  /// - Throws: `DatasetError` for class weights that do not fit the data.
  package func totalWeight(classWeights: ClassWeights) throws(DatasetError) -> Double {
    totalWeight(classFactors: try classWeights.factors(for: self))
  }

  /// For each class the sum of its samples' weights: their number where there are none.
  package var classTotals: [Double] {
    sharing.sums(classes.count) { samples, totals in
      for sample in samples { totals[Int(classIndices[sample])] += sampleWeights?[sample] ?? 1 }
    }
  }

  /// The sum of all samples' weights, each times its class's factor.
  package func totalWeight(classFactors: [Double]?) -> Double {
    guard sampleWeights != nil || classFactors != nil else { return Double(wholeSampleCount) }
    return sharing.sums(1) { samples, sum in
      for sample in samples {
        sum[0] += (sampleWeights?[sample] ?? 1) * (classFactors?[Int(classIndices[sample])] ?? 1)
      }
    }[0]
  }
}
