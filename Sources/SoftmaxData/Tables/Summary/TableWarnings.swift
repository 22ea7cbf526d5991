// What is odd about the columns of a table, beyond what a fit refuses.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

/// Finds what is odd in the figures of columns.
struct TableWarnings {
  private let columns: [TableSummary.Column]
  // Features that are read without a problem.
  private let features: [TableSummary.Column]
  private let options: TableOptions
  private let rowCount: Int
  private let incomplete: MissingPatterns
  private let unlabelledCount: Int

  init(_ columns: [TableSummary.Column], options: TableOptions, tally: TableTally) {
    self.init(
      columns, options: options, rowCount: tally.rowCount, incomplete: tally.incomplete,
      unlabelledCount: tally.unlabelledCount)
  }

  /// Of a table in memory, from which rows that are left out are gone already.
  init(
    _ columns: [TableSummary.Column], options: TableOptions, rowCount: Int,
    incomplete: MissingPatterns = MissingPatterns(), unlabelledCount: Int = 0
  ) {
    self.incomplete = incomplete
    self.unlabelledCount = unlabelledCount
    self.columns = columns
    self.options = options
    self.rowCount = rowCount
    features = columns.filter { $0.role == .feature && $0.refusal == nil }
  }

  /// Everything that is odd, what a fit refuses first; `classes` are the labels with their counts.
  func all(classes: [ValueCounts.Entry]) -> [DataWarning] {
    var found = columns.compactMap(\.refusal)
    if !columns.contains(where: { $0.role == .feature }) {
      found.append(
        DataWarning(
          .noFeatures, "no column is left that could be a feature",
          advice: columns.count == 1 ? TableAdvice.checkDelimiter : "ignore fewer columns",
          stopsTraining: true))
    }
    found += [missing, unlabelledRows, incompleteRows, regression].compactMap { $0 }
    // Of classes that are none it need not be said that they are small.
    if regression == nil { found += DataWarning.ofClasses(classes) }
    found += [constants].compactMap { $0 } + keys + nearlyKeys + mostlyMissing + farFromZero
    return found.filter(\.stopsTraining) + found.filter { !$0.stopsTraining }
  }

  // MARK: Cells

  private var missing: DataWarning? {
    // Those too that another setting would read: their cells would be missing then.
    let incomplete = columns.filter { column in
      let isReadOtherwise = [.date, .decimalComma, .formattedNumber].contains(column.kind)
      return column.role == .feature && column.missingCount > 0 && (column.refusal == nil || isReadOtherwise)
    }
    guard options.refusesMissing, !incomplete.isEmpty else { return nil }
    let count = incomplete.reduce(0) { $0 + $1.missingCount }
    return DataWarning(
      .missingCells, columns: incomplete.map(\.name),
      "\(count) \(count == 1 ? "cell is" : "cells are") missing in \(Self.named(incomplete))",
      advice:
        "\(.imputeMissing) puts the mean in their place, \(.markMissing) adds a feature that says so, "
        + "\(.leaveOutIncompleteRows) leaves their rows out; or leave the columns out",
      stopsTraining: true, figures: [.count: "\(count)"])
  }

  private var unlabelledRows: DataWarning? {
    guard unlabelledCount > 0, let label = columns.first(where: { $0.role == .label }) else { return nil }
    let name = CellText.shown(label.name)
    return DataWarning(
      .missingLabels, columns: [label.name],
      rowCount == 0
        ? "no row has a label in column \(name)"
        : "\(unlabelledCount) more \(unlabelledCount == 1 ? "row has" : "rows have") no label in column \(name)",
      advice: rowCount == 0
        ? "\(.chooseLabel, placeholder: "NAME"): choose another column"
        : "train leaves \(unlabelledCount == 1 ? "it" : "them") out",
      stopsTraining: rowCount == 0, figures: [.count: "\(unlabelledCount)"])
  }

  /// Rows that are left out, which are not those that lack a cell of a column that is left out itself.
  private var incompleteRows: DataWarning? {
    let lacking = features.filter { $0.missingCount > 0 && ($0.isNamed || !isNearlyKey($0)) }
    guard options.countsIncompleteRows, let first = lacking.first else { return nil }
    let count = incomplete.rowCount(lackingAnyOf: Set(lacking.map { $0.position - 1 }))
    let isEvery = count == rowCount
    let worst = lacking.reduce(first) { $1.missingCount > $0.missingCount ? $1 : $0 }
    return DataWarning(
      // The worst first: it is the one to leave out.
      .missingCells,
      columns: isEvery ? [worst.name] + lacking.map(\.name).filter { $0 != worst.name } : lacking.map(\.name),
      isEvery
        ? "every row lacks a cell, and would be left out: column \(CellText.shown(worst.name)) is missing in "
          + "\(worst.missingCount) of them"
        : "\(count) of \(rowCount) rows \(count == 1 ? "lacks a cell" : "lack cells") in \(Self.named(lacking))",
      advice: isEvery
        ? "\(.ignoreColumns([worst.name])), or \(.imputeMissing)"
        : "train leaves \(count == 1 ? "it" : "them") out; \(.imputeMissing) learns from \(count == 1 ? "it" : "them") too",
      stopsTraining: isEvery, figures: [.count: "\(count)", .total: "\(rowCount)"])
  }

  private var mostlyMissing: [DataWarning] {
    features.filter { $0.missingCount * 2 > rowCount }.map { column in
      let share = NumberText.percent(Double(column.missingCount) / Double(rowCount), places: 0)
      return DataWarning(
        .mostlyMissing, columns: [column.name],
        "column \(CellText.shown(column.name)) is missing in \(share) % of the rows",
        advice: "\(.ignoreColumns([column.name])), or \(.markMissing) if it says something that it is missing",
        figures: [.share: share])
    }
  }

  // MARK: Columns

  private var constants: DataWarning? {
    let constant = features.filter { column in
      if let numbers = column.numbers { return numbers.minimum == numbers.maximum }
      if let share = column.trueShare { return share == 0 || share == 1 }
      return column.words?.distinctCount == 1
    }
    guard !constant.isEmpty else { return nil }
    return DataWarning(
      .constant, columns: constant.map(\.name),
      "\(Self.named(constant)) \(constant.count == 1 ? "has" : "have") one value only, which tells no classes apart",
      advice: Self.ignoring(constant))
  }

  /// Columns of words of which most rows have one of their own.
  private var nearlyKeys: [DataWarning] {
    features.compactMap { column in
      guard let words = column.words, words.distinctCount < rowCount, isNearlyKey(column) else { return nil }
      return DataWarning(
        .looksLikeKey, columns: [column.name],
        "column \(CellText.shown(column.name)) has \(words.distinctCount) categories in \(rowCount) rows, nearly as many "
          + "as a key: they tell these rows apart, and nothing of others",
        advice: column.isNamed ? Self.ignoring([column]) : Self.leavingOut([column]),
        figures: [.count: "\(words.distinctCount)", .total: "\(rowCount)"])
    }
  }

  private var keys: [DataWarning] {
    // In a few rows all values may well be different.
    guard rowCount >= 10 else { return [] }
    let keys = features.filter { column in
      if let numbers = column.numbers { return numbers.growsByOne && numbers.count == rowCount }
      return column.words?.distinctCount == rowCount
    }
    let others = keys.filter { $0.isNamed || ($0.numbers == nil && !isNearlyKey($0)) }
    let counters = keys.filter { $0.numbers != nil && !$0.isNamed }
    let leftOut = keys.filter { $0.numbers == nil && isNearlyKey($0) && !$0.isNamed }
    return [(counters, Self.leavingOutCounters), (leftOut, Self.leavingOut), (others, Self.ignoring)]
      .filter { !$0.0.isEmpty }.map { keys, remedy in
        DataWarning(
          .looksLikeKey, columns: keys.map(\.name),
          "\(Self.named(keys)) \(keys.count == 1 ? "looks like a key" : "look like keys"): no two rows have the same "
            + "value",
          advice: remedy(keys))
      }
  }

  /// Whether a fit leaves the column out, unless it is told that it is one of categories.
  private func isNearlyKey(_ column: TableSummary.Column) -> Bool {
    column.words.map { PreparedColumn.isNearlyKey(categoryCount: $0.distinctCount, rowCount: rowCount) }
      ?? false
  }

  private var farFromZero: [DataWarning] {
    features.compactMap { column in
      guard let numbers = column.numbers, numbers.standardDeviation > 0,
        abs(numbers.mean) > 1024 * numbers.standardDeviation
      else { return nil }
      return DataWarning(
        .farFromZero, columns: [column.name],
        "column \(CellText.shown(column.name)) lies far from 0 for its spread (\(Self.shown(numbers.minimum)) to "
          + "\(Self.shown(numbers.maximum))): Float32 keeps few digits of what varies",
        advice: "keep \(.centreFarColumns), which counts from a number among them, or subtract one",
        figures: [.least: Self.shown(numbers.minimum), .greatest: Self.shown(numbers.maximum)])
    }
  }

  // MARK: Labels

  private var regression: DataWarning? {
    guard let label = columns.first(where: { $0.role == .label }), label.looksLikeRegression,
      let words = label.words
    else { return nil }
    return DataWarning(
      .looksLikeRegression, columns: [label.name],
      "the label \(CellText.shown(label.name)) has \(words.distinctCount) different numbers, which looks like "
        + "regression: every number would be a class",
      advice:
        "\(.chooseLabel, placeholder: "NAME") names another column; or make classes of it, such as low and high",
      figures: [.count: "\(words.distinctCount)"])
  }

  // MARK: Words

  private static func shown(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  /// `column 'a'`, `the columns 'a' and 'b'`, at most five of them.
  private static func named(_ columns: [TableSummary.Column]) -> String {
    let names = columns.prefix(5).map { CellText.shown($0.name) }
    guard columns.count > 1 else { return "column " + names.joined() }
    if columns.count > 5 { return "\(columns.count) columns (\(names.joined(separator: ", ")), …)" }
    return "the columns \(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])"
  }

  /// What train does with categories that are nearly a key, and how to have it otherwise.
  private static func leavingOut(_ columns: [TableSummary.Column]) -> Advice {
    let (all, one) = columns.count == 1 ? ("it", "it") : ("them", "one")
    return
      "train leaves \(all) out; \(.treatColumns(columns.map(\.name), as: .category)) takes \(one) all the same, and "
      + "its categories then stand in the model file"
  }

  /// The same of numbers that count the rows.
  private static func leavingOutCounters(_ columns: [TableSummary.Column]) -> Advice {
    let (all, one) = columns.count == 1 ? ("it", "it") : ("them", "one")
    return
      "train leaves \(all) out; \(.treatColumns(columns.map(\.name), as: .number)) takes \(one) all the same"
  }

  private static func ignoring(_ columns: [TableSummary.Column]) -> Advice {
    "\(.ignoreColumns(columns.map(\.name)))"
  }
}
