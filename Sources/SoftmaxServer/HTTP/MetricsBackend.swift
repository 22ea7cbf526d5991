// What other libraries count (swift-metrics) stands among the service's own metrics.

#if Server
  package import CoreMetrics
  import SoftmaxFiles

  /// Takes counters, recorders and timers of swift-metrics. Names get the letters that Prometheus takes.
  extension MetricRegistry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
      Series(self, label + "_total", .counter, dimensions)
    }

    package func makeRecorder(
      label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
      Series(self, label, aggregate ? .histogram : .gauge, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
      Series(self, label + "_seconds", .histogram, dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
  }

  private final class Series: CounterHandler, RecorderHandler, TimerHandler {
    private let registry: MetricRegistry
    private let name: String
    private let kind: MetricRegistry.Kind
    private let labels: MetricRegistry.Labels

    init(
      _ registry: MetricRegistry, _ label: String, _ kind: MetricRegistry.Kind, _ dimensions: [(String, String)]
    ) {
      func plain(_ text: String) -> String {
        let letters = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        // No name of Prometheus begins with a digit, and none is empty.
        return letters.first?.isLetter == true ? letters : "_" + letters.drop { $0 == "_" }
      }
      (self.registry, self.kind) = (registry, kind)
      labels = .init(dimensions.map { (plain($0.0), $0.1) })
      name = registry.declare(
        plain(label), kind, help: "Counted by a library: \(label.printable(limit: 200))")
    }

    func increment(by amount: Int64) { registry.add(Double(amount), to: name, labels) }
    func reset() { registry.set(name, to: 0, labels) }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
      if kind == .histogram {
        registry.observe(value, in: name, labels)
      } else {
        registry.set(name, to: value, labels)
      }
    }
    func recordNanoseconds(_ duration: Int64) { registry.observe(Double(duration) / 1e9, in: name, labels) }
  }
#endif
