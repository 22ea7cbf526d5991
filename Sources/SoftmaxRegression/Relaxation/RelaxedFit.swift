// A penalised fit, and an ordinary one of the features that it has left.

import SoftmaxKernels

/// Both fits are ordinary ones, each with its own method, tolerance, certificate and warnings. The refit starts from zero
/// on a copy of the kept features, so that it has the bits of a fit to a table that has no others.
struct RelaxedFit {
  private let configuration: SoftmaxClassifier
  private let relaxation: Relaxation

  init(_ configuration: SoftmaxClassifier, _ relaxation: Relaxation) {
    self.configuration = configuration
    self.relaxation = relaxation
  }

  /// What `SoftmaxClassifier.fit` says of its parameters; `validation`, `test` and `initial` are the penalised fit's.
  func run(
    _ training: Dataset, validation: Dataset?, test: Dataset?, from initial: SoftmaxModel?,
    every frequency: EventFrequency, onEvent: (TrainingEvent) throws -> TrainingAction
  ) throws -> SoftmaxFit {
    let plain = try configuration.with(
      l2Penalty: configuration.l2Penalty, l1Penalty: configuration.l1Penalty)
    let penalised = try plain.watchedFit(
      training, validation: validation, test: test, from: initial, every: frequency, onEvent: onEvent)
    let kept = penalised.model.usedFeatures
    guard relaxation.blend < 1, !kept.isEmpty, penalised.report.stopReason != .stopped else {
      var report = penalised.report
      report.relaxation = record(penalised.report, kept, refit: nil)
      return SoftmaxFit(model: penalised.model, report: report)
    }
    let columns = try training.keeping(kept)
    // The copy is there for as long as the refit is.
    let copyByteCount = columns.featureCount < training.featureCount ? columns.features.byteCount : 0
    let features = KeptFeatures(kept, of: training.features.input)
    let refitter = try configuration.refitting(
      kept, l2Penalty: relaxation.l2Penalty, classWeights: configuration.classWeights)
    do {
      let refit = try features.refit {
        try refitter.watchedFit(columns, validation: nil, test: nil, from: nil, every: frequency) { event in
          guard case .begin(let plan) = event else { return try onEvent(event) }
          return try onEvent(.begin(plan.adding(copyByteCount)))
        }
      }
      return try fit(penalised, refit, features, columns)
    } catch is WorkStopped {
      // The penalised fit is done, and is kept.
      var report = penalised.report
      report.relaxation = record(penalised.report, kept, refit: nil)
      report.stopReason = .stopped
      return SoftmaxFit(model: penalised.model, report: report)
    }
  }

  private func fit(
    _ penalised: SoftmaxFit, _ refit: SoftmaxFit, _ features: KeptFeatures, _ columns: Dataset
  ) throws -> SoftmaxFit {
    let kept = features.columns
    let whole = refit.model.spread(over: kept, of: penalised.model.input)
    let model = SoftmaxModel(
      parameters: relaxation.blended(penalised.model.parameters, whole.parameters),
      classes: penalised.model.layerClasses, input: penalised.model.input,
      needsOffsets: penalised.model.needsOffsets)
    var report = penalised.report
    report.relaxation = record(penalised.report, kept, refit: refit.report)
    report.certificate =
      relaxation.blend == 0
      ? refit.report.certificate
      : try model.keeping(kept).certificate(
        on: columns, l2Penalty: refit.report.l2Penalty, standardization: refit.report.standardization,
        classWeights: refit.report.classWeights, hasBias: refit.report.hasBias,
        penaltyShape: refit.report.penaltyShape, execution: configuration.execution
      ).withoutGap
    if penalised.report.stopReason.isComplete || refit.report.stopReason == .stopped {
      report.stopReason = refit.report.stopReason
    }
    let known = Set(report.warnings)
    report.warnings += refit.report.warnings.map(features.warning).filter { !known.contains($0) }
    report.seconds += refit.report.seconds
    return SoftmaxFit(model: model, report: report)
  }

  private func record(_ penalised: TrainingReport, _ kept: [Int], refit: TrainingReport?) -> RelaxationReport {
    RelaxationReport(
      blend: relaxation.blend, l2Penalty: relaxation.l2Penalty, keptFeatures: kept, penalised: .init(penalised),
      refit: refit.map { .init($0) })
  }
}

extension OptimalityCertificate {
  /// The same without a bound: a blend of two optima is the optimum of nothing, and a bound would only tell how far it was
  /// blended.
  package var withoutGap: OptimalityCertificate {
    OptimalityCertificate(
      objective: objective, logLoss: logLoss, accuracy: accuracy, gradientMax: gradientMax, gap: nil)
  }
}

extension TrainingPlan {
  /// The same beside so many bytes more.
  fileprivate func adding(_ byteCount: Double) -> TrainingPlan {
    TrainingPlan(
      solver: solver, choice: choice, memoryBytes: memoryBytes + Int(min(byteCount, 1e17)),
      expectedBytes: expectedBytes + Int(min(byteCount, 1e17)),
      neededBytes: neededBytes, processBytes: processBytes.map { $0 + Int(min(byteCount, 1e17)) }, limit: limit)
  }
}
