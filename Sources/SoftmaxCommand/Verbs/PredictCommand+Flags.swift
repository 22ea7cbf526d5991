// The flags of predict that no other verb has, in the groups of its help.

public import ArgumentParser
public import SoftmaxWorkflow

extension PredictCommand {
  struct MainArguments: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The number of samples, from the first one on unless --sort or --seed says otherwise.",
        valueName: "n"), transform: NumberArgument.whole)
    var count: Int?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Show the k most probable classes (default: 1).", valueName: "k"),
      transform: NumberArgument.whole)
    var top: Int = 1

    @Flag(help: "Show the probability of every class.")
    var probabilities = false

    @Option(
      help: ArgumentHelp(
        "Pass these columns of a table through, with commas between them: names, positions from 1, ranges (2-5), patterns "
          + "('V*'), and -NAME to take one away again.",
        valueName: "columns"),
      transform: TableArguments.names)
    var keep: [String] = []

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "Write the predictions into this file, and nothing on standard output. It is there when it is whole.",
        valueName: "file"), completion: .file())
    var output: String?

    @Option(
      help: ArgumentHelp(
        "The format: table, csv, json or jsonl, which is one line for each sample (default: what the name of --output "
          + "ends in, else table).", valueName: "format"))
    var format: Format?

    @Flag(help: "The same as --format json.")
    var json = false

    @Option(
      help: ArgumentHelp(
        "Draw the samples with their true and predicted names into a .png or .svg file.",
        valueName: "file"), completion: .file())
    var gallery: String?

    @Flag(help: "Draw the samples in the terminal instead of the table.")
    var show = false

    @Option(
      help: ArgumentHelp("Show only samples that were predicted wrong, or right.", valueName: "outcome"))
    var only: SampleSelection.Outcome?
  }

  struct DoubtArguments: ParsableArguments {
    @Flag(help: "Show each sample's prediction set, of a model that softmax calibrate --coverage has measured.")
    var sets = false

    @Option(
      name: .customLong("min-probability"), parsing: .unconditional,
      help: ArgumentHelp(
        "Predict no class where the most probable one is less probable than this, and say so in a column.",
        valueName: "p"),
      transform: NumberArgument.any)
    var leastProbability: Double?
  }

  struct FurtherArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp("confidence: show the most probable predictions first.", valueName: "order"))
    var sort: SampleSelection.Order?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Draw --count samples at random, with this seed.", valueName: "n"),
      transform: NumberArgument.natural)
    var seed: UInt64?

    @Flag(
      name: .customLong("csv-safe"),
      help: """
        With --format csv: put ' before cells that a spreadsheet would run as formulas. These begin with =, +, -, @, a \
        tab or a line end, and are no numbers.
        """)
    var csvSafe = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The number of pictures in a row of --gallery or --show (default: a balanced grid).", valueName: "n"),
      transform: NumberArgument.whole)
    var columns: Int?

    @Flag(help: "Open the file of --gallery in the system's viewer.")
    var open = false
  }

  var sets: Bool { doubtArguments.sets }
  var leastProbability: Double? { doubtArguments.leastProbability }
  var count: Int? { mainArguments.count }
  var top: Int { mainArguments.top }
  var probabilities: Bool { mainArguments.probabilities }
  var keep: [String] { mainArguments.keep }
  var format: Format? { mainArguments.format }
  var output: String? { mainArguments.output }
  var json: Bool { mainArguments.json }
  var gallery: String? { mainArguments.gallery }
  var show: Bool { mainArguments.show }
  var only: SampleSelection.Outcome? { mainArguments.only }
  var sort: SampleSelection.Order? { furtherArguments.sort }
  var label: String? { labelArguments.label }
  var offset: [String] { labelArguments.offset }
  var seed: UInt64? { furtherArguments.seed }
  var csvSafe: Bool { furtherArguments.csvSafe }
  var columns: Int? { furtherArguments.columns }
  var open: Bool { furtherArguments.open }
}

extension SampleSelection.Outcome: ExpressibleByArgument {}

extension SampleSelection.Order: ExpressibleByArgument {}
