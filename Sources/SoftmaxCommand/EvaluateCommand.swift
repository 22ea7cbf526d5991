// softmax evaluate: how good a model is on labelled data.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a model on labelled data.",
    discussion: """
      evaluate prints accuracy, log loss, macro F1, the expected calibration error (15 bins), the precision, recall \
      and F1 of each class, and the confusion matrix. It uses the test part of a catalogue set. It finds a table's \
      columns by name, in any order and beside others. A sample of weight 2 counts like the sample twice.

      Examples:
        Pictures:   softmax evaluate digits.safetensors digits --confusion wrong.png
        A table:    softmax evaluate people.safetensors more.csv --json
        Arrays:     softmax evaluate vectors.safetensors new.npy --labels new.txt
        Catalogue:  softmax evaluate fashion.safetensors fashion-mnist:all
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(help: ArgumentHelp("What to score it on.", valueName: "data"), completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.data) var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) var sampleArguments: SampleArguments

  @OptionGroup var inputArguments: InputArguments

  @OptionGroup(title: HelpTitle.output) var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  func run() throws {
    let confusionFile = try confusion.map { try PictureFile($0, others: [model, data]) }
    let execution = try executionArguments.execution()
    if sampleWeight != nil, countsAlike {
      throw CommandFailure(
        .usage, "--sample-weight and --no-sample-weight contradict each other: use one of them")
    }
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let request = try ScoringRequest(
      model: model, data: source, label: label,
      weights: countsAlike ? .none : sampleWeight.map { .named($0) } ?? .asInTraining,
      offsets: OffsetRequest(offset, isTable: source.reference.tablePath != nil, data: data),
      execution: execution, onNote: WorkflowNote.show)
    if confusion != nil { try ConfusionPicture.check(classCount: request.file.model.classCount) }
    let result = try request.evaluate()
    try InputFile.checkUnchanged()
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
        Self.text(result.evaluation, data: result.dataName, names: result.classNames))
    }
    try late.raise()
  }

  private static func text(_ evaluation: Evaluation, data: String, names: [String]) -> String {
    func three(_ value: Double) -> String { FixedDecimal(value, places: 3).description }
    let matrix = evaluation.confusionMatrix
    var classes = TextTable([
      ("class", .left), ("precision", .right), ("recall", .right), ("f1", .right),
      ("samples", .right),
    ])
    for (index, name) in names.enumerated() {
      classes.add([
        name, three(matrix.precision(of: index)), three(matrix.recall(of: index)),
        three(matrix.f1(of: index)), Wording.amount(matrix.support(of: index)),
      ])
    }
    return """
      \(data.printablePath): \(Wording.count(evaluation.sampleCount)) samples\(weight(evaluation))

      accuracy                    \(three(evaluation.accuracy))
      log loss                    \(three(evaluation.logLoss))
      macro F1                    \(three(evaluation.macroF1))
      expected calibration error  \(three(evaluation.expectedCalibrationError))

      \(classes.text)
      \(confusionText(matrix, names: names))
      """
  }

  /// `, which count 35.5`.
  private static func weight(_ evaluation: Evaluation) -> String {
    evaluation.totalWeight.map { ", which count \(Wording.amount($0))" } ?? ""
  }

  /// A table of so many columns can still be looked at.
  private static let widestTable = 40

  private static func confusionText(_ matrix: ConfusionMatrix, names: [String]) -> String {
    guard names.count <= widestTable else {
      return "The confusion matrix of \(names.count) classes is too wide to show; --json has it.\n"
    }
    var table = TextTable([("true \\ predicted", .left)] + names.map { ($0, TextTable.Alignment.right) })
    for (name, row) in zip(names, matrix.counts) {
      table.add([name] + row.map(Wording.amount))
    }
    return table.text
  }
}
