// The flags that say what is measured, and how sure it is to be.

import ArgumentParser
import SoftmaxRegression
import SoftmaxWorkflow

struct MetricArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Measure these: all, or names with commas between them: \(Metric.all.map(\.name).joined(separator: ", ")).",
      valueName: "all|names"), transform: MetricArguments.metrics)
  var metrics: [Metric]?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The k of topKAccuracy (default: 2).", valueName: "k"), transform: NumberArgument.whole)
  var topK: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The confidence level of the intervals (default: 0.95).", valueName: "share"),
    transform: NumberArgument.any)
  var confidence: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often samples are drawn again for intervals (default: 1000).", valueName: "n"),
    transform: NumberArgument.whole)
  var resamples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of these draws (default: 0).", valueName: "n"),
    transform: NumberArgument.natural)
  var seed: UInt64?

  /// What is to be measured, all metrics unless some are named; `withIntervals`: whether with intervals.
  ///
  /// - Throws: `ConfigurationError` for numbers out of range, `CommandFailure` for flags of intervals where there are none.
  func request(withIntervals: Bool, without reason: String) throws -> MetricRequest {
    if let topK, topK < 1 {
      throw ConfigurationError(
        parameter: "topK", value: "\(topK)", requirement: "a positive whole number")
    }
    let flags = [
      confidence.map { _ in "--confidence" }, resamples.map { _ in "--resamples" }, seed.map { _ in "--seed" },
    ].compactMap(\.self)
    if !withIntervals, let flag = flags.first { throw CommandFailure(.usage, "\(flag) \(reason)") }
    return MetricRequest(
      metrics ?? Metric.all, topK: topK ?? 2,
      bootstrap: withIntervals
        ? try BootstrapSettings(
          resampleCount: resamples ?? 1000, confidence: confidence ?? 0.95, seed: seed ?? 0) : nil)
  }

  /// Whether any flag was given.
  var isGiven: Bool {
    metrics != nil || topK != nil || confidence != nil || resamples != nil || seed != nil
  }

  /// Names of metrics with commas between them, each once.
  private static func metrics(_ text: String) throws -> [Metric] {
    var found: [Metric] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      if name == "all" {
        found += Metric.all.filter { !found.contains($0) }
        continue
      }
      guard let metric = Metric.named(name) else {
        let names = Metric.all.map(\.name)
        let nearest = NearestName.nearest(to: name, among: names + ["all"]).map { ", did you mean \($0)?" }
        throw ValidationError(
          "'\(name)' is no metric\(nearest ?? ""); there are all, \(names.joined(separator: ", "))")
      }
      if !found.contains(metric) { found.append(metric) }
    }
    return found
  }
}
