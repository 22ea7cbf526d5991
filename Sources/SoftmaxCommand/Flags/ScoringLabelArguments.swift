// The flags that say where labels and offsets are in data that a model is used on.

import ArgumentParser

struct ScoringLabelArguments: ParsableArguments {
  static let labelHelp =
    "A table's column of labels, by name or by position from 1 (default: the one of training)."

  @Option(help: ArgumentHelp(ScoringLabelArguments.labelHelp, valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp(OffsetArguments.scoringHelp, valueName: "class=column|array|file"), completion: .file())
  var offset: [String] = []
}
