// The flags of tune that no other verb has, in the groups of its help.

import ArgumentParser
import SoftmaxRegression

extension TuneCommand {
  struct ChoiceArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The kinds of penalty to try: l2, l1 and elastic-net, with commas between them (default: l2).",
        valueName: "names"))
    var penalty: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The number of folds; 0 fits the path and chooses nothing (default: 5).", valueName: "n"),
      transform: NumberArgument.whole)
    var folds: Int?

    @Option(
      help: ArgumentHelp(
        "best takes the best score; one-se takes the strongest penalty within one standard error of it (default: best).",
        valueName: "name"), transform: WordArgument.word)
    var rule = SelectionRule.best

    @Option(
      help: ArgumentHelp("The test set: data to score each penalty on, for the record.", valueName: "data"),
      completion: .file())
    var test: String?
  }

  struct FoldArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The folds: a table's column with each row's fold, or for other data a file, as --labels takes it (default: "
          + "tune draws folds).", valueName: "column|file"), completion: .file())
    var foldColumn: String?
  }

  struct ComparisonArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The score to choose by: log-loss or accuracy (default: log-loss).", valueName: "name"),
      transform: WordArgument.word)
    var criterion = SelectionCriterion.logLoss

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The certified gap / objective at which the chosen model's fit ends (default: 1e-8).", valueName: "x"),
      transform: NumberArgument.any)
    var tolerance: Double?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The same for the fits that are compared; their gap is an estimate. L2 fits of large data that are clearly worse "
          + "than a stronger penalty's end early; below 1e-4 none does (default: 1e-4).", valueName: "x"),
      transform: NumberArgument.any)
    var sweepTolerance: Double?

    @Flag(
      inversion: .prefixedNo, exclusivity: .exclusive,
      help: StandardizeHelp.text)
    var standardize: Bool?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The seed that folds are drawn with (default: 0).", valueName: "n"),
      transform: NumberArgument.natural)
    var seed: UInt64 = 0
  }

  struct OutputArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp("Keep the scores in this file (JSON), and go on from it.", valueName: "file"),
      completion: .file())
    var sweep: String?

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("Write the model into this file (safetensors).", valueName: "file"),
      completion: .file())
    var output: String?

    @Flag(help: "Print the result as one JSON document. The table's lines then go to standard error.")
    var json = false
  }

  struct FurtherOutputArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Draw the scores over the penalties into a .png or .svg file.", valueName: "file"), completion: .file())
    var plot: String?

    @Option(
      help: ArgumentHelp(
        "Write the coefficients of each penalty's fit to all samples into this file (CSV, one row for each class). They "
          + "are as near their optimum as --sweep-tolerance asks.", valueName: "file"), completion: .file())
    var path: String?

    @Option(
      help: ArgumentHelp(
        "Draw the coefficients over the penalties of the chosen kind into a .png or .svg file.",
        valueName: "file"), completion: .file())
    var plotPath: String?

    @Flag(
      help: """
        Let an interrupted search replace the files of -o, --path, --plot and --plot-path (default: it writes beside \
        them, as NAME.partial.ENDING).
        """)
    var overwritePartial = false
  }

  var penalty: String? { choiceArguments.penalty }
  var folds: Int? { choiceArguments.folds }
  var rule: SelectionRule { choiceArguments.rule }
  var test: String? { choiceArguments.test }
  var testLabels: String? { testInput.testLabels }
  var foldColumn: String? { foldArguments.foldColumn }
  var criterion: SelectionCriterion { comparisonArguments.criterion }
  var tolerance: Double? { comparisonArguments.tolerance }
  var sweepTolerance: Double? { comparisonArguments.sweepTolerance }
  var standardize: Bool? { comparisonArguments.standardize }
  var seed: UInt64 { comparisonArguments.seed }
  var sweep: String? { mainOutput.sweep }
  var output: String? { mainOutput.output }
  var json: Bool { mainOutput.json }
  var plot: String? { furtherOutput.plot }
  var path: String? { furtherOutput.path }
  var plotPath: String? { furtherOutput.plotPath }
  var overwritePartial: Bool { furtherOutput.overwritePartial }
}
