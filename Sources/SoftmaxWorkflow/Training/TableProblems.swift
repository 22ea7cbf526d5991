// All that a fit would refuse in a table, and how it is set right in one go.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

/// Looks for the other problems of a table that was refused for one.
struct TableProblems {
  /// The table.
  let path: String
  /// How it is read.
  let options: TableOptions

  /// Reads it, or a part of it.
  ///
  /// - Throws: What `read` throws, with all other problems of the table where it has such.
  func explaining<Result: ~Copyable>(_ read: () throws -> Result) throws -> Result {
    do {
      return try read()
    } catch let error as FileError {
      throw all(error)
    }
  }

  /// The error with every problem of a table; the same where it is the only one, or where the table cannot be looked at
  /// again: a stream is not there any more.
  private func all(_ error: FileError) -> any Error {
    guard error.kind == .badData, FileStatus(of: path)?.kind == .regular,
      let summary = try? TableSummary(contentsOf: path, options: options)
    else { return error }
    var problems = summary.warnings.filter(\.stopsTraining)
    // A label that nobody named would be refused next.
    if case .last = options.label {
      problems += summary.warnings.filter { $0.kind == .looksLikeRegression }
    }
    if problems.count == 1, problems[0].columns.count > 1 {
      return FileError(.badData, path: path, problem: problems[0].message, advice: problems[0].advice)
    }
    guard problems.count > 1 else { return error }
    return WorkflowError.tableProblems(problems, table: summary.name, together: Self.together(problems))
  }

  /// What sets all of these right, where each has a first remedy that is a setting with its value, and none contradicts
  /// another; empty where that is not so.
  static func together(_ problems: [DataWarning]) -> [Remedy] {
    var ignored: [String] = []
    var kinds: [Remedy.NamedKind] = []
    var others: [Remedy] = []
    var notations: [NumberNotation] = []
    var isNotationUnclear = false
    for problem in problems {
      let notation = problem.remedies.compactMap { remedy in
        if case .readNumbers(let decimal, let thousands) = remedy {
          return NumberNotation(decimalMark: decimal, thousandsMark: thousands)
        }
        return nil
      }
      if notation.count > 1 {
        isNotationUnclear = true
        continue
      }
      notations += notation
      switch problem.remedies.first {
      case .readNumbers: break
      case .ignoreColumns(let names): ignored += names
      case .treatColumns(let names, .dateDayFirst), .treatColumns(let names, .dateMonthFirst):
        // Only their user knows which.
        if !names.isEmpty { return [] }
      case .treatColumns(let names, let kind): kinds += names.map { .init(column: $0, kind: kind) }
      case .imputeMissing, .markMissing, .leaveOutUnlabelledRows: others += [problem.remedies[0]]
      case .readAsMissing(let words): others += [.readAsMissing(words), .imputeMissing]
      default: return []
      }
    }
    guard let merged = merged(notations), !(isNotationUnclear && notations.isEmpty) else { return [] }
    var remedies: [Remedy] = []
    if merged != .plain {
      remedies.append(.readNumbers(decimal: merged.decimalMark, thousands: merged.thousandsMark))
    }
    if !kinds.isEmpty { remedies.append(.nameKinds(kinds)) }
    for other in others where !remedies.contains(other) { remedies.append(other) }
    if !ignored.isEmpty { remedies.append(.ignoreColumns(ignored)) }
    return remedies.count { if case .readAsMissing = $0 { true } else { false } } > 1 ? [] : remedies
  }

  /// The notation that reads what each of these reads; nil where there is none.
  private static func merged(_ notations: [NumberNotation]) -> NumberNotation? {
    let decimals = Set(notations.map(\.decimalMark))
    let thousands = Set(notations.compactMap(\.thousandsMark))
    guard decimals.count <= 1, thousands.count <= 1 else { return nil }
    return NumberNotation(decimalMark: decimals.first ?? ".", thousandsMark: thousands.first)
  }
}
