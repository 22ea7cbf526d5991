// Something that a fit refuses in a table: what, where, and what can be pressed to put it right.

/// A problem of a table, as the page shows it.
struct TableViewProblem {
  /// A button that puts it right.
  struct Fix {
    let title: String
    /// How the table is read then.
    var table: [(key: String, value: String)] = []
    /// The column of labels then.
    var label: String?
  }

  let message: String
  var remedy: String?
  var line: Int?
  var column: String?
  /// What the page has words of its own for.
  var code: String?
  /// What stands in these words.
  var values: [(String, String)] = []
  var fixes: [Fix] = []

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("message", message)
      if let remedy { json.member("remedy", remedy) }
      if let line { json.member("row", line) }
      if let column { json.member("column", column) }
      writeCode(to: &json)
      if !fixes.isEmpty {
        json.member("fixes") { json in json.array { json in for fix in fixes { Self.write(fix, to: &json) } } }
      }
    }
  }

  func writeCode(to json: inout JSONWriter) {
    guard let code else { return }
    json.member("code", code)
    json.member("values") { json in
      json.object { json in for (name, value) in values { json.member(name, value) } }
    }
  }

  private static func write(_ fix: Fix, to json: inout JSONWriter) {
    json.object { json in
      json.member("title", fix.title)
      if !fix.table.isEmpty {
        json.member("table") { json in
          json.object { json in for (key, value) in fix.table { json.member(key, value) } }
        }
      }
      if let label = fix.label { json.member("label", label) }
    }
  }
}
