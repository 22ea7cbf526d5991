// Why a model says what it says, in the form that programs read.

import SoftmaxFiles
import SoftmaxRegression

/// An explained sample as `softmax explain --json` writes it.
public struct ExplanationDocument: Encodable, Sendable {
  struct Column: Encodable, Sendable {
    let column: String
    let value: String
    let contribution: Double
  }

  struct Feature: Encodable, Sendable {
    let feature: String
    let kind: String
    let column: String?
    let category: String?
    /// Row, column and, where there are several, channel.
    let pixel: [Int]?
    /// The feature as the model takes it.
    let value: Double
    let baseline: Double
    let contribution: Double
  }

  /// A text of the sample.
  struct Text: Encodable, Sendable {
    let column: String
    let text: String
    let words: [Word]
  }

  /// A word of a text, or a piece of one, that contributes; its place is counted in bytes of UTF-8.
  struct Word: Encodable, Sendable {
    let word: String
    let start: Int
    let end: Int
    let contribution: Double

    init(_ mark: MarkedText.Mark, of bytes: [UInt8]) {
      word = String(decoding: bytes[mark.range], as: UTF8.self)
      (start, end, contribution) = (mark.range.lowerBound, mark.range.upperBound, mark.contribution)
    }
  }

  let model: String
  let data: String
  /// Counted from 0.
  let sample: Int
  let `true`: String?
  let predicted: String
  /// The class that is explained.
  let `class`: String
  let against: String
  /// The class of the fit that stands for `class`, where that holds several.
  let classPart: String?
  /// The class of the fit that stands for `against`, where that holds several.
  let againstPart: String?
  /// `zero` or `mean`.
  let baseline: String
  let logitGap: Double
  /// The gap at the baseline.
  let baselineGap: Double
  let offsetGap: Double?
  let probabilities: [String: Double]
  /// The contributions of a table's columns; missing for other samples.
  let columns: [Column]?
  /// The texts of a table's row with the words that contribute; missing for samples without texts.
  let texts: [Text]?
  let features: [Feature]

  init(_ result: ExplanationResult) {
    let explanation = result.explanation
    model = result.modelName
    data = DataName.short(result.dataName)
    sample = result.sample
    `true` = explanation.trueClass
    predicted = explanation.prediction.label
    `class` = explanation.className
    against = explanation.opponent
    (classPart, againstPart) = (explanation.part, explanation.opponentPart)
    baseline = result.baseline.rawValue
    logitGap = explanation.gap
    baselineGap = explanation.baselineGap
    offsetGap = explanation.offsetGap
    let all = explanation.prediction.probabilities
    probabilities = Dictionary(
      zip(all.classes.names, all.values.map { Double($0) }), uniquingKeysWith: { first, _ in first })
    columns =
      result.input.kind == .table
      ? explanation.columns.map { Column(column: $0.column, value: $0.value, contribution: $0.contribution) }
      : nil
    texts =
      result.texts.isEmpty
      ? nil
      : result.texts.map { text in
        Text(
          column: text.column, text: String(decoding: text.bytes, as: UTF8.self),
          words: text.marks.map { Word($0, of: text.bytes) })
      }
    features = explanation.featureNames.enumerated().map { j, name in
      Feature(
        feature: name, kind: result.sources[j].kind.rawValue, column: result.sources[j].column,
        category: result.sources[j].category, pixel: result.sources[j].pixel, value: explanation.values[j],
        baseline: explanation.baseline[j], contribution: explanation.contributions[j])
    }
  }
}
