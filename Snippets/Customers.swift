// From a CSV to predictions as a program: a document shows these lines, and CI checks that they are the same.

// snippet.show
import SoftmaxKit

let options = TableOptions(ignored: ["customer"], refusesMissing: false)
let table = try Table(contentsOf: "Documentation/customers.csv", options: options)
let preparation = try Preparation(learnedOn: table, missing: .mean)
let customers = try preparation.dataset(of: table)  // categories and means are learned once
let fitted = try SoftmaxClassifier().fit(customers)
try fitted.write(to: "customers.safetensors", trainedOn: customers, preparation: preparation)
let new = try Table(contentsOf: "Documentation/new-customers.csv", for: preparation)
print(try fitted.model.predictions(for: preparation.features(of: new)))
// snippet.hide
