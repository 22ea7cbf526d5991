// What train and tune print at their end.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

/// A fit's text, with what became of its file, and what to type next.
struct TrainingSummary {
  private let result: TrainingResult
  private let saved: KeptFile?
  private let data: String
  private let scored: String
  private let offsetFile: String?
  private let readingFlags: [String]
  private let fitted: TrainingText

  /// - Parameters:
  ///   - result: The fit.
  ///   - saved: Where the model went, where that was asked for.
  ///   - data: What was learned from, as the user wrote it.
  ///   - scored: What to look at next, as the user wrote it.
  ///   - offsetFile: The file of the offsets, which a model does not find again by itself.
  ///   - readingFlags: The flags that say how the file is read.
  init(
    _ result: TrainingResult, saved: KeptFile?, data: String, scored: String, offsetFile: String?,
    readingFlags: [String]
  ) {
    self.readingFlags = readingFlags
    (self.result, self.saved, self.data, self.scored) = (result, saved, data, scored)
    self.offsetFile = offsetFile
    fitted = TrainingText(result, in: .flags)
  }

  /// Prints what the fit warns of.
  static func warn(of result: TrainingResult?) {
    for warning in result?.fit.report.warnings ?? [] {
      // Small classes were told of before the fit, in one line.
      if case .rareClass = warning { continue }
      Notice.write("warning: \(warning.description.printableMessage)\n")
    }
  }

  /// What was done, how good it is, and what to type next.
  var text: String {
    get throws { (try [""] + fitted.lines + [""] + next).joined(separator: "\n") + "\n" }
  }

  /// One line for a fit that ended before its end: why, and what to do; nil where it did all that was asked of it.
  var earlyEnd: String? {
    guard result.fit.report.stopReason == .stopped else { return fitted.earlyEnd }
    let goingOn = result.keptState.map { "; --resume \($0.shellQuoted) goes on from its state" } ?? ""
    guard let path = saved?.path else { return "interrupted after \(fitted.done)" + goingOn }
    let spared = saved?.spared.map {
      ", and \($0.printable(limit: 1000)) is still what it was (--overwrite-partial replaces it)"
    }
    return "interrupted after \(fitted.done); the model as it was is in \(path.printable(limit: 1000))"
      + (spared ?? "") + goingOn
  }

  private var next: [String] {
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
    let shown = min(6, result.scored?.sampleCount ?? result.data.training.sampleCount)
    let isOfPictures = PixelImage.isPicture(shape: result.data.training.features.input.shape)
    let how = isOfPictures ? "--gallery predictions.png" : "--count \(shown)"
    let offset = offsetFile.map { " --offset \($0.shellQuoted)" } ?? ""
    let reading = readingFlags.map { " \($0.shellQuoted)" }.joined()
    return [
      line, "Next: softmax predict \(output.shellQuoted) \(scored.shellQuoted)\(offset)\(reading) \(how)",
    ]
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
}

extension TrainingResult {
  /// The curve of the fit; nil where no epoch or iteration was finished.
  var curve: TrainingCurve? {
    get throws {
      let report = fit.report
      let title = DataName.short(data.training.name)
      if !report.history.isEmpty { return try TrainingCurve(report.history, title: title) }
      guard !report.iterations.isEmpty else { return nil }
      let certificate = report.relaxation?.penalised.certificate ?? report.certificate
      return try TrainingCurve(
        iterations: report.iterations, bound: certificate.gap.map { certificate.objective - $0 }, title: title)
    }
  }
}
