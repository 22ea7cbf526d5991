// softmax explain: why a model says what it says.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct ExplainCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show why a sample got its class, or what a column does.",
    discussion: """
      The difference of two classes' logits is a sum with one term for each feature and one for the bias: explain shows \
      these terms, which are exact. Features that are one column of a table are added up. A term above 0 speaks for the \
      class, one below 0 for the class that it is held against.

      --effect shows the probabilities of all classes with one column of a table set to each of its values, all other \
      columns as they are. It is exact too, and products that the column is in change with it.

      Examples:
        A picture:    softmax explain d.safetensors digits --sample 17 --show
        Two classes:  softmax explain d.safetensors digits --sample 17 --against 8
        A row:        softmax explain people.safetensors new.csv --sample 0
        A column:     softmax explain people.safetensors new.csv --effect age
        A chart:      softmax explain p.safetensors new.csv --effect age --plot a.png
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(
    help: ArgumentHelp(
      "Where the sample is: a dataset's name, a path, or -; see softmax data --help.", valueName: "data"),
    completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.mostUsed) var mainArguments: MainArguments

  @OptionGroup(title: HelpTitle.data) var labelArguments: ScoringLabelArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.output) var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  /// What can be refused without model and data: one line each, before any work.
  private func check() throws {
    func refuse(_ isRefused: Bool, _ message: String) throws {
      if isRefused { throw CommandFailure(.usage, message) }
    }
    try refuse(
      sample == nil && effect == nil,
      "explain needs --sample N, counted from 0 as the index of predict, or --effect COLUMN")
    try refuse(sample.map { $0 < 0 } ?? false, "--sample must be at least 0, not \(sample ?? 0)")
    try refuse(count.map { $0 < 0 } ?? false, "--count must be at least 0, not \(count ?? 0)")
    if effect != nil {
      let given: [(String, Bool)] = [
        ("--class", className != nil), ("--against", against != nil), ("--baseline", baseline != nil),
        ("--count", count != nil), ("--picture", picture != nil), ("--show", show),
      ]
      if let flag = given.first(where: \.1)?.0 {
        throw CommandFailure(
          .usage,
          "\(flag) is for one sample's contributions, which --effect does not show: leave one of them out")
      }
    }
    try refuse(points != nil && effect == nil, "--points is for --effect COLUMN: add it, or leave it out")
    try refuse(show && json, "--show draws before the table: leave out --json")
  }

  func run() throws {
    try check()
    let pictureFile = try picture.map { try PictureFile($0, others: [model, data]) }
    let plotFile = try plot.map { try PictureFile($0, others: [model, data, picture]) }
    let source = try inputArguments.source(data, fetching: dataArguments.fetchOptions())
    let scoring = try ScoringRequest(
      model: model, data: source, label: labelArguments.label,
      offsets: OffsetRequest(
        labelArguments.offset, isTable: source.reference.tablePath != nil, data: data),
      execution: executionArguments.execution(), onNote: WorkflowNote.show)
    if picture != nil || show {
      try PictureFile.checkPictures(
        scoring.file.model.input, of: model, flag: picture == nil ? "--show" : "--picture")
    }
    var late = LateFailures()
    if let effect {
      try showEffect(of: effect, scoring, plotFile, &late)
    } else if let sample {
      try explain(sample, scoring, pictureFile, plotFile, &late)
    }
    try late.raise()
  }

  private func explain(
    _ sample: Int, _ scoring: ScoringRequest, _ pictureFile: PictureFile?, _ plotFile: PictureFile?,
    _ late: inout LateFailures
  ) throws {
    var request = ExplanationRequest(scoring, sample: sample)
    (request.className, request.opponent, request.baseline) = (className, against, baseline)
    let result = try request.run()
    let title = "\(DataName.short(result.dataName)), sample \(sample)"
    if let plotFile {
      let picture = ContributionPicture(
        result.explanation, count: count ?? 15, noun: result.noun + "s", title: title)
      try late.attempt { try plotFile.write(picture.drawing) }
    }
    if pictureFile != nil || show {
      let overlay = try ContributionOverlay(result.explanation, input: result.input, title: title)
      if let pictureFile { try late.attempt { try pictureFile.write(overlay.drawing) } }
      if show { draw(overlay) }
    }
    if json {
      try JSONOutput.print(result.document)
    } else {
      write(result)
    }
  }

  /// Writes the text; a terminal that has colours gets them for words.
  private func write(_ result: ExplanationResult) {
    let output = StandardStream.output
    guard !isPlain, !result.texts.isEmpty else { return output.write(result.text(count: count ?? 15)) }
    output.write(result.heading)
    // What is out of the data was made safe in it.
    output.draw(result.coloredTexts)
    output.write(result.reasons(count: count ?? 15))
  }

  private var isPlain: Bool {
    !StandardStream.output.isTerminal || Environment.isDumbTerminal || !Environment.value("NO_COLOR").isEmpty
  }

  private func showEffect(
    of column: String, _ scoring: ScoringRequest, _ plotFile: PictureFile?, _ late: inout LateFailures
  ) throws {
    var request = EffectRequest(scoring, column: column)
    request.sample = sample
    if let points { request.pointCount = points }
    let result = try request.run()
    if let plotFile {
      let what =
        sample.map { "sample \($0)" } ?? "mean over \(Wording.counted(result.curve.sampleCount, "row"))"
      let picture = EffectPicture(
        result.curve, ownValue: result.ownValue, title: "\(DataName.short(result.dataName)), \(what)")
      try late.attempt { try plotFile.write(picture.drawing) }
    }
    if json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(result.text(in: .flags))
    }
  }

  private func draw(_ overlay: ContributionOverlay) {
    let output = StandardStream.output
    // Pixels and signs alone: no text of the data is in it.
    output.draw(
      overlay.terminalText(width: output.terminalWidth ?? 80, style: isPlain ? .plain : .color) + "\n")
  }
}
