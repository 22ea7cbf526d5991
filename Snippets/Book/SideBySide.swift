// The appendix: the tutorial's run in Swift, line for line beside Book/PyTorch/side_by_side.py.

// snippet.imports
import Foundation
import SoftmaxKit
// snippet.end

// snippet.data
let data = try Catalogue.fashionMNIST.load()
let (train, test) = (data.train, data.test)
// snippet.end

// snippet.model
let classifier = try SoftmaxClassifier(
  solver: .stochastic(learningRate: 0.1, epochs: 10, batchSize: 256),
  seed: 0)
// snippet.end

// snippet.training
let fit = try classifier.fit(train, test: test) { event in
  if case .epoch(let record) = event {
    print(record)
  }
  return .continue
}
let model = fit.model
// snippet.end

// snippet.predictions
let predictions = try model.predict(test)
let six = predictions.prefix(6)
for (i, prediction) in six.enumerated() {
  print(test.label(i), prediction.label)
}
// snippet.end
