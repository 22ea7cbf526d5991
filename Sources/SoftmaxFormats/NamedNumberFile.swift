// Numbers by name in a file: lines of names and numbers, or a JSON object.

package import SoftmaxFiles

/// Reads numbers from 0 on by the names of what they belong to.
package struct NamedNumberFile {
  /// What a number is called: weight.
  private let number: String
  /// What a name is of: class.
  private let owner: String

  /// A form of such files, for messages: `number` of an `owner`.
  package init(number: String, owner: String) {
    self.number = number
    self.owner = owner
  }

  /// The numbers in a file: a JSON object `{"name": number}`, or a line `name,number` for each, at whose last comma or tab the
  /// number begins. Text is UTF-8, with a byte order mark or without.
  ///
  /// - Throws: `FileError` naming the line or the name of what is no such number.
  package func numbers(contentsOf path: String) throws(FileError) -> [String: Double] {
    try numbers(in: InputFile.text(of: path), path: path)
  }

  /// The numbers in a text.
  package func numbers(in text: String, path: String) throws(FileError) -> [String: Double] {
    let isObject = text.utf8.first { !Self.isSpace($0) } == UInt8(ascii: "{")
    let numbers = isObject ? try object(text, path: path) : try lines(text, path: path)
    guard !numbers.isEmpty else { throw bad("it holds no \(number)s", path: path) }
    return numbers
  }

  private func bad(_ problem: String, path: String, line: Int? = nil) -> FileError {
    FileError(
      .badData, path: path, position: line.map { .line($0) }, problem: problem,
      remedy: "write a line 'name,\(number)' for each \(owner), the \(number) a number from 0 on")
  }

  private func object(_ text: String, path: String) throws(FileError) -> [String: Double] {
    guard case .object(let members) = try StrictJSON.parse(Array(text.utf8), path: path) else { return [:] }
    var numbers: [String: Double] = [:]
    for member in members {
      guard case .number(let digits) = member.value, let value = value(digits) else {
        throw FileError(
          .badData, path: path,
          problem: "the \(number) of '\(member.name.printable(limit: 80))' is no number from 0 on",
          remedy: "write it as in {\"\(member.name.printable(limit: 80))\": 2.5}")
      }
      numbers[member.name] = value
    }
    return numbers
  }

  /// By bytes: a comma with an accent behind it is another `Character`.
  private func lines(_ text: String, path: String) throws(FileError) -> [String: Double] {
    var numbers: [String: Double] = [:]
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(Self.isSpace) {
      func bad(_ problem: String) -> FileError { self.bad(problem, path: path, line: index + 1) }
      let isSeparator = { (byte: UInt8) in byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\t") }
      guard let separator = line.lastIndex(where: isSeparator) else {
        throw bad("expected a name, a comma and a \(number), found '\(shown(line))'")
      }
      let name = string(line[..<separator])
      let digits = string(line[line.index(after: separator)...].drop(while: Self.isSpace).dropLastSpaces)
      guard let value = value(digits) else {
        throw bad(
          "expected a name, a comma and a \(number): the \(number) of '\(name.printable(limit: 80))' is "
            + "'\(digits.printable(limit: 40))', no number from 0 on")
      }
      guard numbers.updateValue(value, forKey: name) == nil else {
        throw bad("the \(owner) '\(name.printable(limit: 80))' stands twice")
      }
    }
    return numbers
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private func string(_ line: Substring.UTF8View) -> String { String(decoding: line, as: UTF8.self) }

  private func shown(_ line: Substring.UTF8View) -> String {
    string(line.dropLastSpaces).printable(limit: 80)
  }

  private func value(_ digits: String) -> Double? {
    guard digits.utf8.count <= 400, let value = Double(digits), value >= 0, value.isFinite else {
      return nil
    }
    return value
  }
}

extension Substring.UTF8View {
  /// Without the spaces and the carriage return at its end.
  fileprivate var dropLastSpaces: Substring.UTF8View {
    guard let last = lastIndex(where: { $0 != 0x20 && !(0x09...0x0d).contains($0) }) else {
      return self[startIndex..<startIndex]
    }
    return self[...last]
  }
}
