// The mathematics written out in Float64, without tiles, kernels or shared code: what results are held to.

import Foundation

/// Softmax regression in Float64.
package struct ReferenceSoftmax {
  package let rows: [[Double]]
  package let labels: [Int]
  package let classCount: Int

  package init(rows: [[Double]], labels: [Int], classCount: Int) {
    self.rows = rows
    self.labels = labels
    self.classCount = classCount
  }

  package func logits(_ row: [Double], weights: [Double], bias: [Double]) -> [Double] {
    (0..<classCount).map { k in
      var sum = bias[k]
      for j in row.indices { sum += weights[k * row.count + j] * row[j] }
      return sum
    }
  }

  // Plain loops, because tests are not optimised and some call this a million times: closures take four times as long.
  package static func logProbabilities(_ logits: [Double]) -> [Double] {
    var maximum = logits.first ?? 0
    var k = 1
    while k < logits.count {
      if logits[k] > maximum { maximum = logits[k] }
      k += 1
    }
    var sum = 0.0
    k = 0
    while k < logits.count {
      sum += exp(logits[k] - maximum)
      k += 1
    }
    let logSum = log(sum)
    var result = logits
    k = 0
    while k < logits.count {
      result[k] = logits[k] - maximum - logSum
      k += 1
    }
    return result
  }

  /// (1/n) sum of log losses + l2Penalty / 2 ||W||^2.
  package func objective(weights: [Double], bias: [Double], l2Penalty: Double) -> Double {
    var sum = 0.0
    for (row, label) in zip(rows, labels) {
      sum -= Self.logProbabilities(logits(row, weights: weights, bias: bias))[label]
    }
    return sum / Double(rows.count) + l2Penalty / 2 * weights.reduce(0) { $0 + $1 * $1 }
  }

  /// The derivative of a function by the five-point rule, whose error is h^4 / 30 of its fifth derivative.
  package static func derivative(of function: (Double) -> Double, step h: Double = 1e-3) -> Double {
    (function(-2 * h) - 8 * function(-h) + 8 * function(h) - function(2 * h)) / (12 * h)
  }
}
