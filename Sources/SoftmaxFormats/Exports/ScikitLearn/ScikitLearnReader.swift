// The model that arrays of scikit-learn state.

import SoftmaxFiles

/// Reads `coef_`, `intercept_` and `classes_`, and what our own files have beside them.
enum ScikitLearnReader {
  /// - Throws: `FileError` naming the array that lacks, or does not fit the others.
  static func model(in arrays: NamedArrays) throws(FileError) -> StatedModel {
    func bad(_ problem: String) -> FileError { StatedModel.bad(problem, path: arrays.path) }
    let coefficients = try arrays.numbers("coef_")
    guard coefficients.shape.count == 2 else {
      throw bad("'coef_' has \(coefficients.shape.count) dimensions, expected 2: rows of weights x features")
    }
    let (rowCount, featureCount) = (coefficients.shape[0], coefficients.shape[1])
    var (weights, bias) = (coefficients.values, try arrays.numbers("intercept_", count: rowCount))
    let names = try arrays.labels("classes_")
    let isTable = arrays.names.contains("columns")
    if rowCount == 1, names.count == 2 {
      (weights, bias) = (LogisticLayer.twoRows(weights), LogisticLayer.twoRows(bias))
    }
    var groups = names.indices.map { [$0] }
    if arrays.names.contains("class_of_row") {
      let classes = try arrays.integers("class_of_row", count: bias.count)
      guard let found = StatedModel.groups(ofRows: classes, classCount: names.count) else {
        throw bad("'class_of_row' names a class that is none")
      }
      groups = found
    }
    let input: StatedModel.Input
    if isTable {
      input = .table(try ScikitLearnColumns.table(in: arrays))
    } else if arrays.names.contains("mean_") {
      input = .vector(origins: try arrays.numbers("mean_", count: featureCount))
    } else {
      input = .vector(origins: [Double](repeating: 0, count: featureCount))
    }
    return StatedModel(input: input, weights: weights, bias: bias, groups: groups, classNames: names)
  }
}
