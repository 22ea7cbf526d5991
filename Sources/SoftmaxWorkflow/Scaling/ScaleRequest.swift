// What a fit would take on several processes, before anyone rents them.

import SoftmaxData
import SoftmaxFiles
import enum SoftmaxKernels.SharedJob
public import SoftmaxRegression

/// A plan: the shape of the data, how many processes, and what is known of the machine and the network.
///
///     var request = ScaleRequest(shape: try ScaleShape(rowCount: 1_000_000_000, featureCount: 1000, classCount: 100))
///     request.processCounts = [1, 100, 1000]
///     print(try request.run().text)
public struct ScaleRequest: Sendable {
  /// What is fitted.
  public var shape: ScaleShape
  /// How many processes.
  public var processCounts = [1, 2, 4, 8]
  /// Passes of a fit: what certificates take beside them is not counted.
  public var passCount = 100
  /// Seconds of an exchange between two processes; nil: measured where several processes do this, else `assumed`.
  public var secondsPerExchange: Double?
  /// Bytes that a process receives in a second; nil: as above.
  public var bytesPerSecond: Double?
  /// What one process computes on.
  public var execution = Execution.automatic

  /// A network of 10 Gbit/s in one hall, for who has none to measure.
  public static let assumed = NetworkTimes(secondsPerExchange: 40e-6, bytesPerSecond: 1.25e9)

  /// A plan for a shape.
  public init(shape: ScaleShape) { self.shape = shape }

  /// The shape of data that is there: all of it is read, as a fit would.
  ///
  /// - Throws: As `TrainingData.init`; `WorkflowError` for sparse data, whose passes cost by its entries.
  public init(data request: TrainingDataRequest) throws {
    let training = try TrainingData(request).training
    guard !training.features.isSparse else {
      throw WorkflowError.badData(
        "\(training.name.printablePath) becomes sparse rows, whose passes are not foreseen yet: time a fit of a share of it"
      )
    }
    self.init(
      shape: try ScaleShape(
        rowCount: training.wholeSampleCount, featureCount: training.featureCount,
        classCount: training.classes.count,
        bytesPerValue: training.features.input.maximum > 1 ? 1 : 4))
  }

  /// Measures this machine, and the network where several processes run this together; foresees the rest.
  ///
  /// - Throws: `ConfigurationError` for counts below 1 and times that are none; `MemoryShortage`.
  public func run() throws -> ScaleResult {
    for count in processCounts where !(1...1_000_000).contains(count) {
      throw ConfigurationError(
        parameter: "ranks", value: "\(count)", requirement: "whole numbers from 1 to 1000000")
    }
    guard passCount > 0 else {
      throw ConfigurationError(
        parameter: "passes", value: "\(passCount)", requirement: "a positive whole number")
    }
    for (name, value) in [("latency", secondsPerExchange), ("bandwidth", bytesPerSecond)] {
      if let value, !(value > 0 && value.isFinite) {
        throw ConfigurationError(parameter: name, value: "\(value)", requirement: "a positive number")
      }
    }
    let processes = SharedJob.communicator
    let times = try PassTimes(measuring: shape, execution: execution)
    let measured = processes.size > 1 ? NetworkTimes(measuring: processes) : nil
    let known = measured ?? Self.assumed
    let network = NetworkTimes(
      secondsPerExchange: secondsPerExchange ?? known.secondsPerExchange,
      bytesPerSecond: bytesPerSecond ?? known.bytesPerSecond,
      processCount: secondsPerExchange == nil ? known.processCount : 2)
    return ScaleResult(
      shape: shape, threadCount: execution.threads, passCount: passCount, times: times, network: network,
      isNetworkMeasured: measured != nil && secondsPerExchange == nil && bytesPerSecond == nil,
      isNetworkGiven: secondsPerExchange != nil && bytesPerSecond != nil,
      forecasts: processCounts.map {
        ScaleForecast(shape, processCount: $0, times: times, network: network)
      },
      alone: ScaleForecast(shape, processCount: 1, times: times, network: network))
  }
}

/// What was measured and foreseen.
public struct ScaleResult: Sendable {
  /// What is fitted.
  public let shape: ScaleShape
  /// Threads of each process.
  public let threadCount: Int
  /// Passes of a fit.
  public let passCount: Int
  /// The constants of a process.
  public let times: PassTimes
  /// Those of the network.
  public let network: NetworkTimes
  /// Whether the network was measured in this run.
  public let isNetworkMeasured: Bool
  /// Whether all that is said of the network was given. Where it was neither, it is assumed.
  public let isNetworkGiven: Bool
  /// For each number of processes.
  public let forecasts: [ScaleForecast]
  /// For one process.
  public let alone: ScaleForecast
}
