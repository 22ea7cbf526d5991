// What stands behind the question mark of a plain request.

/// The options of POST /predict: those of `softmax predict`, by the same names.
package struct PlainOptions: Sendable, Hashable {
  /// How many of the most probable classes each prediction has.
  package var top = 1
  /// Whether the probabilities of all classes are there.
  package var probabilities = false
  /// Whether each has its prediction set.
  package var sets = false
  /// Where the most probable class is less probable, none is predicted.
  package var leastProbability: Double?
  /// Columns of a table that are passed through.
  package var keep: [String] = []
  /// The model, where the path names none.
  package var model: String?
  package var version: String?

  package init() {}

  /// Reads names and values, in their order.
  ///
  /// - Throws: `RequestProblem` for an option that there is not, and a value that is none of it.
  package init(_ query: [(name: String, value: String)]) throws(RequestProblem) {
    var seen: Set<String> = []
    for (name, value) in query {
      guard name == "keep" || seen.insert(name).inserted else {
        throw .bad("the option '\(name.shown)' comes twice")
      }
      switch name {
      case "top": top = try Self.count(name, value)
      case "probabilities": probabilities = try Self.truth(name, value)
      case "sets": sets = try Self.truth(name, value)
      case "min_probability":
        guard Self.isDecimal(value), let least = Double(value), least <= 1 else {
          throw .bad("min_probability is '\(value.shown)': expected a decimal number from 0 to 1, such as 0.9")
        }
        leastProbability = least
      case "keep": keep += value.split(separator: ",").map(String.init)
      case "model": model = value
      case "version": version = value
      default:
        throw .bad(
          "unknown option '\(name.shown)': there are top, probabilities, sets, min_probability, keep, model and version"
        )
      }
    }
  }

  private static func count(_ name: String, _ value: String) throws(RequestProblem) -> Int {
    guard isDigits(value[...]), let count = Int(value), count >= 1 else {
      throw .bad("\(name) is '\(value.shown)': expected a whole number from 1, in digits alone")
    }
    return count
  }

  /// Whether a text is digits alone: what the standard library reads may have a sign too.
  private static func isDigits(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Whether a text is a decimal number without a sign, as programs print it: 1, 0.5 or 5e-05. The standard library also reads
  /// hexadecimal numbers and words.
  private static func isDecimal(_ text: String) -> Bool {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    guard let number = parts.first,
      isDigits(number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).joined())
    else { return false }
    guard parts.count == 2 else { return true }
    let exponent = parts[1]
    return isDigits(exponent.first == "-" || exponent.first == "+" ? exponent.dropFirst() : exponent)
  }

  private static func truth(_ name: String, _ value: String) throws(RequestProblem) -> Bool {
    switch value {
    case "", "true", "1", "yes": true
    case "false", "0", "no": false
    default: throw .bad("\(name) is '\(value.shown)': expected true or false")
    }
  }
}
