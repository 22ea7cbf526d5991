// What a fit or a scoring runs on: which kernels, how many threads.

package import SoftmaxKernels

/// The instruction set and the number of threads of one call. Results are the same bits for every choice.
public struct Execution: Sendable, Hashable {
  /// The instruction set: "scalar", "avx2", "avx512", "neon".
  public let kernels: String
  /// The number of threads, the caller's included.
  public let threads: Int
  private let isPatient: Bool

  /// The fastest kernels that this machine runs (or those that the environment variable SOFTMAX_KERNELS names, where
  /// it runs them), on all cores that the process may use: affinity and container quota are counted.
  public static let automatic = Execution(table: .best, threads: UsableCores.count)

  /// The instruction sets that this machine runs, the fastest first.
  public static var supportedKernels: [String] { KernelTable.supported.map(\.name) }

  /// Kernels and threads by wish.
  ///
  /// - Parameters:
  ///   - threads: How many to use at most; never more than the cores that the process may use. Nil: all of them.
  ///   - kernels: One of `supportedKernels`. Nil: the fastest.
  /// - Throws: `ConfigurationError` for no thread at all and for kernels that this machine does not run.
  public init(threads: Int? = nil, kernels: String? = nil) throws(ConfigurationError) {
    if let threads, threads < 1 {
      throw ConfigurationError(
        parameter: "threads", value: "\(threads)", requirement: "a positive whole number")
    }
    var table = KernelTable.best
    if let kernels {
      guard let named = KernelTable.named(kernels) else {
        let known = Self.supportedKernels.joined(separator: ", ")
        throw ConfigurationError(
          parameter: "kernels", value: kernels, requirement: "one that this machine runs: \(known)")
      }
      table = named
    }
    self.init(table: table, threads: min(threads ?? .max, UsableCores.count))
  }

  /// As many threads as asked for, whatever the machine has; for tests patient ones, which all work however busy the
  /// machine is.
  package init(table: KernelTable, threads: Int, isPatient: Bool = false) {
    kernels = table.name
    self.threads = threads
    self.isPatient = isPatient
  }

  package var engine: Engine {
    Engine(kernels: KernelTable.named(kernels) ?? .best, team: team)
  }

  private var team: WorkerTeam { .shared(size: threads, isPatient: isPatient) }

  /// Starts the threads now; one thread is the caller's, so that nothing is started. Fits and scores start them otherwise,
  /// and work on the caller's thread alone where the system refuses one.
  ///
  /// - Throws: `ThreadFailure` where the system refuses one.
  package func startThreads() throws(ThreadFailure) {
    try team.startThreads()
  }
}
