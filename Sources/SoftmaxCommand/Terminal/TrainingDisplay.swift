// A fit as the user sees it while it runs.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

/// Epochs as lines; everything else on standard error: what is about to be done, and on a terminal one line that
/// updates in place.
final class TrainingDisplay {
  /// Where the lines of epochs go.
  let epochStream: StandardStream

  private let line = StatusLine.shared
  private var losses: [Double] = []
  private var exponents: [Double] = []
  private var lastIteration: IterationRecord?

  /// So many bars leave room for the numbers on a narrow terminal.
  private static let barCount = 16

  init(epochStream: StandardStream) {
    self.epochStream = epochStream
  }

  func show(_ event: TrainingEvent) {
    switch event {
    case .begin(let plan):
      Notice.write(plan.description + "\n")
    case .batch(let progress):
      line.update(losses.isEmpty ? progress.description : "\(progress)  loss \(Sparkline.text(losses))")
    case .epoch(let record):
      line.clear()
      losses.append(record.trainLoss)
      // Beside a document they are progress.
      if epochStream !== StandardStream.error || !Notice.areOff {
        epochStream.write(record.description + "\n")
      }
      if let loss = record.validationLoss { Notice.write(text(validationLoss: loss, record)) }
      if let certificate = record.certificate { Notice.write(text(certificate, record.epoch)) }
    case .pass(let count):
      line.update(status(passes: count))
    case .iteration(let record):
      lastIteration = record
      exponents.append(logarithm(record.gradientMax))
      line.update(status(passes: record.passes))
    }
  }

  func clear() { line.clear() }

  /// `epoch 3: validation loss 0.4123, validation acc 0.812`: what early stopping looks at.
  private func text(validationLoss: Double, _ record: EpochRecord) -> String {
    let accuracy = record.validationAccuracy.map { ", validation acc \(NumberText.share($0))" } ?? ""
    return
      "epoch \(record.epoch): validation loss \(NumberText.decimal(validationLoss, places: 4))\(accuracy)\n"
  }

  /// `epoch 3: objective 0.4123, largest gradient component 0.01200, certified gap 0.03000 (0.07276 of it)`.
  private func text(_ certificate: OptimalityCertificate, _ epoch: Int) -> String {
    let gap = certificate.gap.map { ", certified gap \(Wording.gap($0, below: certificate.objective))" } ?? ""
    return "epoch \(epoch): objective \(Wording.measure(certificate.objective)), largest gradient component "
      + "\(Wording.measure(certificate.gradientMax))\(gap)\n"
  }

  /// `iteration 12, objective 0.350871, gradient 0.0002143, 14 passes  ▇▆▅▃▁`: the bars are the gradient's, on a
  /// logarithmic scale, where a fit that goes well is a straight way down.
  private func status(passes: Int) -> String {
    guard let record = lastIteration else { return "pass \(passes)" }
    return
      "iteration \(record.iteration), objective \(NumberText.decimal(record.objective, places: 6)), gradient "
      + "\(Wording.measure(record.gradientMax)), \(passes) passes  "
      + Sparkline.text(exponents, width: Self.barCount)
  }

  private func logarithm(_ value: Double) -> Double {
    value.isNormal && value > 0 ? PortableLogarithm.log(value) : .nan
  }
}
