// The flags of every verb that computes: how many threads, which kernels.

import ArgumentParser
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

struct ExecutionArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest number of threads (default: the number of cores that the process may use). The result does not depend "
        + "on it.",
      valueName: "n"),
    transform: NumberArgument.whole)
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The instruction set: scalar, avx2, avx512 or neon (default: the fastest here; or set SOFTMAX_KERNELS). The "
        + "result does not depend on it.", valueName: "name"))
  var kernels: String?

  /// What was asked for, its threads started: where the system refuses one, nothing is begun.
  func execution() throws -> Execution {
    let execution = try Execution(threads: threads ?? SharedProcesses.threads, kernels: kernels)
    do throws(ThreadFailure) {
      try execution.startThreads()
    } catch {
      throw CommandFailure(
        .system,
        "the system starts no more threads (\(SystemCall.message(error.code))): \(error.wanted) beside the first were "
          + "wanted, \(error.started) came; use --threads 1, which needs none, or raise the limits on processes "
          + "(ulimit -u) and addresses (ulimit -v)")
    }
    return execution
  }
}
