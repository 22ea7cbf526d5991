// Explanations of one sample: of numbers, of features, of rows of a table.

import SoftmaxKernels

extension SoftmaxModel {
  /// Why the model gives a sample one class and not another.
  ///
  ///     let why = try model.explanation(of: test.features, sample: 17, ContrastQuestion(against: "pullover"))
  ///     for column in why.strongest(5) { print(column.text, column.contribution) }
  ///
  /// - Parameters:
  ///   - features: The samples' features.
  ///   - sample: Which one, counted from 0.
  ///   - question: The two classes, and what features are counted from.
  ///   - preparation: How columns became features, where they are those of a table: contributions are then grouped by its
  ///     columns.
  ///   - offsets: The samples' offsets, for a model that was fitted with some.
  ///   - execution: What it runs on.
  /// - Returns: What each feature contributes.
  /// - Throws: `ExplanationError` for a sample or a class that is not there, `DatasetError` as `predict(_:offsets:execution:)`.
  /// - Complexity: O(features x classes).
  public func explanation(
    of features: Features, sample: Int = 0, _ question: ContrastQuestion = ContrastQuestion(),
    preparedBy preparation: Preparation? = nil, offsets: SampleOffsets? = nil,
    execution: Execution = .automatic
  ) throws -> ContrastExplanation {
    try explanation(
      of: features, sample: sample, question, preparation, offsets, SampleCells(), execution)
  }

  /// The same for one sample's numbers.
  ///
  ///     print(try model.explanation(of: [5.1, 3.5, 1.4, 0.2]).opponent)
  ///
  /// - Parameters:
  ///   - row: The features, as many as the model has, in their own units.
  ///   - question: The two classes, and what features are counted from.
  ///   - offsets: Those of this sample, for a model that was fitted with offsets.
  ///   - execution: What it runs on.
  /// - Returns: What each feature contributes.
  /// - Throws: As for features.
  public func explanation(
    of row: [Double], _ question: ContrastQuestion = ContrastQuestion(), offsets: SampleOffsets? = nil,
    execution: Execution = .automatic
  ) throws -> ContrastExplanation {
    guard row.count == featureCount else {
      throw DatasetError.featureCountMismatch(expected: featureCount, found: row.count)
    }
    return try explanation(
      of: Features(rows: [row], input: input), question, offsets: offsets, execution: execution)
  }

  /// The same for a row of a table, grouped by the table's columns and in the words of its cells. Its offsets are added where
  /// the model needs some.
  ///
  /// - Parameters:
  ///   - table: The table. Its columns may stand in any order, beside others.
  ///   - row: Which row, counted from 0.
  ///   - preparation: How columns become the model's features: what the training table's was.
  ///   - question: The two classes, and what features are counted from.
  ///   - execution: What it runs on.
  /// - Returns: What each column contributes.
  /// - Throws: As for features, and `PreparationError` for a table that does not fit.
  public func explanation(
    of table: Table, row: Int, preparedBy preparation: Preparation,
    _ question: ContrastQuestion = ContrastQuestion(), execution: Execution = .automatic
  ) throws -> ContrastExplanation {
    guard (0..<table.rowCount).contains(row) else {
      throw ExplanationError.noSuchSample(row, count: table.rowCount)
    }
    return try explanation(
      of: preparation.features(of: table, rows: [row]), sample: 0, question, preparation,
      table.offsets?.samples(at: [row]), SampleCells(table, row: row), execution)
  }

  /// The same for a row by the names of its columns.
  ///
  ///     try model.explanation(of: ["age": 31, "plan": "basic"], preparedBy: preparation).strongest(1)[0].text  // plan = basic
  ///
  /// - Parameters:
  ///   - row: The values by the names of their columns; `nil` for one that is missing.
  ///   - preparation: How columns become the model's features: what the training table's was.
  ///   - question: The two classes, and what features are counted from.
  ///   - offsets: Those of this row, for a model that was fitted with offsets.
  ///   - execution: What it runs on.
  /// - Returns: What each column contributes.
  /// - Throws: As for a row of a table, and `TableError` for a number that is infinite.
  public func explanation(
    of row: [String: TableValue], preparedBy preparation: Preparation,
    _ question: ContrastQuestion = ContrastQuestion(), offsets: SampleOffsets? = nil,
    execution: Execution = .automatic
  ) throws -> ContrastExplanation {
    let table = try Table(row: row, for: preparation)
    return try explanation(
      of: preparation.features(of: table), sample: 0, question, preparation, offsets,
      SampleCells(table, row: 0), execution)
  }

  /// The cells of `table`'s row are the sample's.
  package func explanation(
    of features: Features, sample: Int, _ question: ContrastQuestion, _ preparation: Preparation?,
    _ offsets: SampleOffsets?, table: Table?, execution: Execution
  ) throws -> ContrastExplanation {
    try explanation(
      of: features, sample: sample, question, preparation, offsets,
      table.map { SampleCells($0, row: sample) } ?? SampleCells(), execution)
  }

  private func explanation(
    of features: Features, sample: Int, _ question: ContrastQuestion, _ preparation: Preparation?,
    _ offsets: SampleOffsets?, _ cells: SampleCells, _ execution: Execution
  ) throws -> ContrastExplanation {
    guard (0..<features.sampleCount).contains(sample) else {
      throw ExplanationError.noSuchSample(sample, count: features.sampleCount)
    }
    if let offsets, offsets.sampleCount != features.sampleCount {
      throw DatasetError.offsetCountMismatch(
        samples: features.sampleCount, classes: offsets.classNames.count, values: offsets.values.count)
    }
    let own = features.samples(sample..<sample + 1)
    let ownOffsets = offsets?.samples(at: [sample])
    let prediction: Prediction
    do throws(DatasetError) {
      prediction = try predict(own, offsets: ownOffsets, execution: execution)[0]
    } catch {
      guard case .logitsOverflow = error else { throw error }
      throw DatasetError.logitsOverflow(sample: sample)
    }
    // A preparation of other features says nothing of these.
    let groups = FeatureGroup.all(
      of: input, preparation.flatMap { $0.featureCount == featureCount ? $0 : nil })
    return try ContrastExplanation(
      question, prediction, of: self, values: Self.values(of: own),
      offsets: ownOffsets?.matrix(of: layerClasses.names),
      groups: groups, cells: cells)
  }

  /// One sample's features in Float64: of a byte the byte / maximum.
  static func values(of features: Features) -> [Double] {
    let values = WorkBuffer<Double>(uninitializedCount: features.featureCount)
    features.rows.widen(
      .range(0..<1),
      into: MatrixBlock(
        values, stride: features.featureCount, rowCount: 1, columnCount: features.featureCount))
    return values.array
  }
}
