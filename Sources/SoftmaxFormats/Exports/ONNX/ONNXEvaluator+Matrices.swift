// Matrix products. A row of a constant is decoded once and used for every sample.

import SoftmaxFiles
import SoftmaxKernels

extension ONNXEvaluator {
  mutating func gemm(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let (a, b) = (try floating(node, 0), try floating(node, 1))
    guard try integer(node, "transA", default: 0) == 0 else { throw bad(node, "'transA' is not 0") }
    let isTransposed = try integer(node, "transB", default: 0) != 0
    let (alpha, beta) = (try float(node, "alpha", default: 1), try float(node, "beta", default: 1))
    var sums = try product(node, a, b, isTransposed: isTransposed)
    let shape = [a.shape[0], b.shape[isTransposed ? 0 : 1]]
    if alpha != 1 { for place in sums.indices { sums[place] *= Double(alpha) } }
    if let c = try optionalInput(node, 2) {
      guard c.type == a.type, let broadcast = ONNXBroadcast([shape, c.shape]), broadcast.shape == shape else {
        throw bad(node, "its third input has the shape \(c.shape), expected that of a bias")
      }
      let added = try numbers(node, c)
      var place = 0
      broadcast.forEach(count: sums.count) {
        sums[place] += Double(beta) * added[$0[1]]
        place += 1
      }
    }
    return ONNXValue(a.type, shape, numbers: sums)
  }

  mutating func matMul(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let (a, b) = (try floating(node, 0), try floating(node, 1))
    let sums = try product(node, a, b, isTransposed: false)
    return ONNXValue(a.type, [a.shape[0], b.shape[1]], numbers: sums)
  }

  /// A x B, or A x B^T, in Float64.
  private mutating func product(
    _ node: ONNXNode, _ a: ONNXValue, _ b: ONNXValue, isTransposed: Bool
  ) throws(FileError) -> [Double] {
    guard a.type == b.type, a.shape.count == 2, b.shape.count == 2, a.shape[1] == b.shape[isTransposed ? 1 : 0]
    else { throw bad(node, "its inputs have the shapes \(a.shape) and \(b.shape)") }
    let (samples, inner, outer) = (a.shape[0], a.shape[1], b.shape[isTransposed ? 0 : 1])
    return try product(
      node, try numbers(node, a), samples: samples, ONNXRows(b, width: b.shape[1]), inner: inner, outer: outer,
      isTransposed: isTransposed)
  }

  /// The sums [samples x outer] of x [samples x inner] with rows: `outer` rows of `inner` numbers, or the other way round.
  mutating func product(
    _ node: ONNXNode, _ x: [Double], samples: Int, _ rows: ONNXRows, inner: Int, outer: Int, isTransposed: Bool
  ) throws(FileError) -> [Double] {
    let (first, overflow) = samples.multipliedReportingOverflow(by: inner)
    let (operations, overflows) = first.multipliedReportingOverflow(by: outer)
    let count = try reserve(
      node, [samples, outer], operations: overflow || overflows ? .max : operations)
    var sums = [Double](repeating: 0, count: count)
    guard count > 0, inner > 0 else { return sums }
    var row = [Double](repeating: 0, count: isTransposed ? inner : outer)
    if isTransposed {
      for k in 0..<outer {
        rows.read(k, into: &row)
        RowProducts.forEach(row, with: x) { sample, sum in sums[sample * outer + k] = sum }
      }
    } else {
      for j in 0..<inner {
        rows.read(j, into: &row)
        for sample in 0..<samples {
          let value = x[sample * inner + j]
          let first = sample * outer
          for k in 0..<outer { sums[first + k] += value * row[k] }
        }
      }
    }
    return sums
  }
}
