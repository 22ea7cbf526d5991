// The flags that say what a table's columns are.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// All groups of them. A verb has the groups themselves, see `HelpTitle`.
struct TableArguments {
  let main: MainTableArguments
  let weights: SampleWeightArguments
  let further: FurtherTableArguments

  /// The column of labels.
  var label: String? { main.label }
  /// The samples' weights, of any kind of data.
  var sampleWeight: String? { weights.sampleWeight }
  /// The column that says what each row is for.
  var splitColumn: String? { further.splitColumn }
  /// The column of groups.
  var group: String? { further.group }

  /// What the columns of the training table are, where `data` is one; `interactions` are pairs of them.
  ///
  /// - Throws: `CommandFailure` for flags of texts where nothing says that there are some.
  func settings(
    interactions: [String] = [], terms: TermArguments, of data: DataReference
  ) throws -> TableSettings {
    var settings = TableSettings()
    settings.texts = terms.text.flatMap { $0 }
    settings.text = try terms.settings(for: data)
    settings.label = label
    settings.kinds = further.kinds
    settings.ignored = main.ignore.flatMap { $0 }
    settings.features = further.features.isEmpty ? nil : further.features.flatMap { $0 }
    settings.missing = main.missing
    if !further.naValues.isEmpty { settings.missingWords = MissingWords(further.naValues.flatMap { $0 }) }
    settings.numberNotation = further.numberNotation
    settings.unlabelled = further.unlabelled
    settings.unseen = further.unseen
    settings.splitColumn = splitColumn
    settings.groupColumn = group
    settings.frequencyColumn = weights.frequency
    settings.interactions = interactions
    return settings
  }

  /// Columns that are named with commas between them.
  static func names(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.trimming(while: \.isWhitespace)) }
  }
}

/// The flags that most tables need.
struct MainTableArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A table's column of labels, by name or by position from 1 (default: the last).", valueName: "column"))
  var label: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A table's columns to leave out, with commas between them: names, positions from 1, ranges (2-5), patterns "
        + "('V*'), and -NAME to take one away again ('V*,-V3').", valueName: "columns"),
    transform: TableArguments.names)
  var ignore: [[String]] = []

  @Option(
    help: ArgumentHelp(
      "What to do with a table's empty cells (also NA, NaN, null, ?): error refuses them, mean puts the column's "
        + "mean there, indicator does that and adds a feature that marks them, drop leaves their rows out of training "
        + "(default: error).",
      valueName: "name"),
    transform: WordArgument.word)
  var missing = MissingValues.error
}

/// How much samples count, in tables and in other data.
struct SampleWeightArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much each sample counts, in the fit and in scores: a table's column, an array beside the features, or a file "
        + "with one number for each sample (.npy, or text with one a line).", valueName: "column|array|file"),
    completion: .file())
  var sampleWeight: String?

  @Option(
    help: ArgumentHelp(
      "A table's column that says how often each row was seen: the row stands so often, in the fit, in scores, in statistics "
        + "and wherever rows are counted.", valueName: "column"))
  var frequency: String?
}

/// The flags that some tables need.
struct FurtherTableArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "The only columns to learn from, listed as with --ignore: 'age,V*', or '*,-id' for all but one.",
      valueName: "columns"),
    transform: TableArguments.names)
  var features: [[String]] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "The types of columns whose type is found wrongly: NAME=number|boolean|category|date|ignore, with commas between "
        + "them; of dates days, weekday, month and hour are made, and date-dmy or date-mdy says what stands first; a range or a pattern names several ('V*=category'). A column whose words look like a key is left out unless it is called a category here.",
      valueName: "list"),
    transform: FurtherTableArguments.kinds)
  var columns: [[String: ColumnKind]] = []

  @Option(help: UnlabelledHelp.help, transform: WordArgument.word)
  var unlabelled = UnlabelledRows.error

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "The texts that mean an empty cell, with commas between them, in capital letters or small ones (default: "
        + "NA,N/A,NaN,null,?). None is a word unless it is named here. The model remembers them.",
      valueName: "texts"),
    transform: TableArguments.names)
  var naValues: [[String]] = []

  @Option(
    help: ArgumentHelp(
      "What stands before the decimals of a table's numbers: a point or a comma (default: a point). The model remembers it.",
      valueName: "mark"),
    transform: NumberMarks.decimal)
  var decimal: Character = "."

  @Option(
    help: ArgumentHelp(
      "What may stand between the thousands of a table's numbers: one of , . ' _ and a space, or the word space "
        + "(default: nothing). The model remembers it.", valueName: "mark"),
    transform: NumberMarks.thousands)
  var thousands: Character?

  @Option(
    help: ArgumentHelp(
      "What scoring does with a category that training did not have: error or zeros (default: error).",
      valueName: "name"),
    transform: WordArgument.word)
  var unseen = UnseenCategories.error

  @Option(
    help: ArgumentHelp(
      "The column that says what each row is for: train, validation or test.", valueName: "column"))
  var splitColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of groups, such as a patient's number. Rows of one group are never divided between training and "
        + "what is kept out, or between folds.", valueName: "column"))
  var group: String?

  /// How numbers are written.
  var numberNotation: NumberNotation {
    NumberNotation(decimalMark: decimal, thousandsMark: thousands) ?? .plain
  }

  /// The types of columns, of all lists.
  var kinds: [String: ColumnKind] { columns.reduce(into: [:]) { $0.merge($1) { first, _ in first } } }

  func validate() throws {
    var named: Set<String> = []
    for name in columns.flatMap(\.keys) where !named.insert(name).inserted {
      throw ValidationError("--columns names '\(name.printable(limit: 40))' twice")
    }
    guard decimal != thousands else {
      throw ValidationError(
        "--decimal and --thousands are both '\(decimal)': "
          + (thousands == "." ? "say --decimal , --thousands ." : "one mark has one meaning"))
    }
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
