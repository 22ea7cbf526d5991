// Numbers of chance for made data.

import Foundation

/// SplitMix64, and what is made of its outputs.
struct MadeNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0xD1B5_4A32_D192_ED03 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Mean 0 and standard deviation 1, as a sum of four: near enough to normal, and one output each.
  mutating func normal() -> Double {
    let bits = next()
    let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48)
    return (Double(sum) / 65_536 - 2) * 3.0.squareRoot()
  }

  /// What makes the largest of logits plus such numbers a draw from their softmax.
  mutating func gumbel() -> Double {
    -log(-log((Double(next() >> 11) + 0.5) * 0x1p-53))
  }

  /// cos(pi x).
  static func cosine(_ x: Double) -> Float { Float(cos(Double.pi * x)) }
}
