// The flags of explain that no other verb has, in the groups of its help.

import ArgumentParser
import SoftmaxWorkflow

extension ExplainCommand {
  struct MainArguments: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Which sample, counted from 0 as the index of predict. With --effect: for this sample and not for all.",
        valueName: "n"), transform: NumberArgument.whole)
    var sample: Int?

    @Option(
      help: ArgumentHelp(
        "The class that it is held against (default: the true one where the model was wrong, else the runner-up).",
        valueName: "class"))
    var against: String?

    @Option(
      name: .customLong("class"),
      help: ArgumentHelp("The class that is explained (default: the predicted one).", valueName: "class"))
    var className: String?

    @Option(
      help: ArgumentHelp(
        "What features are counted from: zero, or mean, their means in training (default: mean for tables, where the model "
          + "file has it, else zero).", valueName: "baseline"), transform: WordArgument.word)
    var baseline: ExplanationRequest.Baseline?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("How many of the strongest contributions are shown (default: 15).", valueName: "n"),
      transform: NumberArgument.whole)
    var count: Int?

    @Option(
      help: ArgumentHelp(
        "Show instead what this column of a table does to the probabilities: the mean over all rows, or those of --sample.",
        valueName: "column"))
    var effect: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "With --effect: about how many numbers are looked at (default: 50).", valueName: "n"),
      transform: NumberArgument.whole)
    var points: Int?
  }

  struct OutputArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Draw the sample beside what its pixels contribute into a .png or .svg file, for models of pictures.",
        valueName: "file"), completion: .file())
    var picture: String?

    @Option(
      help: ArgumentHelp(
        "Draw the contributions as bars, or the effect as a chart, into a .png or .svg file.", valueName: "file"
      ),
      completion: .file())
    var plot: String?

    @Flag(help: "Draw the sample and what its pixels contribute in the terminal, before the table.")
    var show = false

    @Flag(help: "Print the result as one JSON document, with all contributions.")
    var json = false
  }

  var sample: Int? { mainArguments.sample }
  var against: String? { mainArguments.against }
  var className: String? { mainArguments.className }
  var baseline: ExplanationRequest.Baseline? { mainArguments.baseline }
  var count: Int? { mainArguments.count }
  var effect: String? { mainArguments.effect }
  var points: Int? { mainArguments.points }
  var picture: String? { outputArguments.picture }
  var plot: String? { outputArguments.plot }
  var show: Bool { outputArguments.show }
  var json: Bool { outputArguments.json }
}
