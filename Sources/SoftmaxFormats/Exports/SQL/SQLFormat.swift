// SQL: a query that scores a table.

package import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// A query for PostgreSQL, DuckDB and SQLite from 3.35 on.
///
/// Its steps are common table expressions, each of which has the columns of the one before and some more; they are
/// materialized, so that no database computes an expression twice. Numbers are those of double precision. A missing cell is
/// NULL; where it is refused, so are all probabilities.
package struct SQLFormat: ExportFormat {
  package init() {}

  package var name: String { "sql" }
  package var title: String { "SQL" }
  package var endings: [String] { [".sql"] }
  package var isFolder: Bool { false }
  package var options: Set<ExportOptions.Name> { [] }

  /// The most columns of a result: PostgreSQL takes 1,600, SQLite 2,000.
  private static let mostColumns = 1600
  /// The most weights: a query is parsed anew each time that it is sent.
  private static let mostNumbers = 100_000

  /// The longest name of a class, column or category.
  private static let mostTextBytes = 10_000

  package func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    let instead = "onnx, or c"
    guard model.parameterCount <= Self.mostNumbers else {
      return ExportProblem(
        "\(model.parameterCount) weights, where a query takes \(Self.mostNumbers)", instead: instead)
    }
    let inputCount = model.input.table.map { 3 * $0.columns.count } ?? model.featureCount
    guard inputCount + 3 * model.rowCount + 3 * model.classCount <= Self.mostColumns else {
      return ExportProblem(
        "so many columns: with those of its steps more than the \(Self.mostColumns) that databases take",
        instead: instead)
    }
    let texts =
      Self.columnNames(model) + model.classNames
      + (model.input.table?.columns.flatMap { $0.categories ?? [] } ?? [])
    // Databases take no 0; clients take carriage returns out of the ends of lines.
    if let text = texts.first(where: { $0.utf8.contains(0) || $0.utf8.contains(0x0d) }) {
      return ExportProblem(
        "the text '\(text.printable(limit: 80))', since queries hold no 0 and no carriage return", instead: "js"
      )
    }
    // A row's label is the class's name, in every row and step.
    if let text = texts.first(where: { $0.utf8.count > Self.mostTextBytes }) {
      return ExportProblem(
        "the text '\(text.printable(limit: 80))' of \(text.utf8.count) bytes, where a query has at most "
          + "\(Self.mostTextBytes)", instead: instead)
    }
    var seen: Set<String> = []
    for name in Self.columnNames(model) {
      guard !name.isEmpty, name.utf8.count <= 63, !name.lowercased().hasPrefix("softmax_") else {
        return ExportProblem(
          "a column called '\(name.printable(limit: 80))', where names have up to 63 bytes and begin without softmax_",
          instead: instead)
      }
      guard seen.insert(name.lowercased()).inserted else {
        return ExportProblem(
          "columns whose names differ in case alone: '\(name.printable(limit: 80))'", instead: instead)
      }
    }
    return nil
  }

  private static func columnNames(_ model: PortableModel) -> [String] {
    model.input.table?.columns.map(\.name) ?? model.featureNames
  }

  package func files(
    of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes
  ) throws -> [ExportedFile] {
    let program = LogitProgram(model)
    if let problem = program.problem {
      throw FileError(.badData, path: title, problem: "the model cannot be written: \(problem)")
    }
    let writer = SQLWriter(program, columnNames: Self.columnNames(model))
    return [ExportedFile("", ByteRope(writer.text(notes)))]
  }

  package func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let bytes = contents.single.array
    let query = try SQLParser.query(bytes, path: contents.path)
    try SQLHead.check(bytes, query.classNames, path: contents.path)
    return SQLScorer(
      query: query, text: bytes, tool: tools.first(of: ["sqlite3"]), tools: tools, path: contents.path)
  }

  package func recognises(_ contents: ExportContents) -> Bool {
    contents.single.slice(0..<min(contents.single.count, 100)).array.starts(
      with: Array(SQLWriter.firstLine.utf8))
  }
}
