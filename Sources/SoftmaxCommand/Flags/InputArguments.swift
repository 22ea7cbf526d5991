// The flags that say how a file is to be read.

import ArgumentParser
import SoftmaxData
import SoftmaxWorkflow

/// Both groups of them. A verb has the groups themselves, see `HelpTitle`.
struct InputArguments {
  let file: FileArguments
  let text: TextArguments

  /// Where the labels of arrays are.
  var labels: String? { file.labels }

  /// The flags as they are typed, but for labels, which predictions do without.
  var typed: [String] {
    let delimiter = text.delimiter.map { ["--delimiter", $0 == "\t" ? "tab" : String($0)] }
    let header = text.header.map { [$0 ? "--header" : "--no-header"] }
    let lines = text.skipLines > 0 ? ["--skip-lines", String(text.skipLines)] : []
    return (file.inputFormat.map { ["--input-format", $0.rawValue] } ?? []) + (delimiter ?? []) + (header ?? [])
      + lines
      + (text.sheet.map { ["--sheet", $0] } ?? [])
  }

  /// A reference to data in the format that was named. `isMain`: flags for tables are meant for this data.
  func reference(_ text: String, isMain: Bool = true) throws -> DataReference {
    let reference = try DataReference(parsing: text, format: file.inputFormat)
    var source = source(of: reference)
    if !isMain { source.leaveOutUnusable() }
    try source.check()
    return reference
  }

  /// The data of a job.
  func source(_ text: String, fetching: FetchOptions) throws -> DataSource {
    var source = source(of: try reference(text))
    source.fetching = fetching
    return source
  }

  /// A test set, read as the training data is; flags for tables are meant for that.
  func testSource(_ text: String, labels: String? = nil) throws -> DataSource {
    var source = source(of: try reference(text, isMain: false))
    source.leaveOutUnusable()
    source.labelsPath = labels
    return source
  }

  private func source(of reference: DataReference) -> DataSource {
    var source = DataSource(
      reference, labelsPath: labels, delimiter: text.delimiter, hasHeader: text.header, sheet: text.sheet)
    source.skippedLineCount = text.skipLines
    return source
  }
}

extension DataSource {
  /// Drops what is said of the training data and is nothing for data of this kind.
  fileprivate mutating func leaveOutUnusable() {
    if reference.format?.isDelimitedText != true { delimiter = nil }
    if reference.tablePath == nil || reference.format == .jsonl || reference.format?.isTexts == true {
      hasHeader = nil
    }
    if reference.tablePath == nil || reference.format == .texts { skippedLineCount = 0 }
    if reference.format != .xlsx { sheet = nil }
  }
}

/// What a file is, and where its labels are.
struct FileArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Labels for .npy, .npz, .safetensors or .mtx: a .npy file, or a text file with one label a line.",
      valueName: "file"), completion: .file())
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "The format of a file whose name does not say it: idx, csv, tsv, xlsx, jsonl, fasttext, texts, npy, npz, "
        + "safetensors, libsvm or mtx (default: found by its first bytes).",
      valueName: "name"), transform: { text -> InputFormat in try WordArgument.word(text) })
  var inputFormat: InputFormat?
}

/// How a table's lines are divided into cells.
struct TextArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The character between cells, or tab (default: found in the file).", valueName: "character"),
    transform: TextArguments.character)
  var delimiter: Character?

  @Option(
    help: ArgumentHelp(
      "The sheet of an Excel workbook, by name or by number from 1 (default: the first).", valueName: "sheet"))
  var sheet: String?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "Say whether the first line names the columns (default: it does unless it has a number in it).")
  var header: Bool?

  @Option(
    help: ArgumentHelp(
      "How many lines stand before a table: a title, a comment (default: 0).", valueName: "count"),
    transform: { text -> Int in
      guard let count = Int(text), (0...1_000_000).contains(count) else {
        throw ValidationError("--skip-lines must be a whole number from 0 to 1000000, not '\(text)'")
      }
      return count
    })
  var skipLines = 0

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
