// The flags of relaxed fits: one of train, many of tune.

import ArgumentParser
import SoftmaxRegression

/// The flags that both verbs have.
struct RelaxationArguments: ParsableArguments {
  @Flag(
    help: """
      Fit the columns that the L1 penalty leaves in the model once more without it, as glmnet's relax = TRUE does. The \
      weights of all other columns are exactly 0.
      """)
  var relax = false

  @Option(
    name: .customLong("relax-l2"), parsing: .unconditional,
    help: ArgumentHelp(
      "The L2 penalty of --relax's second fit (default: 0; then that fit has no optimum where its columns separate a "
        + "class without error).", valueName: "x"),
    transform: NumberArgument.any)
  var l2Penalty: Double?

  /// Refuses flags without the one that they are for.
  func check(blendFlag: String?) throws {
    guard !relax, let flag = blendFlag ?? (l2Penalty == nil ? nil : "--relax-l2") else { return }
    throw CommandFailure(.usage, "\(flag) is for --relax: add it, or leave \(flag) out")
  }
}

/// How much of the penalised fit a relaxed model is.
struct RelaxBlendArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--relax: the first fit's share of the model, which is glmnet's gamma: 0 takes the second fit alone, 1 the first "
        + "(default: 0).",
      valueName: "share"),
    transform: NumberArgument.any)
  var relaxBlend: Double?

  /// The relaxation; nil without the flag.
  ///
  /// - Throws: `CommandFailure` for flags without it, `ConfigurationError` for a number out of its range.
  func relaxation(_ arguments: RelaxationArguments) throws -> Relaxation? {
    try arguments.check(blendFlag: relaxBlend == nil ? nil : "--relax-blend")
    guard arguments.relax else { return nil }
    return try Relaxation(blend: relaxBlend ?? 0, l2Penalty: arguments.l2Penalty ?? 0)
  }
}

/// The blends that a search tries.
struct RelaxBlendsArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--relax: the first fit's shares of the model to try with each strength, with commas between them; 0 takes the "
        + "second fit alone, 1 the first (glmnet's gamma; default: 0,0.25,0.5,0.75,1).", valueName: "numbers"))
  var relaxBlends: String?

  /// The relaxed fits to try; nil without the flag.
  ///
  /// - Throws: `CommandFailure` for flags without it, `ConfigurationError` for a number out of its range.
  func grid(_ arguments: RelaxationArguments) throws -> RelaxationGrid? {
    try arguments.check(blendFlag: relaxBlends == nil ? nil : "--relax-blends")
    guard arguments.relax else { return nil }
    let blends = try relaxBlends.map { text in
      try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
        guard let value = Double(part.drop { $0 == " " }) else {
          throw CommandFailure(
            .usage, "--relax-blends \(text): expected numbers from 0 to 1 with commas between, found '\(part)'")
        }
        return value
      }
    }
    return try RelaxationGrid(
      blends: blends ?? RelaxationGrid.standardBlends, l2Penalty: arguments.l2Penalty ?? 0)
  }
}
