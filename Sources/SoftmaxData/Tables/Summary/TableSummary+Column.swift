// What is in one column of a table.

import SoftmaxFiles
import SoftmaxRemedies

extension TableSummary {
  /// A column and its figures.
  public struct Column: Sendable, Hashable {
    /// What the column is used for.
    public enum Role: String, Sendable, Hashable, CaseIterable {
      case feature
      case label
      case weight
      case frequency
      case split
      case group
      case fold
      case offset
      /// Passed through.
      case key
      case ignored
    }

    /// What its cells are.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      case number
      case boolean
      case category
      /// Texts, of which words are features.
      case text
      /// Dates or times of day, which are features only where they are said to be.
      case date
      /// Numbers with a comma for the point, which are no features.
      case decimalComma
      /// Numbers with thousands separators, currencies or per cent, which are no features.
      case formattedNumber
      /// Nothing but missing cells.
      case empty
    }

    /// Figures of numbers.
    public struct Numbers: Sendable, Hashable {
      /// How many there are.
      public let count: Int
      /// The least.
      public let minimum: Double
      /// Their mean.
      public let mean: Double
      /// Their standard deviation, over the count.
      public let standardDeviation: Double
      /// The greatest.
      public let maximum: Double
      /// Whether each is whole and the one before plus 1.
      public let growsByOne: Bool
    }

    /// Its name; where the file has none, `column 1` and so on.
    public let name: String
    /// Its place in the file, counted from 1.
    public let position: Int
    /// What it is used for.
    public let role: Role
    /// What its cells are.
    public let kind: Kind
    /// How many cells are missing.
    public let missingCount: Int
    /// The figures of its numbers, where it has any that count as such.
    public let numbers: Numbers?
    /// The share of true among its booleans, where they count as such.
    public let trueShare: Double?
    /// The three most frequent of its words, where they count as such.
    public let words: ValueCounts?
    /// The first and the last of its dates, as 2024-01-31, where they count as such.
    public let dates: ClosedRange<String>?
    /// The figures of its texts, where they count as such.
    public let texts: Texts?
    /// Why a fit refuses it.
    public let refusal: DataWarning?

    /// Whether its labels are numbers of which more are different than classes would be.
    let looksLikeRegression: Bool
    /// Whether its kind was named, and not found out.
    let isNamed: Bool

    init(
      name: String, position: Int, role: Role, kind: Kind, missingCount: Int, numbers: Numbers?,
      trueShare: Double?,
      words: ValueCounts?, dates: ClosedRange<String>? = nil, texts: Texts? = nil, refusal: DataWarning?,
      looksLikeRegression: Bool,
      isNamed: Bool
    ) {
      (self.name, self.position, self.role, self.kind) = (name, position, role, kind)
      (self.missingCount, self.numbers, self.trueShare, self.words) = (missingCount, numbers, trueShare, words)
      self.dates = dates
      self.texts = texts
      (self.refusal, self.looksLikeRegression, self.isNamed) = (refusal, looksLikeRegression, isNamed)
    }

    init(
      at column: Int, _ tally: ColumnTally, _ finding: ColumnSurvey.Finding, _ layout: TableLayout,
      rowCount: Int
    ) {
      let use = layout.uses[column]
      name = layout.names[column]
      position = column + 1
      role =
        switch use.role {
        case .label: .label
        case .weight: .weight
        case .frequency: .frequency
        case .part: .split
        case .group: .group
        case .fold: .fold
        case .offset: .offset
        case .ignored: .ignored
        case .none: use.key != nil && use.feature == .none ? .key : .feature
        }
      missingCount = tally.missingCount
      let isEmpty = tally.missingCount == rowCount && (use.role != .frequency || tally.numbers.count == 0)
      kind = isEmpty ? .empty : Self.kind(use.feature, finding)
      numbers =
        tally.numbers.count == 0
        ? nil
        : Numbers(
          count: tally.numbers.count, minimum: tally.numbers.minimum, mean: tally.numbers.mean,
          standardDeviation: tally.numbers.standardDeviation, maximum: tally.numbers.maximum,
          growsByOne: tally.numbers.growsByOne)
      trueShare = tally.booleanCount > 0 ? Double(tally.trueCount) / Double(tally.booleanCount) : nil
      dates = tally.dates.map { DateText.iso($0.lowerBound)...DateText.iso($0.upperBound) }
      texts = tally.texts.figures
      let entries = tally.words.entries
      if tally.words.isOver {
        words = ValueCounts(moreThan: tally.words.limit)
      } else {
        words = entries.isEmpty ? nil : ValueCounts(mostFrequent: 3, of: entries)
      }
      looksLikeRegression =
        use.role == .label
        && RegressionLabels.areLikely(
          entries.map(\.name), rowCount: rowCount, notation: tally.reader.notation)
      isNamed = layout.namedColumns.contains(column)
      refusal = Self.refusal(name, tally, layout.refusals[column], role, isEmpty: isEmpty)
    }

    private static func kind(_ feature: ColumnUse.Feature, _ finding: ColumnSurvey.Finding) -> Kind {
      switch (feature, finding) {
      case (.number, _), (.none, .number): .number
      case (.boolean, _), (.none, .boolean): .boolean
      case (.date, _), (.none, .times): .date
      case (.text, _): .text
      case (.none, .formattedNumbers(.decimalComma, _)): .decimalComma
      case (.none, .formattedNumbers): .formattedNumber
      // Nothing in the first rows, and something later.
      case (.category, _), (.none, .category), (.none, .empty): .category
      }
    }

    private static func refusal(
      _ name: String, _ tally: ColumnTally, _ refused: FileError?, _ role: Role, isEmpty: Bool
    ) -> DataWarning? {
      func warning(_ problem: String, _ advice: Advice) -> DataWarning {
        DataWarning(
          .refusedColumn, columns: [name], "column \(CellText.shown(name)) \(problem)", advice: advice,
          stopsTraining: true)
      }
      if isEmpty, role == .feature {
        return warning("has nothing but missing cells", "\(.ignoreColumns([name]))")
      }
      if let refused {
        return DataWarning(
          .refusedColumn, columns: [name], refused.problem, advice: refused.advice, stopsTraining: true)
      }
      if let fault = tally.fault {
        let others =
          fault.count == 1 ? "" : ", and so with \(fault.count - 1) more \(fault.count == 2 ? "cell" : "cells")"
        return DataWarning(
          .refusedColumn, columns: [name],
          "line \(fault.line), column \(CellText.shown(name)): \(fault.problem)\(others)", advice: fault.advice,
          stopsTraining: true)
      }
      if role == .split {
        let words = tally.words.entries.map(\.name)
        if let other = words.first(where: { TablePart($0) == nil }) {
          return warning("has \(CellText.shown(other))", "write train, test or validation in every row")
        }
        if !words.contains(where: { TablePart($0) == .training }) {
          return warning("says train in no row", "there has to be something to learn from")
        }
      }
      if role == .weight, tally.numbers.count > 0, tally.numbers.maximum == 0 {
        return warning("is the weight and 0 in every row", "weights of rows that count are above 0")
      }
      if role == .frequency, tally.numbers.count > 0, tally.numbers.maximum == 0 {
        return warning("is the frequency and 0 in every row", "frequencies of rows that were seen are above 0")
      }
      guard tally.words.isOver else { return nil }
      let limit = tally.words.limit
      switch role {
      case .label:
        return warning(
          "is the label and has more than \(limit) different values",
          "\(.chooseLabel, placeholder: "NAME"): choose another column")
      case .feature:
        return warning(
          "has more than \(limit) categories",
          TableAdvice.tooManyCategories(name, isInferred: limit == TableLayout.mostInferredCategories))
      case .weight, .frequency, .split, .group, .fold, .offset, .key, .ignored: return nil
      }
    }
  }
}
