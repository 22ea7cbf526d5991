// The flags that say the penalty in scikit-learn's words.

import ArgumentParser
import SoftmaxRegression

struct ScikitLearnArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The penalty as scikit-learn's C, in place of --l2 and --l1. The same C gives the same model.",
      valueName: "x"),
    transform: NumberArgument.any)
  var c: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "--c: the share of L1 in the penalty, scikit-learn's l1_ratio (default: 0).", valueName: "share"),
    transform: NumberArgument.any)
  var l1Ratio: Double?

  /// The penalty that was asked for; nil without `--c`.
  ///
  /// - Throws: `CommandFailure` beside a penalty of our own words, `ConfigurationError` for what is no C or no share.
  func penalty(isGivenOtherwise: Bool) throws -> ScikitLearnPenalty? {
    guard let c else {
      guard l1Ratio == nil else {
        throw CommandFailure(
          .usage, "--l1-ratio is for --c: add it, or leave it out (--l1 and --l2 have no ratio)")
      }
      return nil
    }
    if isGivenOtherwise {
      throw CommandFailure(
        .usage, "--c says in other words what --l2 and --l1 say: leave out the one or the other")
    }
    return try ScikitLearnPenalty(c: c, l1Ratio: l1Ratio ?? 0)
  }
}
