// Chapter 7: minibatch stochastic gradient descent by hand, and the library's beside it.

import Foundation
import SoftmaxKit

/// SplitMix64: a few lines of random numbers, the same on every machine.
struct Generator: RandomNumberGenerator {
  var state: UInt64 = 0
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

func softmax(_ o: [Double]) -> [Double] {
  let m = o.max() ?? 0
  let exponentials = o.map { exp($0 - m) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

// snippet.data
let digits = try Catalogue.digits.load()
let x = (0..<digits.train.sampleCount).map { digits.train.features.row($0).map(Double.init) }
let y = digits.train.classIndices.map(Int.init)
let (n, d, q) = (x.count, 64, 10)
// snippet.end

let zeros = ([Double](repeating: 0, count: q * d), [Double](repeating: 0, count: q))

/// The mean loss of each epoch, in which every sample is seen once.
func train(from start: ([Double], [Double]) = zeros, batchSize: Int, learningRate: Double, epochs: Int)
  -> [Double]
{
  var (W, b) = start
  var losses: [Double] = []
  var generator = Generator()
  var order = Array(0..<n)
  // snippet.tenlines
  for _ in 1...epochs {
    order.shuffle(using: &generator)
    var lossSum = 0.0
    for batch in stride(from: 0, to: n, by: batchSize).map({ order[$0..<min($0 + batchSize, n)] }) {
      var (dW, db) = (W.map { _ in 0.0 }, b.map { _ in 0.0 })
      for i in batch {
        let p = softmax((0..<q).map { k in (0..<d).reduce(b[k]) { $0 + W[k * d + $1] * x[i][$1] } })
        lossSum -= log(p[y[i]])
        for k in 0..<q {
          let g = p[k] - (k == y[i] ? 1 : 0)
          db[k] += g
          for j in 0..<d { dW[k * d + j] += g * x[i][j] }
        }
      }
      let step = learningRate / Double(batch.count)
      for m in W.indices { W[m] -= step * dW[m] }
      for k in b.indices { b[k] -= step * db[k] }
    }
    losses.append(lossSum / Double(n))
  }
  // snippet.end
  return losses
}

print("## byhand")
// snippet.run
for (epoch, loss) in train(batchSize: 32, learningRate: 0.1, epochs: 10).enumerated() {
  print("epoch \(epoch + 1), train loss", String(format: "%.3f", loss))
}
// snippet.end

print("## whole")
// snippet.whole
let whole = SolverConfiguration.stochastic(learningRate: 0.5, epochs: 5, batchSize: n)
let start = try SoftmaxClassifier(solver: whole).fit(digits.train).model
let fit = try SoftmaxClassifier(solver: whole).fit(digits.train, from: start)
let (startW, startB) = (start.weights.map(Double.init), start.bias.map(Double.init))
let own = train(from: (startW, startB), batchSize: n, learningRate: 0.5, epochs: 5)
for (mine, record) in zip(own, fit.report.history) {
  print("by hand", String(format: "%.6f", mine), " library", String(format: "%.6f", record.trainLoss))
}
// snippet.end

print("## library")
// snippet.library
let digitsFit = try SoftmaxClassifier(
  solver: .stochastic(learningRate: 0.1, epochs: 10, batchSize: 32), seed: 0
).fit(digits.train, test: digits.test) { event in
  if case .epoch(let record) = event { print(record) }
  return .continue
}
// snippet.end
