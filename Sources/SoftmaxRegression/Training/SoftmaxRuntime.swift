// What this library is, and what runs its arithmetic on this machine.

import SoftmaxKernels

/// The version, and the kernels and threads in use.
public enum SoftmaxRuntime {
  /// The version of the package (semantic versioning).
  public static let version = "0.1.0"
  /// The instruction set whose kernels run here.
  public static var kernels: String { KernelTable.best.name }

  /// Why the kernels that SOFTMAX_KERNELS asks for are not in use; nil where there is no such wish, or it is met.
  package static var kernelsProblem: String? {
    guard let name = KernelTable.requestedName, name != kernels else { return nil }
    let known = KernelTable.supported.map(\.name).joined(separator: ", ")
    return "SOFTMAX_KERNELS is '\(name)', but this machine runs \(known)"
  }

  /// The number of threads that a fit uses.
  public static var threads: Int { 1 }
}
