// Metrics as people read them.

import SoftmaxFiles
import SoftmaxRegression

enum MetricText {
  /// The lines: a table of the metrics, and how intervals were made.
  static func text(_ measured: MeasuredMetrics) -> String {
    let request = measured.request
    let hasIntervals = request.bootstrap != nil
    var table = TextTable(
      [("metric", .left), ("value", .right)]
        + (hasIntervals ? [("low", .right), ("high", .right)] : []))
    for (index, (metric, value)) in measured.report.values.enumerated() {
      let interval = hasIntervals ? measured.intervals[index] : nil
      table.add(
        [request.title(of: metric), number(value.number)]
          + (hasIntervals ? [number(interval?.low), number(interval?.high)] : []))
    }
    return table.text + reasons(measured.report.values, request) + method(request.bootstrap)
  }

  /// Four digits, as intervals ask for them; a dash where there is no number.
  static func number(_ value: Double?) -> String {
    value.map { $0.magnitude >= 0.01 ? NumberText.decimal($0, places: 4) : NumberText.significant($0) } ?? "-"
  }

  /// Why metrics have no number.
  static func reasons(
    _ values: [(metric: Metric, value: MetricValue)], _ request: MetricRequest
  ) -> String {
    var titles: [UndefinedMetric: [String]] = [:]
    var order: [UndefinedMetric] = []
    for (metric, value) in values {
      guard let reason = value.reason else { continue }
      if titles[reason] == nil { order.append(reason) }
      titles[reason, default: []].append(request.title(of: metric))
    }
    return order.map { "undefined, because \($0): \(Wording.list(titles[$0] ?? []))\n" }.joined()
  }

  /// `95 % intervals: percentiles of 1,000 bootstrap resamples, seed 0`.
  static func method(_ settings: BootstrapSettings?) -> String {
    guard let settings else { return "" }
    let percent = FixedDecimal(100 * settings.confidence, places: 4).description
    let short =
      percent.contains(".")
      ? String(percent.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()) : percent
    return
      "\(short) % intervals: percentiles of \(Wording.count(settings.resampleCount)) bootstrap resamples, seed "
      + "\(settings.seed)\n"
  }
}
