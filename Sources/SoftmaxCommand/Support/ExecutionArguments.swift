// The flags of every verb that computes: how many threads, which kernels.

import ArgumentParser
import SoftmaxRegression

struct ExecutionArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads at most (default: the cores that may be used). The result does not depend on them.",
      valueName: "n"),
    transform: NumberArgument.whole)
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The instruction set: scalar, avx2, avx512, neon (default: the fastest; also: SOFTMAX_KERNELS). The result "
        + "does not depend on it.", valueName: "name"))
  var kernels: String?

  func execution() throws -> Execution {
    try Execution(threads: threads, kernels: kernels)
  }
}
