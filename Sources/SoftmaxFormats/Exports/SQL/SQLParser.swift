// Reading a query that a model was written as.

import Foundation
import SoftmaxFiles

/// Reads the steps of a query, and nothing else: one statement that only selects. Complexity: O(bytes).
struct SQLParser {
  private var lexer: SQLLexer
  private var inputs: [String] = []
  private var inputPlaces: [String: Int] = [:]
  /// The places of the steps' columns; those of the step that is being read are not yet in it.
  private var columnPlaces: [String: Int] = [:]
  private var columns: [(name: String, expression: SQLExpression)] = []
  private var depth = 0

  /// How deep expressions may be in each other.
  private static let mostDepth = 60

  private init(_ bytes: [UInt8], path: String) throws(FileError) {
    lexer = SQLLexer(bytes, path: path)
    try lexer.advance()
  }

  /// The query of a file.
  ///
  /// - Throws: `FileError` where it is anything else than what is written for a model.
  static func query(_ bytes: [UInt8], path: String) throws(FileError) -> SQLQuery {
    guard bytes.starts(with: Array((SQLWriter.firstLine + "\n").utf8)) else {
      throw FileError(
        .badData, path: path, position: .line(1), problem: "it is no export of softmax in SQL",
        remedy: "export the model again")
    }
    var parser = try SQLParser(bytes, path: path)
    return try parser.query()
  }

  private mutating func query() throws(FileError) -> SQLQuery {
    var last = "samples"
    try expect("WITH")
    while true {
      let name = "softmax_step_\(last == "samples" ? 1 : stepCount + 1)"
      try expect(name)
      for word in ["AS", "MATERIALIZED", "(", "SELECT", last, ".", "*"] { try expect(word) }
      var added: [(String, SQLExpression)] = []
      while try take(",") {
        let expression = try expression()
        try expect("AS")
        guard case .word(let column) = lexer.token, column.hasPrefix("softmax_") else {
          throw lexer.error("expected a name that begins with softmax_")
        }
        try lexer.advance()
        added.append((column, expression))
      }
      for word in ["FROM", last, ")"] { try expect(word) }
      for (column, expression) in added {
        guard columnPlaces[column] == nil else { throw lexer.error("the column \(column) is there twice") }
        columnPlaces[column] = columns.count
        columns.append((column, expression))
      }
      stepCount += 1
      last = name
      guard try take(",") else { break }
    }
    for word in ["SELECT", last, ".", "*", "FROM", last, ";"] { try expect(word) }
    guard case .end = lexer.token else { throw lexer.error("there is more behind the query") }
    return try finished()
  }

  private var stepCount = 0

  /// The query.
  private func finished() throws(FileError) -> SQLQuery {
    func places(_ prefix: String) -> [Int] {
      var places: [Int] = []
      while let place = columnPlaces["\(prefix)_\(places.count + 1)"] {
        places.append(place)
      }
      return places
    }
    let (logits, probabilities) = (places("softmax_logit"), places("softmax_probability"))
    guard !logits.isEmpty, !probabilities.isEmpty, let label = columnPlaces["softmax_label"],
      let names = columns[label].expression.texts, names.count == probabilities.count,
      Set(names).count == names.count
    else { throw lexer.error("it lacks logits, probabilities, or a label for each class") }
    return SQLQuery(
      inputs: inputs, columns: columns, logits: logits, probabilities: probabilities,
      label: label, classNames: names)
  }

  // MARK: Expressions

  /// Comparisons, the loosest of all.
  private mutating func expression() throws(FileError) -> SQLExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.mostDepth else { throw lexer.error("the expressions are too deep") }
    if try take("NOT") { return .not(try primary()) }
    let first = try additive()
    if try take("IS") {
      try expect("NULL")
      return .isNull(first)
    }
    for kind in [SQLOperator.equal, .less, .notLess] where try take(kind.rawValue) {
      return .binary(kind, first, try additive())
    }
    return first
  }

  private mutating func additive() throws(FileError) -> SQLExpression {
    var items = [try multiplicative()]
    while true {
      if try take("+") {
        items.append(try multiplicative())
      } else if try take("-") {
        items.append(.negative(try multiplicative()))
      } else {
        return items.count == 1 ? items[0] : .sum(items)
      }
    }
  }

  private mutating func multiplicative() throws(FileError) -> SQLExpression {
    var product = try primary()
    // Products are flat where they are read; each factor deepens the expression by one.
    for _ in 0..<Self.mostDepth {
      if try take("*") {
        product = .binary(.times, product, try primary())
      } else if try take("/") {
        product = .binary(.divided, product, try primary())
      } else {
        return product
      }
    }
    throw lexer.error("a product is too long")
  }

  private mutating func primary() throws(FileError) -> SQLExpression {
    let token = lexer.token
    try lexer.advance()
    switch token {
    case .number(let number): return .value(.number(number))
    case .text(let text): return .value(.text(text))
    case .quoted(let name):
      if let place = inputPlaces[name] { return .input(place) }
      inputPlaces[name] = inputs.count
      inputs.append(name)
      return .input(inputs.count - 1)
    case .symbol("("):
      if try take("-") {
        guard case .number(let number) = lexer.token else { throw lexer.error("expected a number") }
        try lexer.advance()
        try expect(")")
        return .value(.number(-number))
      }
      let inside = try expression()
      try expect(")")
      return inside
    case .word("NULL"): return .value(.null)
    case .word("CAST"): return try cast()
    case .word("CASE"): return try choice()
    case .word("exp"):
      try expect("(")
      let inside = try expression()
      try expect(")")
      return .exponential(inside)
    case .word("COALESCE"):
      try expect("(")
      let first = try expression()
      try expect(",")
      let second = try expression()
      try expect(")")
      return .coalesce([first, second])
    case .word(let name):
      guard let place = columnPlaces[name] else { throw lexer.error("expected an expression") }
      return .column(place)
    default: throw lexer.error("expected an expression")
    }
  }

  private mutating func cast() throws(FileError) -> SQLExpression {
    try expect("(")
    let inside = try expression()
    try expect("AS")
    let toText = try take("VARCHAR")
    if !toText {
      try expect("DOUBLE")
      try expect("PRECISION")
    }
    try expect(")")
    return .cast(inside, toText: toText)
  }

  private mutating func choice() throws(FileError) -> SQLExpression {
    var subject: SQLExpression?
    if case .word("WHEN") = lexer.token {} else { subject = try expression() }
    var cases: [(SQLExpression, SQLExpression)] = []
    while try take("WHEN") {
      let when = try expression()
      try expect("THEN")
      cases.append((when, try expression()))
    }
    let other: SQLExpression? = try take("ELSE") ? try expression() : nil
    try expect("END")
    return .choice(of: subject, cases: cases, other: other)
  }

  // MARK: Tokens

  private mutating func take(_ text: String) throws(FileError) -> Bool {
    switch lexer.token {
    case .word(let found) where found == text, .symbol(let found) where found == text:
      try lexer.advance()
      return true
    default: return false
    }
  }

  private mutating func expect(_ text: String) throws(FileError) {
    guard try take(text) else { throw lexer.error("expected \(text)") }
  }
}
