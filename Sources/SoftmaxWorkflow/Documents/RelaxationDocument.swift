// Both fits of a relaxed model, in the form that programs read.

import SoftmaxRegression

/// The member `relaxation` of `TrainingDocument`.
struct RelaxationDocument: Encodable, Sendable {
  struct Part: Encodable, Sendable {
    let solver: String
    let choice: String?
    let iterations: Int
    let passes: Int
    let stopReason: String
    let objective: Double
    let trainLogLoss: Double
    let gradientMax: Double
    let certifiedGap: Nullable<Double>

    init(_ part: RelaxationReport.Part) {
      solver = part.solver.name
      choice = part.choice
      iterations = part.iterationCount
      passes = part.passes
      stopReason = part.stopReason.rawValue
      objective = part.certificate.objective
      trainLogLoss = part.certificate.logLoss
      gradientMax = part.certificate.gradientMax
      certifiedGap = Nullable(part.certificate.gap)
    }
  }

  /// The first fit's share of the model.
  let blend: Double
  /// The second fit's L2 penalty.
  let l2Penalty: Double
  /// The features that the first fit has left, by name.
  let keptFeatures: [String]
  /// The first fit.
  let penalised: Part
  /// The second fit; null where there was none to make.
  let refit: Nullable<Part>

  init(_ report: RelaxationReport, of input: InputDescription) {
    let names = ModelStatistics.terms(of: input, hasIntercept: false)
    blend = report.blend
    l2Penalty = report.l2Penalty
    keptFeatures = report.keptFeatures.map { names[$0] }
    penalised = Part(report.penalised)
    refit = Nullable(report.refit.map(Part.init))
  }
}
