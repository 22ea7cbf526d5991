// The flags of report that no other verb has, in the groups of its help.

import ArgumentParser
import SoftmaxWorkflow

extension ReportCommand {
  struct OutputArguments: ParsableArguments {
    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("Write the page into this file, whose name ends in .html.", valueName: "file"),
      completion: .file())
    var output: String?

    @Option(
      help: ArgumentHelp(
        "Show the suspected labels that softmax audit has written into this file.", valueName: "file"),
      completion: .file())
    var audit: String?

    @Option(
      name: .customLong("per-cell"), parsing: .unconditional,
      help: ArgumentHelp(
        "Show at most so many samples behind a cell of the confusion matrix; fewer where the page would become too large "
          + "(default: 12).", valueName: "n"), transform: NumberArgument.whole)
    var perCell: Int = 12

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The number of bootstrap resamples that the figures' 95 % intervals are made of; 0 leaves intervals out (default: 200).",
        valueName: "n"), transform: NumberArgument.whole)
    var resamples: Int = 200

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Draw the samples that are shown as examples with this seed (default: 1).", valueName: "n"),
      transform: NumberArgument.natural)
    var seed: UInt64 = 1
  }

  struct SampleArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "How much each sample counts: a table's column, an array beside the features, or a file with one number for "
          + "each sample (default: the column or array of training, where the data has it).",
        valueName: "column|array|file"), completion: .file())
    var sampleWeight: String?

    @Option(
      help: ArgumentHelp(
        "A table's column that says how often each row was seen (default: that of training, where the data has it).",
        valueName: "column"))
    var frequency: String?
  }

  struct RowArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Show these columns of a table beside those that the model needs, listed as with predict.",
        valueName: "columns"),
      transform: TableArguments.names)
    var keep: [String] = []

    @Option(help: UnlabelledHelp.help, transform: WordArgument.word)
    var unlabelled = UnlabelledRows.error
  }
}
