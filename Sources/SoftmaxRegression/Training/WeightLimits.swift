// Between which numbers weights have to lie.

/// Limits of weights, in the user's units: what a feature adds to a class's logit for each of its own units.
///
/// 0 is always within them, as with glmnet's `lower.limits` and `upper.limits`: a weight can be left out. Adding the
/// same number to a feature's weights of all classes changes no probability. A limit for all classes therefore says
/// little of their differences: "at least 0" for the weights of one class, and 0 for those of another, says that the
/// odds of the first against the second never fall with the feature.
///
///     WeightLimits([.init(feature: 3, className: "ill", lower: 0), .init(feature: 3, className: "well", lower: 0,
///     upper: 0)])
public struct WeightLimits: Sendable, Hashable {
  /// The limits of one feature's weights.
  public struct Entry: Sendable, Hashable {
    /// The feature's index.
    public let feature: Int
    /// The class whose weight it is; nil: those of all classes that have no entry of their own.
    public let className: String?
    /// At most 0.
    public let lower: Double
    /// At least 0.
    public let upper: Double

    /// Limits; those that are left out are infinite.
    public init(
      feature: Int, className: String? = nil, lower: Double = -.infinity, upper: Double = .infinity
    ) {
      self.feature = feature
      self.className = className
      self.lower = lower
      self.upper = upper
    }
  }

  /// In ascending order of features; for each first those of all classes.
  public let entries: [Entry]

  /// Checks limits.
  ///
  /// - Throws: `ConfigurationError` for limits that 0 is not within, and for two entries of the same weights.
  public init(_ entries: [Entry]) throws(ConfigurationError) {
    for entry in entries where !(entry.lower <= 0 && entry.upper >= 0) {
      throw ConfigurationError(
        parameter: "limits", value: "\(entry.lower) to \(entry.upper) for feature \(entry.feature)",
        requirement: "a lower limit of at most 0 and an upper one of at least 0")
    }
    self.entries = entries.sorted { ($0.feature, $0.className ?? "") < ($1.feature, $1.className ?? "") }
    for (a, b) in zip(self.entries, self.entries.dropFirst())
    where a.feature == b.feature && a.className == b.className {
      throw ConfigurationError(
        parameter: "limits", value: "given twice for feature \(a.feature)",
        requirement: "given once for each feature and class")
    }
  }

  private init(sorted entries: [Entry]) { self.entries = entries }

  /// The limits of these features, which are in ascending order, where there are no others.
  func keeping(_ columns: [Int]) -> WeightLimits {
    let places = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
    return WeightLimits(
      sorted: entries.compactMap { entry in
        places[entry.feature].map {
          Entry(feature: $0, className: entry.className, lower: entry.lower, upper: entry.upper)
        }
      })
  }

  func check(_ classes: ClassVocabulary, featureCount: Int) throws(DatasetError) {
    for entry in entries {
      guard (0..<featureCount).contains(entry.feature) else {
        throw .limitOfUnknownFeature(index: entry.feature, featureCount: featureCount)
      }
      if let name = entry.className, classes.index(of: name) == nil {
        throw .limitOfUnknownClass(name: name, nearest: NearestName.nearest(to: name, among: classes.names))
      }
    }
  }

  /// The limits of each weight, brought to Float32 towards 0, so that a saved weight can lie on them.
  func box(_ classes: ClassVocabulary, featureCount: Int) -> WeightBox {
    let count = classes.count * featureCount
    var lower = [Double](repeating: -.infinity, count: count)
    var upper = [Double](repeating: .infinity, count: count)
    // Those of all classes come first.
    for entry in entries {
      let own =
        entry.className.map { name in classes.index(of: name).map { [$0] } ?? [] } ?? Array(0..<classes.count)
      for k in own {
        lower[k * featureCount + entry.feature] = -Self.inward(-entry.lower)
        upper[k * featureCount + entry.feature] = Self.inward(entry.upper)
      }
    }
    return WeightBox(lower: lower, upper: upper)
  }

  /// The largest Float32 that is not above a number from 0 on.
  private static func inward(_ limit: Double) -> Double {
    let rounded = Float(limit)
    return Double(Double(rounded) > limit ? rounded.nextDown : rounded)
  }
}
