// What other libraries count stands in /metrics, by names that Prometheus takes.

#if Server
  import CoreMetrics
  import SoftmaxServer
  import Testing

  @Suite struct MetricsBackendTests {
    private let registry = MetricRegistry()

    private var lines: [String] { registry.text.split(separator: "\n").map(String.init) }

    @Test func aCounterIsATotalWithPlainNames() {
      let counter = Counter(
        label: "http.server-requests", dimensions: [("http.method", "GET \"x\"")], factory: registry)
      counter.increment()
      counter.increment(by: 2)
      #expect(lines.contains("# TYPE http_server_requests_total counter"))
      #expect(lines.contains(#"http_server_requests_total{http_method="GET \"x\""} 3"#))
      counter.reset()
      #expect(lines.contains(#"http_server_requests_total{http_method="GET \"x\""} 0"#))
    }

    @Test func aGaugeHasItsLastValue() {
      let gauge = Gauge(label: "connections.open", factory: registry)
      gauge.record(7)
      gauge.record(2.5)
      #expect(lines.contains("# TYPE connections_open gauge"))
      #expect(lines.contains("connections_open 2.5"))
    }

    @Test func aRecorderIsAHistogramOfItsValues() {
      let recorder = Recorder(label: "batch size", factory: registry)
      for value in [1, 3, 20] { recorder.record(value) }
      #expect(lines.contains("# TYPE batch_size histogram"))
      #expect(lines.contains(#"batch_size_bucket{le="1.0"} 1"#))
      #expect(lines.contains(#"batch_size_bucket{le="5.0"} 2"#))
      #expect(lines.contains(#"batch_size_bucket{le="+Inf"} 3"#))
      #expect(lines.contains("batch_size_sum 24"))
      #expect(lines.contains("batch_size_count 3"))
    }

    @Test func oneNameOfTwoKindsDoesNotMixTheirValues() {
      let gauge = Gauge(label: "queue", factory: registry)
      let recorder = Recorder(label: "queue", factory: registry)
      gauge.record(7)
      recorder.record(2)
      gauge.record(9)
      #expect(lines.contains("queue 9"))
      #expect(lines.contains("queue_histogram_sum 2") && lines.contains("queue_histogram_count 1"))
    }

    @Test func aTimerIsAHistogramInSeconds() {
      let timer = Timer(label: "http.request.duration", factory: registry)
      timer.recordNanoseconds(2_000_000_000)
      timer.recordMilliseconds(500)
      #expect(lines.contains("# TYPE http_request_duration_seconds histogram"))
      #expect(lines.contains(#"http_request_duration_seconds_bucket{le="0.5"} 1"#))
      #expect(lines.contains("http_request_duration_seconds_sum 2.5"))
      #expect(lines.contains("http_request_duration_seconds_count 2"))
    }

    /// A name of Prometheus begins with a letter or _, and a line of the text form ends where it ends.
    @Test func noNameOfALibraryBreaksTheText() {
      Counter(label: "2xx\nanswers 5\n", dimensions: [("1st", "a\nb")], factory: registry).increment()
      #expect(lines.contains(#"_2xx_answers_5__total{_1st="a\nb"} 1"#))
      #expect(lines.count == 3, "\(lines)")
      let whole = #/(# HELP [a-z_][a-z0-9_]* .*|# TYPE [a-z_][a-z0-9_]* \w+|[a-z_][a-z0-9_]*(\{.*\})? [0-9.]+)/#
      for line in lines { #expect(line.wholeMatch(of: whole) != nil, "\(line)") }
    }
  }
#endif
