// Numbers for tests: irregular, the same each time, and not made by the generator under test.

/// A small generator of test numbers (Knuth's MMIX linear congruence).
package struct MadeNumbers {
  private var state: UInt64

  package init(seed: UInt64 = 1) {
    state = seed
  }

  /// A number in -1..<1.
  package mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int64(bitPattern: state) >> 40) * 0x1p-23
  }

  package mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in next() * scale }
  }

  package mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(clamping: Int(abs(next()) * 256)) }
  }

  /// Whole numbers in 0..<bound.
  package mutating func indices(_ count: Int, below bound: Int) -> [UInt32] {
    (0..<count).map { _ in UInt32(min(Int(abs(next()) * Float(bound)), bound - 1)) }
  }
}
