// The tutorial's run as a program: a document shows these lines, and CI checks that they are the same.

// snippet.show
import SoftmaxKit

let fashion = try Catalogue.fashionMNIST.load()  // fetched once, verified, then mapped
let classifier = try SoftmaxClassifier(
  solver: .stochastic(learningRate: 0.1, epochs: 10, batchSize: 256), seed: 0)
let fit = try classifier.fit(fashion.train, test: fashion.test) { event in
  print(event)  // epoch 1, train loss 0.783, train acc 0.752, test acc 0.783
  return .continue
}
let scores = try fit.model.evaluate(fashion.test)
print("accuracy \(scores.accuracy), log loss \(scores.logLoss), macro F1 \(scores.macroF1)")
print(try fit.model.predictions(for: fashion.test.features.samples(0..<6)))
try fit.write(to: "fashion.safetensors", trainedOn: fashion.train, evaluation: scores)
// snippet.hide
