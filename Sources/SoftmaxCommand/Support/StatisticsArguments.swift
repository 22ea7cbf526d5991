// The flags that ask for a fit's statistics.

import ArgumentParser
import SoftmaxFiles
import SoftmaxRegression

struct StatisticsArguments: ParsableArguments {
  @Flag(
    help: """
      Compute standard errors, tests, confidence intervals and odds ratios of the coefficients. The fit has no penalty \
      (--l2 0). The model keeps them for inspect.
      """)
  var statistics = false

  @Option(
    help: ArgumentHelp(
      "The class that the others are compared with (default: the first).", valueName: "class"))
  var reference: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The confidence level of the intervals (default: 0.95).", valueName: "share"),
    transform: NumberArgument.any)
  var confidence: Double?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The category that a column's others are compared with, once for each column (default: the first; no, where a "
        + "column has yes and no). With --unseen zeros new categories count as this one.",
      valueName: "column=category"))
  var base: [String] = []

  @Option(
    help: ArgumentHelp(
      "The kind of standard errors: classical (from the information matrix), robust (sandwich, HC0) or clustered by "
        + "--group (sandwich, times G / (G - 1) for G groups; default: classical).", valueName: "name"),
    transform: StatisticsArguments.standardErrors)
  var standardErrors: StandardErrors = .classical

  @Option(
    help: ArgumentHelp(
      "Compute what each column does to the probabilities, with standard errors by the delta method: average (over the "
        + "rows) or means (at the columns' means). A category's effect is the change from its base. Products of "
        + "--interact change with their columns.", valueName: "name"),
    transform: WordArgument.word)
  var marginalEffects: MarginalEffects.Place?

  @Option(
    help: ArgumentHelp(
      "Write the covariance matrix of the coefficients, class by class and term by term. A .csv file has their names, a "
        + ".npy file has the matrix alone.", valueName: "file"), completion: .file())
  var covariance: String?

  /// What categories are coded against; nil without statistics.
  var bases: [String]? { statistics ? base : nil }

  /// The first flag that was given, for data that is no table.
  var firstForTables: String? {
    base.isEmpty ? standardErrors == .clustered ? "--standard-errors clustered" : nil : "--base"
  }

  /// The file of the covariances, where one was asked for; `others` are the command's other files.
  func covarianceFile(others: [String?]) throws -> CovarianceFile? {
    try covariance.map { try CovarianceFile($0, others: others) }
  }

  private static func standardErrors(_ text: String) throws -> StandardErrors {
    guard let choice = StandardErrors(rawValue: text) else {
      throw ValidationError("expected classical, robust or clustered")
    }
    return choice
  }

  /// The penalty where none is given: statistics belong to a fit without one.
  var defaultPenalty: Double? { statistics ? 0 : nil }

  /// What is said of a relaxed fit.
  static var notForRelaxed: CommandFailure {
    CommandFailure(
      .usage,
      "--statistics is not for --relax: its columns were chosen on the same rows, and standard errors that take them as "
        + "given are too small; choose columns on some rows, and fit these with --columns, --ignore and --l2 0 to others"
    )
  }

  /// Refuses what cannot have statistics, before any work.
  func check(
    isStochastic: Bool, isClassWeighted: Bool, isGrouped: Bool, l2Penalty: Double?, l1Penalty: Double,
    scikitLearn: ScikitLearnPenalty?
  ) throws {
    guard statistics else {
      guard reference == nil, confidence == nil else {
        throw CommandFailure(
          .usage, "--reference and --confidence are for --statistics: add it, or leave them out")
      }
      let others = [
        base.isEmpty ? nil : "--base", standardErrors == .classical ? nil : "--standard-errors",
        marginalEffects == nil ? nil : "--marginal-effects", covariance == nil ? nil : "--covariance",
      ]
      if let flag = others.compactMap(\.self).first {
        throw CommandFailure(.usage, "\(flag) is for --statistics: add it, or leave it out")
      }
      return
    }
    if standardErrors == .clustered, !isGrouped {
      throw CommandFailure(
        .usage, "--standard-errors clustered needs --group, the column whose equal values are one group: add it"
      )
    }
    if let confidence { _ = try ModelStatistics.checked(confidence: confidence) }
    if isStochastic {
      throw CommandFailure(
        .usage,
        "--statistics is not for sgd, which does not end at the optimum that standard errors belong to: leave out sgd's "
          + "settings, or use --solver auto")
    }
    if isClassWeighted {
      throw CommandFailure(
        .usage,
        "--statistics is not for --class-weight: errors would be those of a sample that was never drawn; leave out one "
          + "of the two")
    }
    let penalty =
      l1Penalty > 0
      ? "--l1 \(l1Penalty)"
      : l2Penalty.flatMap { $0 > 0 ? "--l2 \($0)" : nil } ?? scikitLearn.map { "--c \($0.c)" }
    if let penalty {
      throw CommandFailure(
        .usage,
        "--statistics needs a fit without a penalty, not \(penalty): a penalty shrinks the coefficients, and "
          + "shrunk ones have no such standard errors; use --l2 0, or leave out one of the two")
    }
    if l2Penalty == nil {
      StandardStream.error.write("note: --statistics means a fit without a penalty (--l2 0)\n")
    }
  }

  /// Refuses data without statistics, and a reference that is none of its classes, before the fit.
  func check(_ training: Dataset, hasBias: Bool, output: String?, execution: Execution) throws {
    guard statistics else { return }
    if let reference {
      let present = zip(training.classes.names, training.classCounts).filter { $0.1 > 0 }.map(\.0)
      try ModelStatistics.checkReference(reference, among: present)
    }
    try refusing(output, training.features.input) {
      try ModelStatistics.check(training, hasBias: hasBias, execution: execution)
    }
  }

  /// The statistics that were asked for; nil where none were, or somebody stopped the fit.
  func statistics(
    of fit: SoftmaxFit, _ training: Dataset, _ preparation: Preparation?, output: String?, execution: Execution
  ) throws -> ModelStatistics? {
    guard statistics else { return nil }
    guard fit.report.stopReason != .stopped else {
      StandardStream.error.write("note: the fit was stopped before its end, so that it has no statistics\n")
      return nil
    }
    return try refusing(output, training.features.input) {
      try fit.statistics(
        on: training, reference: reference, confidence: confidence ?? 0.95, standardErrors: standardErrors,
        marginalEffects: marginalEffects, preparation: preparation, keepsCovariance: covariance != nil,
        execution: execution)
    }
  }

  /// Says of a refusal what it means for the file that was asked for.
  private func refusing<Result>(
    _ output: String?, _ input: InputDescription, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as StatisticsError {
      let flags = input.kind == .table ? Self.flags(error) : ""
      throw CommandFailure(
        .badData, error.description + flags + (output.map { "; \($0) was not written" } ?? ""))
    }
  }

  /// The flags that leave out what a refusal names.
  private static func flags(_ error: StatisticsError) -> String {
    let names: [String]
    switch error {
    case .constantColumns(let columns): names = columns
    case .dependentColumn(let column, let others): names = [column] + others
    case .estimatesRunOff(_, let columns): names = columns
    default: return ""
    }
    let indicators =
      names.contains { $0.hasSuffix(" missing") } ? ", --missing mean features for missing values" : ""
    return " (--ignore leaves columns of a table out\(indicators))"
  }
}
