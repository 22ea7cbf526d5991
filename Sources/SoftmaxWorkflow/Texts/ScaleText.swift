// What a fit would take on several processes, for people.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension ScaleResult {
  /// Lines with a line break at their ends.
  public var text: String {
    let origin = isNetworkMeasured ? "measured" : isNetworkGiven ? "given" : "assumed in part or in all"
    var table = TextTable([
      ("processes", .right), ("rows each", .right), ("a pass", .right), ("exchange", .right), ("speed", .right),
      ("received", .right), ("memory each", .right), ("\(Wording.count(passCount)) passes", .right),
    ])
    for forecast in forecasts {
      table.add([
        Wording.count(forecast.processCount), Wording.count(forecast.rowsPerProcess),
        Self.time(forecast.seconds), FixedDecimal(100 * forecast.exchangeShare, places: 1).description + " %",
        FixedDecimal(alone.seconds / forecast.seconds, places: 2).description + "x",
        forecast.receivedBytes == 0 ? "0" : MemoryRoom.text(bytes: forecast.receivedBytes),
        MemoryRoom.text(bytes: forecast.memoryBytes),
        Self.time(forecast.seconds * Double(passCount)),
      ])
    }
    return """
      \(Wording.count(shape.rowCount)) rows x \(Wording.count(shape.featureCount)) features x \
      \(Wording.count(shape.classCount)) classes; each process has \(Wording.counted(threadCount, "thread"))
      a process, measured: \(Self.time(times.secondsPerRow)) a row and \(Self.time(times.secondsPerPass)) a pass
      the network, \(origin): \(Self.time(network.secondsPerExchange)) an exchange of \
      \(network.processCount) processes, \(FixedDecimal(network.bytesPerSecond / 1e9, places: 2)) GB/s

      \(table.text)
      """
  }

  /// `12.3 ms`, `4.5 h`.
  static func time(_ seconds: Double) -> String {
    guard seconds > 0 else { return "0 s" }
    let units: [(least: Double, name: String)] = [
      (86_400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"),
    ]
    let unit = units.first { seconds >= $0.least } ?? (1e-9, "ns")
    let value = seconds / unit.least
    return "\(FixedDecimal(value, places: value < 10 ? 2 : 1)) \(unit.name)"
  }
}
