// softmax data: what is in it, before anything is fitted.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Show what is in data: rows, columns, types, classes and oddities.",
    discussion: """
      data fits nothing. It shows what train would refuse and says what to do about it, with exit code 0; only for \
      files that it cannot read at all the exit code is 65. It shows both parts of a dataset that has two, unless you \
      name one (fashion-mnist:test).

      Examples:
        Pictures:   softmax data fashion-mnist:train
        A table:    softmax data people.csv --label species
        Arrays:     softmax data vectors.npz --json
        Catalogue:  softmax data iris
      """)

  @Argument(
    help: ArgumentHelp("The data: a dataset's name, a path, or -.", valueName: "data"), completion: .file())
  var data: String

  @OptionGroup var tableArguments: TableArguments
  @OptionGroup var inputArguments: InputArguments
  @OptionGroup(title: HelpTitle.data) var offsetArguments: OffsetArguments
  @OptionGroup(title: HelpTitle.mostUsed) var outputArguments: OutputArguments
  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  struct OutputArguments: ParsableArguments {
    @Flag(help: "Print everything as one JSON document.")
    var json = false
  }

  private var json: Bool { outputArguments.json }

  func run() throws {
    let reference = try inputArguments.reference(data)
    guard let path = reference.tablePath else { return try showSamples(reference) }
    if let split = reference.split, split != .all { throw DataError.noSuchSplit(name: path, split: split) }
    var options = tableArguments.options(inputArguments.tableOptions(for: reference), isStandardized: true)
    options.offsets = try offsetArguments.request(for: reference).columns
    let summary = try TableSummary(contentsOf: path, options: options)
    if json {
      try JSONOutput.print(DataDocument(summary))
    } else {
      StandardStream.output.write(TableSummaryText(summary).text)
    }
  }

  private func showSamples(_ reference: DataReference) throws {
    if let flag = tableArguments.firstUsed {
      throw CommandFailure(.usage, InputArguments.isForTables(flag, data: data))
    }
    let samples = try reference.load(
      default: .all, labelsPath: inputArguments.labels, weights: tableArguments.sampleWeight,
      offsets: offsetArguments.request(for: reference).place, options: dataArguments.fetchOptions())
    // What train would refuse of them.
    _ = try samples.labels.flatMap { try samples.offsets(for: $0.classes) }
    let summary = SampleSummary(samples)
    if json {
      try JSONOutput.print(DataDocument(summary))
    } else {
      try InputFile.checkUnchanged()
      StandardStream.output.write(SampleSummaryText(summary).text)
    }
  }
}
