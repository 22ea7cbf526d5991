// How columns of a table become features: learned once, repeated on every later table.

import SoftmaxText

/// Columns to features, with all that is needed to do the same to new rows: names, categories, means.
///
///     let table = try Table(contentsOf: "customers.csv")
///     let preparation = try Preparation(learnedOn: table)
///     let fit = try SoftmaxClassifier().fit(preparation.dataset(of: table))
///     let new = try Table(contentsOf: "new.csv", for: preparation)
///     print(try fit.model.predictions(for: preparation.features(of: new)))
///
/// It learns from training rows only. It does not scale: that is the fit's, and folded into the weights, so that they take
/// columns in their own units.
public struct Preparation: Sendable, Hashable {
  /// The columns, in the order of their features.
  public let columns: [PreparedColumn]
  /// Pairs of columns whose products are features too, behind those of the columns.
  public let interactions: [Interaction]
  /// How missing values are treated.
  public let missing: MissingValues
  /// Which texts of a file's cells are missing values.
  public let missingWords: MissingWords
  /// How numbers are written in a file's cells.
  public let numberNotation: NumberNotation
  /// How categories that no training row had are treated.
  public let unseen: UnseenCategories
  /// The name of the label column of the training table, where it had one.
  public let labelColumn: String?

  package init(
    columns: [PreparedColumn], interactions: [Interaction] = [], missing: MissingValues,
    unseen: UnseenCategories, labelColumn: String?, missingWords: MissingWords = .usual,
    numberNotation: NumberNotation = .plain
  ) {
    self.columns = columns
    self.interactions = interactions
    self.missing = missing
    self.missingWords = missingWords
    self.numberNotation = numberNotation
    self.unseen = unseen
    self.labelColumn = labelColumn
  }

  /// The number of features.
  public var featureCount: Int {
    columns.reduce(0) { $0 + $1.featureCount } + interactions.reduce(0) { $0 + featureCount(of: $1) }
  }

  /// The number of an interaction's features.
  package func featureCount(of interaction: Interaction) -> Int {
    // Neither is beyond 2^16.
    values(of: interaction.first).count * values(of: interaction.second).count
  }

  /// What a sample is: a row of named features.
  public var input: InputDescription {
    // The names of hashed words say nothing, and are as many as there are columns for them.
    guard !columns.contains(where: { $0.text.map { $0.vocabulary == nil } ?? false }) else {
      return .table(featureCount: featureCount).withTerms(terms)
    }
    return .table(featureNames: columns.flatMap(\.featureNames) + interactions.flatMap(featureNames))
      .withTerms(terms)
  }

  /// The features that are words of texts.
  package var terms: [Range<Int>] {
    var first = 0
    var found: [Range<Int>] = []
    for column in columns {
      if column.text != nil { found.append(first..<first + column.featureCount) }
      first += column.featureCount
    }
    return found
  }

  /// Whether a column of texts is among the columns.
  package var hasTexts: Bool { columns.contains { $0.text != nil } }

  /// The columns as a table has to have them.
  public var tableColumns: [TableColumn] { columns.map(\.column) }
}
