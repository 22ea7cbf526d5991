// Two models compared, in the form that programs read.

import SoftmaxFiles
import SoftmaxRegression

/// Two models on the same data as `softmax compare --json` writes them.
public struct ComparisonDocument: Encodable, Sendable {
  struct Figure: Encodable, Sendable {
    let first: MetricFigure
    let second: MetricFigure
    /// The second less the first.
    let difference: MetricFigure
  }

  struct McNemar: Encodable, Sendable {
    let bothRight: Int
    let onlyFirstRight: Int
    let onlySecondRight: Int
    let bothWrong: Int
    let method: String
    let chiSquare: Nullable<Double>
    let pValue: Double
  }

  struct Kind: Encodable, Sendable {
    let trueName: String
    let first: String
    let second: String
    let count: Int
  }

  struct Sample: Encodable, Sendable {
    /// Counted from 0, as in the predictions.
    let index: Int
    let trueName: String
    let first: String
    let firstProbability: Float
    let second: String
    let secondProbability: Float
  }

  let comparison: String
  let data: String
  let first: String
  let second: String
  let classes: [String]
  let sampleCount: Int
  let topK: Int
  let metrics: [String: Figure]
  let undefinedMetrics: [String: String]?
  let intervals: IntervalDocument?
  let mcNemar: McNemar
  let disagreementCount: Int
  /// The most frequent kinds of disagreement.
  let disagreements: [Kind]
  /// The first samples that the models take for different classes.
  let samples: [Sample]

  init(_ result: ComparisonResult, limit: Int) {
    let settings = result.request.metrics.bootstrap
    comparison = "paired"
    data = DataName.short(result.dataName)
    (first, second) = (result.request.first.path, result.request.second.path)
    classes = result.classNames
    sampleCount = result.pair.classIndices.count
    topK = result.request.metrics.topK
    let hasIntervals = settings != nil
    metrics = Dictionary(
      result.figures.map { figure in
        (
          figure.metric.name,
          Figure(
            first: MetricFigure(figure.first.number, figure.firstInterval, hasIntervals: hasIntervals),
            second: MetricFigure(figure.second.number, figure.secondInterval, hasIntervals: hasIntervals),
            difference: MetricFigure(figure.difference, figure.differenceInterval, hasIntervals: hasIntervals))
        )
      }, uniquingKeysWith: { first, _ in first })
    undefinedMetrics = MetricFigure.reasons(
      result.figures.map { ($0.metric, $0.first) } + result.figures.map { ($0.metric, $0.second) })
    intervals = settings.map(IntervalDocument.init)
    let test = result.pair.mcNemar
    mcNemar = McNemar(
      bothRight: test.bothRight, onlyFirstRight: test.onlyFirstRight, onlySecondRight: test.onlySecondRight,
      bothWrong: test.bothWrong, method: test.method.rawValue, chiSquare: Nullable(test.chiSquare),
      pValue: test.pValue)
    disagreementCount = result.pair.disagreeingSamples.count
    let names = result.classNames
    disagreements = result.pair.disagreements.prefix(limit).map {
      Kind(
        trueName: names[$0.trueClass], first: names[$0.firstPrediction], second: names[$0.secondPrediction],
        count: $0.count)
    }
    samples = result.disagreements(limit: limit).map {
      Sample(
        index: $0.place, trueName: $0.trueName, first: $0.firstName, firstProbability: $0.firstProbability,
        second: $0.secondName, secondProbability: $0.secondProbability)
    }
  }
}
