// The data that somebody chose in the page: a name, a path or an uploaded file, and how a table is read.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// Data as a request names it.
struct ChosenData: Sendable {
  /// As the page names it: `digits`, `people.csv`, `upload:u1`.
  let source: String
  /// Where it is.
  let path: String
  /// What it is called in sentences, and where it is typed.
  let name: String
  let label: String?
  /// How a table is read, in the order of `keys`.
  let table: [(key: String, text: String)]

  /// What can be said of how a table is read.
  static let keys = [
    "missing", "ignore", "features", "columns", "unlabelled", "naValues", "delimiter", "decimal", "thousands",
    "header",
    "sheet", "skipLines",
  ]

  /// - Parameters:
  ///   - json: An object with `source` and perhaps `label` and `table`.
  ///   - uploads: What was sent before.
  /// - Throws: `StudioProblem` for a source that is none, and for words that no table has.
  init(_ json: StrictJSON, _ uploads: StudioUploads) throws(StudioProblem) {
    guard let source = json["source"]?.text, !source.isEmpty else { throw .bad("the request has no 'source'") }
    guard source.utf8.count < 4096, !source.contains("\0") else { throw .bad("the source is no name of data") }
    guard source != InputFile.standardInput else {
      throw .bad("standard input cannot be read here: name a file")
    }
    self.source = source
    if source.hasPrefix("upload:") {
      let file = try uploads.file(of: source)
      (path, name) = (file.path, file.name)
    } else {
      (path, name) = (source, source)
    }
    label = json["label"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    var table: [(key: String, text: String)] = []
    if case .object(let members)? = json["table"] {
      for member in members where !Self.keys.contains(member.name) {
        throw .bad(
          "'\(member.name.shown)' is nothing that a table has: there are \(Self.keys.joined(separator: ", "))")
      }
      for key in Self.keys {
        guard let text = json["table"]?[key].flatMap(Self.text), !text.isEmpty else { continue }
        table.append((key, text))
      }
    }
    self.table = table
  }

  private static func text(_ value: StrictJSON) -> String? {
    if case .number(let digits) = value { digits } else { value.text }
  }

  private subscript(_ key: String) -> String? { table.first { $0.key == key }?.text }

  private func names(_ key: String) -> [String]? {
    self[key].map { $0.split(separator: ",").map { Self.trimmed($0) } }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// The data itself.
  func data() throws -> DataSource {
    var data = DataSource(try DataReference(parsing: path))
    // Words that are for tables count for tables alone.
    guard data.reference.tablePath != nil else { return data }
    if let text = self["delimiter"] {
      let character: Character = text == "tab" ? "\t" : text.first ?? ","
      guard text == "tab" || text.count == 1, TableOptions.isDelimiter(character) else {
        throw StudioProblem.bad("the character between cells cannot be '\(text.shown)'")
      }
      data.delimiter = character
    }
    if let text = self["header"] {
      guard text == "yes" || text == "no" else {
        throw StudioProblem.bad("header is yes or no, not '\(text.shown)'")
      }
      data.hasHeader = text == "yes"
    }
    data.sheet = self["sheet"]
    if let text = self["skipLines"] {
      guard let count = Int(text), (0...1_000_000).contains(count) else {
        throw StudioProblem.bad("skipLines is a whole number from 0 to 1000000, not '\(text.shown)'")
      }
      data.skippedLineCount = count
    }
    return data
  }

  /// What a table's columns are.
  func settings() throws(StudioProblem) -> TableSettings {
    var settings = TableSettings()
    settings.label = label
    settings.ignored = names("ignore") ?? []
    settings.features = names("features")
    func word<Word: RawRepresentable<String>>(_ key: String, _ standard: Word) throws(StudioProblem) -> Word {
      guard let text = self[key] else { return standard }
      guard let word = Word(rawValue: text) else { throw .bad("'\(text.shown)' is no choice of '\(key)'") }
      return word
    }
    settings.missing = try word("missing", MissingValues.error)
    settings.unlabelled = try word("unlabelled", UnlabelledRows.error)
    if let words = names("naValues") { settings.missingWords = MissingWords(words) }
    let thousands: Character? = self["thousands"].flatMap { $0 == "space" ? " " : $0.first }
    guard let notation = NumberNotation(decimalMark: self["decimal"]?.first ?? ".", thousandsMark: thousands)
    else {
      throw .bad("the marks of decimals and of thousands are none, or one mark has two meanings")
    }
    settings.numberNotation = notation
    for part in names("columns") ?? [] {
      guard let equals = part.lastIndex(of: "="),
        let kind = ColumnKind(rawValue: String(part[part.index(after: equals)...]))
      else {
        throw .bad(
          "'\(part.shown)' is not NAME=KIND; kinds are \(ColumnKind.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      settings.kinds[String(part[..<equals])] = kind
    }
    return settings
  }

  /// What was set, for whoever makes the run again.
  func recipe(isTable: Bool) -> [RunRecipe.Setting] {
    guard isTable else { return [] }
    return (label.map { [.label($0)] } ?? []) + table.map { .table(key: $0.key, text: $0.text) }
  }

  /// A sentence without the place where uploads are.
  func told(_ message: String) -> String { path == name ? message : message.replacing(path, with: name) }

  /// A problem in the words of whoever chose the data.
  func problem(_ error: any Error) -> StudioProblem {
    var problem = StudioProblem(error)
    problem.message = told(problem.message)
    for place in problem.problems.indices {
      problem.problems[place].message = told(problem.problems[place].message)
    }
    problem.values = problem.values.mapValues(told)
    if problem.sample == nil, problem.place?.line != nil {
      problem.sample = RefusedRows(
        path: path, delimiter: self["delimiter"], skipped: self["skipLines"].flatMap { Int($0) } ?? 0
      )?.sample(of: problem)
    }
    return problem
  }

  func write(to json: inout JSONWriter) {
    json.member("source", source)
    json.member("label", label)
    json.member("table") { json in
      if table.isEmpty { return json.null() }
      json.object { json in for (key, text) in table { json.member(key, text) } }
    }
  }
}
