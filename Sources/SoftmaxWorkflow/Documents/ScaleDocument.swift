// What a fit would take on several processes, as JSON.

import SoftmaxRegression

/// The document of `softmax scale --json`.
public struct ScaleDocument: Encodable, Sendable {
  struct Forecast: Encodable, Sendable {
    let ranks: Int
    let rowsPerRank: Int
    let passSeconds: Double
    let exchangeSeconds: Double
    let exchangeShare: Double
    let exchanges: Int
    let receivedBytes: Int
    let memoryBytes: Int
    let speedup: Double
    let fitSeconds: Double
  }

  let rows: Int
  let features: Int
  let classes: Int
  let threads: Int
  let passes: Int
  let secondsPerRow: Double
  let secondsPerPass: Double
  let secondsPerExchange: Double
  let exchangeRanks: Int
  let bytesPerSecond: Double
  let network: String
  let forecasts: [Forecast]

  /// The document of a result.
  public init(_ result: ScaleResult) {
    (rows, features, classes) = (result.shape.rowCount, result.shape.featureCount, result.shape.classCount)
    (threads, passes) = (result.threadCount, result.passCount)
    (secondsPerRow, secondsPerPass) = (result.times.secondsPerRow, result.times.secondsPerPass)
    secondsPerExchange = result.network.secondsPerExchange
    exchangeRanks = result.network.processCount
    bytesPerSecond = result.network.bytesPerSecond
    network = result.isNetworkMeasured ? "measured" : result.isNetworkGiven ? "given" : "assumed"
    forecasts = result.forecasts.map {
      Forecast(
        ranks: $0.processCount, rowsPerRank: $0.rowsPerProcess, passSeconds: $0.seconds,
        exchangeSeconds: $0.exchangeSeconds, exchangeShare: $0.exchangeShare, exchanges: $0.exchangeCount,
        receivedBytes: $0.receivedBytes, memoryBytes: $0.memoryBytes,
        speedup: result.alone.seconds / $0.seconds, fitSeconds: $0.seconds * Double(result.passCount))
    }
  }
}
