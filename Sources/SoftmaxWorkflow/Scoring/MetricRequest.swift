// Which metrics a job measures, and how sure they are to be.

public import SoftmaxRegression

/// Metrics to be measured.
public struct MetricRequest: Sendable {
  /// What is measured, in this order.
  public var metrics: [Metric]
  /// The k of top-k accuracy.
  public var topK: Int
  /// How confidence intervals are made; nil: none are.
  public var bootstrap: BootstrapSettings?

  /// All metrics, or some; no intervals unless settings are given.
  public init(_ metrics: [Metric] = Metric.all, topK: Int = 2, bootstrap: BootstrapSettings? = nil) {
    (self.metrics, self.topK, self.bootstrap) = (metrics, topK, bootstrap)
  }

  /// Whether samples have to be kept for it.
  var needsSamples: Bool { bootstrap != nil || metrics.contains(where: \.needsSamples) }

  /// What a metric is called: `top-2 accuracy`.
  func title(of metric: Metric) -> String {
    metric == .topKAccuracy ? "top-\(topK) accuracy" : metric.title
  }
}

/// Metrics that were measured.
public struct MeasuredMetrics: Sendable {
  /// What was asked for.
  public let request: MetricRequest
  /// The predictions, for curves and reliability bins.
  public let predictions: ClassificationMetrics
  /// The values, and those of each class.
  public let report: MetricReport
  /// An interval for each metric, nil where there is none; empty where none were asked for.
  public let intervals: [ConfidenceInterval?]

  /// Measures what was asked for.
  init(_ request: MetricRequest, of predictions: ClassificationMetrics, execution: Execution) throws {
    self.request = request
    self.predictions = predictions
    report = predictions.measured(request.metrics, execution: execution)
    intervals =
      try request.bootstrap.map {
        try predictions.intervals(of: request.metrics, $0, execution: execution)
      } ?? []
  }
}
