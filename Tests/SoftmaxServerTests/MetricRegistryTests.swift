// The text that Prometheus reads.

import SoftmaxServer
import Testing

@Suite struct MetricRegistryTests {
  @Test func countersAndGaugesAreWrittenWithHelpTypeAndEscapedLabels() {
    let registry = MetricRegistry()
    registry.declare("requests_total", .counter, help: "Requests.")
    registry.declare("open", .gauge, help: "Open.")
    registry.add(to: "requests_total", [("path", "/a\"b\\c\nd")])
    registry.add(2, to: "requests_total", [("path", "/a\"b\\c\nd")])
    registry.set("open", to: 1.5)
    #expect(
      registry.text == """
        # HELP open Open.
        # TYPE open gauge
        open 1.5
        # HELP requests_total Requests.
        # TYPE requests_total counter
        requests_total{path="/a\\"b\\\\c\\nd"} 3

        """)
  }

  @Test func bucketsAreCumulative() {
    let registry = MetricRegistry()
    registry.declare("seconds", .histogram, help: "Seconds.")
    for value in [0.0001, 0.003, 0.003, 20] { registry.observe(value, in: "seconds", [("m", "a")]) }
    let lines = registry.text.split(separator: "\n").map(String.init)
    #expect(lines.contains(#"seconds_bucket{m="a",le="0.0001"} 1"#))
    #expect(lines.contains(#"seconds_bucket{m="a",le="0.0025"} 1"#))
    #expect(lines.contains(#"seconds_bucket{m="a",le="0.005"} 3"#))
    #expect(lines.contains(#"seconds_bucket{m="a",le="10.0"} 3"#))
    #expect(lines.contains(#"seconds_bucket{m="a",le="+Inf"} 4"#))
    #expect(lines.contains(#"seconds_count{m="a"} 4"#))
    #expect(lines.contains { $0.hasPrefix(#"seconds_sum{m="a"} 20.006"#) })
  }

  @Test func whatNobodyDeclaredIsNotCounted() {
    let registry = MetricRegistry()
    registry.add(to: "unknown")
    #expect(registry.text.isEmpty)
  }
}
