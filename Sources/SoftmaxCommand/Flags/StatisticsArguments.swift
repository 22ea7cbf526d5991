// The flags that ask for a fit's statistics.

import ArgumentParser
import SoftmaxRegression
import SoftmaxWorkflow

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

  /// The file of the covariances, where one was asked for; `others` are the command's other files.
  func covarianceFile(others: [String?]) throws -> CovarianceFile? {
    try covariance.map { try CovarianceFile($0, others: others) }
  }

  /// Whether there are to be statistics.
  var isAskedFor: Bool { statistics }

  /// The statistics that are asked for; nil for none.
  ///
  /// - Throws: `CommandFailure` for flags of statistics without these.
  func request() throws -> ModelStatisticsRequest? {
    guard statistics else {
      try checkNoneIsGiven()
      return nil
    }
    var request = ModelStatisticsRequest()
    (request.reference, request.confidence, request.bases) = (reference, confidence, base)
    (request.standardErrors, request.marginalEffects) = (standardErrors, marginalEffects)
    request.keepsCovariance = covariance != nil
    return request
  }

  private func checkNoneIsGiven() throws {
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
  }

  private static func standardErrors(_ text: String) throws -> StandardErrors {
    guard let choice = StandardErrors(rawValue: text) else {
      throw ValidationError("expected classical, robust or clustered")
    }
    return choice
  }
}
