// Limits by name in a file: lines of names and two numbers, or a JSON object.

package import SoftmaxFiles

/// Reads between which numbers the weights of columns have to lie.
package enum LimitFile {
  /// The limits of what a name belongs to.
  package struct Limit: Sendable, Hashable {
    package let name: String
    /// Nil: of all classes.
    package let className: String?
    package let lower: Double
    package let upper: Double
  }

  /// The limits in a file: a line `name,lower,upper` for each column, at whose last two commas or tabs the numbers begin, or a
  /// JSON object `{"name": [lower, upper]}`, which may have `{"class": [lower, upper]}` in place of a pair. A number that is
  /// left out, or null, is no limit. Text is UTF-8, with a byte order mark or without.
  ///
  /// - Throws: `FileError` naming the line or the name of what is no limit.
  package static func limits(contentsOf path: String) throws(FileError) -> [Limit] {
    try limits(in: InputFile.text(of: path), path: path)
  }

  /// The limits in a text.
  package static func limits(in text: String, path: String) throws(FileError) -> [Limit] {
    let isObject = text.utf8.first { !isSpace($0) } == UInt8(ascii: "{")
    let limits = isObject ? try object(text, path: path) : try lines(text, path: path)
    guard !limits.isEmpty else { throw bad("it holds no limits", path: path) }
    for limit in limits where !(limit.lower <= 0 && limit.upper >= 0) {
      throw bad(
        "the limits of '\(limit.name.printable(limit: 80))' are \(limit.lower) and \(limit.upper), which 0 is not between",
        path: path)
    }
    return limits
  }

  private static func bad(_ problem: String, path: String, line: Int? = nil) -> FileError {
    FileError(
      .badData, path: path, position: line.map { .line($0) }, problem: problem,
      remedy:
        "write a line 'name,lower,upper' for each column, the lower limit at most 0, the upper at least 0, "
        + "and nothing where there is none")
  }

  // MARK: JSON

  private static func object(_ text: String, path: String) throws(FileError) -> [Limit] {
    guard case .object(let members) = try StrictJSON.parse(Array(text.utf8), path: path) else { return [] }
    var limits: [Limit] = []
    for member in members {
      if case .object(let classes) = member.value {
        for own in classes {
          limits.append(try limit(member.name, own.name, own.value, path: path))
        }
      } else {
        limits.append(try limit(member.name, nil, member.value, path: path))
      }
    }
    return limits
  }

  private static func limit(
    _ name: String, _ className: String?, _ value: StrictJSON, path: String
  ) throws(FileError) -> Limit {
    func number(_ value: StrictJSON, _ absent: Double) -> Double? {
      switch value {
      case .null: absent
      case .number(let digits): Self.number(digits)
      default: nil
      }
    }
    guard case .array(let pair) = value, pair.count == 2, let lower = number(pair[0], -.infinity),
      let upper = number(pair[1], .infinity)
    else {
      throw FileError(
        .badData, path: path,
        problem: "the limits of '\(name.printable(limit: 80))' are no pair of numbers",
        remedy: "write them as in {\"\(name.printable(limit: 80))\": [0, null]}, null being no limit")
    }
    return Limit(name: name, className: className, lower: lower, upper: upper)
  }

  // MARK: Lines

  /// By bytes: a comma with an accent behind it is another `Character`.
  private static func lines(_ text: String, path: String) throws(FileError) -> [Limit] {
    var limits: [Limit] = []
    var known: Set<String> = []
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(isSpace) {
      func bad(_ problem: String) -> FileError { Self.bad(problem, path: path, line: index + 1) }
      let separators = line.indices.filter { line[$0] == UInt8(ascii: ",") || line[$0] == UInt8(ascii: "\t") }
      guard separators.count >= 2 else {
        throw bad(
          "expected a name and two limits with commas between, found '\(string(line).printable(limit: 80))'")
      }
      let (first, second) = (separators[separators.count - 2], separators[separators.count - 1])
      let name = string(line[..<first])
      let digits = [line[line.index(after: first)..<second], line[line.index(after: second)...]].map {
        string($0).split { $0.isWhitespace }.joined(separator: " ")
      }
      let ends = zip(digits, [-Double.infinity, .infinity]).map { $0.isEmpty ? $1 : number($0) }
      guard let lower = ends[0], let upper = ends[1] else {
        throw bad(
          "expected a name and two limits: '\(digits[ends[0] == nil ? 0 : 1].printable(limit: 40))' for "
            + "'\(name.printable(limit: 80))' is no number")
      }
      guard known.insert(name).inserted else {
        throw bad("the column '\(name.printable(limit: 80))' stands twice")
      }
      limits.append(Limit(name: name, className: nil, lower: lower, upper: upper))
    }
    return limits
  }

  private static func number(_ digits: String) -> Double? {
    guard digits.utf8.count <= 400, let value = Double(digits), !value.isNaN else { return nil }
    return value
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private static func string(_ line: Substring.UTF8View) -> String { String(decoding: line, as: UTF8.self) }
}
