// Which category of a column the others are held against.

import SoftmaxFiles
import SoftmaxRegression

/// What statistics code categories against.
struct BaseChoices {
  /// COLUMN=CATEGORY, as they were given.
  let texts: [String]
  /// Whether the fit has a bias.
  let hasBias: Bool

  /// Refuses what can be refused without data.
  static func check(_ texts: [String]) throws(WorkflowError) {
    if let text = texts.first(where: { $0.hasPrefix("=") || $0.hasSuffix("=") || !$0.contains("=") }) {
      throw .base(.malformed(text))
    }
  }

  /// The contrasts for a table. Names and categories may hold '=' too: the longest column's name that fits is meant.
  func contrasts(for table: Table) throws -> TreatmentContrasts {
    var bases: [String: String] = [:]
    for text in texts {
      let names = table.columns.map(\.name).filter { text.hasPrefix($0 + "=") && text.count > $0.count + 1 }
      let name = names.max { $0.count < $1.count } ?? String(text.prefix { $0 != "=" })
      var category = String(text.dropFirst(name.count + 1))
      if table.columns.contains(where: { $0.name == name && $0.kind == .boolean }) {
        category = Self.booleanWord(category)
      }
      guard bases.updateValue(category, forKey: name) == nil else {
        throw WorkflowError.base(.twice(column: name))
      }
    }
    return TreatmentContrasts(bases: bases, hasIntercept: hasBias)
  }

  /// Booleans are called yes and no, however a table writes them.
  private static func booleanWord(_ word: String) -> String {
    switch word.lowercased() {
    case "yes", "true", "t", "1": "yes"
    case "no", "false", "f", "0": "no"
    default: word
    }
  }

  /// Says of a refusal which base it is about.
  func explaining<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as PreparationError {
      switch error {
      case .baseOfNoColumn(_, let column, _), .baseOfNumbers(_, let column), .unknownBase(_, let column, _, _):
        let text = texts.first { $0.hasPrefix(column + "=") } ?? column
        throw WorkflowError.base(.unfit(text, error.description))
      case .singleCategory(_, let column, _):
        throw WorkflowError.singleCategory(error.description, column: column)
      default: throw error
      }
    }
  }
}
