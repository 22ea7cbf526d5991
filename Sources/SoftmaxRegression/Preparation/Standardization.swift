// Bringing columns with different units to one scale for the fit, and the weights back to the units.

import SoftmaxKernels

/// Mean 0 and standard deviation 1 for each feature, learned on the training samples.
///
/// The fit sees (x - mean) / standard deviation; its penalty applies to the weights of these, as in glmnet and Spark. The
/// weights are folded back, so that a saved model takes the user's own units. A constant feature has
/// standard deviation 0 and is given scale 1: it becomes 0 and its weight stays what it was drawn as or decays. Without
/// a bias features are only scaled: centring them would need one. Sparse features are only scaled too.
public struct Standardization: Sendable, Hashable {
  /// What is subtracted from each feature: its mean, or 0 where there is no bias and where features are sparse.
  public let means: [Double]
  /// What each feature is divided by: its standard deviation (over n), or 1 where that is 0.
  public let standardDeviations: [Double]

  /// What a model file has kept.
  package init(means: [Double], standardDeviations: [Double]) {
    precondition(means.count == standardDeviations.count, "a mean and a standard deviation for each feature")
    self.means = means
    self.standardDeviations = standardDeviations
  }

  /// Learns means and standard deviations in Float64, in two passes. Complexity: O(samples x features).
  ///
  /// - Parameters:
  ///   - features: The training samples.
  ///   - weights: How much each sample counts; nil: all alike.
  ///   - isCentred: Whether means are subtracted.
  package init(of features: Features, weights: [Double]? = nil, isCentred: Bool = true) {
    let pass = features.sharing.pass(Execution.automatic.engine)
    self.init(
      of: features.rows, weights: weights.map { SampleWeights($0, pass) }, pass,
      isCentred: isCentred, terms: features.input.terms)
  }

  /// The same for rows that may be divided between processes.
  /// Features at `terms` keep their scale.
  init(
    of rows: Rows, weights: SampleWeights?, _ pass: RowPass, isCentred: Bool = true, terms: [Range<Int>] = []
  ) {
    let total = weights.map { $0.total(pass) } ?? Double(pass.rowCount)
    let centres = pass.columnSums(of: rows, power: .one, weights: weights?.double).map { $0 / total }
    let squares = pass.columnSums(of: rows, power: .two, centres: centres, weights: weights?.double)
    let means = centres.map { $0 * rows.scale }
    // Sparse rows centred would be dense; with a bias centring changes no optimum.
    let staysSparse = rows.isSparse
    self.means = isCentred && !staysSparse ? means : [Double](repeating: 0, count: rows.featureCount)
    var standardDeviations = zip(squares, means).map { square, mean in
      let standardDeviation = (square / total).squareRoot() * rows.scale
      // Rounding leaves a constant column a standard deviation of a few units in its mean's last place.
      return standardDeviation <= abs(mean) * 1e-12 ? 1 : standardDeviation
    }
    for range in terms { for j in range { standardDeviations[j] = 1 } }
    self.standardDeviations = standardDeviations
  }

  /// What brings each column to mean 0 and standard deviation 1 or, where it is not centred, to mean square 1.
  static func unit(of samples: FitSamples, isWeighted: Bool, isCentred: Bool) -> Standardization {
    let own = Standardization(
      of: samples.rows, weights: isWeighted ? samples.weights : nil, samples.pass)
    guard !isCentred || samples.rows.isSparse else { return own }
    return Standardization(
      means: own.means.map { _ in 0 },
      standardDeviations: zip(own.means, own.standardDeviations).map { ($0 * $0 + $1 * $1).squareRoot() })
  }

  /// What a full-batch solver works in: the standardisation where the penalty applies to weights of standardised
  /// features; else a scaling of its own where columns differ so much in place or scale that Float32 passes would
  /// suffer; nil where it takes the features as they are. Pictures, on one scale by nature, are not looked at, nor are
  /// sparse features, whose preconditioner takes each column by itself. It depends on the numbers alone, so that equal ones give equal bits, whatever file they came from.
  static func conditioning(
    of samples: FitSamples, input: InputDescription, isStandardized: Bool, isCentred: Bool
  ) -> Standardization? {
    guard isStandardized || (input.kind != .image && !samples.rows.isSparse) else { return nil }
    let found = Standardization(of: samples.rows, weights: samples.weights, samples.pass, terms: input.terms)
    let isFar = zip(found.means, found.standardDeviations).contains { abs($0) > farthestMean * $1 }
    let (least, most) = (found.standardDeviations.min() ?? 1, found.standardDeviations.max() ?? 1)
    guard isStandardized || isFar || most > widestScale * least else { return nil }
    return isCentred
      ? found
      : Standardization(means: found.means.map { _ in 0 }, standardDeviations: found.standardDeviations)
  }

  /// Of Float32's 24 bits, 18 are left for what varies.
  private static var farthestMean: Double { 64 }
  /// Beyond this ratio of standard deviations the preconditioners, which are Float32 too, lose the small columns.
  private static var widestScale: Double { 256 }

  /// The same scaling without a shift.
  var uncentred: Standardization {
    Standardization(means: means.map { _ in 0 }, standardDeviations: standardDeviations)
  }

  /// These rows standardised, without a copy: passes get them so, tile by tile. Complexity: O(features).
  func rows(of rows: Rows) -> Rows { rows.standardized(means: means, standardDeviations: standardDeviations) }

  /// Standardises the first columns of a block of widened rows in place, in Float64.
  func apply(to block: MatrixBlock<Double>) {
    block.buffer.withMutableSpan { span in
      for row in 0..<block.rowCount {
        let first = block.first + row * block.stride
        for j in means.indices { span[first + j] = (span[first + j] - means[j]) / standardDeviations[j] }
      }
    }
  }

  /// The parameters of a model of standardised features in the user's units, in Float32.
  package func fold(_ parameters: Parameters) -> Parameters {
    Float64Parameters(
      weights: parameters.weights.map(Double.init), bias: parameters.bias.map(Double.init), units: self
    ).inUserUnits.rounded
  }
}
