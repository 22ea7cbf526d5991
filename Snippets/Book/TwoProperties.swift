// Chapter 3: softmax, its two properties, and why the maximum is subtracted.

import Foundation
import SoftmaxKit

/// Numbers for people.
func show(_ values: [Double]) -> String { values.map { String(format: "%.4f", $0) }.joined(separator: "  ") }

print("## exponentials")
// snippet.plain
// p_j = exp(o_j) / sum_k exp(o_k)
func plainSoftmax(_ o: [Double]) -> [Double] {
  let exponentials = o.map { exp($0) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
// snippet.end
// snippet.exponentials
let o = [2.0, 1.0, -1.0]  // chicken, cat, dog
print("logits       ", show(o))
print("exponentials ", show(o.map { exp($0) }), " sum", show([o.map { exp($0) }.reduce(0, +)]))
print("probabilities", show(plainSoftmax(o)), " sum", show([plainSoftmax(o).reduce(0, +)]))
// snippet.end

print("## order")
// snippet.order
let byLogit = o.indices.sorted { o[$0] > o[$1] }
let p = plainSoftmax(o)
let byProbability = p.indices.sorted { p[$0] > p[$1] }
print(byLogit, byProbability, byLogit == byProbability)
// snippet.end

print("## shift")
// snippet.shift
print("o        ", show(plainSoftmax(o)))
print("o + 5    ", show(plainSoftmax(o.map { $0 + 5 })))
print("o - 100  ", show(plainSoftmax(o.map { $0 - 100 })))
// snippet.end

print("## ratio")
// snippet.ratio
// p_j / p_k = exp(o_j - o_k)
print(show([p[0] / p[1], exp(o[0] - o[1])]))
// snippet.end

print("## overflow")
// snippet.overflow
let large = [1002.0, 1001.0, 999.0]
print("exponentials:", large.map { exp($0) })
print("plain:       ", plainSoftmax(large).map { $0.isNaN ? "not a number" : show([$0]) })
// snippet.end

// snippet.stable
// p_j = exp(o_j - m) / sum_k exp(o_k - m), m = max_k o_k
func softmax(_ o: [Double]) -> [Double] {
  let m = o.max() ?? 0
  let exponentials = o.map { exp($0 - m) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
// snippet.end

print("## stable")
// snippet.stableoutput
print("less the maximum:", show(softmax(large)))
print("small logits:    ", show(softmax(large.map { $0 - 1000 })))
// snippet.end

print("## library")
let irises = try Catalogue.iris.load(.all)
let model = try SoftmaxClassifier().fit(irises).model
// snippet.library
let prediction = try model.predict(irises.features.row(70))
let own = softmax(prediction.logits.map(Double.init))
print("library:", model.classes.names.map { show([Double(prediction.probabilities[$0] ?? 0)]) })
print("by hand:", own.map { show([$0]) })
// snippet.end
