// What a column does to the probabilities: of one sample, or of all.

import SoftmaxKernels

extension SoftmaxModel {
  /// The probabilities of all classes with one column set to each of some values, the mean over all samples (partial
  /// dependence). For one sample take `features.samples(17..<18)`, and the values of all samples.
  ///
  ///     let curve = try model.effect(of: "age", on: preparation.features(of: table), preparedBy: preparation)
  ///
  /// - Parameters:
  ///   - column: The column's name.
  ///   - features: The samples.
  ///   - preparation: How columns became features; nil for a table of numbers alone, each of which is its own feature.
  ///   - values: What the column is set to; nil: `effectValues(of:on:preparedBy:count:)`.
  ///   - offsets: The samples' offsets, for a model that was fitted with some.
  ///   - execution: What it runs on. The result is the same bits for every choice.
  /// - Returns: A point for each value.
  /// - Throws: `ExplanationError` for a column or a value that the model does not have, `DatasetError` as
  ///   `predict(_:offsets:execution:)`.
  /// - Complexity: O(samples x classes x (features + values)).
  public func effect(
    of column: String, on features: Features, preparedBy preparation: Preparation? = nil,
    at values: [TableValue]? = nil, offsets: SampleOffsets? = nil, execution: Execution = .automatic
  ) throws -> EffectCurve {
    try check(features, offsets)
    let found = try EffectColumn(column, of: input, preparation)
    let values = try values ?? effectValues(of: column, on: features, preparedBy: preparation)
    var settings: [EffectSetting] = []
    for value in values { settings.append(try found.setting(value)) }
    guard !settings.isEmpty else { throw ExplanationError.pointCount(0) }
    let means = EffectAnalysis(found, settings, of: self).means(
      over: features, offsets: offsets?.relativeOffsets(of: layerClasses), engine: execution.engine.untilDone)
    guard means.allSatisfy(\.isFinite) else { throw DatasetError.logitsOverflow(sample: 0) }
    return EffectCurve(
      column: column, classNames: classes.names, sampleCount: features.sampleCount,
      points: settings.enumerated().map { s, setting in
        EffectCurve.Point(
          value: setting.value, probabilities: Array(means[s * classCount..<(s + 1) * classCount]))
      })
  }

  /// The values at which a column's effect is looked at: those that samples have. Of numbers that are more than `count`
  /// different ones about so many round ones, and the least and the largest; all categories of the model; and a missing value
  /// where the model knows what to do with one.
  ///
  /// - Parameters:
  ///   - column: The column's name.
  ///   - features: The samples.
  ///   - preparation: How columns became features.
  ///   - count: At least 2.
  /// - Returns: Numbers ascending, or categories in the model's order; a missing value last.
  /// - Throws: `ExplanationError` for a column that the model does not have, and for a count out of range.
  /// - Complexity: O(samples).
  public func effectValues(
    of column: String, on features: Features, preparedBy preparation: Preparation? = nil, count: Int = 50
  ) throws -> [TableValue] {
    guard (2...ExplanationError.mostPoints).contains(count) else { throw ExplanationError.pointCount(count) }
    try check(features)
    return EffectGrid(column: try EffectColumn(column, of: input, preparation), features: features).values(
      count)
  }

  /// Refuses a column that the model does not have.
  ///
  /// - Throws: `ExplanationError`.
  package func checkEffectColumn(
    _ column: String, preparedBy preparation: Preparation?
  ) throws(ExplanationError) {
    _ = try EffectColumn(column, of: input, preparation)
  }

  /// What a sample has in a column, as far as its features tell.
  package func value(
    of column: String, in features: Features, sample: Int, preparedBy preparation: Preparation?
  ) throws(ExplanationError) -> TableValue? {
    try EffectColumn(column, of: input, preparation).value(
      in: Self.values(of: features.samples(sample..<sample + 1)))
  }
}
