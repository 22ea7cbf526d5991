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

  @Test func aNameOfTwoKindsIsTwoFamilies() {
    let registry = MetricRegistry()
    #expect(registry.declare("size", .gauge, help: "One.") == "size")
    #expect(registry.declare("size", .gauge, help: "The same.") == "size")
    let other = registry.declare("size", .histogram, help: "Two.")
    #expect(other == "size_histogram")
    #expect(registry.declare("size", .histogram, help: "Two.") == other)
    // What such a name is already is another family too.
    #expect(registry.declare("size_histogram", .counter, help: "Three.") == "size_histogram_counter")
    registry.set("size", to: 7)
    registry.observe(2, in: other)
    // A way of counting that is not the family's counts nothing.
    registry.observe(100, in: "size")
    registry.add(100, to: other)
    registry.set(other, to: 100)
    let lines = registry.text.split(separator: "\n").map(String.init)
    #expect(lines.contains("size 7"))
    #expect(lines.contains("size_histogram_sum 2") && lines.contains("size_histogram_count 1"))
    #expect(lines.count { $0.hasPrefix("# TYPE size") } == 3)
    #expect(!registry.text.contains("100"))
  }

  @Test func whatNobodyDeclaredIsNotCounted() {
    let registry = MetricRegistry()
    registry.add(to: "unknown")
    #expect(registry.text.isEmpty)
  }
}
