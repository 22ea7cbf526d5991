// Where each feature of a model comes from, in the user's words.

import SoftmaxFormats
import SoftmaxRegression

/// The column of a table that a feature is made of, or its place in a picture.
struct FeatureSource: Sendable, Hashable {
  /// What a feature is.
  enum Kind: String, Sendable {
    case number
    case boolean
    /// 1 for one category of the column.
    case category
    /// A word of a text.
    case term
    /// 1 where the column's value is missing.
    case missing
    /// A product of two columns.
    case interaction
    /// A number of a vector.
    case feature
    /// An intensity of a picture.
    case pixel
    /// The bias.
    case intercept
  }

  let kind: Kind
  /// The column's name; of a product both: `age:plan`.
  var column: String?
  /// The category, of a boolean column held against yes `no`; of products those of both columns.
  var category: String?
  /// Row, column and, where there are several, channel of a pixel, from 0 on.
  var pixel: [Int]?

  static let intercept = FeatureSource(kind: .intercept)

  /// The sources of a model's features, in order.
  static func all(of file: ModelFile) -> [FeatureSource] {
    let input = file.model.input
    if let preparation = file.preparation { return all(of: preparation) }
    switch input.kind {
    case .table:
      return ModelStatistics.terms(of: input, hasIntercept: false).map {
        FeatureSource(kind: .number, column: $0)
      }
    case .image where input.shape.count == 2 || input.shape.count == 3:
      let channelCount = input.shape.count == 3 ? input.shape[2] : 1
      return (0..<input.featureCount).map { feature in
        let place = feature / channelCount
        let pixel = [place / input.shape[1], place % input.shape[1]]
        return FeatureSource(
          kind: .pixel, pixel: channelCount == 1 ? pixel : pixel + [feature % channelCount])
      }
    case .image, .vector:
      return [FeatureSource](repeating: FeatureSource(kind: .feature), count: input.featureCount)
    }
  }

  private static func all(of preparation: Preparation) -> [FeatureSource] {
    preparation.columns.flatMap { column in
      values(of: column)
        + (column.hasIndicator ? [FeatureSource(kind: .missing, column: column.column.name)] : [])
    }
      + preparation.interactions.flatMap { interaction in
        products(
          interaction, of: preparation.columns.first { $0.column.name == interaction.first },
          preparation.columns.first { $0.column.name == interaction.second })
      }
  }

  /// Those of a column without the indicator's.
  private static func values(of column: PreparedColumn) -> [FeatureSource] {
    let name = column.column.name
    switch column.column.kind {
    case .number: return [FeatureSource(kind: .number, column: name)]
    case .boolean:
      let isReversed = column.base == PreparedColumn.trueName
      return [
        FeatureSource(kind: .boolean, column: name, category: isReversed ? PreparedColumn.falseName : nil)
      ]
    case .category(let names):
      return names.filter { $0 != column.base }.map {
        FeatureSource(kind: .category, column: name, category: $0)
      }
    case .text: return column.termNames.map { FeatureSource(kind: .term, column: name, category: $0) }
    }
  }

  private static func products(
    _ interaction: Interaction, of first: PreparedColumn?, _ second: PreparedColumn?
  ) -> [FeatureSource] {
    guard let first, let second else { return [] }
    return values(of: first).flatMap { a in
      values(of: second).map { b in
        let categories = [a.category, b.category].compactMap(\.self)
        return FeatureSource(
          kind: .interaction, column: interaction.name,
          category: categories.isEmpty ? nil : categories.joined(separator: ":"))
      }
    }
  }
}
