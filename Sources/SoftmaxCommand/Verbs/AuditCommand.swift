// softmax audit: labels that are probably wrong, rows that are there twice, columns that tell the class.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

struct AuditCommand: NotifyingCommand, MemoryLimitedCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Find labels that are probably wrong, and leaks.",
    discussion: """
      audit divides the samples into folds and asks about each fold a model of all others, fitted to its certified \
      optimum. Confident learning (Northcutt, Jiang and Chuang, JAIR 2021) estimates from these probabilities how many \
      labels of each class are wrong, and names the samples to look at. Samples with equal features are in one fold, so \
      that no copy defends a wrong label.

      audit also tells which rows are equal but labelled differently, which test rows are training rows or nearly so, and \
      which column of a table tells the class by itself. -o writes the suspects as a file: their index (from 0), the line \
      of a table, both classes, and their scores.

      Examples:
        Pictures:   softmax audit fashion-mnist --gallery suspects.png
        A table:    softmax audit people.csv --label species -o suspects.csv
        Arrays:     softmax audit vectors.npy --labels y.txt --near 0.05
        Catalogue:  softmax audit digits --folds 10 --count 5
      """)

  @Argument(
    help: ArgumentHelp(
      "What to look through: a dataset's name, a path (.csv, .tsv, .xlsx, .jsonl, .npy, .npz, .safetensors, .libsvm, .mtx, IDX, a folder), or - (default: digits).",
      valueName: "data"), completion: .file())
  var data: String?

  @OptionGroup(title: HelpTitle.mostUsed) var mainArguments: MainArguments

  @OptionGroup(title: HelpTitle.data) private var fileArguments: FileArguments

  @OptionGroup(title: HelpTitle.table) private var textArguments: TextArguments

  @OptionGroup(title: HelpTitle.data) var testInput: TestInputArguments

  @OptionGroup(title: HelpTitle.mostUsed) private var mainTable: MainTableArguments

  @OptionGroup(title: HelpTitle.data) private var sampleWeights: SampleWeightArguments

  @OptionGroup(title: HelpTitle.table) private var furtherTable: FurtherTableArguments

  @OptionGroup(title: HelpTitle.table) var interactionArguments: InteractionArguments
  @OptionGroup(title: HelpTitle.text) var termArguments: TermArguments

  @OptionGroup(title: HelpTitle.data) var offsetArguments: OffsetArguments

  @OptionGroup(title: HelpTitle.method) var methodArguments: MethodArguments

  @OptionGroup(title: HelpTitle.method) private var mainSolver: MainSolverArguments

  @OptionGroup(title: HelpTitle.method) var weightArguments: WeightArguments

  @OptionGroup(title: HelpTitle.penalty) private var scikitLearn: ScikitLearnArguments

  @OptionGroup(title: HelpTitle.penalty) var penaltyShapeArguments: PenaltyShapeArguments

  @OptionGroup(title: HelpTitle.output) var furtherOutput: FurtherOutputArguments

  @OptionGroup(title: HelpTitle.running) var checkpointArguments: CheckpointArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var memoryArguments: MemoryArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  private var inputArguments: InputArguments { InputArguments(file: fileArguments, text: textArguments) }

  private var tableArguments: TableArguments {
    TableArguments(main: mainTable, weights: sampleWeights, further: furtherTable)
  }

  private static let standardListCount = 20
  private static let standardPictureCount = 24
  private static let standardPerPair = 3

  /// What can be refused without data: one line each, before any work.
  private func check() throws {
    func refuse(_ isRefused: Bool, _ message: String) throws {
      if isRefused { throw CommandFailure(.usage, message) }
    }
    try refuse(count.map { $0 < 1 } ?? false, "--count must be at least 1, not \(count ?? 0)")
    try refuse(perPair.map { $0 < 1 } ?? false, "--per-pair must be at least 1, not \(perPair ?? 0)")
    try refuse(csvSafe && output == nil, "--csv-safe is for the file of -o: add it, or leave it out")
    try refuse(!keep.isEmpty && output == nil, "--keep is for the file of -o: add it, or leave it out")
  }

  func run() throws {
    try check()
    let inputs = [
      data, test, inputArguments.labels, testLabels, weightArguments.classWeight, tableArguments.sampleWeight,
      penaltyShapeArguments.penaltyFactor, penaltyShapeArguments.limits,
    ]
    let suspectFile = try output.map { try SuspectOutput.suspects($0, others: inputs) }
    let galleryFile = try gallery.map { try PictureFile($0, others: inputs + [output]) }
    let probabilityFile = try probabilities.map {
      try SuspectOutput.probabilities($0, others: inputs + [output, gallery])
    }
    let request = try request(others: inputs + [output, gallery, probabilities])
    let interruption = Interruption.stoppingFit(keepsState: checkpointArguments.checkpoint != nil)
    var told = false
    let result = try stopping {
      try request.run { event in
        show(event, &told)
        return interruption.isRequested ? .stop : .continue
      }
    }
    StatusLine.shared.clear()
    if suspectFile != nil, let clash = SuspectTable.clash(result) {
      throw CommandFailure(
        .usage,
        "--keep: the suspects have a column '\(clash)' of their own; rename that of the table")
    }
    // Before anything is written: data that is no pictures has none.
    let pictures = try galleryFile.map { _ in
      try result.gallery(
        count: count ?? Self.standardPictureCount, perPair: perPair ?? Self.standardPerPair)
    }
    var late = LateFailures()
    let kept = suspectFile.map {
      KeptFile(
        SuspectTable.content(result, perPair: perPair, isSafe: csvSafe), to: $0.path, named: "suspects.csv")
    }
    late.add(kept?.failure("the suspects"))
    let array = probabilityFile.map {
      KeptFile(result.probabilityArray, to: $0.path, named: "probabilities.npy")
    }
    late.add(array?.failure("the probabilities"))
    if json {
      try JSONOutput.print(AuditDocument(result, perPair: perPair, output: kept?.path))
    } else {
      StandardStream.output.write(
        result.text(
          count: count ?? Self.standardListCount, perPair: perPair ?? Self.standardPerPair, in: .flags))
    }
    for case let file? in [kept, array] where file.error == nil {
      if let path = file.path { Notice.write("wrote \(path.printablePath)\n") }
    }
    if let galleryFile, let pictures {
      if let pictures {
        try late.attempt { try galleryFile.write(pictures.drawing) }
      } else {
        Notice.write("note: no sample is suspected, so that there is no picture to draw\n")
      }
    }
    try late.raise()
  }

  /// Says of an audit that was ended where its state is.
  private func stopping(_ body: () throws -> AuditResult) throws -> AuditResult {
    do {
      return try body()
    } catch let error as CancellationError {
      guard let path = checkpointArguments.checkpoint, FileStatus(of: path) != nil else { throw error }
      throw CommandFailure(.interrupted, "stopped; --resume \(path.shellQuoted) goes on from its state")
    }
  }

  private func show(_ event: AuditEvent, _ told: inout Bool) {
    let fold = "fold \(event.fold + 1) of \(event.foldCount)"
    switch event.event {
    case .begin(let plan):
      // The folds' fits are of one size.
      if !told { Notice.write(plan.description + "\n") }
      told = true
    case .iteration(let record): StatusLine.shared.update("\(fold): \(record)")
    case .pass(let count): StatusLine.shared.update("\(fold): pass \(count)")
    case .batch, .epoch: break
    }
  }

  private var dataName: String { data ?? Catalogue.digits.name }

  /// What the flags ask for.
  private func request(others: [String?]) throws -> AuditRequest {
    let source = try inputArguments.source(dataName, fetching: dataArguments.fetchOptions())
    var data = TrainingDataRequest(source)
    data.test = try test.map { try inputArguments.testSource($0, labels: testLabels) }
    data.table = try tableArguments.settings(
      interactions: interactionArguments.interact, terms: termArguments, of: source.reference)
    data.sampleWeight = tableArguments.sampleWeight
    data.offsets = try offsetArguments.request(for: source.reference)
    data.keys = keep
    var training = TrainingRequest(data)
    let (l2, l1) = (mainSolver.l2Penalty, mainSolver.l1Penalty)
    training.strength =
      try scikitLearn.penalty(isGivenOtherwise: l2 != nil || l1 != 0).map { .scikitLearn($0) }
      ?? .factors(l2: l2, l1: l1)
    training.solver = try solver()
    training.penaltyShape = penaltyShapeArguments.request
    training.classWeights = weightArguments.choice
    training.hasBias = !weightArguments.noBias
    training.standardize = methodArguments.standardize.map { $0 ? .always : .never } ?? .automatic
    training.seed = methodArguments.seed
    training.onNote = WorkflowNote.show
    training.checkpoints = try checkpointArguments.request(data: self.data, others: others)
    var request = AuditRequest(training)
    request.foldCount = mainArguments.folds
    request.keepsCopiesTogether = methodArguments.keepCopies ?? true
    (request.rule, request.ranking) = (methodArguments.by, methodArguments.rank)
    request.nearness = methodArguments.near
    try request.check()
    request.training.execution = try executionArguments.execution()
    return request
  }

  private func solver() throws -> SolverConfiguration {
    let name = mainSolver.solver?.name ?? SolverConfiguration.automatic().name
    let found = SolverConfiguration.fullBatch(
      named: name, tolerance: methodArguments.tolerance ?? SolverConfiguration.defaultTolerance,
      maxIterations: SolverConfiguration.defaultMaxIterations, curvature: nil)
    guard let found else {
      throw CommandFailure(
        .usage,
        "--solver \(name) does not go to the optimum, which an audit's models have certificates of: leave it out, or use "
          + "--solver auto")
    }
    return found
  }
}
