// The flags that say how single columns are penalised, and between which limits their weights may lie.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct PenaltyShapeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Multiply the penalties of columns by factors: a file with one line name,factor for each column. 0 means no "
        + "penalty. Name a category column as a whole or as NAME=CATEGORY (default: 1).", valueName: "file"),
    completion: .file()
  )
  var penaltyFactor: String?

  @Flag(
    help: ArgumentHelp(
      "Let the L1 penalty take the weights of a feature together, so that it has weights for all classes or for none."
    ))
  var grouped = false

  @Option(
    help: ArgumentHelp(
      "Keep weights between limits, in the column's units: a file with one line name,lower,upper for each column. 0 lies "
        + "between them; leave a place empty for no limit. JSON limits the weights of one class: "
        + "{\"name\": {\"class\": [0, null]}}.", valueName: "file"), completion: .file()
  )
  var limits: String?

  private static let form = NamedNumberFile(number: "factor", owner: "column")

  /// What the flags' files hold, read before any data is.
  struct Named {
    fileprivate let factors: [String: Double]?
    fileprivate let limits: [LimitFile.Limit]?
  }

  /// Reads the files.
  ///
  /// - Throws: `FileError` naming the line of what is no factor or no limit.
  func named() throws(FileError) -> Named {
    Named(
      factors: try penaltyFactor.map { path throws(FileError) in try Self.form.numbers(contentsOf: path) },
      limits: try limits.map { path throws(FileError) in try LimitFile.limits(contentsOf: path) })
  }

  /// Refuses what the classifier's method and penalties have no use for, before any data is read.
  func check(_ named: Named, _ classifier: SoftmaxClassifier, hasL1: Bool) throws {
    if grouped, !hasL1 {
      throw CommandFailure(
        .usage,
        "--grouped is the form of an L1 penalty: add one (--l1, or for tune --penalty l1), or leave it out")
    }
    if grouped, named.limits != nil {
      throw CommandFailure(.usage, "--limits are not for a --grouped penalty: use one of them")
    }
    _ = try classifier.with(
      penaltyShape: PenaltyShape(
        factors: named.factors == nil ? nil : [0, 1], isGrouped: grouped,
        limits: named.limits == nil ? nil : WeightLimits([.init(feature: 1, lower: 0)])))
  }

  /// The shape of the penalties for this data.
  ///
  /// - Parameters:
  ///   - named: What the files hold.
  ///   - input: The data's input.
  ///   - preparation: How a table's columns became features.
  /// - Returns: The shape.
  /// - Throws: `FileError` for a name that neither a column nor a feature has.
  func shape(
    _ named: Named, of input: InputDescription, _ preparation: Preparation?
  ) throws -> PenaltyShape {
    let features = FeaturesByName(input, preparation)
    let factors = try named.factors.map { factors in
      try features.values(factors, "factor", path: penaltyFactor ?? "").map { $0 ?? 1 }
    }
    return PenaltyShape(
      factors: factors, isGrouped: grouped,
      limits: try named.limits.map { try Self.limits($0, features, path: limits ?? "") })
  }

  private static func limits(
    _ limits: [LimitFile.Limit], _ features: FeaturesByName, path: String
  ) throws -> WeightLimits {
    let byName = Dictionary(grouping: limits, by: \.name)
    let own = try features.values(byName, "limit", path: path)
    return try WeightLimits(
      own.enumerated().flatMap { feature, limits in
        (limits ?? []).map {
          WeightLimits.Entry(feature: feature, className: $0.className, lower: $0.lower, upper: $0.upper)
        }
      })
  }
}
