// softmax data: what is in it, before anything is fitted.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

struct DataCommand: NotifyingCommand {
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
        Texts:      softmax data mails/
        Catalogue:  softmax data iris
      """)

  @Argument(
    help: ArgumentHelp(
      "The data: a dataset's name, a path (.csv, .tsv, .xlsx, .jsonl, .npy, .npz, .safetensors, .libsvm, .mtx, IDX, fastText's "
        + "lines, a folder of IDX files or, for each class, of .txt files), or -.",
      valueName: "data"), completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.mostUsed) private var mainTable: MainTableArguments

  @OptionGroup(title: HelpTitle.data) private var sampleWeights: SampleWeightArguments

  @OptionGroup(title: HelpTitle.table) private var furtherTable: FurtherTableArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.text) private var termArguments: TermArguments

  @OptionGroup(title: HelpTitle.data) var offsetArguments: OffsetArguments
  @OptionGroup(title: HelpTitle.mostUsed) var outputArguments: OutputArguments
  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments
  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  private var tableArguments: TableArguments {
    TableArguments(main: mainTable, weights: sampleWeights, further: furtherTable)
  }

  struct OutputArguments: ParsableArguments {
    @Flag(help: "Print everything as one JSON document.")
    var json = false
  }

  private var json: Bool { outputArguments.json }

  func run() throws {
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    var request = DataSummaryRequest(source)
    request.table = try tableArguments.settings(terms: termArguments, of: source.reference)
    request.sampleWeight = tableArguments.sampleWeight
    request.offsets = try offsetArguments.request(for: source.reference)
    let summary = try request.run()
    if json { return try JSONOutput.print(summary.document(in: .flags)) }
    StandardStream.output.write(summary.text(in: .flags))
  }
}
