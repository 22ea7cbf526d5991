// What a benchmark works on, and how one is registered.

import Benchmark
import MadeData
import SoftmaxRegression

/// A dataset with a model of its classes.
struct Inputs: Sendable {
  let data: Dataset
  let model: SoftmaxModel

  init(_ data: Dataset) throws {
    self.data = data
    self.model = try data.quicklyFittedModel()
  }
}

/// Registers a benchmark whose inputs are made before, and only if, it runs.
func benchmark(
  _ name: String, threads: Int, prepare: @escaping @Sendable () throws -> Inputs,
  run: @escaping @Sendable (Inputs, Execution) throws -> Void
) {
  Benchmark("\(name), threads \(threads)") { benchmark, prepared in
    let (inputs, execution) = prepared
    for _ in benchmark.scaledIterations { try run(inputs, execution) }
  } setup: {
    (try prepare(), try Execution(threads: threads))
  }
}
