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

  // Loops by hand, because tests are not optimised and some need a million numbers.
  package mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
    var numbers = [Float](repeating: 0, count: count)
    var i = 0
    while i < count {
      numbers[i] = next() * scale
      i += 1
    }
    return numbers
  }

  package mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var i = 0
    while i < count {
      let number = next().magnitude * 256
      bytes[i] = number < 256 ? UInt8(number) : 255
      i += 1
    }
    return bytes
  }

  /// Whole numbers in 0..<bound.
  package mutating func indices(_ count: Int, below bound: Int) -> [UInt32] {
    (0..<count).map { _ in UInt32(min(Int(abs(next()) * Float(bound)), bound - 1)) }
  }
}
