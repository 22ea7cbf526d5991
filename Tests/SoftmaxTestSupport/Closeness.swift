// How near two numbers are.

import Foundation

/// Distances between floating-point numbers.
package enum Closeness {
  /// |found - expected| in units of the last place of Float32 at `expected`.
  package static func ulps(_ found: Float, from expected: Double) -> Double {
    abs(Double(found) - expected) / Double(Float(expected).ulp)
  }

  /// |found - expected| / max(|expected|, 1e-300).
  package static func relative(_ found: Double, from expected: Double) -> Double {
    abs(found - expected) / max(abs(expected), 1e-300)
  }

  /// The largest difference between two lists of one length; infinity where the lengths differ.
  package static func largestDifference(_ first: [Double], _ second: [Double]) -> Double {
    guard first.count == second.count else { return .infinity }
    return zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}

extension Double {
  /// e^self, by the C library.
  package var exponential: Double { exp(self) }
}
