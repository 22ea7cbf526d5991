// softmax scale: what a fit would take on several processes.

import ArgumentParser
import SoftmaxFiles
import enum SoftmaxKernels.SharedJob
import SoftmaxRegression
import SoftmaxWorkflow

struct ScaleCommand: SharedCommand, NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Foresee what a fit takes on several processes.",
    discussion: """
      Passes over made rows of the same shape are timed on this machine. Under an MPI launcher the network between the \
      processes is timed too. From these constants follow the time of a pass, its traffic and the memory of each process, \
      for any number of them. The fit meant is a full-batch one (lbfgs), one pass a step.

      Example:
        softmax scale digits --ranks 1,2,4
        mpirun -n 2 softmax scale --rows 1e9 --features 1000 --classes 100
      """)

  @Argument(
    help: ArgumentHelp(
      "Data whose shape is meant; all of it is read (default: --rows, --features and --classes say it).",
      valueName: "data"))
  var data: String?

  @OptionGroup(title: HelpTitle.mostUsed) var scaleArguments: ScaleArguments

  @OptionGroup(title: HelpTitle.data) var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  func run() throws {
    var request = try planned()
    request.processCounts = scaleArguments.ranks
    request.passCount = scaleArguments.passes
    request.secondsPerExchange = scaleArguments.latency.map { $0.inSeconds }
    request.bytesPerSecond = scaleArguments.bandwidth.map { $0 * 1e9 / 8 }
    request.execution = try executionArguments.execution()
    let result = try request.run()
    guard SharedJob.isFirst else { return }
    if scaleArguments.json { return try JSONOutput.print(ScaleDocument(result)) }
    let advice =
      "\nStart this under an MPI launcher to measure the network, or name --latency and --bandwidth.\n"
    let isKnown = result.isNetworkMeasured || result.isNetworkGiven
    StandardStream.output.write(result.text + (isKnown ? "" : advice))
  }

  private func planned() throws -> ScaleRequest {
    let (rows, features, classes) = (scaleArguments.rows, scaleArguments.features, scaleArguments.classes)
    guard let data else {
      guard let rows, let features, let classes else {
        throw CommandFailure(
          .usage, "name DATA, or its shape: --rows, --features and --classes, all three of them")
      }
      return ScaleRequest(
        shape: try ScaleShape(rowCount: rows, featureCount: features, classCount: classes))
    }
    guard rows == nil, features == nil, classes == nil else {
      throw CommandFailure(.usage, "DATA has a shape of its own: leave out --rows, --features and --classes")
    }
    let source = try InputArguments(file: fileArguments, text: textArguments).source(
      data, fetching: dataArguments.fetchOptions())
    var request = TrainingDataRequest(source)
    request.table.label = scaleArguments.label
    return try ScaleRequest(data: request)
  }
}

/// What is planned.
struct ScaleArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The numbers of processes, one or several: 1,2,1000 (default: 1,2,4,8).", valueName: "n,..."),
    transform: { text -> [Int] in
      try text.split(separator: ",", omittingEmptySubsequences: false).map {
        try NumberArgument.whole(String($0))
      }
    })
  var ranks = [1, 2, 4, 8]

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The rows of the data: 1000000 or 1e6.", valueName: "n"),
    transform: ScaleArguments.large)
  var rows: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Its features.", valueName: "n"),
    transform: ScaleArguments.large)
  var features: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Its classes.", valueName: "n"), transform: ScaleArguments.large
  )
  var classes: Int?

  @Option(
    help: ArgumentHelp(
      "The column with the labels, where the data is a table (default: as for train).", valueName: "column"))
  var label: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The passes of a fit (default: 100).", valueName: "n"),
    transform: NumberArgument.whole)
  var passes = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The time of an exchange between two processes (default: measured, or 40us).", valueName: "time"),
    transform: TimeArgument.duration)
  var latency: Duration?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What a process receives in a second, in Gbit (default: measured, or 10).", valueName: "gbit"),
    transform: NumberArgument.any)
  var bandwidth: Double?

  @Flag(help: "Print the result as one JSON document.")
  var json = false

  /// `1000`, `1e9`.
  private static func large(_ text: String) throws -> Int {
    guard let value = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) else {
      throw ValidationError("expected a whole number, such as 1000 or 1e9")
    }
    return value
  }
}
