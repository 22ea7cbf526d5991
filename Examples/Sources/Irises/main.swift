// The whole way in one program: divide, cross-validate, fit, score, save, load, predict.

import Foundation
import SoftmaxKit

let irises = try Catalogue.iris.load(.all)
let parts = try irises.split(testFraction: 0.2, seed: 1)
let classifier = try SoftmaxClassifier()

let accuracies = try parts.training.folds(count: 5).map { fold in
  try classifier.fit(fold.training).model.evaluate(fold.validation).accuracy
}
print("accuracy in five folds:", accuracies)

let fit = try classifier.fit(parts.training)
if let test = parts.test {
  print("accuracy on the test set:", try fit.model.evaluate(test).accuracy)
}

let path = FileManager.default.temporaryDirectory.appending(path: "irises.safetensors").path()
try fit.write(to: path, trainedOn: parts.training)
let model = try SoftmaxModel(contentsOf: path)

let flower = try model.predict([5.9, 3.0, 5.1, 1.8])  // lengths and widths of sepal and petal, in cm
print("it is", flower.label, "with probability", flower.probability)
print("and versicolor with", flower.probabilities["versicolor"] ?? 0)
