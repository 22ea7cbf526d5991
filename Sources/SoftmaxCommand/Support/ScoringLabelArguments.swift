// The flags that say where labels and offsets are in data that a model is used on.

import ArgumentParser

struct ScoringLabelArguments: ParsableArguments {
  @Option(help: ArgumentHelp(ScoringRequest.labelHelp, valueName: "column"))
  var label: String?

  @Option(help: ArgumentHelp(OffsetArguments.scoringHelp, valueName: "class=column|array|file"))
  var offset: [String] = []
}
