// A model's coefficients as they can be compared: class against class, feature against feature.

/// What each feature does to the logit of each class, against the other classes, for one unit of the feature and for one
/// standard deviation.
///
/// Any number can be added to a feature's weights of all classes, and no probability changes. A contrast is free of that: it
/// is a class's weight less the mean over the classes and, of two classes, less the other's weight, which is what the log
/// odds change by. Times the feature's standard deviation in training, contrasts of different columns can be compared.
///
///     let coefficients = ModelCoefficients(fit.model, standardization: fit.report.standardization)
///     for feature in coefficients.strongest(ofClass: 0, count: 5) {
///       print(coefficients.featureNames[feature], coefficients.contrast(ofClass: 0, feature: feature))
///     }
public struct ModelCoefficients: Sendable, Hashable {
  /// The classes of the rows of weights, in their order: those that the model tells; of merged ones the fit's class and the one
  /// that it is a part of.
  public let classNames: [String]
  /// The same by the names that the fit had.
  package let layerClassNames: [String]
  /// The features by name or number, in the model's order.
  public let featureNames: [String]
  /// The standard deviation of each feature in training; nil where it is not known.
  public let standardDeviations: [Double?]
  /// Whether the standard deviation of every feature is known, so that all of them can be compared.
  public let areComparable: Bool
  /// W [classes x features], row-major.
  package let weights: [Float]
  package let bias: [Float]
  private let meanWeights: [Double]

  /// The coefficients of a model, with standard deviations that are known of some features, one for each feature.
  ///
  /// Complexity: O(weights).
  package init(_ model: SoftmaxModel, standardDeviations: [Double?]) {
    let featureCount = model.featureCount
    precondition(standardDeviations.count == featureCount, "a standard deviation or none for each feature")
    (classNames, layerClassNames) = (model.rowNames, model.layerClasses.names)
    featureNames = ModelStatistics.terms(of: model.input, hasIntercept: false)
    self.standardDeviations = standardDeviations
    areComparable = !standardDeviations.contains(nil)
    (weights, bias) = (model.weights, model.bias)
    var sums = [Double](repeating: 0, count: featureCount)
    let classCount = model.layerClasses.count
    for k in 0..<classCount {
      for j in 0..<featureCount { sums[j] += Double(weights[k * featureCount + j]) }
    }
    meanWeights = sums.map { $0 / Double(classCount) }
  }

  /// The coefficients of a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - standardization: What its features were standardised by in the fit, or would be; nil: their standard deviations are
  ///     not known.
  public init(_ model: SoftmaxModel, standardization: Standardization? = nil) {
    self.init(
      model,
      standardDeviations: standardization?.standardDeviations
        ?? [Double?](repeating: nil, count: model.featureCount))
  }

  /// The classes that have something of their own to say: all of them; of two the second, as the first is its negative.
  public var shownClasses: Range<Int> {
    classNames.count == 2 ? 1..<2 : classNames.indices
  }

  /// The class's weight of a feature less the mean over the classes; of two classes less the other's.
  public func contrast(ofClass k: Int, feature j: Int) -> Double {
    let own = Double(weights[k * featureNames.count + j])
    guard classNames.count == 2 else { return own - meanWeights[j] }
    return own - Double(weights[(1 - k) * featureNames.count + j])
  }

  /// The contrast for one standard deviation of the feature; nil where that is not known.
  public func standardizedContrast(ofClass k: Int, feature j: Int) -> Double? {
    standardDeviations[j].map { $0 * contrast(ofClass: k, feature: j) }
  }

  /// The same of the bias.
  package func biasContrast(ofClass k: Int) -> Double {
    guard classNames.count == 2 else {
      return Double(bias[k]) - bias.reduce(0) { $0 + Double($1) } / Double(bias.count)
    }
    return Double(bias[k]) - Double(bias[1 - k])
  }

  /// What features are ordered by.
  package func strength(ofClass k: Int, feature j: Int) -> Double {
    abs(areComparable ? standardizedContrast(ofClass: k, feature: j) ?? 0 : contrast(ofClass: k, feature: j))
  }

  /// The features that do most to a class, the strongest first: by their contrasts for one standard deviation or, where one
  /// of these is not known, for one unit. Features that do nothing are left out; of equals the first comes first.
  public func strongest(ofClass k: Int, count: Int) -> [Int] {
    ranked(count) { strength(ofClass: k, feature: $0) }
  }

  /// The features that do most to any class, the strongest first.
  public func strongest(count: Int) -> [Int] {
    ranked(count) { feature in
      shownClasses.reduce(0) { max($0, strength(ofClass: $1, feature: feature)) }
    }
  }

  private func ranked(_ count: Int, _ strength: (Int) -> Double) -> [Int] {
    let strengths = featureNames.indices.map(strength)
    let order = strengths.indices.filter { strengths[$0] > 0 }.sorted {
      strengths[$0] == strengths[$1] ? $0 < $1 : strengths[$0] > strengths[$1]
    }
    return Array(order.prefix(count))
  }
}
