// What an exported model is given.

package import SoftmaxRegression
package import SoftmaxText

/// The raw input of one sample, and how it becomes features.
package enum PortableInput: Sendable {
  /// Numbers, each less its origin, which is subtracted in Float64; nil: as they are.
  case vector(count: Int, origins: [Double]?)
  /// A picture: its stored values from 0 to `maximum`, row by row, each divided by `maximum`.
  case image(shape: [Int], maximum: Double)
  /// Cells of named columns.
  case table(PortableTable)

  init(_ file: ModelFile) {
    let input = file.model.input
    if let preparation = file.preparation {
      self = .table(PortableTable(preparation))
    } else if input.kind == .image {
      self = .image(shape: input.shape, maximum: input.maximum)
    } else {
      self = .vector(count: input.featureCount, origins: input.origins)
    }
  }

  /// The columns, where it is a table.
  package var table: PortableTable? {
    if case .table(let table) = self { table } else { nil }
  }

  /// Whether a picture's stored values are bytes.
  package var isBytes: Bool {
    if case .image(_, let maximum) = self { maximum == 255 } else { false }
  }
}

/// The columns of a table, and how their cells become features.
package struct PortableTable: Sendable {
  package let columns: [PortableColumn]
  /// Products of columns' features, behind those of the columns.
  package let interactions: [PortableInteraction]
  /// Whether a missing cell is refused: no class is then told.
  package let refusesMissing: Bool
  /// Whether a category that training did not have is refused.
  package let refusesUnseen: Bool

  init(_ preparation: Preparation) {
    refusesMissing = preparation.missing.refusesRows
    refusesUnseen = preparation.unseen == .error
    var columns: [PortableColumn] = []
    var first = 0
    for prepared in preparation.columns {
      columns.append(PortableColumn(prepared, firstFeature: first))
      first += prepared.featureCount
    }
    self.columns = columns
    interactions = preparation.interactions.map { interaction in
      defer { first += preparation.featureCount(of: interaction) }
      // A preparation's interactions are of its columns.
      func place(_ name: String) -> Int { columns.firstIndex { $0.name == name } ?? 0 }
      return PortableInteraction(
        first: place(interaction.first), second: place(interaction.second), firstFeature: first)
    }
  }

  package var hasCategories: Bool { columns.contains { $0.categories != nil } }
  package var hasTexts: Bool { columns.contains { $0.text != nil } }
}

/// One column: a number, yes or no, one of some categories, or a text.
///
/// Its features stand at `firstFeature`: those of its value (`valueCount`), then the indicator, where it has one.
package struct PortableColumn: Sendable {
  /// The column as it was prepared.
  package let prepared: PreparedColumn
  /// The place of its first feature.
  package let firstFeature: Int

  init(_ prepared: PreparedColumn, firstFeature: Int) {
    (self.prepared, self.firstFeature) = (prepared, firstFeature)
  }

  /// The column's name; of a part of dates `seen.weekday`, whose value is the part.
  package var name: String { prepared.column.name }
  /// The number of features that its value makes.
  package var valueCount: Int { prepared.valueCount }
  /// Whether one more feature, behind the others, is 1 where the cell is missing and else 0.
  package var hasIndicator: Bool { prepared.hasIndicator }

  /// What is subtracted from a number in Float64 before it is rounded to Float32; 0 for other columns.
  package var origin: Double {
    if case .number(let origin) = prepared.column.kind { origin } else { 0 }
  }

  /// How a text becomes features, of a column of texts, which are never missing; nil for other columns.
  package var text: TextFeatures? { prepared.text }
  /// Whether it is a number, or yes or no.
  package var isNumber: Bool { categories == nil && text == nil }

  /// The categories, of which all but the base have a feature, in this order; nil for other columns.
  package var categories: [String]? {
    if case .category(let names) = prepared.column.kind { names } else { nil }
  }

  /// Whether it says yes (1) or no (0).
  package var isBoolean: Bool { prepared.column.kind == .boolean }
  /// Whether the feature of a boolean column is 1 - value.
  package var isReversed: Bool { prepared.isReversed }

  /// The features of a number or boolean that is not missing: one. Its value is less the origin, rounded to Float32.
  package func feature(of value: Double) -> Float {
    isReversed ? 1 - Float(value) : Float(value - origin)
  }

  /// The `valueCount` features of a missing cell; the indicator, where there is one, is 1 beside them.
  package var missingFeatures: [Float] {
    prepared.isMissingAlone
      ? [Float](repeating: 0, count: valueCount) : prepared.means.map { Float($0) }
  }

  /// The place among the `valueCount` features of each category; nil for the base, for which all are 0.
  package var featureOfCategory: [Int?] {
    var next = 0
    return (categories ?? []).map { name in
      guard name != prepared.base else { return nil }
      defer { next += 1 }
      return next
    }
  }
}

/// The products of two columns' value features: those of the first change slowest. A missing cell counts with its
/// `missingFeatures`.
package struct PortableInteraction: Sendable {
  /// The places of the columns, which are the same for a square.
  package let first: Int
  package let second: Int
  /// The place of the first product among the features.
  package let firstFeature: Int
}
