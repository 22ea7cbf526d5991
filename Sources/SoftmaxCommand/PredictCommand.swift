// softmax predict: what a model says of samples.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the classes of samples.",
    discussion: """
      Labels are not needed; where there are some, the true class is shown beside the predicted one. Of a \
      catalogue set the test part is used. The table shows 20 samples unless --count says otherwise, the \
      other formats show all.

      Example:
        softmax predict fashion.safetensors fashion-mnist --count 6 --top 3
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case csv
    case json
    case jsonl
  }

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("What to predict.", valueName: "data"))
  var data: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many samples, from the first one on.", valueName: "n"))
  var count: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Show the k most probable classes.", valueName: "k"))
  var top: Int = 1

  @Flag(help: "Show the probability of every class.")
  var probabilities = false

  @Option(help: ArgumentHelp("table, csv, json or jsonl (a line a sample).", valueName: "format"))
  var format: Format = .table

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var dataArguments: DataArguments

  private static let standardTableCount = 20

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count must be at least 1, not \(count)") }
    guard top >= 1 else { throw ValidationError("--top must be at least 1, not \(top)") }
    guard !json || format == .table || format == .json else {
      throw ValidationError("--json and --format \(format.rawValue) contradict each other: use one")
    }
  }

  func run() throws {
    let input = try ScoringInput(model: model, data: data, options: dataArguments.fetchOptions())
    let total = input.samples.features.sampleCount
    if let count, count > total {
      throw CommandFailure(
        .usage,
        "--count \(count) is more than the \(Wording.count(total)) samples of \(input.samples.name)"
      )
    }
    let format = json ? .json : format
    let shown = count ?? (format == .table ? min(total, Self.standardTableCount) : total)
    let classes = input.file.model.classes.names
    let layout = PredictionLayout(
      classNames: classes, topCount: min(top, classes.count), showsAll: probabilities,
      showsTrue: input.samples.labels != nil)
    var writer: any PredictionWriter =
      switch format {
      case .table: PredictionTable(layout)
      case .csv: PredictionCSV(layout)
      case .json: PredictionJSON(layout, model: model, data: input.samples.name, count: shown)
      case .jsonl: PredictionJSONLines(layout)
      }
    try predict(input, count: shown, layout: layout, with: &writer)
    if format == .table, count == nil, shown < total {
      StandardStream.error.write(
        "note: \(shown) of \(Wording.count(total)) samples; --count N or --format csv shows more\n")
    }
  }

  /// Goes through the samples in runs, so that memory does not grow with their number.
  private func predict(
    _ input: ScoringInput, count: Int, layout: PredictionLayout,
    with writer: inout any PredictionWriter
  ) throws {
    let names = try input.trueNames()
    let output = StandardStream.output
    output.write(writer.header)
    // 16 MB of probabilities at once.
    let runCount = max(1, min(1024, (1 << 22) / layout.classNames.count))
    for first in stride(from: 0, to: count, by: runCount) where !output.isClosed {
      let range = first..<min(first + runCount, count)
      let probabilities = try input.file.model.probabilities(
        of: input.samples.features.samples(range))
      var text = ""
      for sample in range {
        let start = (sample - first) * layout.classNames.count
        let row = Prediction(
          index: sample, trueName: names?[sample],
          probabilities: Array(probabilities[start..<start + layout.classNames.count]))
        text += try writer.row(row)
      }
      output.write(text)
    }
    output.write(writer.footer)
  }
}
