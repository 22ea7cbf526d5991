// Chapter 4: from the probability of the labels to the cross-entropy.

import Foundation
import SoftmaxKit

/// Numbers for people.
func show(_ value: Double) -> String { String(format: "%.4f", value) }

print("## multinoulli")
// snippet.multinoulli
// P(y) = p_1^y_1 p_2^y_2 ... p_q^y_q, with y one-hot
func probability(of y: [Double], _ p: [Double]) -> Double {
  zip(p, y).reduce(1) { $0 * pow($1.0, $1.1) }
}
// snippet.end
// snippet.draw
let p = [0.7, 0.2, 0.1]  // chicken, cat, dog
print("chicken", show(probability(of: [1, 0, 0], p)))
print("cat    ", show(probability(of: [0, 1, 0], p)))
print("dog    ", show(probability(of: [0, 0, 1], p)))
// snippet.end

print("## likelihood")
// snippet.likelihood
// L = product over the samples of the probability of the true class
let trueClassProbabilities = [0.7, 0.9, 0.4, 0.8]
let likelihood = trueClassProbabilities.reduce(1, *)
// snippet.end
print("likelihood", show(likelihood))
// snippet.logarithm
// -log L = sum over the samples of -log p
let loss = trueClassProbabilities.reduce(0) { $0 - log($1) }
// snippet.end
print("-log      ", show(-log(likelihood)), "=", show(loss))
print("mean      ", show(loss / 4))

print("## underflow")
// snippet.underflow
let many = [Double](repeating: 0.5, count: 2000)
print("product:", many.reduce(1, *))
print("sum:    ", show(many.reduce(0) { $0 - log($1) }))
// snippet.end

print("## crossentropy")
// snippet.crossentropy
// H(y, p) = -sum_j y_j log p_j
func crossEntropy(_ y: [Double], _ p: [Double]) -> Double {
  zip(y, p).reduce(0) { sum, pair in pair.0 == 0 ? sum : sum - pair.0 * log(pair.1) }
}
// snippet.end
// snippet.prices
for p in [0.99, 0.9, 0.5, 0.1, 0.01] {
  print("the true class has \(p): loss", show(crossEntropy([1, 0, 0], [p, 1 - p, 0])))
}
// snippet.end

print("## guess")
for q in [2, 3, 10] {
  print("\(q) classes, no idea: loss", show(log(Double(q))))
}

print("## entropy")
// snippet.entropy
// H(y, p) is smallest where p = y: then it is the entropy H(y)
let y = [0.7, 0.2, 0.1]
for guess in [[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [1.0 / 3, 1.0 / 3, 1.0 / 3], [0.1, 0.2, 0.7]] {
  print(guess.map { String(format: "%.2f", $0) }, show(crossEntropy(y, guess)))
}
// snippet.end

print("## library")
let irises = try Catalogue.iris.load(.all)
let model = try SoftmaxClassifier().fit(irises).model
// snippet.library
let probabilities = try model.probabilities(for: irises.features)
var sum = 0.0
for (i, label) in irises.classIndices.enumerated() {
  sum -= log(Double(probabilities[i * 3 + Int(label)]))
}
print("by hand:", show(sum / Double(irises.sampleCount)))
print("library:", show(try model.evaluate(irises).logLoss))
// snippet.end
