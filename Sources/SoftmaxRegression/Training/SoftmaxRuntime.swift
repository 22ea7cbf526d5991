// What this library is, and what runs its arithmetic on this machine.

import SoftmaxKernels

/// The version, and the kernels and threads in use.
public enum SoftmaxRuntime {
  /// The version of the package (semantic versioning).
  public static let version = "0.1.0"
  /// The instruction set whose kernels run here, unless asked for others.
  public static var kernels: String { Execution.automatic.kernels }

  /// Why the kernels that SOFTMAX_KERNELS asks for are not in use; nil where there is no such wish, or it is met.
  package static var kernelsProblem: String? {
    guard let name = KernelTable.requestedName, name != kernels else { return nil }
    return
      "SOFTMAX_KERNELS is '\(name)', but this machine runs \(Execution.supportedKernels.joined(separator: ", "))"
  }

  /// The number of threads that work here, unless asked for another.
  public static var threads: Int { Execution.automatic.threads }
}
