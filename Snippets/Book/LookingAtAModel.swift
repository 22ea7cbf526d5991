// Chapter 8: predictions, weights, confusion, and an image's logits as sums; draws the chapter's pictures.

import Foundation
import SoftmaxKit

// snippet.fit
let fashion = try Catalogue.fashionMNIST.load()
let classifier = try SoftmaxClassifier(
  solver: .stochastic(learningRate: 0.1, epochs: 10, batchSize: 256), seed: 0)
let model = try classifier.fit(fashion.train).model
let scores = try model.evaluate(fashion.test)
// snippet.end

print("## scores")
// snippet.scores
print("accuracy", String(format: "%.4f", scores.accuracy), "log loss", String(format: "%.4f", scores.logLoss))
// snippet.end

print("## classes")
// snippet.classes
let matrix = scores.confusionMatrix
for (k, name) in model.classes.names.enumerated() {
  let (precision, recall) = (matrix.precision(of: k), matrix.recall(of: k))
  let padded = name.padding(toLength: 12, withPad: " ", startingAt: 0)
  print(padded, "precision", String(format: "%.3f", precision), " recall", String(format: "%.3f", recall))
}
// snippet.end

print("## confused")
// snippet.confused
let names = model.classes.names
let wrong = names.indices.flatMap { t in names.indices.filter { $0 != t }.map { (t, $0) } }
for (t, p) in wrong.sorted(by: { matrix.counts[$0.0][$0.1] > matrix.counts[$1.0][$1.1] }).prefix(5) {
  print(Int(matrix.counts[t][p]), "of 1000:", names[t], "was taken for", names[p])
}
// snippet.end

// snippet.pictures
try WeightsPicture(model, columns: 5).drawing.write(to: "fashion-weights.png")
try ConfusionPicture(matrix, names: names).drawing.write(to: "fashion-confusion.svg")
// snippet.end

/// The wrong predictions of which the model was surest.
// snippet.surest
let predictions = try model.predict(fashion.test)
let surest = fashion.test.classIndices.indices
  .filter { predictions.classIndices[$0] != Int(fashion.test.classIndices[$0]) }
  .sorted { predictions[$0].probability > predictions[$1].probability }
// snippet.end
let entries = surest.prefix(12).compactMap { i in
  PixelImage(intensities: fashion.test.features.row(i), shape: [28, 28]).map { image in
    PredictionGallery.Entry(
      image: image, trueName: fashion.test.label(i), predictedName: predictions[i].label,
      probability: Double(predictions[i].probability))
  }
}
try PredictionGallery(entries, columns: 6).drawing.write(to: "fashion-surest-errors.png")

print("## contributions")
// snippet.contributions
let x = fashion.test.features.row(0)
let k = predictions[0].classIndex
let contributions = x.indices.map { j in Double(model.weights[k * x.count + j]) * Double(x[j]) }
let sum = contributions.reduce(Double(model.bias[k]), +)
print("class:", names[k], " bias:", String(format: "%.4f", model.bias[k]))
print("bias + sum of 784 contributions:", String(format: "%.4f", sum))
print("the model's logit:              ", String(format: "%.4f", predictions[0].logits[k]))
// snippet.end

/// What the interactive figure shows: weights, a few pictures, and the library's logits, which its sums must equal.
struct Contributions: Encodable {
  struct Picture: Encodable {
    let name: String
    let pixels: [Int]
    let logits: [Double]
  }
  let classes: [String]
  let weights: [[Double]]
  let bias: [Double]
  let pictures: [Picture]
}

func rounded(_ value: Float, _ digits: Double = 10_000) -> Double {
  (Double(value) * digits).rounded() / digits
}

// The first test picture of some classes, and one that the model gets wrong.
let first = [9, 1, 3, 8].compactMap { label in fashion.test.classIndices.firstIndex(of: UInt32(label)) }
let shown = first + surest.prefix(1)
let figure = Contributions(
  classes: names,
  weights: names.indices.map { k in (0..<784).map { rounded(model.weights[k * 784 + $0]) } },
  bias: model.bias.map { rounded($0) },
  pictures: shown.map { i in
    Contributions.Picture(
      name: fashion.test.label(i), pixels: fashion.test.features.row(i).map { Int(($0 * 255).rounded()) },
      logits: predictions[i].logits.map { rounded($0, 1000) })
  })
let encoder = JSONEncoder()
encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
try encoder.encode(figure).write(to: URL(filePath: "contributions.json"))
