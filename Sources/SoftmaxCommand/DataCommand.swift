// softmax data: what is in it, before anything is fitted.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Show what is in data: rows, columns, types, classes, and what is odd about them.",
    discussion: """
      Nothing is fitted. What train would refuse is said with what to do about it, and the exit code is 0; it is 65 \
      only for files that cannot be read at all. A dataset with two parts is shown as a whole, unless a part is \
      named (fashion-mnist:test).

      Example:
        softmax data people.csv --label species
      """)

  @Argument(help: ArgumentHelp("The data: a dataset's name, a path, or -.", valueName: "data"))
  var data: String

  @OptionGroup var inputArguments: InputArguments
  @OptionGroup var tableArguments: TableArguments
  @OptionGroup var offsetArguments: OffsetArguments
  @OptionGroup var dataArguments: DataArguments

  @Flag(help: "Print everything as one JSON document.")
  var json = false

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
