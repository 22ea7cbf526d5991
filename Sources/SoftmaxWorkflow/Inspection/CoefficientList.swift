// All coefficients of a model, one after the other.

import SoftmaxFormats
import SoftmaxRegression

/// One coefficient for each class and feature, the bias before the features, in the order of the model's classes and features.
struct CoefficientList: Sendable {
  /// A coefficient with what is known of it.
  struct Entry: Sendable {
    let className: String
    /// The feature, or `(intercept)`.
    let feature: String
    let source: FeatureSource
    /// As the model file has it.
    let weight: Float
    /// Against the other classes.
    let contrast: Double
    let standardDeviation: Double?
    /// The contrast for one standard deviation of the feature.
    let standardized: Double?
    /// Against the reference class, where the fit has statistics; nil for that class.
    let statistics: CoefficientStatistics?
  }

  let coefficients: ModelCoefficients
  /// The class that statistics are held against; nil without statistics.
  let reference: String?
  private let sources: [FeatureSource]
  private let hasBias: Bool
  private let statistics: [String: [CoefficientStatistics]]
  private let statisticsHaveBias: Bool

  /// - Throws: `ConfigurationError` for a reference that is no class, and for no share.
  init(_ file: ModelFile, reference: String?, confidence: Double?) throws {
    coefficients = file.coefficients
    sources = FeatureSource.all(of: file)
    hasBias = file.card.training?.hasBias ?? true
    guard let statistics = file.statistics else {
      (self.reference, self.statistics, statisticsHaveBias) = (nil, [:], false)
      return
    }
    self.reference = reference ?? statistics.referenceName
    self.statistics = Dictionary(
      grouping: try statistics.coefficients(against: reference, confidence: confidence), by: \.className)
    statisticsHaveBias = statistics.hasIntercept
  }

  /// What any entry has that says where its feature is from.
  var sourceKind: FeatureSource.Kind { sources.first?.kind ?? .feature }
  /// Whether pixels have a channel.
  var hasChannels: Bool { sources.first?.pixel?.count == 3 }
  /// Whether entries have statistics.
  var hasStatistics: Bool { reference != nil }
  /// Whether the standard deviation of any feature is known.
  var hasStandardDeviations: Bool { coefficients.standardDeviations.contains { $0 != nil } }

  var classIndices: Range<Int> { coefficients.classNames.indices }

  /// The number of entries of each class.
  var termCount: Int { coefficients.featureNames.count + (hasBias ? 1 : 0) }

  /// An entry of a class; `term` counts the bias, where there is one.
  func entry(ofClass k: Int, term: Int) -> Entry {
    let name = coefficients.classNames[k]
    let own = statistics[coefficients.layerClassNames[k]] ?? []
    guard !hasBias || term > 0 else {
      return Entry(
        className: name, feature: ModelStatistics.interceptName, source: .intercept,
        weight: coefficients.bias[k], contrast: coefficients.biasContrast(ofClass: k), standardDeviation: nil,
        standardized: nil, statistics: statisticsHaveBias ? own.first : nil)
    }
    let feature = term - (hasBias ? 1 : 0)
    let place = feature + (statisticsHaveBias ? 1 : 0)
    let standardized = coefficients.standardizedContrast(ofClass: k, feature: feature)
    return Entry(
      className: name, feature: coefficients.featureNames[feature], source: sources[feature],
      weight: coefficients.weights[k * coefficients.featureNames.count + feature],
      contrast: coefficients.contrast(ofClass: k, feature: feature),
      standardDeviation: coefficients.standardDeviations[feature],
      // The product may be beyond Float64 in a file that somebody else wrote.
      standardized: standardized.flatMap { $0.isFinite ? $0 : nil },
      statistics: place < own.count ? own[place] : nil)
  }

  /// The entry of a class and a feature.
  func entry(ofClass k: Int, feature: Int) -> Entry {
    entry(ofClass: k, term: feature + (hasBias ? 1 : 0))
  }

  /// All entries, class by class.
  var entries: some Sequence<Entry> {
    classIndices.lazy.flatMap { k in (0..<termCount).lazy.map { entry(ofClass: k, term: $0) } }
  }
}
