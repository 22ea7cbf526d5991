// What this library is, and what runs its arithmetic on this machine.

import SoftmaxKernels

/// The version, and the kernels and threads in use.
public enum SoftmaxRuntime {
  /// The version of the package (semantic versioning).
  public static let version = "0.1.0"
  /// The instruction set whose kernels run here.
  public static var kernels: String { KernelTable.best.name }
  /// The number of threads that a fit uses.
  public static var threads: Int { 1 }
}
