// The flags that say what a table's columns are.

import ArgumentParser
import SoftmaxData
import SoftmaxRegression

struct TableArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A table's column of labels, by name or position from 1 (default: the last).", valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "What columns are, where that is not to be found out: NAME=number|boolean|category|ignore, with commas; "
        + "category also takes one whose words look like a key, which is left out else.",
      valueName: "list"),
    transform: TableArguments.kinds)
  var columns: [String: ColumnKind] = [:]

  @Option(
    help: ArgumentHelp("Columns that are not used, with commas.", valueName: "columns"),
    transform: TableArguments.names)
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp(
      "Cells without a value (empty, NA, NaN, null, None, ?): error, mean, or indicator, a feature that says so beside "
        + "the mean (default: error).", valueName: "name"),
    transform: WordArgument.word)
  var missing = MissingValues.error

  @Option(
    help: ArgumentHelp(
      "Categories in scoring that training did not have: error or zeros (default: error).", valueName: "name"),
    transform: WordArgument.word)
  var unseen = UnseenCategories.error

  @Option(
    help: ArgumentHelp(
      "How much each sample counts, in the fit and in scores: a table's column, an array beside the features, or a file "
        + "with one number for each (.npy, or text with one a line).", valueName: "column|array|file"))
  var sampleWeight: String?

  @Option(
    help: ArgumentHelp(
      "A column that says what each row is for: train, test or validation.", valueName: "column"))
  var splitColumn: String?

  @Option(
    help: ArgumentHelp(
      "A column whose equal values stay together when rows are kept out or folded: a patient, say.",
      valueName: "column"))
  var group: String?

  /// The first flag that was given, for data that is no table.
  var firstUsed: String? {
    if label != nil { return "--label" }
    if !columns.isEmpty { return "--columns" }
    if !ignore.isEmpty { return "--ignore" }
    if missing != .error { return "--missing" }
    if unseen != .error { return "--unseen" }
    if splitColumn != nil { return "--split-column" }
    return group == nil ? nil : "--group"
  }

  /// How the training table is read.
  func options(_ base: TableOptions, isStandardized: Bool) -> TableOptions {
    var options = base
    options.label = label.map { .named($0) } ?? .last
    options.kinds = columns
    options.ignored = ignore
    options.refusesMissing = missing == .error
    options.weight = sampleWeight
    options.split = splitColumn
    options.group = group
    // Raw columns count from 0, as the same numbers from any other file do.
    options.centresFarColumns = isStandardized
    return options
  }

  /// Columns that are named with commas between them.
  static func names(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.trimming(while: \.isWhitespace)) }
  }

  private static func kinds(_ text: String) throws -> [String: ColumnKind] {
    var kinds: [String: ColumnKind] = [:]
    for part in text.split(separator: ",") {
      guard let equals = part.lastIndex(of: "=") else {
        throw ValidationError(
          "--columns needs NAME=KIND, such as zip=category, not '\(part)'; kinds are \(Self.kindNames)")
      }
      let name = String(part[..<equals].trimming(while: \.isWhitespace))
      let word = String(part[part.index(after: equals)...].trimming(while: \.isWhitespace))
      guard let kind = ColumnKind(rawValue: word), !name.isEmpty else {
        throw ValidationError("--columns: '\(word)' is no kind of column; kinds are \(Self.kindNames)")
      }
      guard kinds.updateValue(kind, forKey: name) == nil else {
        throw ValidationError("--columns names '\(name)' twice")
      }
    }
    return kinds
  }

  private static var kindNames: String { ColumnKind.allCases.map(\.rawValue).joined(separator: ", ") }
}

extension StringProtocol {
  /// Without the characters at both ends that are like this.
  fileprivate func trimming(while isLike: (Character) -> Bool) -> SubSequence {
    guard let first = firstIndex(where: { !isLike($0) }), let last = lastIndex(where: { !isLike($0) }) else {
      return self[endIndex...]
    }
    return self[first...last]
  }
}
