// The estimates of a fit without a penalty, with their standard errors and tests.

/// Maximum likelihood estimates of a multinomial logit model, with what is known of their accuracy.
///
///     let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
///     let statistics = try fit.statistics(on: data, reference: "general")
///     for row in try statistics.coefficients() {
///       print(row.className, row.term, row.estimate, row.standardError, row.pValue)
///     }
///
/// A coefficient is a class's weight less the reference class's: by how much the log odds of the class against the
/// reference rise where the feature rises by 1. Its standard error comes from the observed information (Agresti,
/// Categorical Data Analysis, 3rd edition, 8.1; Greene, Econometric Analysis, 18.2.3), or from a sandwich
/// (`StandardErrors`), in Float64, at the maximum of the likelihood, which the model's Float32 weights are the rounding of.
public struct ModelStatistics: Sendable, Hashable {
  /// The classes, in the model's order.
  public let classNames: [String]
  /// The terms of each class: the intercept, where there is one, then the features by name or number.
  public let terms: [String]
  /// Whether the first term is an intercept.
  public let hasIntercept: Bool
  /// The class that the others are held against, unless asked for another.
  public let referenceName: String
  /// The confidence level of the intervals, unless another one is given.
  public let confidence: Double
  /// The number of observations.
  public let observationCount: Int
  /// The logarithm of the likelihood at its maximum.
  public let logLikelihood: Double
  /// That of the model with intercepts alone; without intercepts, of equal probabilities.
  public let nullLogLikelihood: Double

  /// What the standard errors were computed from.
  public let standardErrors: StandardErrors
  /// For clustered errors, the number of groups.
  public let groupCount: Int?
  /// What the features do to the probabilities, where that was asked for.
  public let marginalEffects: MarginalEffects?
  /// The covariances of the coefficients, where they were asked for; a model file does not keep them.
  public let covariance: CoefficientCovariance?
  /// [classes x terms], against the reference, whose own are 0.
  package let estimates: [Double]
  package let errors: PairwiseErrors

  /// What the term of the bias is called.
  public static let interceptName = "(intercept)"

  package init(
    classNames: [String], terms: [String], hasIntercept: Bool, reference: Int, confidence: Double,
    estimates: [Double], errors: PairwiseErrors, observationCount: Int, logLikelihood: Double,
    nullLogLikelihood: Double, standardErrors: StandardErrors = .classical, groupCount: Int? = nil,
    marginalEffects: MarginalEffects? = nil, covariance: CoefficientCovariance? = nil
  ) {
    self.standardErrors = standardErrors
    self.groupCount = groupCount
    self.marginalEffects = marginalEffects
    self.covariance = covariance
    self.classNames = classNames
    self.terms = terms
    self.hasIntercept = hasIntercept
    referenceName = classNames[reference]
    self.confidence = confidence
    self.estimates = estimates
    self.errors = errors
    self.observationCount = observationCount
    self.logLikelihood = logLikelihood
    self.nullLogLikelihood = nullLogLikelihood
  }

  /// The terms for samples like these.
  package static func terms(of input: InputDescription, hasIntercept: Bool) -> [String] {
    (hasIntercept ? [interceptName] : [])
      + (input.featureNames ?? (0..<input.featureCount).map { "feature \($0)" })
  }

  // MARK: Of the model

  /// The number of free parameters: (classes - 1) x terms.
  public var parameterCount: Int { (classNames.count - 1) * terms.count }

  /// Akaike's criterion: 2 parameters - 2 log L.
  public var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }

  /// The Bayesian criterion of Schwarz: parameters x log observations - 2 log L.
  public var bic: Double {
    Double(parameterCount) * Elementary.log(Double(observationCount)) - 2 * logLikelihood
  }

  /// McFadden's pseudo R^2: 1 - log L / log L of the intercepts alone.
  public var pseudoRSquared: Double { 1 - logLikelihood / nullLogLikelihood }

  /// The test of all features together against none of them.
  public var likelihoodRatioTest: LikelihoodRatioTest {
    LikelihoodRatioTest(
      logLikelihood: logLikelihood, nullLogLikelihood: nullLogLikelihood,
      degreesOfFreedom: (classNames.count - 1) * (terms.count - (hasIntercept ? 1 : 0)))
  }

  // MARK: Of the coefficients

  /// Every coefficient with its error and tests: class by class, the reference left out, and in each the terms in
  /// order.
  ///
  /// - Parameters:
  ///   - reference: The class that the others are compared with. Nil: `referenceName`.
  ///   - confidence: The confidence level, between 0 and 1. Nil: `confidence`.
  /// - Returns: (classes - 1) x terms rows.
  /// - Throws: `ConfigurationError` for what is no class or no share; also for another reference where there are so many
  ///   pairs of classes that only those with `referenceName` were kept (more than 100,000 numbers).
  public func coefficients(
    against reference: String? = nil, confidence: Double? = nil
  ) throws(ConfigurationError) -> [CoefficientStatistics] {
    let confidence = try Self.checked(confidence: confidence ?? self.confidence)
    let index = try Self.index(of: reference ?? referenceName, in: classNames)
    if let only = errors.only, only != index {
      throw ConfigurationError(
        parameter: "reference", value: classNames[index],
        requirement:
          "'\(classNames[only])', because of so many classes and features only the errors against that one "
          + "were kept")
    }
    let quantile = TailProbability.normalQuantile(centralShare: confidence)
    return classNames.indices.flatMap { k -> [CoefficientStatistics] in
      guard k != index, let own = errors.errors(k, index) else { return [] }
      return zip(terms.indices, own).map { term, error in
        CoefficientStatistics(
          className: classNames[k], term: terms[term],
          estimate: estimates[k * terms.count + term] - estimates[index * terms.count + term],
          standardError: error, quantile: quantile)
      }
    }
  }

  /// Refuses data that no fit has statistics of, before there is one: too many free parameters, and columns that are
  /// constant or combinations of others. Complexity: O(samples x features^2 + features^3).
  package static func check(_ data: Dataset, hasBias: Bool, execution: Execution) throws {
    _ = try LikelihoodAnalysis(data.seen().withoutEmptyClasses(), hasBias: hasBias, engine: execution.engine)
  }

  static func index(of name: String, in classNames: [String]) throws(ConfigurationError) -> Int {
    guard let index = classNames.firstIndex(of: name) else {
      let nearest = NearestName.nearest(to: name, among: classNames).map { " (did you mean '\($0)'?)" } ?? ""
      let shown = classNames.prefix(12).joined(separator: ", ") + (classNames.count > 12 ? ", ..." : "")
      throw ConfigurationError(
        parameter: "reference", value: name, requirement: "one of the classes \(shown)\(nearest)")
    }
    return index
  }

  /// Refuses a reference that is none of the classes.
  package static func checkReference(_ name: String, among classNames: [String]) throws(ConfigurationError) {
    _ = try index(of: name, in: classNames)
  }

  /// The share, where it is one whose interval Float64 can tell.
  @discardableResult
  package static func checked(confidence: Double) throws(ConfigurationError) -> Double {
    guard confidence > 0, confidence < 1 else {
      throw ConfigurationError(
        parameter: "confidence", value: "\(confidence)", requirement: "a number between 0 and 1")
    }
    return confidence
  }
}
