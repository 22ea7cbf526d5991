/// For pairs of classes and each term, the standard error of the difference of their coefficients.
///
/// That of every pair is all that another reference class needs, and far less than the covariance of all estimates:
/// classes^2 / 2 x terms numbers instead of their square. Where that is still much, only pairs with one class are kept.
package struct PairwiseErrors: Sendable, Hashable {
  /// The class that is one of every pair; nil where all pairs are there.
  package let only: Int?
  package let classCount: Int
  package let termCount: Int
  /// [pairs x terms]; pairs k < l in the order (0, 1), (0, 2), ..., (1, 2), ....
  package let values: [Double]

  /// More numbers than this are not kept: two megabytes of a model file.
  static let keptCount = 100_000

  package init?(only: Int?, classCount: Int, termCount: Int, values: [Double]) {
    guard Self.numberCount(only: only, classCount: classCount, termCount: termCount) == values.count
    else { return nil }
    self.only = only
    self.classCount = classCount
    self.termCount = termCount
    self.values = values
  }

  /// How many numbers there are, nil beyond Int. Pairs are counted, not made, for a file may ask for any number.
  private static func numberCount(only: Int?, classCount: Int, termCount: Int) -> Int? {
    var (pairs, isTooMany) = (classCount - 1, false)
    if only == nil {
      (pairs, isTooMany) = classCount.multipliedReportingOverflow(by: classCount - 1)
      pairs /= 2
    }
    let (count, isTooMuch) = pairs.multipliedReportingOverflow(by: termCount)
    return isTooMany || isTooMuch ? nil : count
  }

  static func pairs(only: Int?, classCount: Int) -> [(Int, Int)] {
    if let only { return (0..<classCount).filter { $0 != only }.map { (min($0, only), max($0, only)) } }
    return (0..<classCount).flatMap { k in (k + 1..<max(k + 1, classCount)).map { (k, $0) } }
  }

  /// The standard errors of each term's difference between two classes; nil for a pair that was not kept.
  func errors(_ k: Int, _ l: Int) -> ArraySlice<Double>? {
    let (low, high) = (min(k, l), max(k, l))
    let pair: Int
    if let only {
      guard low == only || high == only else { return nil }
      pair = low == only ? high - 1 : low
    } else {
      // low * (low - 1) / 2 pairs are missing from as many full rows.
      pair = low * (classCount - 1) - low * (low - 1) / 2 + high - low - 1
    }
    return values[pair * termCount..<(pair + 1) * termCount]
  }

  /// From the covariance of the free parameters, of columns in the user's units. The terms are the intercept, where
  /// there is a bias, and the features.
  init(_ covariance: EstimateCovariance, only: Int?) {
    let layout = covariance.layout
    let pairs = Self.pairs(only: only, classCount: layout.classCount)
    let variances = covariance.variances(ofPairs: pairs)
    self.only = only
    classCount = layout.classCount
    termCount = layout.blockSize
    values = pairs.indices.flatMap { pair in
      layout.termOrder.map { variances[pair * layout.blockSize + $0].squareRoot() }
    }
  }
}

extension FreeParameterLayout {
  /// The places of the terms in a class's block: the intercept's, where there is one, and then the features'.
  var termOrder: [Int] { (hasBias ? [featureCount] : []) + Array(0..<featureCount) }
}
