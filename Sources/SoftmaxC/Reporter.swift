// Writes what a fit came to into the caller's structure.

import CSoftmax
import SoftmaxRegression

/// The caller's report; nil where it wants none.
struct Reporter {
  private let report: UnsafeMutablePointer<softmax_report>?

  /// - Throws: `Failure` for a structure of another size.
  init(_ report: UnsafeMutablePointer<softmax_report>?) throws {
    self.report = report
    guard let size = report?.pointee.size else { return }
    guard size >= MemoryLayout<softmax_report>.size else {
      throw Failure.argument(
        "softmax_report.size is \(size), but must be \(MemoryLayout<softmax_report>.size): sizeof(softmax_report)"
      )
    }
  }

  func write(_ fit: UnroundedFit) {
    let note =
      fit.separations.first.map { "\($0)" }
      ?? (fit.dependentColumns.isEmpty ? "" : "\(TrainingWarning.dependentColumns(fit.dependentColumns))")
    write(
      fit.certificate, objective: fit.objective, iterations: fit.iterationCount, passes: fit.passCount,
      Self.reason(fit.stopReason), dependentColumns: fit.dependentColumns.count, solver: fit.method, note: note)
  }

  func write(_ certificate: OptimalityCertificate) {
    write(
      certificate, objective: certificate.objective, iterations: 0, passes: 0, SOFTMAX_CONVERGED,
      dependentColumns: 0, solver: "", note: "")
  }

  /// The last fit of a path that is only compared.
  func write(path last: UnroundedPathStep?, isStopped: Bool) {
    write(
      nil, objective: last?.objective ?? .nan, iterations: last?.iterationCount ?? 0, passes: 0,
      isStopped ? SOFTMAX_STOPPED : last?.isConverged == true ? SOFTMAX_CONVERGED : SOFTMAX_ITERATION_LIMIT,
      dependentColumns: 0, solver: "", note: "")
  }

  func write(meanLoss: Double, isStopped: Bool) {
    write(
      nil, objective: meanLoss, logLoss: meanLoss, iterations: 1, passes: 1,
      isStopped ? SOFTMAX_STOPPED : SOFTMAX_ITERATION_LIMIT, dependentColumns: 0, solver: "sgd", note: "")
  }

  private func write(
    _ certificate: OptimalityCertificate?, objective: Double, logLoss: Double = .nan, iterations: Int,
    passes: Int, _ reason: softmax_stop_reason, dependentColumns: Int, solver: String, note: String
  ) {
    guard let report = report else { return }
    report.pointee.objective = objective
    report.pointee.log_loss = certificate?.logLoss ?? logLoss
    report.pointee.accuracy = certificate?.accuracy ?? .nan
    report.pointee.gradient = certificate?.gradientMax ?? .nan
    report.pointee.gap = certificate?.gap ?? .nan
    report.pointee.iterations = Int64(iterations)
    report.pointee.passes = Int64(passes)
    report.pointee.stop_reason = Int32(reason.rawValue)
    report.pointee.dependent_columns = Int32(clamping: dependentColumns)
    withUnsafeMutableBytes(of: &report.pointee.solver) { Self.write(solver, to: $0) }
    withUnsafeMutableBytes(of: &report.pointee.note) { Self.write(note, to: $0) }
  }

  private static func write(_ text: String, to room: UnsafeMutableRawBufferPointer) {
    SoftmaxC.write(text, to: room.bindMemory(to: CChar.self).baseAddress, room.count)
  }

  private static func reason(_ reason: StopReason) -> softmax_stop_reason {
    switch reason {
    case .converged, .epochsCompleted, .noImprovement: SOFTMAX_CONVERGED
    case .iterationLimit: SOFTMAX_ITERATION_LIMIT
    case .precisionReached: SOFTMAX_PRECISION_REACHED
    case .separated: SOFTMAX_SEPARATED
    case .stopped: SOFTMAX_STOPPED
    }
  }
}
