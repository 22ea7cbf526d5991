// What softmax train prints at its end.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

struct TrainResult {
  let fit: SoftmaxFit
  let training: Dataset
  let validation: Dataset?
  let evaluation: Evaluation?
  let loadSeconds: Double
  let totalSeconds: Double

  // MARK: For programs

  struct Document: Encodable {
    struct Epoch: Encodable {
      let epoch: Int
      let trainLoss: Double
      let trainAccuracy: Double
      let testAccuracy: Double?
      let seconds: Double
    }
    struct Seconds: Encodable {
      let load: Double
      let train: Double
      let total: Double
    }

    let solver: String
    let data: String
    let testData: String?
    let sampleCount: Int
    let featureCount: Int
    let classCount: Int
    let history: [Epoch]
    let stopReason: String
    let objective: Double
    let gradientMax: Double
    let certifiedGap: Nullable<Double>
    let trainLogLoss: Double
    let trainAccuracy: Double
    let testAccuracy: Double?
    let testLogLoss: Double?
    let seconds: Seconds
    let peakMemoryBytes: Int
    let kernels: String
    let threads: Int
    let seed: UInt64
    let weightsSHA256: String
  }

  var document: Document {
    let report = fit.report
    return Document(
      solver: report.solver.name, data: training.name, testData: validation?.name,
      sampleCount: training.sampleCount, featureCount: training.featureCount,
      classCount: training.classes.count,
      history: report.history.map {
        Document.Epoch(
          epoch: $0.epoch, trainLoss: $0.trainLoss, trainAccuracy: $0.trainAccuracy,
          testAccuracy: $0.testAccuracy, seconds: $0.seconds)
      },
      stopReason: report.stopReason.rawValue, objective: report.objective,
      gradientMax: report.gradientMax, certifiedGap: Nullable(report.certifiedGap),
      trainLogLoss: report.trainLogLoss, trainAccuracy: report.trainAccuracy,
      testAccuracy: evaluation?.accuracy, testLogLoss: evaluation?.logLoss,
      seconds: .init(load: loadSeconds, train: report.seconds, total: totalSeconds),
      peakMemoryBytes: ProcessUsage.peakMemoryBytes, kernels: report.kernels,
      threads: report.threads, seed: report.seed, weightsSHA256: fit.model.weightsSHA256)
  }

  // MARK: For people

  /// What was done, how good it is, and what to type next.
  ///
  /// `scored` is what to look at next, as the user wrote it.
  func summary(scored: String, output: String?) -> String {
    let report = fit.report
    let time = FixedDecimal(report.seconds, places: 2)
    var lines = [
      "",
      "Trained on \(training.name): \(Wording.count(training.sampleCount)) "
        + "\(Wording.samples(training.features.input)), \(training.classes.count) classes, "
        + "in \(time) s.",
      "Method: \(method); \(report.stopReason.explanation).",
      "Objective \(Wording.measure(report.objective)), largest gradient component "
        + "\(Wording.measure(report.gradientMax)); training accuracy "
        + "\(FixedDecimal(report.trainAccuracy, places: 3)).",
    ]
    if let evaluation, let validation {
      lines.append(
        "On \(validation.name): accuracy \(FixedDecimal(evaluation.accuracy, places: 3)) "
          + "(\(Wording.count(evaluation.confusionMatrix.correctCount)) of "
          + "\(Wording.count(evaluation.sampleCount)) right), log loss "
          + "\(FixedDecimal(evaluation.logLoss, places: 3)).")
    }
    lines.append("")
    lines.append(contentsOf: next(scored: scored, output: output))
    return lines.joined(separator: "\n") + "\n"
  }

  private func next(scored: String, output: String?) -> [String] {
    guard let output else {
      let name = training.name.split(separator: ":").first?.split(separator: "/").last.map(String.init)
      let arguments = CommandLine.arguments.dropFirst() + ["-o", (name ?? "model") + ".safetensors"]
      return [
        "The model was not saved. To keep it, add a file to write it to:",
        "Next: softmax \(arguments.map(Wording.shell).joined(separator: " "))",
      ]
    }
    let saved = "Saved to \(output)."
    // Nothing can be read back from a device.
    guard FileStatus(of: output)?.kind == .regular else { return [saved] }
    let shown = min(6, validation?.sampleCount ?? training.sampleCount)
    let isOfPictures = PixelImage.isPicture(shape: training.features.input.shape)
    let how = isOfPictures ? "--gallery predictions.png" : "--count \(shown)"
    return [saved, "Next: softmax predict \(Wording.shell(output)) \(Wording.shell(scored)) \(how)"]
  }

  private var method: String {
    switch fit.report.solver {
    case .sgd(let epochs, let batchSize, let learningRate, let momentum):
      var text = "sgd, \(epochs) epochs, batches of \(batchSize), learning rate \(learningRate)"
      if momentum > 0 { text += ", momentum \(momentum)" }
      if fit.report.l2Penalty > 0 { text += ", L2 \(fit.report.l2Penalty)" }
      if fit.report.standardized { text += ", columns standardised" }
      return text + ", seed \(fit.report.seed)"
    }
  }
}
