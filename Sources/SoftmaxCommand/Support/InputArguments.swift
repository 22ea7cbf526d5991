// The flags that say how a file is to be read.

import ArgumentParser
import SoftmaxData

struct InputArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What a file is, where its name does not say it: idx, csv, tsv, npy, npz or safetensors.",
      valueName: "name"), transform: { text -> InputFormat in try WordArgument.word(text) })
  var inputFormat: InputFormat?

  @Option(
    help: ArgumentHelp(
      "The labels of .npy, .npz or .safetensors: a .npy file, or text with one a line.", valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "What stands between a table's cells: a character or tab (default: found out).", valueName: "character"),
    transform: InputArguments.character)
  var delimiter: Character?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "Whether a table's first line names its columns (default: unless a number is in it).")
  var header: Bool?

  /// A reference to data in the format that was named. `isMain`: flags for tables are meant for this data.
  func reference(_ text: String, isMain: Bool = true) throws -> DataReference {
    let reference = try DataReference(parsing: text, format: inputFormat)
    let tableFlag = delimiter != nil ? "--delimiter" : header.map { $0 ? "--header" : "--no-header" }
    if isMain, reference.tablePath == nil, let tableFlag {
      throw CommandFailure(.usage, Self.isForTables(tableFlag, data: text))
    }
    if labels != nil, reference.tablePath != nil {
      throw CommandFailure(
        .usage, "--labels is for .npy, .npz and .safetensors; a table's labels are a column: --label NAME")
    }
    return reference
  }

  /// What is said of a flag that came with data that is no table.
  static func isForTables(_ flag: String, data: String) -> String {
    "\(flag) is for tables, which \(data) is not; a name that ends in .csv or .tsv, or --input-format csv, makes it one"
  }

  /// How a table is read: what is common to training and scoring.
  func tableOptions(for reference: DataReference) -> TableOptions {
    TableOptions(delimiter: delimiter ?? (reference.format == .tsv ? "\t" : nil), hasHeader: header)
  }

  private static func character(_ text: String) throws -> Character {
    switch text {
    case "tab", "TAB", "\\t": return "\t"
    default:
      guard let character = text.first, text.count == 1, TableOptions.isDelimiter(character) else {
        throw ValidationError(
          "--delimiter must be one character such as , ; | or tab, and no letter, digit, point, sign or quote, not '\(text)'"
        )
      }
      return character
    }
  }
}
