// What is said of a relaxed fit.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

extension TrainingText {
  /// The fit of a relaxed model that ended as the report says: the first one where it did not end as it should.
  var endingPart: RelaxationReport.Part? {
    guard let relaxation = result.fit.report.relaxation else { return nil }
    return endsInFirst ? relaxation.penalised : relaxation.refit
  }

  private var endsInFirst: Bool {
    guard let relaxation = result.fit.report.relaxation else { return true }
    return relaxation.refit == nil || !relaxation.penalised.stopReason.isComplete
  }

  /// ` of the first fit`, where there are two.
  var whichFit: String {
    result.fit.report.relaxation?.refit == nil ? "" : endsInFirst ? " of the first fit" : " of the second fit"
  }

  /// What the second fit was, and how much of it the model is; nil of a fit that is not relaxed.
  var relaxed: String? {
    guard let relaxation = result.fit.report.relaxation else { return nil }
    let kept = relaxation.keptFeatures.count
    let noun = Wording.feature(result.data.training.features.input)
    guard kept > 0 else {
      return "Relaxed: no \(noun) is left in the model, so that there is nothing to fit once more."
    }
    let share = "\(Wording.count(kept)) of \(Wording.counted(result.data.training.featureCount, noun))"
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
    guard let relaxation = result.fit.report.relaxation, let refit = relaxation.refit else { return nil }
    let first = proof(relaxation.penalised, "the first fit", otherwise: "no bound is known of it")
    let unbounded: Advice =
      relaxation.l2Penalty > 0
      ? "no bound is known of it"
      : "without a penalty (\(.set(.secondL2Penalty))) nothing bounds what is left to gain"
    let second = proof(refit, "the second fit", otherwise: unbounded.text(in: wording))
    guard relaxation.blend > 0 else { return "\(first)\n\(second)" }
    return "\(first)\n\(second)\nNo certificate of the model: a blend of two fits is the optimum of neither."
  }

  private func proof(_ part: RelaxationReport.Part, _ name: String, otherwise: String) -> String {
    guard let gap = part.certificate.gap else { return "No certificate of \(name): \(otherwise)." }
    return "Certified, \(name): no weights have an objective smaller by more than "
      + "\(Wording.gap(gap, below: part.certificate.objective))\(dataAsKept)."
  }
}
