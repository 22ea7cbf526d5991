// A fit as people read it.

package import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies

/// What was done, how good it is, and why it ended where that was too soon.
package struct TrainingText {
  let result: TrainingResult
  let wording: RemedyWording

  private var report: TrainingReport { result.fit.report }
  private var training: Dataset { result.data.training }
  private var validation: Dataset? { result.data.validation }

  /// The text of a fit in the words of a front end.
  package init(_ result: TrainingResult, in wording: RemedyWording) {
    (self.result, self.wording) = (result, wording)
  }

  /// What was done and how good it is.
  ///
  /// - Throws: What statistics throw for a class that they do not have.
  package var lines: [String] {
    get throws {
      let time = FixedDecimal(report.seconds, places: 2)
      var lines = [
        "Trained on \(training.name.printablePath): \(Wording.count(training.wholeSampleCount)) "
          + "\(Wording.samples(training.features.input)), \(training.classes.count) classes, "
          + "in \(time) s.",
        "Method: \(method); \((report.relaxation?.penalised.stopReason ?? report.stopReason).explanation).",
        "Objective\(report.relaxation?.refit == nil ? "" : " of the second fit") \(Wording.measure(report.objective)), largest gradient component "
          + "\(Wording.measure(report.gradientMax)); training accuracy "
          + "\(NumberText.share(report.trainAccuracy)).",
        certificate,
      ]
      if let relaxed { lines.insert(relaxed, at: lines.count - 2) }
      if let bestEpoch = report.bestEpoch, let validation,
        let best = report.history.first(where: { $0.epoch == bestEpoch }), let logLoss = best.validationLoss,
        let accuracy = best.validationAccuracy
      {
        lines.append(
          "Epoch \(bestEpoch) kept, the best on \(Wording.count(validation.wholeSampleCount)) samples kept out of training: "
            + "accuracy \(NumberText.share(accuracy)), log loss \(NumberText.significant(logLoss)).")
      }
      if report.l1Penalty > 0 { lines.append("Nonzero weights \(Wording.nonzero(result.fit.model)).") }
      if let evaluation = result.evaluation, let scored = result.scored {
        lines.append(
          "On \(scored.name.printablePath): accuracy \(NumberText.share(evaluation.accuracy)) "
            + "(\(right(evaluation))), log loss "
            + "\(NumberText.significant(evaluation.logLoss)).")
      }
      if let statistics = result.statistics { lines += ["", try StatisticsText(statistics, in: wording).text] }
      return lines
    }
  }

  /// `9,012 of 10,000 right`; with weights `by weight 31.50 of 35 right`.
  private func right(_ evaluation: Evaluation) -> String {
    let correct = evaluation.confusionMatrix.correctCount
    guard let total = evaluation.totalWeight else {
      return "\(Wording.count(Int(correct))) of \(Wording.count(evaluation.sampleCount)) right"
    }
    return "by weight \(Wording.amount(correct)) of \(Wording.amount(total)) right"
  }

  /// Which data a certificate is of, where that needs a word.
  var dataAsKept: String {
    Wording.dataAsKept(
      training.features.input, result.data.preparation, isRounded: training.features.isRounded)
  }

  /// How far from the optimum the model can be.
  private var certificate: String {
    if let relaxedCertificate { return relaxedCertificate }
    if let gap = report.certifiedGap {
      return "Certified: no weights have an objective smaller by more than "
        + "\(Wording.gap(gap, below: report.objective))\(dataAsKept)."
    }
    let why: Advice =
      if report.penaltyShape.factors?.contains(0) == true {
        "columns without a penalty depend on each other, tell classes apart, or are too many, so that no bound is known."
      } else if report.stopReason == .stopped {
        "the fit was asked to end, and there was no time for one."
      } else if report.l2Penalty > 0 || report.l1Penalty > 0 {
        "rounding in Float64 may be as large as the objective, or a class counts for nothing beside the others; "
          + "\(.standardize) brings columns to one scale."
      } else {
        "without a penalty (\(.addPenalty)) nothing bounds what is left to gain."
      }
    return "No certificate: " + why.text(in: wording)
  }

  /// One line for a fit that ended before its end, but not because somebody stopped it: why, and what to do; nil where it did
  /// all that was asked of it.
  package var earlyEnd: String? { early?.text(in: wording) }

  private var early: Advice? {
    switch report.stopReason {
    case .epochsCompleted, .noImprovement, .converged, .stopped: nil
    case .iterationLimit where report.solver.stopping?.maxIterations == 0:
      "the model is the start, as \(.allowMoreIterations) 0 asks for: \(distance)"
    case .iterationLimit:
      "stopped early: after \(iterations) \(distance): raise \(.allowMoreIterations) or \(.raiseTolerance)"
    case .precisionReached:
      "stopped early: the weights are as near the optimum\(whichFit) as Float32 allows; \(distance): raise "
        + "\(.raiseTolerance), or take the model as it is"
    case .separated:
      "stopped early: no optimum exists, because the data separates \(separated): " + remedyOfSeparation
    }
  }

  /// What separates what.
  private var separated: String {
    let names = report.warnings.compactMap { warning -> String? in
      guard case .separated(let separation) = warning else { return nil }
      let what = separation.className.map { "class '\($0)'" } ?? "all classes"
      return separation.features.isEmpty ? what : what + " by " + separation.features.joined(separator: ", ")
    }
    return names.joined(separator: "; ").printable(limit: 1000)
  }

  private var remedyOfSeparation: Advice {
    if report.relaxation?.refit?.stopReason == .separated {
      return
        "give the second fit a \(.set(.secondL2Penalty)) above 0, or use a larger \(.set(.l1Penalty)), which leaves "
        + "fewer columns"
    }
    return report.penaltyShape.factors == nil
      ? "use an \(.addPenalty) above 0, or leave it out for 1 / samples"
      : "give columns that do it a \(.set(.penaltyFactors)) above 0"
  }

  /// `12 iterations`, or `3 whole epochs`: what was done until the fit ended.
  package var done: String {
    report.solver.usesMinibatches ? "\(Wording.count(report.history.count)) whole epochs" : iterations
  }

  private var iterations: String {
    Wording.counted(endingPart?.iterationCount ?? report.iterations.count, "iteration") + whichFit
  }

  /// What is left to gain at most, as far as that is known.
  private var distance: String {
    let tolerance = report.solver.stopping?.tolerance ?? 0
    let certificate = endingPart?.certificate ?? report.certificate
    guard let gap = certificate.gap else {
      return
        "the largest gradient component is \(Wording.measure(certificate.gradientMax)), above \(tolerance) of its start"
    }
    return
      "the certified gap is \(Wording.measure(gap / certificate.objective)) of the objective, above the tolerance "
      + "\(tolerance)"
  }

  private var method: String {
    if let settings = report.solver.stochasticSettings {
      let record = TrainingRecord.Stochastic(settings, report)
      let epochs = report.stopReason == .noImprovement ? "\(record.epochsCompleted) of " : ""
      return "\(report.solver.name), \(epochs)\(settings.epochs) epochs, \(record.summary)" + penalty
        + ", seed \(report.seed)"
    }
    let why = report.choice.map { " (auto: \($0))" } ?? ""
    return report.solver.name + why + ", " + Wording.counted(report.iterations.count, "iteration") + ", "
      + Wording.counted(report.passes, "pass", "passes") + penalty
  }

  private var penalty: String {
    (report.l1Penalty > 0 ? ", L1 \(Wording.measure(report.l1Penalty))" : "")
      + (report.l2Penalty > 0 ? ", L2 \(Wording.measure(report.l2Penalty))" : "")
      + (report.hasBias ? "" : ", no bias")
      + (report.classWeights == nil ? "" : ", classes weighted")
      + (result.fit.model.needsOffsets ? ", offsets" : "")
      + (report.standardized ? ", columns standardised" : "")
  }
}
