// Two models on the same labelled data.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// Two models, and data that both score.
///
///     let request = try ComparisonRequest(first, second)
///     print(try request.run().text)
public struct ComparisonRequest: Sendable {
  /// The first model, on the data.
  public let first: ScoringRequest
  /// The second model, on the same data.
  public let second: ScoringRequest
  /// What is compared. Without settings for intervals there are none.
  public let metrics: MetricRequest

  /// - Parameters:
  ///   - first: The first model, on the data.
  ///   - second: The second model, on the same data.
  ///   - metrics: What is compared.
  /// - Throws: `WorkflowError.comparison` for data that can be read only once, and for models of other classes.
  public init(
    _ first: ScoringRequest, _ second: ScoringRequest, metrics: MetricRequest = MetricRequest()
  ) throws(WorkflowError) {
    (self.first, self.second, self.metrics) = (first, second, metrics)
    let path = first.source.reference.text
    if path == InputFile.standardInput || FileStatus(of: path)?.kind == .stream {
      throw .comparison(.readTwice(data: first.dataName))
    }
    let (own, others) = (first.file.model.classes, second.file.model.classes)
    let onlyFirst = own.names.filter { others.index(of: $0) == nil }
    let onlySecond = others.names.filter { own.index(of: $0) == nil }
    guard onlyFirst.isEmpty, onlySecond.isEmpty else {
      throw .comparison(
        .otherClasses(first: first.path, onlyFirst: onlyFirst, second: second.path, onlySecond: onlySecond))
    }
  }

  /// Scores both models and compares them. Each prepares the data in its own way.
  ///
  /// - Returns: Both models' figures, McNemar's test, and where they disagree.
  /// - Throws: As `ScoringRequest.evaluate`, and `WorkflowError.comparison` where the samples are not the same for both.
  /// - Complexity: The data is read twice, and held twice with its features.
  public func run() throws -> ComparisonResult {
    try InputRecord().watching {
      let (one, other) = try WorkWatch.during(.preparing) {
        (
          try ScoringInput(first, label: try first.neededLabel()).labelled(),
          try ScoringInput(second, label: try second.neededLabel()).labelled()
        )
      }
      let (shown, places) = (one, Self.scoredPlaces(one))
      guard one.sampleCount == other.sampleCount, places == Self.scoredPlaces(other) else {
        throw WorkflowError.comparison(
          .otherCounts(
            first: first.path, places.count, second: second.path, Self.scoredPlaces(other).count))
      }
      return try WorkWatch.during(.scoring) {
        let classes = first.file.model.classes
        func predictions(_ request: ScoringRequest, _ data: Dataset) throws -> ClassificationMetrics {
          try request.file.model.metrics(
            on: data, order: classes, topK: metrics.topK, execution: request.execution)
        }
        let measured = (try predictions(first, one), try predictions(second, other))
        let pair: PairedMetrics
        do throws(MetricError) {
          pair = try PairedMetrics(measured.0, measured.1)
        } catch {
          guard case .notPaired(let sample) = error else { throw error }
          throw WorkflowError.comparison(
            .otherSamples(
              first: first.path, second: second.path, sample: (sample.map { places[$0] } ?? 0) + 1))
        }
        return ComparisonResult(
          request: self, dataName: shown.name, classNames: classes.names, pair: pair,
          figures: pair.compared(metrics.metrics, metrics.bootstrap, execution: first.execution),
          places: places,
          features: shown.features)
      }
    }
  }

  /// The samples whose weight is above 0, which are those that are scored.
  private static func scoredPlaces(_ data: Dataset) -> [Int] {
    guard let weights = data.sampleWeights else { return Array(0..<data.sampleCount) }
    return weights.indices.filter { weights[$0] > 0 }
  }
}

/// Two models, compared.
public struct ComparisonResult: Sendable {
  /// What was asked for.
  public let request: ComparisonRequest
  /// The data's name.
  public let dataName: String
  /// The names of the classes, in the order of their indices.
  public let classNames: [String]
  /// What both predict.
  public let pair: PairedMetrics
  /// Both models' values, with bounds of their difference.
  public let figures: [MetricComparison]
  /// The place of each scored sample in the data, counted from 0.
  public let places: [Int]
  /// The data's samples as the first model takes them, at these places.
  public let features: Features

  /// Some samples that the models take for different classes, in their order.
  public func disagreements(limit: Int) -> [SampleDisagreement] {
    pair.disagreeingSamples.prefix(limit).map { sample in
      let (one, other) = (Int(pair.firstPredictions[sample]), Int(pair.secondPredictions[sample]))
      return SampleDisagreement(
        place: places[sample], trueName: classNames[Int(pair.classIndices[sample])],
        firstName: classNames[one], firstProbability: pair.first.probabilities(ofSample: sample)?[one] ?? 0,
        secondName: classNames[other],
        secondProbability: pair.second.probabilities(ofSample: sample)?[other] ?? 0)
    }
  }

  /// The comparison in the form of `softmax compare --json`, with at most so many disagreements of each kind.
  public func document(limit: Int = 10) -> ComparisonDocument { ComparisonDocument(self, limit: limit) }

  /// The comparison for people: lines with a line break at their ends.
  public func text(limit: Int = 10) -> String { ComparisonText.text(self, limit: limit) }
}

/// A sample that two models take for different classes.
public struct SampleDisagreement: Sendable, Hashable {
  /// Its place in the data, counted from 0.
  public let place: Int
  /// The name of its class.
  public let trueName: String
  /// What the first model takes it for.
  public let firstName: String
  /// The probability that it gives that.
  public let firstProbability: Float
  /// What the second model takes it for.
  public let secondName: String
  /// The probability that it gives that.
  public let secondProbability: Float
}
