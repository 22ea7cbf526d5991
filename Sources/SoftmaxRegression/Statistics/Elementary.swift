// exp and log of single numbers, the same on every machine.

import SoftmaxKernels

/// The kernels' functions, for figures that are made once: all kernel tables give the same bits.
enum Elementary {
  /// e^x; error below 1 ulp.
  static func exp(_ x: Double) -> Double { KernelTable.best.exponentials64(of: [x])[0] }

  /// The natural logarithm of a positive, finite x; error below 1 ulp. Of 0: -infinity.
  static func log(_ x: Double) -> Double {
    x > 0 ? KernelTable.best.logarithms64(of: [x])[0] : -.infinity
  }
}
