// softmax scale.

import Foundation
import Testing

@Suite struct ScaleCommandTests {
  private let shape = ["--rows", "1e5", "--features", "20", "--classes", "4"]

  @Test func aForecastHasALineForEachNumberOfProcesses() throws {
    let run = try CommandRun(["scale"] + shape + ["--ranks", "1,2,1000", "--threads", "1"])
    #expect(run.status == 0 && run.errors.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines[0] == "100,000 rows x 20 features x 4 classes; each process has 1 thread")
    let counts = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(counts.filter { ["1", "2", "1,000"].contains($0) } == ["1", "2", "1,000"])
    #expect(run.output.contains("assumed"))
  }

  @Test func theDocumentAddsUp() throws {
    let run = try CommandRun(
      ["scale"] + shape
        + ["--ranks", "1,4", "--latency", "1ms", "--bandwidth", "8", "--passes", "10", "--json"])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(document["network"] as? String == "given" && document["bytesPerSecond"] as? Double == 1e9)
    let forecasts = try #require(document["forecasts"] as? [[String: Any]])
    let (one, four) = (forecasts[0], forecasts[1])
    #expect(one["receivedBytes"] as? Int == 0 && one["exchangeSeconds"] as? Double == 0)
    #expect(four["rowsPerRank"] as? Int == 25_000)
    // Four processes exchange in two rounds, of a millisecond each.
    #expect(try #require(four["exchangeSeconds"] as? Double) >= 2e-3)
    let (pass, fit) = (
      try #require(four["passSeconds"] as? Double), try #require(four["fitSeconds"] as? Double)
    )
    // Both are written in as many digits as tell them apart.
    #expect(abs(fit - 10 * pass) <= 1e-12 * fit)
  }

  @Test(arguments: [
    ([], "name DATA, or its shape"), (["digits", "--rows", "3"], "DATA has a shape of its own"),
    (["--rows", "0", "--features", "3", "--classes", "3"], "--rows must be a whole number from 1 on, not 0"),
    (
      ["--rows", "5", "--features", "3", "--classes", "1"], "--classes must be a whole number from 2 on, not 1"
    ),
    (
      ["--rows", "5", "--features", "3", "--classes", "3", "--ranks", "0"],
      "--ranks must be whole numbers from 1"
    ),
    (["--rows", "5", "--features", "3", "--classes", "3", "--ranks", "1,,2"], "expected a whole number"),
    (
      ["--rows", "5", "--features", "3", "--classes", "3", "--bandwidth", "0"],
      "--bandwidth must be a positive number"
    ),
    (["--rows", "5", "--features", "3", "--classes", "3", "--latency", "x"], "expected a time"),
    (["--rows", "1.5", "--features", "3", "--classes", "3"], "expected a whole number"),
  ])
  func whatCannotBePlannedIsRefused(_ arguments: [String], _ problem: String) throws {
    let run = try CommandRun(["scale"] + arguments)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains(problem), "\(run.errors)")
  }
}
