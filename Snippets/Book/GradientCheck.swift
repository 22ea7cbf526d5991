// Chapter 5: the gradient softmax(o) - y, held against finite differences and against the library's.

import Foundation
import SoftmaxKit

/// Numbers for people.
func show(_ values: [Double]) -> String { values.map { String(format: "%9.6f", $0) }.joined(separator: " ") }

func softmax(_ o: [Double]) -> [Double] {
  let m = o.max() ?? 0
  let exponentials = o.map { exp($0 - m) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

// snippet.loss
// l(o, y) = log sum_k exp(o_k) - o_y
func loss(_ o: [Double], _ y: Int) -> Double {
  let m = o.max() ?? 0
  return m + log(o.reduce(0) { $0 + exp($1 - m) }) - o[y]
}
// snippet.end

// snippet.gradient
// dl/do = softmax(o) - y
func gradient(_ o: [Double], _ y: Int) -> [Double] {
  var g = softmax(o)
  g[y] -= 1
  return g
}
// snippet.end

// snippet.differences
// dl/do_j is about (l(o + h e_j) - l(o - h e_j)) / 2h
func differences(_ o: [Double], _ y: Int, h: Double) -> [Double] {
  o.indices.map { j in
    var (above, below) = (o, o)
    above[j] += h
    below[j] -= h
    return (loss(above, y) - loss(below, y)) / (2 * h)
  }
}
// snippet.end

print("## check")
// snippet.check
let o = [2.0, 1.0, -1.0]  // chicken, cat, dog; the picture shows a cat
print("formula:    ", show(gradient(o, 1)))
print("differences:", show(differences(o, 1, h: 1e-5)))
print("sum:        ", show([abs(gradient(o, 1).reduce(0, +))]))
// snippet.end

print("## steps")
// snippet.steps
for h in [1e-1, 1e-3, 1e-5, 1e-9, 1e-13] {
  let error = zip(gradient(o, 1), differences(o, 1, h: h)).map { abs($0 - $1) }.max() ?? 0
  print("h = \(h): largest difference", error < 1e-8 ? "below 1e-8" : String(format: "%.0e", error))
}
// snippet.end

print("## second")
// snippet.second
// d2l/do_j2 = p_j (1 - p_j): the variance of y_j
let p = softmax(o)
let h = 1e-4
let curvature = o.indices.map { j in
  var above = o
  above[j] += h
  return (gradient(above, 1)[j] - p[j]) / h + (j == 1 ? 1 / h : 0)
}
print("formula:    ", show(p.map { $0 * (1 - $0) }))
print("differences:", show(curvature))
// snippet.end

print("## weights")
let irises = try Catalogue.iris.load(.all)
let model = try SoftmaxClassifier(solver: .stochastic(learningRate: 0.1, epochs: 3, batchSize: 10)).fit(irises)
  .model
// snippet.weights
// dF/dW = mean over the samples of (softmax(o) - y) x^T
let x = (0..<irises.sampleCount).map { irises.features.row($0).map(Double.init) }
var byHand = [Double](repeating: 0, count: 3 * 4)
for i in x.indices {
  let o = try model.predict(irises.features.row(i)).logits.map(Double.init)
  let g = gradient(o, Int(irises.classIndices[i]))
  for k in 0..<3 { for j in 0..<4 { byHand[k * 4 + j] += g[k] * x[i][j] / Double(x.count) } }
}
let library = try model.objective(on: irises).weightGradient
// snippet.end
print("by hand:", show(Array(byHand[0..<4])))
print("library:", show(Array(library[0..<4])))
let apart = zip(byHand, library).map { abs($0 - $1) }.max() ?? 1
print("all 12 are the same to six digits:", apart < 1e-6)
