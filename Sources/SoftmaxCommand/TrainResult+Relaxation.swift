// What softmax train says of a relaxed fit.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

extension TrainResult {
  /// The fit of a relaxed model that ended as the report says: the first one where it did not end as it should.
  var endingPart: RelaxationReport.Part? {
    guard let relaxation = fit.report.relaxation else { return nil }
    return endsInFirst ? relaxation.penalised : relaxation.refit
  }

  private var endsInFirst: Bool {
    guard let relaxation = fit.report.relaxation else { return true }
    return relaxation.refit == nil || !relaxation.penalised.stopReason.isComplete
  }

  /// ` of the first fit`, where there are two.
  var whichFit: String {
    fit.report.relaxation?.refit == nil ? "" : endsInFirst ? " of the first fit" : " of the second fit"
  }

  /// What the second fit was, and how much of it the model is; nil of a fit that is not relaxed.
  var relaxed: String? {
    guard let relaxation = fit.report.relaxation else { return nil }
    let kept = relaxation.keptFeatures.count
    let noun = Wording.feature(training.features.input)
    guard kept > 0 else {
      return "Relaxed: no \(noun) is left in the model, so that there is nothing to fit once more."
    }
    let share = "\(Wording.count(kept)) of \(Wording.counted(training.featureCount, noun))"
    guard let refit = relaxation.refit else {
      return relaxation.blend == 1
        ? "Relaxed: at a blend of 1 the model is the first fit, with \(share)."
        : "Relaxed: the first fit was stopped, so that there is no second."
    }
    let why = refit.choice.map { " (auto: \($0))" } ?? ""
    let penalty = relaxation.l2Penalty > 0 ? "L2 \(Wording.measure(relaxation.l2Penalty))" : "without a penalty"
    let blend =
      relaxation.blend == 0
      ? "The model is this second fit."
      : "The model is \(Wording.number(relaxation.blend)) of the first fit and \(Float(1 - relaxation.blend)) of this one."
    return "Relaxed: \(share) fitted once more by \(refit.solver.name)\(why), "
      + "\(Wording.counted(refit.iterationCount, "iteration")), \(Wording.counted(refit.passes, "pass", "passes")), "
      + "\(penalty); \(refit.stopReason.explanation). \(blend)"
  }

  /// How far each of two fits is from its optimum; nil where there is one.
  var relaxedCertificate: String? {
    guard let relaxation = fit.report.relaxation, let refit = relaxation.refit else { return nil }
    let first = proof(relaxation.penalised, "the first fit", otherwise: "no bound is known of it")
    let second = proof(
      refit, "the second fit",
      otherwise: relaxation.l2Penalty > 0
        ? "no bound is known of it" : "without a penalty (--relax-l2) nothing bounds what is left to gain")
    guard relaxation.blend > 0 else { return "\(first)\n\(second)" }
    return "\(first)\n\(second)\nNo certificate of the model: a blend of two fits is the optimum of neither."
  }

  private func proof(_ part: RelaxationReport.Part, _ name: String, otherwise: String) -> String {
    guard let gap = part.certificate.gap else { return "No certificate of \(name): \(otherwise)." }
    return "Certified, \(name): no weights have an objective smaller by more than "
      + "\(Wording.gap(gap, below: part.certificate.objective))."
  }

  // MARK: For programs

  struct RelaxationDocument: Encodable {
    struct Part: Encodable {
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
}
