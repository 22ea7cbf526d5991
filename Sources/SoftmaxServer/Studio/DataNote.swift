// A sentence of the libraries for the page, which words those with a code itself.

import SoftmaxData
import SoftmaxFiles

/// What is said of data or of a run.
struct DataNote: Sendable, Hashable {
  /// What stands in the page's words: one text, or several.
  enum Value: Sendable, Hashable {
    case text(String)
    case list([String])
  }

  /// What the page shows where it has no words of its own.
  var message: String
  /// What it has words for.
  var code: String?
  var values: [String: Value] = [:]

  init(_ message: String) { self.message = message }

  /// - Parameters:
  ///   - warning: What is odd.
  ///   - message: The sentence, where it is not the warning's own.
  init(_ warning: DataWarning, message: String? = nil) {
    self.message = message ?? warning.message
    code = Self.code(of: warning)
    for (figure, text) in warning.figures { values[figure.rawValue] = .text(text) }
    if let first = warning.columns.first {
      values["column"] = .text(first.printable(limit: Self.longestName))
      values["columns"] = .list(Self.shown(warning.columns))
      values["columnCount"] = .text("\(warning.columns.count)")
    }
    if !warning.classes.isEmpty {
      values["classes"] = .list(Self.shown(warning.classes.map(\.name)))
      values["sizes"] = .list(warning.classes.prefix(Self.mostNames).map { "\($0.count)" })
    }
  }

  /// Names in one sentence, and their letters.
  private static let mostNames = 5
  private static let longestName = 40

  private static func shown(_ names: [String]) -> [String] {
    names.prefix(mostNames).map { $0.printable(limit: longestName) }
  }

  /// What the page has words for; nil where it depends on a cell of the column, or on how the column is used.
  static func code(of warning: DataWarning) -> String? {
    switch warning.kind {
    case .noFeatures: "no-features"
    case .missingCells where !warning.stopsTraining: "incomplete-rows"
    // Where incomplete rows are left out, there is a number of rows that it is held against.
    case .missingCells: warning.figures[.total] == nil ? "missing-cells" : "every-row"
    case .missingLabels: warning.stopsTraining ? "no-labels" : "rows-without-label"
    case .mostlyMissing: "mostly-missing"
    case .constant: warning.columns.isEmpty ? "constant-features" : "constant"
    case .looksLikeKey: warning.figures[.count] == nil ? "looks-like-key" : "nearly-key"
    case .farFromZero: "far-from-zero"
    case .looksLikeRegression: "regression"
    case .oneClass: "one-class"
    case .rareClasses: "rare-classes"
    case .unevenClasses: "uneven-classes"
    case .notFinite: "not-finite"
    case .refusedColumn: nil
    }
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("message", message)
      writeCode(to: &json)
    }
  }

  func writeCode(to json: inout JSONWriter) {
    guard let code else { return }
    json.member("code", code)
    json.member("values") { json in
      json.object { json in
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
          switch value {
          case .text(let text): json.member(name, text)
          case .list(let texts): json.member(name) { $0.array(of: texts) }
          }
        }
      }
    }
  }
}
