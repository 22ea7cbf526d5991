// What two figures of chapter 7 show: a loss over two weights with the paths of descent, and losses by learning rate
// and batch size. The library fits all of them; only the landscape between is computed here.

import Foundation
import SoftmaxKit

let encoder = JSONEncoder()
encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]

func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

// Two species, two measurements less their means: one weight for each is left to choose.
let irises = try Catalogue.iris.load(.all)
let chosen = (0..<irises.sampleCount).filter { irises.label($0) != "setosa" }
let two = chosen.map { irises.features.row($0)[2...3].map(Double.init) }
let means = (0..<2).map { j in two.reduce(0) { $0 + $1[j] } / 100 }
let x = two.map { [$0[0] - means[0], ($0[1] - means[1]) * 2] }
let species = chosen.map { irises.label($0) }
let data = try Dataset(features: Features(rows: x, featureNames: ["length", "width"]), labels: species)

/// The weights after each number of epochs: a fit of fewer epochs is the beginning of a longer one.
func path(learningRate: Double, batchSize: Int) throws -> [[Double]] {
  try [[0, 0]]
    + (1...24).map { epochs in
      let solver = SolverConfiguration.stochastic(
        learningRate: learningRate, epochs: epochs, batchSize: batchSize)
      let W = try SoftmaxClassifier(solver: solver, hasBias: false, standardize: .never, seed: 3).fit(data)
        .model.weights
      return [rounded(Double(W[2] - W[0])), rounded(Double(W[3] - W[1]))]
    }
}

// snippet.surface
// F(w) = mean of log(1 + exp(-s w . x)), with s = 1 for virginica and -1 for versicolor
func loss(_ w: [Double]) -> Double {
  zip(x, species).reduce(0) { sum, flower in
    let s = flower.1 == "virginica" ? 1.0 : -1.0
    return sum + log(1 + exp(-s * (w[0] * flower.0[0] + w[1] * flower.0[1])))
  } / Double(x.count)
}
// snippet.end

struct Surface: Encodable {
  struct Path: Encodable {
    let learningRate: Double
    let batchSize: Int
    let points: [[Double]]
  }
  let low: [Double]
  let high: [Double]
  let count: Int
  let losses: [Double]
  let paths: [Path]
}

let (low, high, count) = ([-1.0, -1.0], [7.0, 7.0], 41)
let losses = (0..<count * count).map { at in
  let (column, row) = (Double(at % count) / Double(count - 1), Double(at / count) / Double(count - 1))
  return rounded(loss([low[0] + (high[0] - low[0]) * column, low[1] + (high[1] - low[1]) * row]))
}
let paths = try [0.1, 1, 8].flatMap { rate in
  try [5, 25, 100].map { size in
    Surface.Path(learningRate: rate, batchSize: size, points: try path(learningRate: rate, batchSize: size))
  }
}
try encoder.encode(Surface(low: low, high: high, count: count, losses: losses, paths: paths))
  .write(to: URL(filePath: "surface.json"))

struct Rates: Encodable {
  struct Run: Encodable {
    let learningRate: Double
    let batchSize: Int
    let trainLoss: [Double]
    let testAccuracy: [Double]
  }
  let epochs: Int
  let runs: [Run]
}

// snippet.rates
let digits = try Catalogue.digits.load()
let runs = try [0.01, 0.1, 1, 10, 100].flatMap { rate in
  try [4, 16, 64, 256, 1438].map { size in
    let solver = SolverConfiguration.stochastic(learningRate: rate, epochs: 20, batchSize: size)
    let history = try SoftmaxClassifier(solver: solver, seed: 0).fit(digits.train, test: digits.test).report
      .history
    return Rates.Run(
      learningRate: rate, batchSize: size, trainLoss: history.map { rounded($0.trainLoss) },
      testAccuracy: history.map { rounded($0.testAccuracy ?? 0) })
  }
}
// snippet.end
try encoder.encode(Rates(epochs: 20, runs: runs)).write(to: URL(filePath: "rates.json"))

print("## table")
// snippet.table
print("train loss of epoch 20, by learning rate (down) and batch size (across)")
print("rate", [4, 16, 64, 256, 1438].map { String(format: "%8d", $0) }.joined())
for row in stride(from: 0, to: runs.count, by: 5) {
  let losses = runs[row..<row + 5].map { String(format: "%8.3f", $0.trainLoss.last ?? .nan) }
  print(String(format: "%4g", runs[row].learningRate), losses.joined())
}
// snippet.end

print("## surface")
for path in paths where path.batchSize != 25 {
  let end = path.points.last ?? []
  print(
    "rate \(path.learningRate), batches of \(path.batchSize): ends at", end, "with loss", rounded(loss(end)))
}
