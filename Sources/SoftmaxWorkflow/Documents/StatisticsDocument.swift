// A fit's statistics as JSON.

public import SoftmaxRegression

/// A fit's statistics as `softmax train --json` and `softmax inspect --json` write them, with null for what no number holds.
public struct StatisticsDocument: Encodable, Sendable {
  struct LikelihoodRatio: Encodable, Sendable {
    let chiSquare: Nullable<Double>
    let degreesOfFreedom: Int
    let pValue: Double
    let log10PValue: Nullable<Double>

    init(_ test: LikelihoodRatioTest) {
      chiSquare = Nullable(finite: test.chiSquare)
      degreesOfFreedom = test.degreesOfFreedom
      pValue = test.pValue
      log10PValue = Nullable(finite: test.log10PValue)
    }
  }
  struct Coefficient: Encodable, Sendable {
    let `class`: String
    let term: String
    let estimate: Double
    let standardError: Double
    let z: Nullable<Double>
    let pValue: Double
    let log10PValue: Nullable<Double>
    let interval: [Double]
    let oddsRatio: Nullable<Double>
    let oddsRatioInterval: [Nullable<Double>]
  }

  struct Effects: Encodable, Sendable {
    struct Effect: Encodable, Sendable {
      let `class`: String
      let term: String
      let kind: String
      let effect: Double
      let standardError: Double
      let z: Nullable<Double>
      let pValue: Double
      let log10PValue: Nullable<Double>
      let interval: [Double]
    }

    let place: String
    let effects: [Effect]
  }

  let reference: String
  let confidence: Double
  let observationCount: Int
  let parameterCount: Int
  let logLikelihood: Double
  let nullLogLikelihood: Double
  let likelihoodRatio: LikelihoodRatio
  let pseudoRSquared: Nullable<Double>
  let aic: Nullable<Double>
  let bic: Nullable<Double>
  let standardErrors: String
  let groupCount: Int?
  let coefficients: [Coefficient]
  let marginalEffects: Effects?

  /// The document of these statistics.
  ///
  /// - Parameters:
  ///   - statistics: What is told.
  ///   - reference: The class that the others are held against; nil: that of the fit.
  ///   - confidence: The level of the intervals; nil: that of the fit.
  /// - Throws: `ConfigurationError` for what is no class or no share.
  public init(_ statistics: ModelStatistics, reference: String? = nil, confidence: Double? = nil) throws {
    self.reference = reference ?? statistics.referenceName
    self.confidence = confidence ?? statistics.confidence
    observationCount = statistics.observationCount
    parameterCount = statistics.parameterCount
    logLikelihood = statistics.logLikelihood
    nullLogLikelihood = statistics.nullLogLikelihood
    likelihoodRatio = LikelihoodRatio(statistics.likelihoodRatioTest)
    pseudoRSquared = Nullable(finite: statistics.pseudoRSquared)
    aic = Nullable(finite: statistics.aic)
    bic = Nullable(finite: statistics.bic)
    standardErrors = statistics.standardErrors.rawValue
    groupCount = statistics.groupCount
    marginalEffects = try statistics.marginalEffects.map { marginal in
      Effects(
        place: marginal.place.rawValue,
        effects: try marginal.effects(confidence: confidence).map {
          Effects.Effect(
            class: $0.className, term: $0.term, kind: $0.isChange ? "change" : "derivative",
            effect: $0.estimate, standardError: $0.standardError, z: Nullable(finite: $0.z), pValue: $0.pValue,
            log10PValue: Nullable(finite: $0.log10PValue),
            interval: [$0.interval.lowerBound, $0.interval.upperBound])
        })
    }
    coefficients = try statistics.coefficients(against: reference, confidence: confidence).map {
      Coefficient(
        class: $0.className, term: $0.term, estimate: $0.estimate, standardError: $0.standardError,
        z: Nullable(finite: $0.z),
        pValue: $0.pValue, log10PValue: Nullable(finite: $0.log10PValue),
        interval: [$0.interval.lowerBound, $0.interval.upperBound], oddsRatio: Nullable(finite: $0.oddsRatio),
        oddsRatioInterval: [
          Nullable(finite: $0.oddsRatioInterval.lowerBound), Nullable(finite: $0.oddsRatioInterval.upperBound),
        ])
    }
  }
}
