// Weights of classes in a file: lines of names and numbers, or a JSON object.

package import SoftmaxFiles

/// Reads weights by the names of classes.
package enum ClassWeightFile {
  /// The weights in a file: a JSON object `{"name": weight}`, or a line `name,weight` for each class, at whose last comma or tab
  /// the weight begins. Text is UTF-8, with a byte order mark or without.
  ///
  /// - Throws: `FileError` naming the line or the class of what is no weight.
  package static func weights(contentsOf path: String) throws(FileError) -> [String: Double] {
    try weights(in: InputFile.text(of: path), path: path)
  }

  /// The weights in a text.
  package static func weights(in text: String, path: String) throws(FileError) -> [String: Double] {
    let isObject = text.utf8.first { !isSpace($0) } == UInt8(ascii: "{")
    let weights = isObject ? try object(text, path: path) : try lines(text, path: path)
    guard !weights.isEmpty else { throw bad("it holds no weights", path: path) }
    return weights
  }

  /// The error for a name that is no class of the data; `nearest` is what it may be a mistyped form of.
  package static func unknownClass(_ name: String, nearest: String?, path: String) -> FileError {
    FileError(
      .badData, path: path,
      problem: "there is a weight for the class '\(name.printable(limit: 80))', which the data does not have",
      remedy: nearest.map { "the nearest is '\($0.printable(limit: 80))'" })
  }

  private static func bad(_ problem: String, path: String, line: Int? = nil) -> FileError {
    FileError(
      .badData, path: path, position: line.map { .line($0) }, problem: problem,
      remedy: "write a line 'name,weight' for each class, the weight a number from 0 on")
  }

  private static func object(_ text: String, path: String) throws(FileError) -> [String: Double] {
    guard case .object(let members) = try StrictJSON.parse(Array(text.utf8), path: path) else { return [:] }
    var weights: [String: Double] = [:]
    for member in members {
      guard case .number(let digits) = member.value, let weight = weight(digits) else {
        throw FileError(
          .badData, path: path,
          problem: "the weight of '\(member.name.printable(limit: 80))' is no number from 0 on",
          remedy: "write it as in {\"\(member.name.printable(limit: 80))\": 2.5}")
      }
      weights[member.name] = weight
    }
    return weights
  }

  /// By bytes: a comma with an accent behind it is another `Character`.
  private static func lines(_ text: String, path: String) throws(FileError) -> [String: Double] {
    var weights: [String: Double] = [:]
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(isSpace) {
      func bad(_ problem: String) -> FileError { Self.bad(problem, path: path, line: index + 1) }
      let isSeparator = { (byte: UInt8) in byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\t") }
      guard let separator = line.lastIndex(where: isSeparator) else {
        throw bad("expected a name, a comma and a weight, found '\(shown(line))'")
      }
      let name = string(line[..<separator])
      let digits = string(line[line.index(after: separator)...].drop(while: isSpace).dropLastSpaces)
      guard let weight = weight(digits) else {
        throw bad(
          "expected a name, a comma and a weight: the weight of '\(name.printable(limit: 80))' is "
            + "'\(digits.printable(limit: 40))', no number from 0 on")
      }
      guard weights.updateValue(weight, forKey: name) == nil else {
        throw bad("the class '\(name.printable(limit: 80))' stands twice")
      }
    }
    return weights
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private static func string(_ line: Substring.UTF8View) -> String { String(decoding: line, as: UTF8.self) }

  private static func shown(_ line: Substring.UTF8View) -> String {
    string(line.dropLastSpaces).printable(limit: 80)
  }

  private static func weight(_ digits: String) -> Double? {
    guard digits.utf8.count <= 400, let weight = Double(digits), weight >= 0, weight.isFinite else {
      return nil
    }
    return weight
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
