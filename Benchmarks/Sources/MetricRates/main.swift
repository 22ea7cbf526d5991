// Metrics of many predictions: `make bench-metrics`. The first argument is the number of threads, by default all.

import SoftmaxRegression

/// Probabilities of ten classes that are right about as often as they say.
struct MadePredictions {
  static let classCount = 10
  private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  private mutating func uniform() -> Float {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Float(state >> 40) * 0x1p-24
  }

  mutating func batch(_ count: Int) -> (probabilities: [Float], classIndices: [UInt32]) {
    var (probabilities, classIndices) = ([Float](), [UInt32]())
    probabilities.reserveCapacity(count * Self.classCount)
    for _ in 0..<count {
      var scores: [Float] = []
      for _ in 0..<Self.classCount {
        let u = uniform()
        scores.append(u * u * u * u + 1e-6)
      }
      let total = scores.reduce(0, +)
      var (place, index) = (uniform() * total, 0)
      while index < Self.classCount - 1, place > scores[index] {
        place -= scores[index]
        index += 1
      }
      classIndices.append(UInt32(index))
      for score in scores { probabilities.append(score / total) }
    }
    return (probabilities, classIndices)
  }
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func line(_ what: String, _ seconds: Double) {
  print("\(what): \((seconds * 1000).rounded() / 1000) s")
}

let threads = CommandLine.arguments.dropFirst().first.flatMap { Int($0) }
let execution = try Execution(threads: threads)
let (batchCount, batchSize) = (10, 1_000_000)
print("\(batchCount * batchSize) predictions of ten classes, \(execution.threads) threads")
var made = MadePredictions()
var (kept, sums) = (
  try ClassificationMetrics(classCount: 10), try ClassificationMetrics(classCount: 10, keepsSamples: false)
)
var (keptTime, sumsTime) = (0.0, 0.0)
var small = try ClassificationMetrics(classCount: 10)
for place in 0..<batchCount {
  let batch = made.batch(batchSize)
  keptTime += try seconds {
    try kept.add(probabilities: batch.probabilities, classIndices: batch.classIndices, execution: execution)
  }
  sumsTime += try seconds {
    try sums.add(probabilities: batch.probabilities, classIndices: batch.classIndices, execution: execution)
  }
  if place == 0 {
    try small.add(probabilities: batch.probabilities, classIndices: batch.classIndices, execution: execution)
  }
}
var report: MetricReport?
let ranks = seconds { report = kept.measured(execution: execution) }
line("sums alone, constant memory", sumsTime)
line("sums, and samples kept for ranks", keptTime)
line("ranks of all classes, measured", ranks)
line("all metrics", keptTime + ranks)
for (metric, value) in report?.values ?? [] { print("  \(metric.name) \(value.number ?? 0)") }
let settings = try BootstrapSettings()
line(
  "intervals of all metrics, a million predictions, 1,000 resamples",
  try seconds { _ = try small.intervals(of: Metric.all, settings, execution: execution) })
