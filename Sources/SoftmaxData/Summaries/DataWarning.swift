// What is odd about data, and what to do about it.

public import SoftmaxFiles
public import SoftmaxRemedies

/// Something about data that a fit would refuse, or that its user should know.
public struct DataWarning: Sendable, Hashable {
  /// What is odd.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A column cannot be read as what it is, or is taken for.
    case refusedColumn
    /// No column is left that could be a feature.
    case noFeatures
    /// Cells have no value.
    case missingCells
    /// Rows have no label, and are left out.
    case missingLabels
    /// More than half of a column's cells have no value.
    case mostlyMissing
    /// All values of a feature are the same.
    case constant
    /// Whole numbers, each the one before plus 1, or words of which no two are the same.
    case looksLikeKey
    /// Numbers far from 0 for their spread.
    case farFromZero
    /// The labels are numbers, of which many are different.
    case looksLikeRegression
    /// There are fewer than two classes.
    case oneClass
    /// Classes have fewer than ten samples.
    case rareClasses
    /// One class has more than a hundred times as many samples as another.
    case unevenClasses
    /// Values are NaN or infinite.
    case notFinite
  }

  /// What the words of a warning hold besides names.
  package enum Figure: String, Sendable, Hashable, CaseIterable {
    /// How many cells, rows, features, values or classes there are.
    case count
    /// Of how many.
    case total
    /// Per cent.
    case share
    case least
    case greatest
  }

  /// What is odd.
  public let kind: Kind
  /// The table's columns that it is about, where it is about columns.
  public let columns: [String]
  /// What is odd, in words.
  public let message: String
  /// What to do, where there is something.
  public let advice: Advice?
  /// Whether a fit refuses the data as it is.
  public let stopsTraining: Bool

  /// What stands in the words, for whoever has words of their own.
  package let figures: [Figure: String]
  /// The classes that it is about, where it is about classes.
  package let classes: [ValueCounts.Entry]

  /// What to do, in the library's own words.
  public var remedy: String? { advice?.description }

  /// What to do, as values.
  public var remedies: [Remedy] { advice?.remedies ?? [] }

  init(
    _ kind: Kind, columns: [String] = [], _ message: String, advice: Advice?, stopsTraining: Bool = false,
    figures: [Figure: String] = [:], classes: [ValueCounts.Entry] = []
  ) {
    self.kind = kind
    self.columns = columns
    self.message = message
    self.advice = advice
    self.stopsTraining = stopsTraining
    self.figures = figures
    self.classes = classes
  }
}
