// What several processes would take, foreseen and done.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxKernels
@testable import SoftmaxRegression

@Suite struct ScaleTests {
  private static let times = PassTimes(secondsPerRow: 1e-6, secondsPerPass: 1e-4, secondsPerAddition: 1e-9)
  private static let network = NetworkTimes(secondsPerExchange: 1e-4, bytesPerSecond: 1e9)

  private func forecast(_ shape: ScaleShape, _ count: Int) -> ScaleForecast {
    ScaleForecast(shape, processCount: count, times: Self.times, network: Self.network)
  }

  /// Beside what a pass really moves between as many ranks.
  @Test(arguments: [2, 3, 8], [(3, 5), (10, 300), (40, 700)])
  func trafficOfAPassIsWhatWasForeseen(_ count: Int, _ size: (classes: Int, features: Int)) throws {
    let rowCount = 9_000
    let shape = try ScaleShape(rowCount: rowCount, featureCount: size.features, classCount: size.classes)
    let forecast = forecast(shape, count)
    let moved = try Ranks.run(count) { communicator in
      let rank = communicator.rank
      let own = rowCount * (rank + 1) / count - rowCount * rank / count
      let features = try Features(
        [Float](repeating: 0.5, count: own * size.features), input: .vector(featureCount: size.features)
      )
      .divided(RowSharing(ownCounts: [own], among: communicator))
      let names = (0..<size.classes).map { "\($0)" }
      let data = try Dataset(
        features: features, classIndices: (0..<own).map { UInt32($0 % size.classes) },
        classes: ClassVocabulary(names: names))
      let samples = FitSamples(data, Engine(kernels: .best, team: .solo))
      let before = communicator.traffic
      _ = MultinomialObjective(samples, penalties: [Double](repeating: 1, count: size.features)).evaluate(
        at: Parameters(
          weights: [Float](repeating: 0, count: size.classes * size.features),
          bias: [Float](repeating: 0, count: size.classes)))
      return communicator.traffic - before
    }
    #expect(moved.map(\.receivedBytes).max() == forecast.receivedBytes)
    #expect(moved.allSatisfy { $0.exchanges == forecast.exchangeCount })
  }

  @Test func oneProcessExchangesNothing() throws {
    let alone = forecast(try ScaleShape(rowCount: 1000, featureCount: 20, classCount: 3), 1)
    #expect(alone.exchangeSeconds == 0 && alone.receivedBytes == 0 && alone.exchangeCount == 0)
    #expect(alone.rowsPerProcess == 1000 && alone.exchangeShare == 0)
    // A few roundings of numbers of a thousandth.
    #expect(abs(alone.computeSeconds - (1e-3 + 1e-4 + 63 * 80e-9)) < 1e-9)
  }

  @Test func aThousandProcessesReceiveLittleMoreThanTheirNodes() throws {
    let shape = try ScaleShape(rowCount: 1_000_000_000, featureCount: 1000, classCount: 100)
    let forecast = forecast(shape, 1000)
    #expect(forecast.rowsPerProcess == 1_000_000)
    // Each process holds some nodes of the tree, two for each level of its own rows at most, and gets a slice of everybody's.
    let sums = 8 * (100 * 1001 + 2)
    #expect(forecast.receivedBytes > 2 * sums && forecast.receivedBytes < 24 * sums)
    #expect(forecast.exchangeCount == 2)
    #expect(forecast.exchangeShare > 0 && forecast.exchangeShare < 1)
  }

  @Test func shapesThatAreNoneAreRefused() {
    for (rows, features, classes) in [(0, 1, 2), (1, 0, 2), (1, 1, 1), (.max, 1 << 20, 2), (10, 1 << 40, 2)] {
      #expect(throws: ConfigurationError.self) {
        try ScaleShape(rowCount: rows, featureCount: features, classCount: classes)
      }
    }
  }

  @Test func constantsAreMeasured() throws {
    let shape = try ScaleShape(rowCount: 10, featureCount: 30, classCount: 4)
    let times = try PassTimes(measuring: shape, execution: Execution(threads: 1))
    #expect(times.secondsPerRow > 0 && times.secondsPerAddition > 0 && times.secondsPerPass >= 0)
    let networks = try Ranks.run(2) { NetworkTimes(measuring: $0) }
    #expect(networks.allSatisfy { $0.secondsPerExchange > 0 && $0.bytesPerSecond > 0 && $0.processCount == 2 })
    // Of the slowest process, so that all plan alike.
    #expect(networks[0] == networks[1])
  }
}
