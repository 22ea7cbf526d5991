// Predictions for a row, features, samples and rows of a table.

extension SoftmaxModel {
  /// What the model says of one sample.
  ///
  ///     print(try model.predict([5.1, 3.5, 1.4, 0.2]).label)
  ///
  /// - Parameters:
  ///   - row: The features, as many as the model has, in their own units; a picture's are intensities from 0 to 1. Each is
  ///     rounded to Float32, less its origin where `input.origins` has one.
  ///   - offsets: Those of this sample, for a model that was fitted with offsets.
  ///   - execution: What it runs on.
  /// - Returns: The prediction.
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`, and those for offsets that lack or
  ///   are too many.
  /// - Complexity: O(features x classes).
  public func predict(
    _ row: [Double], offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> Prediction {
    guard row.count == featureCount else {
      throw .featureCountMismatch(expected: featureCount, found: row.count)
    }
    return try predict(Features(rows: [row], input: input), offsets: offsets, execution: execution)[0]
  }

  /// What the model says of one sample: the same for Float32.
  @_disfavoredOverload
  public func predict(
    _ row: [Float], offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> Prediction {
    try predict(row.map(Double.init), offsets: offsets, execution: execution)
  }

  /// What the model says of samples.
  ///
  /// - Parameters:
  ///   - features: The samples' features.
  ///   - offsets: The samples' offsets, for a model that was fitted with some.
  ///   - execution: What it runs on.
  /// - Returns: A prediction for each sample.
  /// - Throws: `DatasetError.featureCountMismatch`, `.notFinite` or `.logitsOverflow`, and those for offsets that lack or
  ///   are too many.
  /// - Complexity: O(samples x features x classes), in three passes over the features. Memory: 8 bytes x samples x classes.
  ///   `topClasses(for:offsets:execution:)` takes one pass and no such memory.
  public func predict(
    _ features: Features, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws(DatasetError) -> Predictions {
    let found = try scores(for: features, offsets: offsets, execution: execution)
    return Predictions(
      classes: classes, classIndices: found.classIndices, probabilities: found.probabilities,
      logits: found.logits)
  }

  /// What the model says of labelled samples, whose labels have no part in it. Their offsets are added where the model
  /// needs some.
  ///
  /// - Throws: As `predict(_:offsets:execution:)` for features.
  public func predict(
    _ data: Dataset, execution: Execution = .automatic
  ) throws(DatasetError) -> Predictions {
    try predict(data.features, offsets: data.offsets, execution: execution)
  }

  /// What the model says of rows of a table, whose offsets are added where the model needs some.
  ///
  /// - Parameters:
  ///   - table: The table. Its columns may stand in any order, beside others.
  ///   - preparation: How columns become the model's features: what the training table's was.
  ///   - execution: What it runs on.
  /// - Returns: A prediction for each row.
  /// - Throws: `PreparationError` for a table that does not fit, `DatasetError`, `MemoryShortage`.
  public func predict(
    _ table: Table, preparedBy preparation: Preparation, execution: Execution = .automatic
  ) throws -> Predictions {
    try predict(preparation.features(of: table), offsets: table.offsets, execution: execution)
  }

  /// What the model says of one row of a table.
  ///
  ///     try model.predict(["age": 31, "plan": "basic", "newsletter": true], preparedBy: preparation).label
  ///
  /// - Parameters:
  ///   - row: The values by the names of their columns; `nil` for one that is missing. Other columns are ignored.
  ///   - preparation: How columns become the model's features: what the training table's was.
  ///   - offsets: Those of this row, for a model that was fitted with offsets.
  ///   - execution: What it runs on.
  /// - Returns: The prediction.
  /// - Throws: `PreparationError` for a row that does not fit, `TableError` for a number that is infinite, `DatasetError`.
  public func predict(
    _ row: [String: TableValue], preparedBy preparation: Preparation, offsets: SampleOffsets? = nil,
    execution: Execution = .automatic
  ) throws -> Prediction {
    let features = try preparation.features(of: Table(row: row, for: preparation))
    return try predict(features, offsets: offsets, execution: execution)[0]
  }
}
