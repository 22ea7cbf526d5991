// Features from arrays as Swift programs have them.

extension Features {
  /// Rows of numbers, each rounded to Float32.
  ///
  ///     let features = try Features(rows: [[5.1, 3.5], [6.2, 2.9]], featureNames: ["length", "width"])
  ///
  /// They count as rows of a table, which fits standardise unless they are told otherwise. Float32 keeps seven digits: of a
  /// column that lies far from 0 for its spread, times in seconds say, little is left. A `Table` counts such a column from a
  /// number among its own.
  ///
  /// - Parameters:
  ///   - rows: One row for each sample, all of one length.
  ///   - featureNames: The columns' names; nil: they have none.
  /// - Throws: `DatasetError.noSamples`, `.rowLength` for a row of another length, `.notFinite` for a value that is NaN or
  ///   beyond Float32, `.invalidInput` for another number of names.
  /// - Complexity: O(values).
  @_disfavoredOverload
  public init(rows: [[Double]], featureNames: [String]? = nil) throws(DatasetError) {
    guard let first = rows.first else { throw .noSamples }
    if let featureNames, featureNames.count != first.count {
      throw .invalidInput("there are \(featureNames.count) names for \(first.count) features")
    }
    try self.init(
      rows: rows, input: featureNames.map { .table(featureNames: $0) } ?? .table(featureCount: first.count))
  }

  /// Rows of numbers, each rounded to Float32.
  ///
  /// - Parameters:
  ///   - rows: One row for each sample, each of `input.featureCount` numbers.
  ///   - input: What a row is. Where it has origins, they are subtracted in Float64, before the rounding.
  /// - Throws: `DatasetError.noSamples`, `.rowLength` for a row of another length, `.notFinite` for a value that is NaN or
  ///   beyond Float32, `.invalidInput`.
  /// - Complexity: O(values).
  @_disfavoredOverload
  public init(rows: [[Double]], input: InputDescription) throws(DatasetError) {
    if let problem = input.problem { throw .invalidInput(problem) }
    let width = input.featureCount
    var values: [Float] = []
    values.reserveCapacity(rows.count * width)
    var isRounded = false
    for (sample, row) in rows.enumerated() {
      guard row.count == width else { throw .rowLength(sample: sample, expected: width, found: row.count) }
      for (feature, value) in row.enumerated() {
        let exact = value - (input.origins?[feature] ?? 0)
        let rounded = Float(exact)
        guard rounded.isFinite else {
          throw .notFinite(sample: sample, feature: feature, value: Self.text(of: value))
        }
        isRounded = isRounded || Double(rounded) != exact
        values.append(rounded)
      }
    }
    try self.init(values, input: input)
    self.isRounded = isRounded
  }

  /// Numbers with the shape of the array that they are, such as [150, 4]; taken as they are.
  ///
  ///     let features = try Features(embeddings, shape: [1000, 768])
  ///
  /// - Parameters:
  ///   - values: The numbers, row-major: the last index changes fastest.
  ///   - shape: The number of samples, then the shape of one sample.
  ///   - kind: What a sample is; a picture's values are intensities from 0 to 1.
  /// - Throws: `DatasetError.shapeMismatch` where the shape is not that of the values, `.noSamples`, or `.notFinite`.
  /// - Complexity: O(values).
  public init(_ values: [Float], shape: [Int], kind: InputDescription.Kind = .vector) throws(DatasetError) {
    guard shape.count > 1, shape.allSatisfy({ $0 >= 0 }), Self.product(of: shape) == values.count else {
      throw .shapeMismatch(shape: shape, valueCount: values.count)
    }
    guard !values.isEmpty else { throw .noSamples }
    let one = Array(shape.dropFirst())
    let input: InputDescription =
      switch kind {
      case .image: .image(shape: one, maximum: 1)
      case .table: .table(featureCount: values.count / shape[0])
      case .vector: .vector(featureCount: values.count / shape[0])
      }
    try self.init(values, input: input)
  }

  /// The product; nil beyond Int.
  private static func product(of shape: [Int]) -> Int? {
    var product = 1
    for size in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      product = next
    }
    return product
  }

  /// A number that Float32 cannot hold, for messages.
  private static func text(of value: Double) -> String {
    value.isFinite ? "\(value), which is beyond Float32" : "\(value)"
  }
}
