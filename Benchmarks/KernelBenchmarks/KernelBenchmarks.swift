// The library's heavy calls on made data, with ordo-one/benchmark: `make bench-calls`.
//
// Each runs on 1 and on 2 threads. The kernels themselves, beside the machine's peak, are KernelRates' matter.

import Benchmark
import MadeData
import SoftmaxRegression

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [.wallClock, .cpuTotal], warmupIterations: 1, maxDuration: .seconds(3), maxIterations: 1000)
  for threads in [1, 2] {
    passes(threads: threads)
    scoring(threads: threads)
    training(threads: threads)
  }
}

/// Mean log loss and gradient over all samples.
private func passes(threads: Int) {
  benchmark("Pass 60000 x 784 x 10, UInt8", threads: threads) {
    try Inputs(MadeData.pictures.bytes())
  } run: { inputs, execution in
    blackHole(try inputs.model.objective(on: inputs.data, l2Penalty: 0, execution: execution))
  }
  benchmark("Pass 60000 x 784 x 10, Float32", threads: threads) {
    try Inputs(MadeData.pictures.floats())
  } run: { inputs, execution in
    blackHole(try inputs.model.objective(on: inputs.data, l2Penalty: 0, execution: execution))
  }
  // A tenth of the rows that the peers' table has: the pass is long, and its speed does not depend on them.
  benchmark("Pass 5000 x 768 x 1000, Float32", threads: threads) {
    try Inputs(MadeData(sampleCount: 5000, featureCount: 768, classCount: 1000).floats())
  } run: { inputs, execution in
    blackHole(try inputs.model.objective(on: inputs.data, l2Penalty: 0, execution: execution))
  }
  benchmark("Pass 200000 x 64 x 3, Float32", threads: threads) {
    try Inputs(MadeData.narrow.floats())
  } run: { inputs, execution in
    blackHole(try inputs.model.objective(on: inputs.data, l2Penalty: 0, execution: execution))
  }
}

/// The probabilities of all classes.
private func scoring(threads: Int) {
  benchmark("Probabilities 60000 x 784 x 10, UInt8", threads: threads) {
    try Inputs(MadeData.pictures.bytes())
  } run: { inputs, execution in
    blackHole(try inputs.model.probabilities(for: inputs.data.features, execution: execution))
  }
  benchmark("Probabilities 60000 x 784 x 10, Float32", threads: threads) {
    try Inputs(MadeData.pictures.floats())
  } run: { inputs, execution in
    blackHole(try inputs.model.probabilities(for: inputs.data.features, execution: execution))
  }
}

/// A fit of one epoch: its minibatches, its set-up and the full pass at its end.
private func training(threads: Int) {
  benchmark("Fit of one SGD epoch, 60000 x 784 x 10, UInt8", threads: threads) {
    try Inputs(MadeData.pictures.bytes())
  } run: { inputs, execution in
    blackHole(try SoftmaxClassifier(solver: .stochastic(epochs: 1), execution: execution).fit(inputs.data))
  }
}
