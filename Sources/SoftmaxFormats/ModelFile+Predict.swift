// Predictions for tables, with the preparation that the file has.

public import SoftmaxRegression

extension ModelFile {
  /// What the model says of one row of a table.
  ///
  ///     let file = try ModelFile(contentsOf: "customers.safetensors")
  ///     print(try file.predict(["age": 31, "plan": "basic"]).label)
  ///
  /// - Parameters:
  ///   - row: The values by the names of their columns; `nil` for one that is missing. Other columns are ignored.
  ///   - offsets: Those of this row, for a model that was fitted with offsets.
  /// - Returns: The prediction.
  /// - Throws: `DatasetError.invalidInput` for a model that was not fitted to a table, and as
  ///   `SoftmaxModel.predict(_:preparedBy:offsets:execution:)`.
  public func predict(_ row: [String: TableValue], offsets: SampleOffsets? = nil) throws -> Prediction {
    try model.predict(row, preparedBy: neededPreparation(), offsets: offsets)
  }

  /// What the model says of the rows of a table, whose columns may stand in any order, beside others.
  ///
  /// - Parameter table: The table; `Table.init(contentsOf:for:)` and `Table.init(name:columns:for:)` make one.
  /// - Returns: A prediction for each row.
  /// - Throws: `DatasetError.invalidInput` for a model that was not fitted to a table, and as
  ///   `SoftmaxModel.predict(_:preparedBy:execution:)`.
  public func predict(_ table: Table) throws -> Predictions {
    try model.predict(table, preparedBy: neededPreparation())
  }

  private func neededPreparation() throws(DatasetError) -> Preparation {
    guard let preparation else {
      throw .invalidInput(
        "the model was not fitted to a table's columns: predict with its features, \(model.featureCount) a row")
    }
    return preparation
  }
}
