// Chapter 2: the layer's logits by three loops, and the library's beside them.

import Foundation
import SoftmaxKit

// snippet.fit
let irises = try Catalogue.iris.load(.all)
let model = try SoftmaxClassifier().fit(irises).model
// snippet.end

print("## shapes")
// snippet.shapes
print("features:", model.featureCount, model.input.featureNames ?? [])
print("classes: ", model.classCount, model.classes.names)
print("weights: ", model.weights.count, "biases:", model.bias.count)
// snippet.end

print("## weights")
// snippet.weights
for k in 0..<model.classCount {
  let row = model.weights[k * model.featureCount..<(k + 1) * model.featureCount]
  let numbers = row.map { String(format: "%7.3f", $0) }.joined(separator: " ")
  let name = model.classes.names[k].padding(toLength: 10, withPad: " ", startingAt: 0)
  print(name, numbers, " bias", String(format: "%7.3f", model.bias[k]))
}
// snippet.end

// snippet.onelogit
// o_k = w_k1 x_1 + ... + w_kd x_d + b_k
func logit(_ x: [Float], _ k: Int) -> Float {
  var o = model.bias[k]
  for j in x.indices { o += model.weights[k * x.count + j] * x[j] }
  return o
}
// snippet.end

// snippet.logits
// o = W x + b
func logits(_ x: [Float]) -> [Float] { (0..<model.classCount).map { k in logit(x, k) } }
// snippet.end

print("## flower")
// snippet.flower
let flower = irises.features.row(70)
print("one flower:", flower, irises.label(70))
print("by hand:   ", logits(flower).map { String(format: "%.4f", $0) })
// snippet.end
// snippet.library
// O = X W^T + b, for all flowers at once
let all = try model.logits(for: irises.features)
// snippet.end
print("library:   ", all[70 * 3..<71 * 3].map { String(format: "%.4f", $0) })
print("all:       ", irises.sampleCount, "flowers x", model.classCount, "logits =", all.count, "numbers")
let largest = logits(flower).indices.max { logits(flower)[$0] < logits(flower)[$1] } ?? 0
print("largest:   ", model.classes.names[largest])

print("## counts")
// snippet.counts
for (what, d, q) in [("iris", 4, 3), ("digits", 64, 10), ("fashion-mnist", 784, 10)] {
  print("\(what): \(q) x \(d) weights + \(q) biases = \(q * d + q) parameters")
}
// snippet.end
