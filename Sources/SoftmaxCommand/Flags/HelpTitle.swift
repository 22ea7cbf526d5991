// The titles of the groups of flags in help texts.

/// A verb's help has its groups in this order, and a group stands there where the verb has a flag for it. Groups stand directly
/// in verbs, never in each other: in a debug build the parser checks each level four times over.
enum HelpTitle {
  static let mostUsed = "Most used"
  static let data = "Data"
  static let table = "Table"
  static let text = "Text"
  static let method = "Method"
  static let penalty = "Penalty"
  static let minibatches = "Minibatches"
  static let statistics = "Statistics"
  static let output = "Output"
  static let access = "Access"
  static let limits = "Limits"
  static let running = "Running"

  static let all = [
    mostUsed, data, table, text, method, penalty, minibatches, statistics, output, access, limits, running,
  ]
}
