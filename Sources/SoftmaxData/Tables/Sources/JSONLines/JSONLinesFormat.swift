// Tables as JSON lines: one object on each line, its keys the columns.

import SoftmaxFiles
import SoftmaxRemedies

/// JSON lines (.jsonl, .ndjson), plain or gzip, from a file or a pipe.
enum JSONLinesFormat: ConvertedFormat {
  static let format = InputFormat.jsonl

  static func recognises(_ beginning: FileBeginning) -> Bool { beginning.kind == .jsonObject }

  static func open(
    _ input: ChunkedInput, path: String, _ beginning: FileBeginning, _ options: TableOptions,
    _ sizes: ReadingSizes, _ columns: TextColumns
  ) throws(FileError) -> any TextSource {
    switch beginning.kind {
    case .jsonArray: throw arrayProblem(path: path, name: input.name)
    case .archive, .array, .foreign:
      if let problem = beginning.problemOfText(path: path, name: input.name, isNamed: true) { throw problem }
    case .empty, .text, .fastText, .sparse, .jsonObject, .unknown: break
    }
    return try JSONLinesText(input, options, sizes, columns)
  }

  /// What is said of one array of all rows, which would have to be in memory to be read.
  static func arrayProblem(path: String, name: String) -> FileError {
    FileError(
      .badData, path: name, position: .line(1),
      problem: "this is an array of JSON, expected one object on each line",
      advice: "\(jq(".[]", path)) turns it into JSON lines")
  }

  /// The command that writes JSON lines.
  static func jq(_ filter: String, _ path: String) -> Remedy {
    let (file, table) = ForeignFormat.names(of: path, ending: ".jsonl")
    let isSame = file == table
    return .command("jq -c '\(filter)' \(file) > \(isSame ? "lines-" + table : table)")
  }
}
