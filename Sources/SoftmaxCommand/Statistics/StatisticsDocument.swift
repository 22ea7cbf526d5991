// A fit's statistics as JSON.

import SoftmaxRegression

/// Everything, with null for what no number holds.
struct StatisticsDocument: Encodable {
  struct LikelihoodRatio: Encodable {
    let chiSquare: Nullable<Double>
    let degreesOfFreedom: Int
    let pValue: Double
    let log10PValue: Nullable<Double>
  }
  struct Coefficient: Encodable {
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
  let coefficients: [Coefficient]

  init(_ statistics: ModelStatistics, reference: String? = nil, confidence: Double? = nil) throws {
    self.reference = reference ?? statistics.referenceName
    self.confidence = confidence ?? statistics.confidence
    observationCount = statistics.observationCount
    parameterCount = statistics.parameterCount
    logLikelihood = statistics.logLikelihood
    nullLogLikelihood = statistics.nullLogLikelihood
    let test = statistics.likelihoodRatioTest
    likelihoodRatio = LikelihoodRatio(
      chiSquare: Self.finite(test.chiSquare), degreesOfFreedom: test.degreesOfFreedom, pValue: test.pValue,
      log10PValue: Self.finite(test.log10PValue))
    pseudoRSquared = Self.finite(statistics.pseudoRSquared)
    aic = Self.finite(statistics.aic)
    bic = Self.finite(statistics.bic)
    coefficients = try statistics.coefficients(against: reference, confidence: confidence).map {
      Coefficient(
        class: $0.className, term: $0.term, estimate: $0.estimate, standardError: $0.standardError,
        z: Self.finite($0.z),
        pValue: $0.pValue, log10PValue: Self.finite($0.log10PValue),
        interval: [$0.interval.lowerBound, $0.interval.upperBound], oddsRatio: Self.finite($0.oddsRatio),
        oddsRatioInterval: [
          Self.finite($0.oddsRatioInterval.lowerBound), Self.finite($0.oddsRatioInterval.upperBound),
        ])
    }
  }

  private static func finite(_ value: Double) -> Nullable<Double> { Nullable(value.isFinite ? value : nil) }
}
