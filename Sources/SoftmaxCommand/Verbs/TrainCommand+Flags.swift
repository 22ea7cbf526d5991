// The flags of train that no other verb has, in the groups of its help.

import ArgumentParser

extension TrainCommand {
  struct ScoringArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp("The test set: data to score for the record.", valueName: "data"), completion: .file())
    var test: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Keep this share of each class out of training. It is the test set; with --early-stopping it is the "
          + "validation set.", valueName: "share"),
      transform: NumberArgument.any)
    var holdout: Double?
  }

  struct FitArguments: ParsableArguments {
    @Flag(
      inversion: .prefixedNo, exclusivity: .exclusive,
      help: StandardizeHelp.text)
    var standardize: Bool?

    @Option(
      help: ArgumentHelp(
        "Start from the weights of this model, which needs the same classes and features.", valueName: "model"),
      completion: .file())
    var start: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The seed of sgd's first weights and order of samples, and of --holdout's choice (default: 0).",
        valueName: "n"),
      transform: NumberArgument.natural)
    var seed: UInt64 = 0
  }

  struct OutputArguments: ParsableArguments {
    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("Write the model into this file (safetensors).", valueName: "file"),
      completion: .file())
    var output: String?

    @Flag(help: "Print the result as one JSON document. Epoch lines then go to standard error.")
    var json = false
  }

  struct FurtherOutputArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Draw the objective, or the loss and accuracies, into a .png or .svg file.", valueName: "file"),
      completion: .file())
    var plot: String?

    @Flag(
      help: """
        Let an interrupted fit replace the files of -o and --plot (default: it writes beside them, as \
        NAME.partial.ENDING).
        """)
    var overwritePartial = false

    @Flag(
      help: """
        Keep a few rows of the training data in the model's file, which then holds data: export and verify compare on \
        them too.
        """)
    var keepSample = false
  }

  var test: String? { scoringArguments.test }
  var holdout: Double? { scoringArguments.holdout }
  var testLabels: String? { testInput.testLabels }
  var standardize: Bool? { fitArguments.standardize }
  var start: String? { fitArguments.start }
  var seed: UInt64 { fitArguments.seed }
  var output: String? { mainOutput.output }
  var json: Bool { mainOutput.json }
  var plot: String? { furtherOutput.plot }
  var keepSample: Bool { furtherOutput.keepSample }
  var overwritePartial: Bool { furtherOutput.overwritePartial }
}
