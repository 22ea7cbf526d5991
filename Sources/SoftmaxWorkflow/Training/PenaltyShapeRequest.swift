// How single columns are penalised, and between which limits their weights may lie, as a request says it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies

/// What the penalties are for single columns, by files that name them.
public struct PenaltyShapeRequest: Sendable, Hashable {
  /// A file with one line `name,factor` for each column: its penalties are multiplied by that.
  public var factors: String?
  /// Whether the L1 penalty takes the weights of a feature together.
  public var isGrouped = false
  /// A file with one line `name,lower,upper` for each column, or a JSON object with limits of one class.
  public var limits: String?

  /// All columns alike.
  public init() {}

  /// Reads the files, and refuses what the fit has no use for, before any data is read.
  ///
  /// - Parameters:
  ///   - classifier: What fits.
  ///   - l1Setting: The setting that would add an L1 penalty; nil where there is one.
  /// - Returns: What the files hold.
  /// - Throws: `FileError` naming the line of what is no factor or no limit, `WorkflowError.penalty`, `ConfigurationError`.
  func named(for classifier: SoftmaxClassifier, l1Setting: Setting?) throws -> NamedPenaltyShape {
    let named = NamedPenaltyShape(
      factorsPath: factors ?? "", limitsPath: limits ?? "", isGrouped: isGrouped,
      factors: try factors.map { try NamedPenaltyShape.form.numbers(contentsOf: $0) },
      limits: try limits.map { try LimitFile.limits(contentsOf: $0) })
    if isGrouped, let l1Setting { throw WorkflowError.penalty(.groupedWithoutL1(add: l1Setting)) }
    if isGrouped, limits != nil { throw WorkflowError.penalty(.groupedWithLimits) }
    _ = try classifier.with(
      penaltyShape: PenaltyShape(
        factors: named.factors == nil ? nil : [0, 1], isGrouped: isGrouped,
        limits: named.limits == nil ? nil : WeightLimits([.init(feature: 1, lower: 0)])))
    return named
  }
}

/// Factors and limits by the names of columns.
struct NamedPenaltyShape: Sendable {
  fileprivate static let form = NamedNumberFile(number: "factor", owner: "column")

  fileprivate let factorsPath: String
  fileprivate let limitsPath: String
  fileprivate let isGrouped: Bool
  fileprivate let factors: [String: Double]?
  fileprivate let limits: [LimitFile.Limit]?

  /// The shape of the penalties for this data.
  ///
  /// - Parameters:
  ///   - input: The data's input.
  ///   - preparation: How a table's columns became features.
  /// - Returns: The shape.
  /// - Throws: `FileError` for a name that neither a column nor a feature has.
  func shape(of input: InputDescription, _ preparation: Preparation?) throws -> PenaltyShape {
    let features = FeaturesByName(input, preparation)
    let factors = try factors.map { factors in
      try features.values(factors, "factor", path: factorsPath).map { $0 ?? 1 }
    }
    return PenaltyShape(
      factors: factors, isGrouped: isGrouped, limits: try limits.map { try limits($0, features) })
  }

  private func limits(_ limits: [LimitFile.Limit], _ features: FeaturesByName) throws -> WeightLimits {
    let byName = Dictionary(grouping: limits, by: \.name)
    let own = try features.values(byName, "limit", path: limitsPath)
    return try WeightLimits(
      own.enumerated().flatMap { feature, limits in
        (limits ?? []).map {
          WeightLimits.Entry(feature: feature, className: $0.className, lower: $0.lower, upper: $0.upper)
        }
      })
  }
}
