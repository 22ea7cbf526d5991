// What softmax train prints at its end.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct TrainResult {
  let fit: SoftmaxFit
  let training: Dataset
  /// What early stopping looked at, or would have.
  let validation: Dataset?
  let test: Dataset?
  /// Of the test set; without one and without early stopping, of the validation set.
  let evaluation: Evaluation?
  let statistics: ModelStatistics?
  /// Where the model went, where that was asked for.
  let saved: KeptFile?
  let loadSeconds: Double
  let totalSeconds: Double
  /// The file of the offsets, which a model does not find again by itself.
  var offsetFile: String?

  // MARK: For people

  /// What was done, how good it is, and what to type next.
  ///
  /// `data` is what was learned from and `scored` what to look at next, as the user wrote them.
  func summary(data: String, scored: String) throws -> String {
    let report = fit.report
    let time = FixedDecimal(report.seconds, places: 2)
    var lines = [
      "",
      "Trained on \(training.name.printablePath): \(Wording.count(training.sampleCount)) "
        + "\(Wording.samples(training.features.input)), \(training.classes.count) classes, "
        + "in \(time) s.",
      "Method: \(method); \((report.relaxation?.penalised.stopReason ?? report.stopReason).explanation).",
      "Objective\(report.relaxation?.refit == nil ? "" : " of the second fit") \(Wording.measure(report.objective)), largest gradient component "
        + "\(Wording.measure(report.gradientMax)); training accuracy "
        + "\(FixedDecimal(report.trainAccuracy, places: 3)).",
      certificate,
    ]
    if let relaxed { lines.insert(relaxed, at: lines.count - 2) }
    if let bestEpoch = report.bestEpoch, let validation,
      let best = report.history.first(where: { $0.epoch == bestEpoch }), let logLoss = best.validationLoss,
      let accuracy = best.validationAccuracy
    {
      lines.append(
        "Epoch \(bestEpoch) kept, the best on \(Wording.count(validation.sampleCount)) samples kept out of training: "
          + "accuracy \(FixedDecimal(accuracy, places: 3)), log loss \(FixedDecimal(logLoss, places: 3)).")
    }
    if report.l1Penalty > 0 { lines.append("Nonzero weights \(Wording.nonzero(fit.model)).") }
    if let evaluation, let scored = test ?? validation {
      lines.append(
        "On \(scored.name.printablePath): accuracy \(FixedDecimal(evaluation.accuracy, places: 3)) "
          + "(\(right(evaluation))), log loss "
          + "\(FixedDecimal(evaluation.logLoss, places: 3)).")
    }
    if let statistics { lines += ["", try StatisticsText(statistics).text] }
    lines.append("")
    lines.append(contentsOf: next(data: data, scored: scored))
    return lines.joined(separator: "\n") + "\n"
  }

  /// `9,012 of 10,000 right`; with weights `by weight 31.50 of 35 right`.
  private func right(_ evaluation: Evaluation) -> String {
    let correct = evaluation.confusionMatrix.correctCount
    guard let total = evaluation.totalWeight else {
      return "\(Wording.count(Int(correct))) of \(Wording.count(evaluation.sampleCount)) right"
    }
    return "by weight \(Wording.amount(correct)) of \(Wording.amount(total)) right"
  }

  /// How far from the optimum the model can be.
  private var certificate: String {
    let report = fit.report
    if let relaxedCertificate { return relaxedCertificate }
    if let gap = report.certifiedGap {
      return "Certified: no weights have an objective smaller by more than "
        + "\(Wording.gap(gap, below: report.objective))."
    }
    if report.penaltyShape.factors?.contains(0) == true {
      return
        "No certificate: columns without a penalty depend on each other, tell classes apart, or are too many, "
        + "so that no bound is known."
    }
    return report.l2Penalty > 0 || report.l1Penalty > 0
      ? "No certificate: rounding in Float64 may be as large as the objective, or a class counts for nothing beside the "
        + "others; --standardize brings columns to one scale."
      : "No certificate: without a penalty (--l2) nothing bounds what is left to gain."
  }

  /// One line for a fit that ended before its end: why, and what to do; nil where it did all that was asked of it.
  var earlyStop: String? {
    let report = fit.report
    let iterations =
      Wording.counted(endingPart?.iterationCount ?? report.iterations.count, "iteration") + whichFit
    switch report.stopReason {
    case .epochsCompleted, .noImprovement, .converged: return nil
    case .iterationLimit where report.solver.stopping?.maxIterations == 0:
      return "the model is the start, as --max-iterations 0 asks for: \(distance)"
    case .iterationLimit:
      return "stopped early: after \(iterations) \(distance): raise "
        + "--max-iterations or --tolerance"
    case .precisionReached:
      return "stopped early: the weights are as near the optimum\(whichFit) as Float32 allows; \(distance): "
        + "raise --tolerance, or take the model as it is"
    case .separated:
      let names = report.warnings.compactMap { warning -> String? in
        guard case .separated(let separation) = warning else { return nil }
        let what = separation.className.map { "class '\($0)'" } ?? "all classes"
        return separation.features.isEmpty ? what : what + " by " + separation.features.joined(separator: ", ")
      }
      return "stopped early: no optimum exists, because the data separates "
        + "\(names.joined(separator: "; ").printable(limit: 1000)): "
        + (report.relaxation?.refit?.stopReason == .separated
          ? "give the second fit a --relax-l2 above 0, or use a larger --l1, which leaves fewer columns"
          : report.penaltyShape.factors == nil
            ? "use an --l2 above 0, or leave it out for 1 / samples"
            : "give columns that do it a --penalty-factor above 0")
    case .stopped:
      let done =
        report.solver.usesMinibatches ? "\(Wording.count(report.history.count)) whole epochs" : iterations
      guard let path = saved?.path else { return "interrupted after \(done)" }
      let spared =
        saved?.spared.map {
          ", and \($0.printable(limit: 1000)) is still what it was (--overwrite-partial replaces it)"
        }
        ?? ""
      return "interrupted after \(done); the model as it was is in \(path.printable(limit: 1000))\(spared)"
    }
  }

  /// What is left to gain at most, as far as that is known.
  private var distance: String {
    let report = fit.report
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

  /// The curve of the fit; nil where no epoch or iteration was finished.
  var curve: TrainingCurve? {
    get throws {
      let report = fit.report
      if !report.history.isEmpty {
        return try TrainingCurve(report.history, title: DataName.short(training.name))
      }
      guard !report.iterations.isEmpty else { return nil }
      let certificate = report.relaxation?.penalised.certificate ?? report.certificate
      return try TrainingCurve(
        iterations: report.iterations, bound: certificate.gap.map { certificate.objective - $0 },
        title: DataName.short(training.name))
    }
  }

  /// A name for a model of this data, which is not the data's.
  private static func modelName(for data: String) -> String {
    guard data != InputFile.standardInput, let file = data.split(separator: "/").last else {
      return "model.safetensors"
    }
    // The part of a dataset, and what a file's name ends in, of which .gz may be the second ending.
    var name = file.prefix { $0 != ":" }
    let endings = name.hasSuffix(".gz") ? 2 : 1
    for _ in 0..<endings {
      if let point = name.lastIndex(of: "."), point > name.startIndex { name = name[..<point] }
    }
    return name + (file.hasSuffix(".safetensors") ? "-model" : "") + ".safetensors"
  }

  private func next(data: String, scored: String) -> [String] {
    if let saved, saved.path == nil { return ["The model could not be saved."] }
    guard let output = saved?.path else {
      let arguments = CommandLine.arguments.dropFirst() + ["-o", Self.modelName(for: data)]
      return [
        "The model was not saved. To keep it, add a file to write it to:",
        "Next: softmax \(arguments.map(\.shellQuoted).joined(separator: " "))",
      ]
    }
    let line = "Saved to \(output.printablePath)."
    // Nothing can be read back from a device.
    guard FileStatus(of: output)?.kind == .regular else { return [line] }
    let shown = min(6, (test ?? validation)?.sampleCount ?? training.sampleCount)
    let isOfPictures = PixelImage.isPicture(shape: training.features.input.shape)
    let how = isOfPictures ? "--gallery predictions.png" : "--count \(shown)"
    let offset = offsetFile.map { " --offset \($0.shellQuoted)" } ?? ""
    return [line, "Next: softmax predict \(output.shellQuoted) \(scored.shellQuoted)\(offset) \(how)"]
  }

  private var method: String {
    let report = fit.report
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
    (fit.report.l1Penalty > 0 ? ", L1 \(Wording.measure(fit.report.l1Penalty))" : "")
      + (fit.report.l2Penalty > 0 ? ", L2 \(Wording.measure(fit.report.l2Penalty))" : "")
      + (fit.report.hasBias ? "" : ", no bias")
      + (fit.report.classWeights == nil ? "" : ", classes weighted")
      + (fit.model.needsOffsets ? ", offsets" : "")
      + (fit.report.standardized ? ", columns standardised" : "")
  }
}
