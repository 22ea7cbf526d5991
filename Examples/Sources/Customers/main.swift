// A table of a program's own values: divide, prepare, fit while events come in, predict a new customer by name.

import SoftmaxKit

struct Customer: Encodable {
  var age: Double?
  var plan: String
  var newsletter: Bool
  var stays: String
}

let customers = (0..<200).map { index in
  let (age, plan) = (20 + Double(index * 7 % 50), ["basic", "plus", "pro"][index % 3])
  return Customer(
    age: index % 11 == 0 ? nil : age, plan: plan, newsletter: index % 4 == 0,
    stays: age > 45 || plan == "pro" ? "yes" : "no")
}

let table = try Table(rows: customers, label: "stays")
let parts = try table.split(testFraction: 0.25, seed: 1)
let preparation = try Preparation(learnedOn: table, rows: parts.training, missing: .mean)

let run = try SoftmaxClassifier().training(on: preparation.dataset(of: table, rows: parts.training))
for await case .iteration(let record) in run.events { print(record) }
let model = try await run.fit.model

let scores = try model.evaluate(preparation.dataset(of: table, rows: parts.test))
print("accuracy on the test set:", scores.accuracy)
let new = try model.predict(["age": 61, "plan": "plus", "newsletter": nil], preparedBy: preparation)
print("stays:", new.label, "with probability", new.probability)
