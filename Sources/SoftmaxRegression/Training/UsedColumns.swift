// Fits of sparse features leave out the columns without an entry.

import SoftmaxKernels

/// The columns of sparse samples that have an entry, and the samples with these alone.
///
/// A penalty holds the weights of all other columns at 0: the optimum is the same, at the cost of the columns in use.
struct UsedColumns: Sendable {
  /// With these columns alone.
  let samples: Dataset
  private let columns: [Int]
  /// With all columns.
  private let input: InputDescription

  /// Nil where all columns are in use or none may be left out: without a penalty of each weight, or with limits, which may
  /// not have 0 between them. `isWhole` says whether all rows are here.
  init?(of training: Dataset, l2Penalty: Double, _ configuration: SoftmaxClassifier, isWhole: Bool) {
    let shape = configuration.penaltyShape
    guard isWhole, l2Penalty > 0 || configuration.l1Penalty > 0, shape.factors == nil, shape.limits == nil,
      let used = training.features.rows.usedColumns
    else { return nil }
    let columns = used.isEmpty ? [0] : used
    guard columns.count < training.featureCount, let samples = try? training.keeping(columns) else {
      return nil
    }
    self.samples = samples
    self.columns = columns
    input = training.features.input
  }

  /// A model of all features without the columns that are left out.
  func kept(_ model: SoftmaxModel) -> SoftmaxModel { model.keeping(columns) }

  /// A model of the kept columns as one of all.
  func spread(_ model: SoftmaxModel) -> SoftmaxModel { model.spread(over: columns, of: input) }

  /// Units of the kept columns as those of all: a column without an entry has the mean 0, and is not scaled.
  func spread(_ units: Standardization?) -> Standardization? {
    units.map { units in
      var means = [Double](repeating: 0, count: input.featureCount)
      var standardDeviations = [Double](repeating: 1, count: input.featureCount)
      for (c, column) in columns.enumerated() {
        means[column] = units.means[c]
        standardDeviations[column] = units.standardDeviations[c]
      }
      return Standardization(means: means, standardDeviations: standardDeviations)
    }
  }

  /// An error of a column, by its place among all.
  func error(_ error: TrainingError) -> TrainingError {
    guard case .weightOverflow(let column, let index) = error else { return error }
    return .weightOverflow(column: column, index: columns[index])
  }
}
