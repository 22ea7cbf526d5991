// What one column of a table does to the probabilities of all classes.

import SoftmaxData
public import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// A column whose effect is asked for: of one row, or the mean over all rows.
///
///     let scoring = try ScoringRequest(model: "people.safetensors", data: source)
///     print(try EffectRequest(scoring, column: "age").run().text())
public struct EffectRequest: Sendable {
  /// The model, and the data.
  public var scoring: ScoringRequest
  /// The column's name.
  public var column: String
  /// Which row, counted from 0; nil: the mean over all of them.
  public var sample: Int?
  /// About how many points a curve over numbers has.
  public var pointCount = 50

  /// The mean effect of a column over all rows.
  public init(_ scoring: ScoringRequest, column: String) {
    self.scoring = scoring
    self.column = column
  }

  /// Computes the curve. All of the data is read, because the column's values come from it.
  ///
  /// - Returns: The probabilities at each value.
  /// - Throws: `ExplanationError` for a column that the model does not have, before the data is read, and for a sample that is
  ///   not there; what reading the data throws.
  public func run() throws -> EffectResult {
    try InputRecord().watching {
      let (file, preparation) = (scoring.file, scoring.preparation)
      guard (2...ExplanationError.mostPoints).contains(pointCount) else {
        throw ExplanationError.pointCount(pointCount)
      }
      try file.model.checkEffectColumn(column, preparedBy: preparation)
      let input = try ScoringInput(scoring, label: scoring.optionalLabel)
      let all = input.samples.features
      if let sample, !(0..<all.sampleCount).contains(sample) {
        throw ExplanationError.noSuchSample(sample, count: all.sampleCount, data: input.samples.name)
      }
      let own = try sample.flatMap {
        try file.model.value(of: column, in: all, sample: $0, preparedBy: preparation)
      }
      let values = Self.adding(
        own,
        to: try file.model.effectValues(
          of: column, on: all, preparedBy: preparation, count: pointCount))
      let offsets = try input.offsets()
      let curve = try WorkWatch.during(.scoring) {
        try file.model.effect(
          of: column, on: sample.map { all.samples($0..<$0 + 1) } ?? all, preparedBy: preparation, at: values,
          offsets: sample.map { offsets?.samples(at: [$0]) } ?? offsets, execution: scoring.execution)
      }
      return EffectResult(
        curve: curve, modelName: DataName.short(scoring.path), dataName: input.samples.name, sample: sample,
        ownValue: own)
    }
  }

  /// A number that the sample has, in its place among the others: the curve goes through what the model says of it.
  private static func adding(_ own: TableValue?, to values: [TableValue]) -> [TableValue] {
    guard case .number(let number) = own, !values.contains(.number(number)) else { return values }
    let place = values.firstIndex { value in
      guard case .number(let other) = value else { return true }
      return other > number
    }
    var result = values
    result.insert(.number(number), at: place ?? values.count)
    return result
  }
}

/// A column's effect.
public struct EffectResult: Sendable {
  /// The probabilities at each value of the column.
  public let curve: EffectCurve
  /// The model's short name.
  public let modelName: String
  /// The data's name.
  public let dataName: String
  /// Which row; nil: the mean over all of them.
  public let sample: Int?
  /// What that row has in the column, where it is known.
  public let ownValue: TableValue?

  /// The curve in the form of `softmax explain --effect --json`.
  public var document: EffectDocument { EffectDocument(self) }

  /// The curve for people, in the words of a front end: lines with a line break at their ends.
  public func text(in wording: RemedyWording = .library) -> String { EffectText.text(self, wording) }
}
