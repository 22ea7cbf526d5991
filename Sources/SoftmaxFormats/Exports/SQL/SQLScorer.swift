// Scoring by a query: run by sqlite3 where it is there, else evaluated.

import Foundation
import SoftmaxFiles
import SoftmaxRegression

/// Computes by a query, which is known to be one that only selects.
struct SQLScorer: ExportScorer {
  let query: SQLQuery
  let text: [UInt8]
  /// The path of sqlite3; nil: there is none.
  let tool: String?
  let tools: ExternalTools
  let path: String

  var method: String { tool == nil ? "interpreted" : "run by sqlite3" }

  var names: ExportNames {
    ExportNames(classes: query.classNames, columns: query.inputs, features: denseInputs)
  }

  /// The columns of a model of numbers or pictures, which are its features.
  private var denseInputs: [String]? {
    query.columns.contains { $0.name.hasPrefix("softmax_value_") } ? nil : query.inputs
  }

  func scores(of samples: RawSamples) throws -> ExportScores {
    let width =
      switch samples.values {
      case .dense(_, let width): width
      case .table(let columns): columns.count
      }
    guard width == query.inputs.count else {
      throw FileError(
        .badData, path: path,
        problem: "it is of another model: it takes \(query.inputs.count) columns, and not \(width)",
        remedy: "export the model again")
    }
    guard let tool else { return evaluated(samples) }
    return try ToolFolder.use(path: path) { folder in
      try folder.write(Array(script(samples).utf8), "script.sql")
      let output = try folder.run(
        tools, tool, ["-batch", "-bail", "-init", "/dev/null", ":memory:"], input: "script.sql",
        mostBytes: ToolFolder.mostBytes(
          samples: samples.count, numbers: query.logits.count + query.probabilities.count + 1))
      return try scores(in: output, count: samples.count)
    }
  }

  // MARK: Evaluating

  /// How many samples are evaluated together: a column of a query takes so many numbers.
  private static let rowCount = 64

  private func evaluated(_ samples: RawSamples) -> ExportScores {
    var (logits, probabilities): ([Double], [Double]) = ([], [])
    var labels: [Int] = []
    let places = Dictionary(
      query.classNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for first in stride(from: 0, to: samples.count, by: Self.rowCount) {
      var rows = SQLRows(samples, first..<min(first + Self.rowCount, samples.count))
      rows.columns.reserveCapacity(query.columns.count)
      for (_, expression) in query.columns { rows.columns.append(expression.column(in: rows)) }
      for row in 0..<rows.count {
        logits += query.logits.map { rows.columns[$0][row].number ?? .nan }
        probabilities += query.probabilities.map { rows.columns[$0][row].number ?? .nan }
        if case .text(let label) = rows.columns[query.label][row] {
          labels.append(places[label] ?? -1)
        } else {
          labels.append(-1)
        }
      }
    }
    return ExportScores(logits: logits, probabilities: probabilities, labels: labels)
  }

  // MARK: Running

  private func script(_ samples: RawSamples) -> String {
    let types = samples.cellTypes
    let columns = zip(query.inputs, types).map { "\(SQLWriter.quoted($0)) \($1)" }
    var script = "CREATE TABLE samples (\(columns.joined(separator: ", ")));\nBEGIN;\n"
    for sample in 0..<samples.count {
      let cells = samples.cells(of: sample).map { cell in
        switch cell {
        case .null: "NULL"
        case .number(let number): SQLWriter.number(number)
        case .text(let text): SQLWriter.literal(text)
        }
      }
      script += "INSERT INTO samples VALUES (\(cells.joined(separator: ", ")));\n"
    }
    let outputs = (query.logits + query.probabilities).map { query.columns[$0].name }
    // The place of the class, because its name may be long.
    let places = query.classNames.enumerated().map { "WHEN \(SQLWriter.literal($1)) THEN \($0)" }
    let label = "CASE softmax_label \(places.joined(separator: " ")) ELSE -1 END"
    return script + "COMMIT;\nCREATE VIEW scored AS\n" + String(decoding: text, as: UTF8.self)
      + "\n.mode list\n.separator \" \"\n.nullvalue nan\n.headers off\n"
      + "SELECT \(outputs.joined(separator: ", ")), \(label) FROM scored;\n"
  }

  private func scores(in output: [UInt8], count: Int) throws -> ExportScores {
    let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
    var (logits, probabilities): ([Double], [Double]) = ([], [])
    var labels: [Int] = []
    let (rows, classes) = (query.logits.count, query.probabilities.count)
    for line in lines {
      let words = line.split(separator: " ")
      let numbers = words.dropLast().compactMap { $0 == "nan" ? .nan : Double($0) }
      guard words.count == rows + classes + 1, numbers.count == rows + classes else { break }
      logits += numbers[..<rows]
      probabilities += numbers[rows...]
      labels.append(Int(words[rows + classes]) ?? -1)
    }
    guard labels.count == count, lines.count == count else {
      throw FileError(
        .badData, path: path,
        problem: "sqlite3 did not print \(rows + classes) numbers for each of \(count) samples")
    }
    return ExportScores(logits: logits, probabilities: probabilities, labels: labels)
  }
}

extension RawSamples {
  /// The cells of a sample, in the order of the columns.
  fileprivate func cells(of sample: Int) -> [SQLValue] {
    switch values {
    case .dense(let values, let width):
      values[sample * width..<(sample + 1) * width].map { $0.isNaN ? .null : .number($0) }
    case .table(let columns):
      columns.map { column in
        switch column {
        case .numbers(let numbers): numbers[sample].isNaN ? .null : .number(numbers[sample])
        case .words(let words): words[sample].map { .text($0) } ?? .null
        }
      }
    }
  }

  /// The types of the columns of a table that holds them.
  fileprivate var cellTypes: [String] {
    switch values {
    case .dense(_, let width): [String](repeating: "REAL", count: width)
    case .table(let columns):
      columns.map { if case .words = $0 { "TEXT" } else { "REAL" } }
    }
  }
}
