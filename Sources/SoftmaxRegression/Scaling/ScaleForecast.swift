// What a fit would take on several processes.

package import SoftmaxKernels

/// The network between processes, as one exchange sees it.
public struct NetworkTimes: Sendable, Hashable {
  /// Seconds of an exchange that moves next to nothing, among `processCount` processes.
  public let secondsPerExchange: Double
  /// Bytes that a process receives in a second.
  public let bytesPerSecond: Double
  /// Among how many processes that was found.
  public let processCount: Int

  /// What is known of a network.
  public init(secondsPerExchange: Double, bytesPerSecond: Double, processCount: Int = 2) {
    (self.secondsPerExchange, self.bytesPerSecond) = (secondsPerExchange, bytesPerSecond)
    self.processCount = processCount
  }

  /// The bytes of each process in the exchange by which the bandwidth is found.
  private static let byteCount = 4 << 20
  private static let repetitions = 9

  /// Measures the exchanges of processes, all of which call this.
  package init(measuring processes: any Communicator) {
    let clock = ContinuousClock()
    func median(_ body: () -> Void) -> Double {
      body()
      let found = (0..<Self.repetitions).map { _ in clock.measure { body() }.inSeconds }
      // The slowest process is the one that the others wait for.
      return processes.gather([found.sorted()[Self.repetitions / 2]]).joined().max() ?? 0
    }
    let size = processes.size
    let latency = median { _ = processes.gather([1]) }
    let own = WorkBuffer<Double>(count: Self.byteCount / 8, repeating: 1)
    let all = WorkBuffer<Double>(count: size * own.count, repeating: 0)
    let places = (0..<size).map { $0 * own.count..<($0 + 1) * own.count }
    let long = median { processes.gather(own, into: all, at: places) }
    self.init(
      secondsPerExchange: latency,
      bytesPerSecond: Double((size - 1) * Self.byteCount) / max(long - latency, 1e-9), processCount: size)
  }
}

/// What one pass and the step behind it would take on some processes that hold about as many rows each.
///
/// A pass sums the losses and their gradient over all rows by `RowPass`: each process its own, and the nodes of the tree
/// are then combined by all. L-BFGS takes one pass a step, and its arithmetic on the weights is done by each process alike.
public struct ScaleForecast: Sendable, Hashable {
  /// How many processes.
  public let processCount: Int
  /// Rows of the process that has most.
  public let rowsPerProcess: Int
  /// Seconds over these rows, and of the step's own arithmetic.
  public let computeSeconds: Double
  /// Seconds until all processes have all sums.
  public let exchangeSeconds: Double
  /// Bytes that the process which receives most gets from the others.
  public let receivedBytes: Int
  /// Calls in which all processes take part.
  public let exchangeCount: Int
  /// Bytes of the process's rows, weights, history and exchanges.
  public let memoryBytes: Int

  /// Of a pass and its step.
  public var seconds: Double { computeSeconds + exchangeSeconds }

  /// The exchanges' share of that.
  public var exchangeShare: Double { exchangeSeconds / seconds }

  /// - Parameters:
  ///   - shape: What is fitted.
  ///   - processCount: How many processes, 1 or more.
  ///   - times: The constants of a process.
  ///   - network: Those of the network.
  /// Complexity: O(processes).
  public init(_ shape: ScaleShape, processCount: Int, times: PassTimes, network: NetworkTimes) {
    precondition(processCount > 0, "a process")
    let layer = LayerShape(classCount: shape.classCount, featureCount: shape.featureCount)
    let (rows, parameters) = (shape.rowCount, shape.parameterCount)
    let counts = (0..<processCount).map { rows * ($0 + 1) / processCount - rows * $0 / processCount }
    let most = counts.max() ?? 0
    // The process in the middle has as many nodes as any.
    let ranks = Set([0, processCount / 3, processCount / 2, processCount - 1])
    let sums = DataPass.sumCount(of: layer)
    var traffic = TrafficCount()
    var (held, added) = (0, 0)
    for rank in ranks {
      let pass = RowPass(
        parts: RowParts(counts: counts, shares: counts.indices.map { $0..<$0 + 1 }, rank: rank),
        communicator: PlannedRank(rank: rank, size: processCount), engine: Engine(kernels: .best, team: .solo))
      let found = pass.traffic(ofReducing: sums, chunkLength: layer.chunkRowCount, elementBytes: 8)
      if found.receivedBytes >= traffic.receivedBytes { traffic = found }
      let combining = pass.combining(sums, chunkLength: layer.chunkRowCount, elementBytes: 8)
      (held, added) = (max(held, combining.held), max(added, combining.added))
    }
    // Exchanges go in rounds, each with twice as many processes as the one before.
    func rounds(_ count: Int) -> Double { max(1, Double(count).logarithm) }
    let perExchange = network.secondsPerExchange * rounds(processCount) / rounds(network.processCount)
    let method = LimitedMemoryBFGSMethod(FullBatchStopping(tolerance: 1e-8, maxIterations: 1), curvature: nil)
    let history = method.historyCount(parameterCount: parameters)
    let arithmetic = times.secondsPerAddition * Double(4 * history * parameters)
    self.processCount = processCount
    rowsPerProcess = most
    computeSeconds = times.secondsPerRow * Double(most) + times.secondsPerPass + arithmetic
    exchangeSeconds =
      processCount == 1
      ? 0
      : Double(traffic.exchanges) * perExchange + Double(traffic.receivedBytes) / network.bytesPerSecond
        + times.secondsPerAddition * Double(added)
    receivedBytes = traffic.receivedBytes
    exchangeCount = traffic.exchanges
    memoryBytes =
      most * (shape.featureCount * shape.bytesPerValue + 4) + (2 * history + 6) * 8 * parameters
      + 8 * held
  }
}

extension Double {
  /// The logarithm to the base 2, exact for powers of 2 and in a straight line between them.
  fileprivate var logarithm: Double { Double(exponent) + (significand - 1) }
}
