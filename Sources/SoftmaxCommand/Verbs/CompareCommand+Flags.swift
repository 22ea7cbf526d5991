// The flags of compare that no other verb has, in the groups of its help.

import ArgumentParser

extension CompareCommand {
  struct NestedArguments: ParsableArguments {
    @Flag(
      help: "Compare by the ratio of the likelihoods, without data: the first model is nested in the second.")
    var nested = false
  }

  struct OutputArguments: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "How many kinds of disagreement, and how many samples, to show (default: 10).", valueName: "n"),
      transform: NumberArgument.whole)
    var count: Int?

    @Option(
      help: ArgumentHelp(
        "Draw the samples on which the models disagree into a .png or .svg file: each twice, A's prediction to the left of "
          + "B's.", valueName: "file"), completion: .file())
    var gallery: String?

    @Flag(help: "Print the result as one JSON document.")
    var json = false
  }
}
