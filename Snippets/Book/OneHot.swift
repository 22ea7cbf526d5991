// Chapter 1: what numbers in the place of classes do to a fit, and what one-hot vectors do.

import Foundation
import SoftmaxKit

print("## codes")
// snippet.codes
let names = ["chicken", "cat", "dog"]
let codes = [1.0, 2.0, 3.0]
for (name, code) in zip(names, codes) {
  let squaredErrors = codes.map { guess in (guess - code) * (guess - code) }
  print(name, squaredErrors)
}
print("between chicken and dog:", (codes[0] + codes[2]) / 2)
// snippet.end

print("## onehot")
// snippet.onehot
func oneHot(_ k: Int, of q: Int) -> [Double] { (0..<q).map { $0 == k ? 1 : 0 } }

for (k, name) in names.enumerated() {
  print(name, oneHot(k, of: 3))
}
// snippet.end

print("## distances")
// snippet.distances
func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}

for (i, j) in [(0, 1), (1, 2), (0, 2)] {
  print(names[i], names[j], squaredDistance(oneHot(i, of: 3), oneHot(j, of: 3)))
}
// snippet.end

print("## library")
// snippet.library
let classes = try ClassVocabulary(names: names)
let indices = try classes.indices(of: ["dog", "cat", "cat", "chicken"])
print(indices)
// snippet.end

// The petal's length alone, so that a straight line can be drawn through it by hand.
let irises = try Catalogue.iris.load(.all)
let lengths = (0..<irises.sampleCount).map { Double(irises.features.row($0)[2]) }

// snippet.line
// The straight line through (x, code) with the smallest squared error.
func line(_ x: [Double], _ code: [Double]) -> (slope: Double, start: Double) {
  let n = Double(x.count)
  let (meanX, meanCode) = (x.reduce(0, +) / n, code.reduce(0, +) / n)
  let together = zip(x, code).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanCode) }
  let slope = together / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
  return (slope, meanCode - slope * meanX)
}
// snippet.end

/// How many irises a line through the codes gets right, and how many softmax regression gets right.
func rightOnes(order: [String]) throws -> (line: Int, softmax: Int) {
  let code = Dictionary(uniqueKeysWithValues: zip(order, 1...))
  let species = (0..<irises.sampleCount).map { irises.label($0) }
  let numbers = species.map { Double(code[$0] ?? 0) }
  let (slope, start) = line(lengths, numbers)
  let byLine = zip(lengths, numbers).count { x, number in
    min(max((slope * x + start).rounded(), 1), 3) == number
  }
  let data = try Dataset(
    features: Features(rows: lengths.map { [$0] }), labels: species, classes: ClassVocabulary(names: order))
  let fit = try SoftmaxClassifier().fit(data)
  return (byLine, Int(try fit.model.evaluate(data).confusionMatrix.correctCount))
}

print("## orders")
// snippet.orders
for order in [["setosa", "versicolor", "virginica"], ["versicolor", "setosa", "virginica"]] {
  let right = try rightOnes(order: order)
  print("1, 2, 3 =", order.joined(separator: ", "))
  print("  a line through the numbers: \(right.line) of 150 right")
  print("  softmax regression:         \(right.softmax) of 150 right")
}
// snippet.end
