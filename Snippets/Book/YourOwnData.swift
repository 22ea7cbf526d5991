// Chapter 10: a table of customers: columns to features, penalties, calibration, and a question to the model.

import Foundation
import SoftmaxKit

/// Numbers for people.
func show(_ value: Double) -> String { String(format: "%.3f", value) }

print("## table")
// snippet.table
let table = try Table(
  contentsOf: "Documentation/customers.csv",
  options: TableOptions(ignored: ["customer"], refusesMissing: false))
let preparation = try Preparation(learnedOn: table, missing: .mean)
let customers = try preparation.dataset(of: table)
print(table.rowCount, "rows,", customers.featureCount, "features, classes", customers.classes.names)
print(preparation.input.featureNames ?? [])
// snippet.end

// snippet.split
let split = try customers.split(testFraction: 0.25, validationFraction: 0.25, seed: 1)
let training = split.training
guard let validation = split.validation, let test = split.test else { exit(1) }
// snippet.end

print("## penalties")
// snippet.penalty
// F = mean loss + l2/2 ||W||^2
for l2 in [1e-6, 1e-4, 1e-2, 1.0] {
  let fit = try SoftmaxClassifier(l2Penalty: l2).fit(training)
  let size = fit.model.weights.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  let validationLoss = try fit.model.evaluate(validation).logLoss
  print(
    "l2 \(l2): training loss", show(fit.report.trainLogLoss), " validation loss", show(validationLoss),
    " ||W||",
    show(size))
}
// snippet.end

print("## search")
// snippet.search
let search = try PenaltySearch(folds: 5, classifier: SoftmaxClassifier())
let found = try search.run(on: training)
if let chosen = found.chosen { print("five folds choose l2 =", String(format: "%.4g", chosen.l2Penalty)) }
// snippet.end

print("## calibration")
let model = try SoftmaxClassifier(l2Penalty: 1e-6).fit(training).model
// snippet.calibration
// p = softmax(o / T)
let calibration = try model.calibration(on: validation)
let calibrated = try model.calibrated(by: calibration.scaling)
print("temperature", show(calibration.scaling.temperature ?? .nan))
for (name, m) in [("before", model), ("after", calibrated)] {
  let scores = try m.evaluate(test)
  print(
    name, "accuracy", show(scores.accuracy), " log loss", show(scores.logLoss), " ECE",
    show(scores.expectedCalibrationError))
}
// snippet.end

print("## ask")
// snippet.ask
let best = try SoftmaxClassifier().fit(customers).model
let asked: [String: TableValue] = [
  "age": 41, "months": 7, "spend": 12.5, "calls": 4, "city": "Graz", "plan": "family", "newsletter": true,
]
let answer = try best.predict(asked, preparedBy: preparation)
for (name, p) in zip(best.classes.names, answer.probabilities.values) { print(name, show(Double(p))) }
// snippet.end
