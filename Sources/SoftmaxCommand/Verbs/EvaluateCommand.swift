// softmax evaluate: how good a model is on labelled data.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct EvaluateCommand: NotifyingCommand, MemoryLimitedCommand, SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a model on labelled data.",
    discussion: """
      evaluate prints accuracy, log loss, macro F1, the expected calibration error (15 bins), the precision, recall \
      and F1 of each class, and the confusion matrix. It uses the test part of a catalogue set. It finds a table's \
      columns by name, in any order and beside others. A sample of weight 2 counts like the sample twice.

      --metrics adds others: balanced accuracy, top-k accuracy, Brier score, Cohen's kappa, Matthews correlation, ROC-AUC \
      and average precision (each class against the rest), classwise calibration error and more, with --json under \
      their names. --intervals adds bounds: percentiles of the bootstrap. What is undefined, as ROC-AUC is where all \
      samples are of one class, is shown as - (null in JSON) with its reason.

      Examples:
        Pictures:   softmax evaluate digits.safetensors digits --confusion wrong.png
        A table:    softmax evaluate people.safetensors more.csv --json
        Intervals:  softmax evaluate people.safetensors more.csv --intervals
        Arrays:     softmax evaluate vectors.safetensors new.npy --labels new.txt
        Catalogue:  softmax evaluate fashion.safetensors fashion-mnist:all
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(
    help: ArgumentHelp(
      "What to score it on: a dataset's name, a path, or -; see softmax data --help.", valueName: "data"),
    completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.data) var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) var sampleArguments: SampleArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.table) var rowArguments: RowArguments

  @OptionGroup(title: HelpTitle.statistics) var metricArguments: MetricArguments

  @OptionGroup(title: HelpTitle.statistics) var intervalArguments: IntervalArguments

  @OptionGroup(title: HelpTitle.output) var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var memoryArguments: MemoryArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  func run() throws {
    let metrics = try metricRequest()
    let confusionFile = try confusion.map {
      try PictureFile($0, others: [model, data, inputArguments.labels, sampleWeight])
    }
    let execution = try executionArguments.execution()
    if sampleWeight != nil, countsAlike {
      throw CommandFailure(
        .usage, "--sample-weight and --no-sample-weight contradict each other: use one of them")
    }
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let request = try ScoringRequest(
      model: model, data: source, label: label,
      weights: countsAlike ? .none : sampleWeight.map { .named($0) } ?? .asInTraining,
      frequency: frequency.map { .named($0) } ?? .asInTraining,
      offsets: OffsetRequest(offset, isTable: source.reference.tablePath != nil, data: data),
      unlabelled: unlabelled, execution: execution, onNote: WorkflowNote.show)
    if confusion != nil { try ConfusionPicture.check(classCount: request.file.model.classCount) }
    let result = try request.evaluate(metrics, measuresRejection: outputArguments.rejection)
    guard SharedJob.isFirst else { return }
    var late = LateFailures()
    if let confusionFile {
      let picture = try ConfusionPicture(
        result.evaluation.confusionMatrix, names: result.classNames, title: DataName.short(result.dataName))
      try late.attempt { try confusionFile.write(picture.drawing) }
    }
    if json {
      try Self.printJSON(result)
    } else {
      StandardStream.output.write(
        result.text(in: .flags))
    }
    try late.raise()
  }
}
