// Rows of a table divided into those that are learned from and those that are scored.

/// The rows of each part of a `Table`, ascending, counted from 0. Together they have every row once.
///
///     let parts = try table.split(testFraction: 0.2)
///     let preparation = try Preparation(learnedOn: table, rows: parts.training)
///     let fit = try SoftmaxClassifier().fit(preparation.dataset(of: table, rows: parts.training))
///     let scores = try fit.model.evaluate(preparation.dataset(of: table, rows: parts.test))
public struct TableSplit: Sendable, Hashable {
  /// The rows to learn from.
  public let training: [Int]
  /// The rows that early stopping and choices look at; nil where none were asked for.
  public let validation: [Int]?
  /// The rows to score at the end, for the record; nil where none were asked for.
  public let test: [Int]?
}

extension Table {
  /// Divides the rows at random, each class in the same proportion, before a preparation learns from any: the rules are
  /// those of `Dataset.split(testFraction:validationFraction:seed:)`, and the parts are those of a data set with the same
  /// labels and groups.
  ///
  /// - Parameters:
  ///   - testFraction: The test set's share of all rows, from 0 (none) to below 1.
  ///   - validationFraction: The validation set's share of all rows, from 0 (none) to below 1. The sum of both fractions
  ///     must be below 1.
  ///   - seed: What the division is drawn from.
  /// - Returns: The rows of each part.
  /// - Throws: `DatasetError.invalidFractions`, `.emptyPart`, or `PreparationError.noLabels`.
  /// - Complexity: O(rows).
  public func split(
    testFraction: Double = 0.2, validationFraction: Double = 0, seed: UInt64 = 0
  ) throws -> TableSplit {
    guard let labels = try classes(of: nil) else { throw PreparationError.noLabels(table: name) }
    let parts = try StratifiedParts(
      classIndices: labels.indices, classCount: labels.classes.count, groups: groupNumbers,
      testFraction: testFraction, validationFraction: validationFraction, seed: seed)
    return TableSplit(training: parts.training, validation: parts.validation, test: parts.test)
  }
}
