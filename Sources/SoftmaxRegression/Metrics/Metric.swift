// What can be measured, by name.

/// A figure that says how good predictions are. A new one is a file in `Metrics/List` and a line in `all`.
///
/// Undefined figures have a reason instead of a number. Where one class has none, a macro mean is that of the others:
/// - balanced accuracy leaves out classes without samples, as scikit-learn's does;
/// - macro precision, recall and F1 are means over the classes that have samples or predictions, and a quotient by 0 counts
///   as 0, as scikit-learn's `zero_division=0`;
/// - macro ROC-AUC and average precision are means over the classes with samples, ROC-AUC's also with others beside them;
///   scikit-learn gives NaN or refuses there.
public struct Metric: Sendable, Hashable {
  /// What a metric is measured from, which says what it costs.
  enum Needs: Sendable, Hashable {
    /// Counts and sums over samples.
    case sums
    /// Sums for each class and bin of its probability.
    case classBins
    /// All samples in the order of each class's probability.
    case ranks
  }

  /// Its stable name, as programs write it: `balancedAccuracy`.
  public let name: String
  /// What people call it: `balanced accuracy`.
  public let title: String
  /// Whether more is better; else less is.
  public let isBetterHigher: Bool
  let needs: Needs
  let measure: @Sendable (MetricSums) -> MetricValue

  init(
    _ name: String, _ title: String, isBetterHigher: Bool = true, needs: Needs = .sums,
    measure: @escaping @Sendable (MetricSums) -> MetricValue
  ) {
    self.name = name
    self.title = title
    self.isBetterHigher = isBetterHigher
    self.needs = needs
    self.measure = measure
  }

  /// All of them, in the order in which they are shown.
  public static let all: [Metric] = [
    .accuracy, .balancedAccuracy, .topKAccuracy, .logLoss, .brierScore, .macroPrecision, .macroRecall, .macroF1,
    .microPrecision, .microRecall, .microF1, .weightedPrecision, .weightedRecall, .weightedF1, .cohenKappa,
    .matthewsCorrelation, .rocAucMacro, .rocAucWeighted, .averagePrecisionMacro, .averagePrecisionWeighted,
    .expectedCalibrationError, .classwiseCalibrationError,
  ]

  /// The metric of that name; nil where there is none.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }

  /// Whether the samples have to be kept for it, as `ClassificationMetrics` says.
  public var needsSamples: Bool { needs == .ranks }

  /// Metrics are the same where their names are.
  public static func == (first: Metric, second: Metric) -> Bool { first.name == second.name }

  /// The name alone.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
