// What a column does to the probabilities, in the form that programs read.

import SoftmaxFiles
import SoftmaxRegression

/// A column's effect as `softmax explain --effect --json` writes it.
public struct EffectDocument: Encodable, Sendable {
  struct Point: Encodable, Sendable {
    /// A number, yes or no, or a category; null where the value is missing.
    let value: Nullable<Value>
    /// In the order of `classes`.
    let probabilities: [Double]
  }

  enum Value: Encodable, Sendable {
    case number(Double)
    case boolean(Bool)
    case category(String)

    init?(_ value: TableValue) {
      switch value {
      case .number(let number): self = .number(number)
      case .boolean(let isTrue): self = .boolean(isTrue)
      case .category(let name): self = .category(name)
      case .missing: return nil
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .boolean(let isTrue): try container.encode(isTrue)
      case .category(let name): try container.encode(name)
      }
    }
  }

  let model: String
  let data: String
  let column: String
  /// Counted from 0; missing for the mean over all rows.
  let sample: Int?
  /// What that row has in the column, where it is known.
  let sampleValue: Value?
  /// How many rows the probabilities are a mean over.
  let sampleCount: Int
  let classes: [String]
  let points: [Point]

  init(_ result: EffectResult) {
    model = result.modelName
    data = DataName.short(result.dataName)
    column = result.curve.column
    sample = result.sample
    sampleValue = result.ownValue.flatMap(Value.init)
    sampleCount = result.curve.sampleCount
    classes = result.curve.classNames
    points = result.curve.points.map {
      Point(value: Nullable(Value($0.value)), probabilities: $0.probabilities)
    }
  }
}
