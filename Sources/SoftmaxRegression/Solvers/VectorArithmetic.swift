// Sums and products of long vectors in Float64, each in one order.

/// Eight lanes, added in a fixed order at the end: the same bits on every machine.
enum VectorArithmetic {
  /// The sum of a[i] b[i]. Complexity: O(count).
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "vectors of one length")
    var lanes = SIMD8<Double>.zero
    let whole = a.count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) {
      var x = SIMD8<Double>.zero
      var y = SIMD8<Double>.zero
      for lane in 0..<8 {
        x[lane] = a[start + lane]
        y[lane] = b[start + lane]
      }
      lanes += x * y
    }
    var sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
    for i in whole..<a.count { sum += a[i] * b[i] }
    return sum
  }

  /// target += factor x source. Complexity: O(count).
  static func add(_ factor: Double, times source: [Double], to target: inout [Double]) {
    precondition(source.count == target.count, "vectors of one length")
    for i in target.indices { target[i] += factor * source[i] }
  }

  /// start + factor x direction.
  static func moved(_ start: [Double], by factor: Double, along direction: [Double]) -> [Double] {
    var result = start
    add(factor, times: direction, to: &result)
    return result
  }

  /// The largest magnitude; 0 of nothing.
  static func largest(_ vector: [Double]) -> Double {
    vector.reduce(0) { max($0, abs($1)) }
  }
}
