// The features that a refit knows, and where they stand among all.

/// What a refit says of its features by their numbers is said of others where all are counted.
struct KeptFeatures {
  /// The positions of the refit's features among all.
  let columns: [Int]
  /// For each name that is a number among the refit's features the one among all.
  private let names: [String: String]

  /// `columns` of samples like these.
  init(_ columns: [Int], of input: InputDescription) {
    self.columns = columns
    let all = ModelStatistics.terms(of: input, hasIntercept: false)
    let own = ModelStatistics.terms(of: input.keeping(columns), hasIntercept: false)
    names = Dictionary(zip(own, columns.map { all[$0] })) { first, _ in first }
  }

  private func name(_ own: String) -> String { names[own] ?? own }

  /// The same warning, with the features as they are called among all, and with a refit's remedies.
  func warning(_ warning: TrainingWarning) -> TrainingWarning {
    switch warning {
    case .rareClass, .emptyClass: return warning
    case .offsetFeature(let index, let name, let mean, let standardDeviation):
      return .offsetFeature(index: columns[index], name: name, mean: mean, standardDeviation: standardDeviation)
    case .dependentColumns(let found):
      return .dependentColumns(
        found.map { DependentColumn(name: name($0.name), others: $0.others.map(name)) })
    case .separated(let own):
      return .separated(
        Separation(
          className: own.className, features: own.features.map(name), isByEach: own.isByEach,
          isByFreeFeatures: own.isByFreeFeatures, isByRefit: !own.isByFreeFeatures))
    }
  }

  /// Runs a refit; an error of a feature is told of the one among all.
  func refit<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch TrainingError.weightOverflow(let column, let index) {
      throw TrainingError.weightOverflow(column: column, index: columns[index])
    }
  }
}
