// The flags of audit that no other verb has, in the groups of its help.

import ArgumentParser
import SoftmaxRegression

extension AuditCommand {
  struct MainArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The test set: data that is held against DATA for rows of which it has copies (default: the part that comes with "
          + "DATA).", valueName: "data"), completion: .file())
    var test: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The number of folds: each is asked about by a model of all others (default: 5).", valueName: "n"),
      transform: NumberArgument.whole)
    var folds = 5

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The number of suspects that are listed and drawn (default: 20 listed, 24 drawn).", valueName: "n"),
      transform: NumberArgument.whole)
    var count: Int?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "At most so many suspects of each pair of a given and a suggested class (default: 3 listed and drawn, all in the "
          + "files and in --json).", valueName: "n"),
      transform: NumberArgument.whole)
    var perPair: Int?

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("Write all suspects into this file (CSV).", valueName: "file"),
      completion: .file())
    var output: String?

    @Option(
      help: ArgumentHelp(
        "Draw the suspects with what they are labelled and what they should perhaps be into a .png or .svg file.",
        valueName: "file"), completion: .file())
    var gallery: String?

    @Flag(help: "Print the result as one JSON document.")
    var json = false
  }

  struct MethodArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "How suspects are chosen: noise-rate takes for each pair of classes as many as are estimated to be labelled so, class "
          + "for each label as many as are estimated to be wrong, both those that these two agree on, and joint those that "
          + "the confident joint counts for another class (default: noise-rate).", valueName: "name"),
      transform: WordArgument.word)
    var by = SuspectRule.pruneByNoiseRate

    @Option(
      help: ArgumentHelp(
        "What suspects are ranked by: margin, the probability of the label less that of the best other class, or "
          + "self-confidence, the probability of the label (default: margin).", valueName: "name"),
      transform: WordArgument.word)
    var rank = SuspectRanking.margin

    @Flag(
      inversion: .prefixedNo, exclusivity: .exclusive,
      help: "Keep samples with equal features in one fold (default: they are kept so).")
    var keepCopies: Bool?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Tell of rows whose distance is at most this share of their size; 0 tells of equal rows alone (default: 0.1 for "
          + "pictures and vectors, 0 for tables).", valueName: "share"),
      transform: NumberArgument.any)
    var near: Double?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The certified gap / objective at which each fold's fit ends (default: 1e-8).", valueName: "x"),
      transform: NumberArgument.any)
    var tolerance: Double?

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

  struct FurtherOutputArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Pass these columns of a table through to the file of -o, listed as with --ignore. They are no features.",
        valueName: "columns"),
      transform: TableArguments.names)
    var keep: [String] = []

    @Flag(
      name: .customLong("csv-safe"),
      help: """
        With -o: put ' before cells that a spreadsheet would run as formulas. These begin with =, +, -, @, a tab or a \
        line end, and are no numbers.
        """)
    var csvSafe = false

    @Option(
      help: ArgumentHelp(
        "Write the probabilities of all samples, each from the model that has not seen it, into this .npy file: [samples x "
          + "classes], the classes in the order of --json.", valueName: "file"), completion: .file())
    var probabilities: String?
  }

  var test: String? { mainArguments.test }
  var testLabels: String? { testInput.testLabels }
  var count: Int? { mainArguments.count }
  var perPair: Int? { mainArguments.perPair }
  var keep: [String] { furtherOutput.keep }
  var output: String? { mainArguments.output }
  var gallery: String? { mainArguments.gallery }
  var json: Bool { mainArguments.json }
  var probabilities: String? { furtherOutput.probabilities }
  var csvSafe: Bool { furtherOutput.csvSafe }
}
