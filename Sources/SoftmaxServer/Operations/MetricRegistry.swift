// Counts and times of the service, in the text form of Prometheus.

import Synchronization

/// Counters, gauges and histograms by name and labels (the exposition format of Prometheus, version 0.0.4).
package final class MetricRegistry: Sendable {
  /// Names of labels and their values. Whoever counts often makes them once.
  package struct Labels: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// `a="1",b="2"`.
    fileprivate let text: String

    package init(_ labels: [(String, String)]) {
      text = labels.map { "\($0.0)=\"\(MetricRegistry.escaped($0.1))\"" }.joined(separator: ",")
    }

    package init(arrayLiteral labels: (String, String)...) { self.init(labels) }
  }

  /// What a family of series is.
  package enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  private struct Family {
    let kind: Kind
    let help: String
    /// By the labels as they are written.
    var series: [String: Series] = [:]
  }

  fileprivate struct Series {
    var value = 0.0
    /// Of a histogram: how many values were at most each bound.
    var buckets: [Int] = []
    var count = 0
  }

  /// The upper bounds of a histogram's buckets, in seconds.
  package static let bounds = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  private let families = Mutex<[String: Family]>([:])

  package init() {}

  /// Tells of a family before anything is counted.
  ///
  /// - Returns: The name of the family. It is `name` with the kind behind it where `name` is taken by a family of another kind,
  ///   so that values of one never stand among those of the other.
  @discardableResult
  package func declare(_ name: String, _ kind: Kind, help: String) -> String {
    families.withLock { families in
      var name = name
      while let other = families[name], other.kind != kind { name += "_" + kind.rawValue }
      if families[name] == nil { families[name] = Family(kind: kind, help: help) }
      return name
    }
  }

  /// Adds to a counter or a gauge.
  package func add(_ amount: Double = 1, to name: String, _ labels: Labels = []) {
    families.withLock { families in
      guard let kind = families[name]?.kind, kind != .histogram else { return }
      families[name]?.series[labels.text, default: Series()].value += amount
    }
  }

  /// Sets a gauge, or a counter where it begins anew.
  package func set(_ name: String, to value: Double, _ labels: Labels = []) {
    families.withLock { families in
      guard let kind = families[name]?.kind, kind != .histogram else { return }
      families[name]?.series[labels.text, default: Series()].value = value
    }
  }

  /// Counts a value, such as a time in seconds, in a histogram.
  package func observe(_ value: Double, in name: String, _ labels: Labels = []) {
    let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
    families.withLock { families in
      guard families[name]?.kind == .histogram else { return }
      families[name]?.series[labels.text, default: Series()].note(value, bucket)
    }
  }

  /// All series, sorted.
  package var text: String {
    families.withLock { families in
      var text = ""
      for (name, family) in families.sorted(by: { $0.key < $1.key }) {
        text += "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.kind.rawValue)\n"
        for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
          text +=
            family.kind == .histogram
            ? series.histogram(name, labels) : "\(Self.named(name, labels)) \(Self.number(series.value))\n"
        }
      }
      return text
    }
  }

  fileprivate static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x5c || $0 == 0x22 || $0 == 0x0a }) else { return value }
    return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  fileprivate static func named(_ name: String, _ labels: String) -> String {
    labels.isEmpty ? name : "\(name){\(labels)}"
  }

  fileprivate static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? value.description
  }
}

extension MetricRegistry.Series {
  fileprivate mutating func note(_ value: Double, _ bucket: Int) {
    if buckets.isEmpty { buckets = [Int](repeating: 0, count: MetricRegistry.bounds.count) }
    if bucket < buckets.count { buckets[bucket] += 1 }
    self.value += value
    count += 1
  }

  fileprivate func histogram(_ name: String, _ labels: String) -> String {
    let front = labels.isEmpty ? "" : labels + ","
    var (text, total) = ("", 0)
    for (bound, own) in zip(MetricRegistry.bounds, buckets) {
      total += own
      text += "\(name)_bucket{\(front)le=\"\(bound)\"} \(total)\n"
    }
    text += "\(name)_bucket{\(front)le=\"+Inf\"} \(count)\n"
    text += "\(MetricRegistry.named(name + "_sum", labels)) \(MetricRegistry.number(value))\n"
    return text + "\(MetricRegistry.named(name + "_count", labels)) \(count)\n"
  }
}
