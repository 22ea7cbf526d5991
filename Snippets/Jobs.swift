// A job as the command does it, in a program: a document shows these lines, and CI checks that they are the same.

// snippet.show
import SoftmaxKit

let source = DataSource(try DataReference(parsing: "Documentation/customers.csv"))
var request = TrainingRequest(TrainingDataRequest(source))
request.data.table.ignored = ["customer"]
request.data.table.missing = .mean
request.data.holdout = 0.2
request.onNote = { note in print(note) }
let result = try request.run { event in
  if case .iteration(let record) = event { print(record) }
  return .continue
}
print("accuracy on what was kept out:", result.evaluation?.accuracy ?? 0)
try result.file.write(to: "jobs.safetensors")
// snippet.hide
