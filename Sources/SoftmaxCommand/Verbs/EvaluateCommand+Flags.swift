// The flags of evaluate that no other verb has, in the groups of its help.

import ArgumentParser
import SoftmaxWorkflow

extension EvaluateCommand {
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

    @Flag(name: .customLong("no-sample-weight"), help: "Count all samples alike, even where training did not.")
    var countsAlike = false
  }

  struct RowArguments: ParsableArguments {
    @Option(help: UnlabelledHelp.help, transform: WordArgument.word)
    var unlabelled = UnlabelledRows.error
  }

  struct IntervalArguments: ParsableArguments {
    @Flag(help: "Give each metric bounds, by the bootstrap: samples are drawn again with replacement.")
    var intervals = false
  }

  struct OutputArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp("Draw the confusion matrix into a .png or .svg file.", valueName: "file"),
      completion: .file())
    var confusion: String?

    @Flag(help: "Print the result as one JSON document.")
    var json = false

    @Flag(help: "Show the accuracy of predictions with at least some probability, and how many these are.")
    var rejection = false
  }

  var label: String? { labelArguments.label }
  var offset: [String] { labelArguments.offset }
  var sampleWeight: String? { sampleArguments.sampleWeight }
  var frequency: String? { sampleArguments.frequency }
  var countsAlike: Bool { sampleArguments.countsAlike }
  var unlabelled: UnlabelledRows { rowArguments.unlabelled }
  var confusion: String? { outputArguments.confusion }
  var json: Bool { outputArguments.json }

  /// The metrics that were asked for; nil: none.
  func metricRequest() throws -> MetricRequest? {
    guard metricArguments.isGiven || intervalArguments.intervals else { return nil }
    return try metricArguments.request(
      withIntervals: intervalArguments.intervals, without: "is for --intervals: add it, or leave it out")
  }
}
