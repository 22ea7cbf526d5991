// softmax calibrate: probabilities that are as often right as they say.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct CalibrateCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Set a model's probabilities right by data that it was not trained on.",
    discussion: """
      temperature divides all logits by one number, which leaves the order of the classes; vector gives each class a \
      scale and a shift, held near the temperature by a penalty with the weight of one sample. calibrate shows log loss, \
      expected calibration error, Brier score and accuracy before and after, and those of samples that a scaling was not \
      fitted to, by cross-validation. Where these have no smaller log loss it writes nothing, and the exit code is 1.

      --coverage measures when a class belongs to a sample's prediction set, so that new sets hold the true class so \
      often (split conformal prediction). It counts the scaling as given: one number hardly matters, and for the \
      guarantee to the letter measure sets on other samples, with --method none. predict --sets shows them, evaluate \
      scores them.

      Examples:
        softmax calibrate m.safetensors new.csv -o n.safetensors
        softmax calibrate m.safetensors digits -o n.safetensors --coverage 0.9
        softmax calibrate m.safetensors all.csv --kept-out -o n.safetensors
        softmax calibrate m.safetensors x.npy --labels y.txt -o n.safetensors
      """)

  /// The form of the scaling.
  enum Method: String, CaseIterable {
    case temperature, vector, none

    var scaling: LogitScaling.Method? {
      switch self {
      case .temperature: .temperature
      case .vector: .vector
      case .none: nil
      }
    }
  }

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(
    help: ArgumentHelp(
      "Labelled data that the model was not trained on: a dataset's name, a path, or -; see softmax data --help.",
      valueName: "data"),
    completion: .file())
  var data: String

  struct MainArguments: ParsableArguments {
    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "The file of the calibrated model (.safetensors); that of the model itself is replaced.",
        valueName: "file"),
      completion: .file())
    var output: String

    @Option(
      help: ArgumentHelp(
        "temperature, vector or none (default: temperature).", valueName: "name"),
      transform: { text -> Method in try WordArgument.word(text) })
    var method = Method.temperature

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Measure prediction sets that hold the true class with this share, such as 0.95.", valueName: "share"),
      transform: NumberArgument.any)
    var coverage: Double?

    @Option(
      help: ArgumentHelp(
        "The sets of --coverage: adaptive, which grow with the model's doubt, or plain, which are the smallest on "
          + "average (default: adaptive).", valueName: "kind"),
      transform: { text -> PredictionSets.Kind in try WordArgument.word(text) })
    var sets: PredictionSets.Kind?

    @Flag(
      help: """
        DATA is what the model was trained on: take the samples that train --holdout or --split-column kept out of it.
        """)
    var keptOut = false

    @Flag(help: "Write the model even where its cross-validated log loss is no smaller.")
    var allowWorse = false

    @Flag(help: "Print the result as one JSON document.")
    var json = false
  }

  struct FurtherArguments: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The seed of the cross-validation's folds (default: 0).", valueName: "n"),
      transform: NumberArgument.natural)
    var seed: UInt64 = 0
  }

  @OptionGroup(title: HelpTitle.mostUsed) var mainArguments: MainArguments

  @OptionGroup(title: HelpTitle.data) var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) var sampleArguments: EvaluateCommand.SampleArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.table) var rowArguments: EvaluateCommand.RowArguments

  @OptionGroup(title: HelpTitle.running) var furtherArguments: FurtherArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private func check() throws {
    if sampleArguments.sampleWeight != nil, sampleArguments.countsAlike {
      throw CommandFailure(
        .usage, "--sample-weight and --no-sample-weight contradict each other: use one of them")
    }
    if mainArguments.sets != nil, mainArguments.coverage == nil {
      throw CommandFailure(
        .usage, "--sets says what the sets of --coverage are: add --coverage 0.95, or leave it out")
    }
    if mainArguments.method == .none, mainArguments.coverage == nil {
      throw CommandFailure(
        .usage, "--method none leaves nothing to do: add --coverage 0.95, or use another method")
    }
    if let coverage = mainArguments.coverage, !(coverage > 0 && coverage < 1) {
      throw CommandFailure(.usage, "--coverage must be above 0 and below 1, not \(coverage)")
    }
  }

  func run() throws {
    try check()
    let inputArguments = InputArguments(file: fileArguments, text: textArguments)
    let (output, sampleWeight) = (mainArguments.output, sampleArguments.sampleWeight)
    try ModelOutput.check(output, inputs: [data, inputArguments.labels])
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let scoring = try ScoringRequest(
      model: model, data: source, label: labelArguments.label,
      weights: sampleArguments.countsAlike ? .none : sampleWeight.map { .named($0) } ?? .asInTraining,
      frequency: sampleArguments.frequency.map { .named($0) } ?? .asInTraining,
      offsets: OffsetRequest(
        labelArguments.offset, isTable: source.reference.tablePath != nil, data: data),
      unlabelled: rowArguments.unlabelled, execution: executionArguments.execution(),
      onNote: WorkflowNote.show)
    var request = CalibrationRequest(scoring)
    request.method = mainArguments.method.scaling
    request.coverage = mainArguments.coverage
    request.setKind = mainArguments.sets ?? .adaptive
    request.seed = furtherArguments.seed
    request.takesKeptOutSamples = mainArguments.keptOut
    let outcome = try request.run()
    let isRefused = outcome.isWorse && !mainArguments.allowWorse
    if !isRefused {
      try InputFile.checkUnchanged()
      try outcome.file.write(to: output)
    }
    if mainArguments.json {
      try JSONOutput.print(outcome.document)
    } else {
      StandardStream.output.write(outcome.text)
    }
    guard isRefused else { return Notice.write("wrote \(output.printablePath)\n") }
    StandardStream.error.write(
      "\(output.printablePath) is not written: the cross-validated log loss is no smaller than that of the model as it is; "
        + "--allow-worse writes it all the same\n")
    throw ExitCode.failure
  }
}
