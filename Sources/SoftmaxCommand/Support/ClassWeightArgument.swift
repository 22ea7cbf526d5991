// Which weights the classes have: a word, or a file.

import SoftmaxFiles
import SoftmaxRegression

/// What `--class-weight` names.
enum ClassWeightArgument {
  /// `balanced`, or the weights in a file: a JSON object `{"name": weight}`, or a line `name,weight` for each class, at
  /// whose last comma or tab the weight begins.
  ///
  /// - Throws: `FileError` with the place of what is no weight.
  static func weights(_ argument: String) throws -> ClassWeights {
    if argument == "balanced" { return .balanced }
    let text: String
    do throws(FileError) {
      text = try InputFile.text(of: argument)
    } catch {
      throw error.kind == .noInput
        ? FileError(
          .noInput, path: argument, problem: error.problem,
          remedy: "--class-weight takes the word balanced or a file of weights") : error
    }
    let weights =
      text.first { !$0.isWhitespace } == "{"
      ? try object(text, path: argument) : try lines(text, path: argument)
    guard !weights.isEmpty else {
      throw bad("it holds no weights", path: argument)
    }
    return .custom(weights)
  }

  private static func bad(_ problem: String, path: String, line: Int? = nil) -> FileError {
    FileError(
      .badData, path: path, position: line.map { .line($0) }, problem: problem,
      remedy: "write a line 'name,weight' for each class, the weight a number from 0 on")
  }

  private static func object(_ text: String, path: String) throws -> [String: Double] {
    guard case .object(let members) = try StrictJSON.parse(Array(text.utf8), path: path) else { return [:] }
    var weights: [String: Double] = [:]
    for member in members {
      guard case .number(let digits) = member.value, let weight = weight(digits[...]) else {
        throw bad("the weight of '\(member.name)' is no number from 0 on", path: path)
      }
      weights[member.name] = weight
    }
    return weights
  }

  private static func lines(_ text: String, path: String) throws -> [String: Double] {
    var weights: [String: Double] = [:]
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    where !line.allSatisfy(\.isWhitespace) {
      guard let separator = line.lastIndex(where: { $0 == "," || $0 == "\t" }),
        let weight = weight(line[line.index(after: separator)...])
      else {
        throw bad(
          "expected a name, a comma and a weight, found '\(line.prefix(80))'", path: path, line: index + 1)
      }
      let name = String(line[..<separator])
      guard weights.updateValue(weight, forKey: name) == nil else {
        throw bad("the class '\(name)' stands twice", path: path, line: index + 1)
      }
    }
    return weights
  }

  private static func weight(_ digits: Substring) -> Double? {
    let digits = digits.drop { $0 == " " }
    guard let weight = Double(digits), weight >= 0, weight.isFinite else { return nil }
    return weight
  }
}
