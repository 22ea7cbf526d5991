// Labels that are written so that they may not be what their user thinks.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

/// Looks at the labels that a fit is to learn.
enum LabelChecks {
  /// A column with more categories is no likely label.
  private static let mostLikelyClasses = 50
  private static let mostCandidates = 5

  /// Refuses a label that nobody named, where its values look like measurements.
  ///
  /// - Parameters:
  ///   - table: The table, whose labels are its last column.
  ///   - named: The columns whose kind was named: a label that is said to be a category is insisted on.
  /// - Throws: `WorkflowError.looksLikeRegression` with the columns that could be labels.
  static func refuseNumbers(of table: Table, named: Set<String>) throws(WorkflowError) {
    guard let labels = table.labels, let label = table.labelColumn, !named.contains(label),
      RegressionLabels.areLikely(labels.names, rowCount: table.rowCount, notation: table.numberNotation)
    else { return }
    let candidates = table.columns.filter { column in
      guard column.date == nil else { return false }
      return switch column.kind {
      case .boolean: true
      case .category(let names): (2...mostLikelyClasses).contains(names.count)
      case .number, .text: false
      }
    }
    throw .looksLikeRegression(
      label: label, count: labels.names.count, table: table.name,
      candidates: candidates.prefix(mostCandidates).map(\.name))
  }

  /// Refuses labels of sparse rows that look like measurements: such files hold regressions too.
  static func refuseNumbers(ofSparse samples: LoadedSamples, _ data: Dataset) throws(WorkflowError) {
    let names = data.classes.names
    guard samples.sparseNotes != nil, NameOrder.wholeNumbers(names) == nil,
      RegressionLabels.areLikely(names, rowCount: data.sampleCount)
    else { return }
    throw .badData(
      "the labels of \(data.name.printablePath) are \(Wording.count(names.count)) different numbers with fractions: they look like "
        + "measurements, and every number would be a class; softmax regression predicts classes: write a class for each "
        + "range of them")
  }

  /// Classes that differ only in how a number or a word is written, such as `10` and `10.0` or `TRUE` and `True`; of several
  /// such sets the first, nil for none. Complexity: O(classes).
  static func similar(_ classes: [String]) -> [String]? {
    var found: [Spelling: [String]] = [:]
    for name in classes { found[Spelling(name), default: []].append(name) }
    return classes.lazy.compactMap { found[Spelling($0)] }.first { $0.count > 1 }
  }

  /// What two ways to write one label have in common.
  private enum Spelling: Hashable {
    case number(Double)
    case word(String)

    init(_ name: String) {
      if let number = Double(name), number.isFinite {
        self = .number(number)
      } else {
        self = .word(name.lowercased())
      }
    }
  }
}
