// What a fit learns from, with what it is scored on.

import SoftmaxData
import SoftmaxFiles
public import SoftmaxFormats
import class SoftmaxKernels.MemoryBudget
import struct SoftmaxKernels.MemoryRoom
import enum SoftmaxKernels.SharedJob
public import SoftmaxRegression
import SoftmaxRemedies

/// The samples that a fit and a search for penalties work on.
public struct TrainingData: Sendable {
  /// What is learned from.
  public private(set) var training: Dataset
  /// What early stopping looks at: never the test set, which would then be no measure. Without early stopping, the
  /// rows that a split column calls so.
  public private(set) var validation: Dataset?
  /// What is scored for the record, in the classes that it was read with.
  public private(set) var test: Dataset?
  /// How a table's columns became features.
  public private(set) var preparation: Preparation?
  /// Which rows of the data `training` is.
  public private(set) var rows = RowSelection()
  /// What is odd about the data, though no reason to refuse it.
  private var oddities: [DataWarning] = []
  /// What the data is called in notes.
  private var sourceName = ""
  /// Where its offsets are; nil where there are none.
  public private(set) var offsets: OffsetRecord?
  /// The lines of a table's training rows in its file, and of the test rows that a column of it names.
  private(set) var lines: (training: RowLines?, test: RowLines?) = (nil, nil)
  /// The columns of a table that are passed through, by training row.
  private(set) var keys: [KeyColumn] = []

  /// Reads the data and divides it.
  ///
  /// - Parameters:
  ///   - request: What data, and how it is divided.
  ///   - onNote: Hears of what was done without being asked for.
  /// - Throws: `WorkflowError` or `ConfigurationError` for a request that cannot be, `FileError`, `FetchError` or `DataError`
  ///   for data that cannot be read, `PreparationError` or `DatasetError` for data that cannot be learned from.
  public init(
    _ request: TrainingDataRequest, onNote: @Sendable (WorkflowNote) -> Void = { _ in }
  ) throws {
    try self.init(reading: request, onNote)
    tellOddities(onNote)
  }

  /// The same, but nothing is told of what is odd about the data: a job that refuses it has more to say.
  init(reading request: TrainingDataRequest, _ onNote: @Sendable (WorkflowNote) -> Void) throws {
    try request.check()
    guard request.readsAll else {
      try self.init(dividing: request, onNote)
      return
    }
    let processes = SharedJob.communicator
    onNote(.eachProcessReadsAll(data: request.source.reference.text, processCount: processes.size))
    self = try SharedJob.$readsAll.withValue(true) { try TrainingData(dividing: request, onNote) }
    try SharedJob.checkAgreement(training.marks, data: request.source.reference.text)
    training = training.worked(by: processes)
  }

  private init(dividing request: TrainingDataRequest, _ onNote: @Sendable (WorkflowNote) -> Void) throws {
    if let path = request.source.reference.tablePath {
      try self.init(table: path, request, onNote)
    } else {
      try self.init(samples: request, onNote)
    }
    if training.sampleWeights != nil, let test, test.sampleWeights == nil {
      onNote(.scoredWithoutWeights(data: test.name))
    }
  }

  /// More lines than these nobody reads before a fit.
  private static let mostOddities = 3

  /// Says what is odd about the data, in at most three lines.
  func tellOddities(_ onNote: (WorkflowNote) -> Void) {
    var notes = oddities.map { WorkflowNote.odd($0) }
    if let similar = LabelChecks.similar(training.classes.names) { notes.append(.similarLabels(similar)) }
    let shown = notes.count > Self.mostOddities ? Self.mostOddities - 1 : notes.count
    notes.prefix(shown).forEach(onNote)
    if notes.count > shown { onNote(.moreOddities(count: notes.count - shown, data: sourceName)) }
  }

  /// The classes with samples that are learned from.
  private var classEntries: [ValueCounts.Entry] {
    zip(training.classes.names, training.wholeClassCounts).map { ValueCounts.Entry(name: $0, count: $1) }
  }

  // MARK: Samples

  private init(samples request: TrainingDataRequest, _ onNote: (WorkflowNote) -> Void) throws {
    let parts = try request.source.reference.loadForTraining(
      labelsPath: request.source.labelsPath, weights: request.sampleWeight,
      offsets: request.offsets.place, origins: request.isStandardized && request.hasBias ? .found : .none,
      options: request.source.fetching)
    training = try parts.training.dataset()
    try LabelChecks.refuseNumbers(ofSparse: parts.training, training)
    parts.training.tellNotes(for: nil, onNote)
    if let folds = request.folds { training = try FoldFile.folded(training, by: folds) }
    let source = parts.training.weightSource
    let offsetSource = parts.training.offsets?.source
    offsets = offsetSource.map { OffsetRecord(array: $0.arrayName, file: $0.filePath.map(DataName.short)) }
    rows = RowSelection(weightArray: source?.arrayName, weightFile: source?.filePath.map(DataName.short))
    oddities = DataWarning.ofClasses(classEntries).filter { !$0.stopsTraining }
    sourceName = training.name
    var tested: Dataset?
    if request.test != nil {
      tested = try Self.test(
        of: request, preparation: nil, weightArray: source?.arrayName, offsetClasses: training.classes,
        offsetArray: offsetSource?.arrayName,
        input: training.features.input, onNote)
    } else if request.holdout == nil || request.stopsEarly {
      tested = try test(parts.test, onNote)
    }
    guard let holdout = try request.share else {
      test = tested
      return
    }
    try training.features.checkMemoryForCopy()
    let split = try holdout.split(training, seed: request.seed)
    training = split.kept
    rows = RowSelection(
      holdout: holdout.fraction, weightArray: rows.weightArray, weightFile: rows.weightFile,
      heldOutCount: split.heldOut.sampleCount)
    settle(tested, heldOut: split.heldOut, isShare: true, request)
  }

  /// The same data, but for the work on it, which is this process's alone.
  func workedAlone() -> TrainingData {
    var data = self
    data.training = training.workedAlone()
    return data
  }

  /// The same data with these sets to look at and to score.
  func scoring(validation: Dataset?, test: Dataset?) -> TrainingData {
    var data = self
    (data.validation, data.test) = (validation, test)
    return data
  }

  /// The test part that comes with the data; nil where it lacks the offsets that the training part has.
  private func test(_ part: LoadedSamples?, _ onNote: (WorkflowNote) -> Void) throws -> Dataset? {
    guard let part else { return nil }
    guard training.offsets == nil || part.offsets != nil else {
      onNote(.partWithoutOffsets(data: part.name))
      return nil
    }
    return try part.dataset(offsetClasses: training.classes)
  }

  /// Gives what was held out its purpose: a share is a test set where nothing is chosen by it.
  private mutating func settle(
    _ tested: Dataset?, heldOut: Dataset?, isShare: Bool, _ request: TrainingDataRequest
  ) {
    if isShare, !request.stopsEarly {
      test = tested ?? heldOut
    } else {
      (validation, test) = (heldOut, tested)
    }
  }

  // MARK: Tables

  private init(table path: String, _ request: TrainingDataRequest, _ onNote: (WorkflowNote) -> Void) throws {
    let settings = request.table
    var options = settings.options(
      request.source.tableOptions, sampleWeight: request.sampleWeight,
      isStandardized: request.isStandardized && request.hasBias)
    options.fold = request.folds
    options.offsets = request.offsets.columns
    options.keys = request.keys
    let problems = TableProblems(path: path, options: options)
    var reader = try problems.explaining { try TableReader(contentsOf: path, options: options) }
    reader.tellPassedOver(data: path, onNote)
    let read = try problems.explaining {
      try LabelledRows(&reader, leavingOutUnlabelled: options.leavesOutUnlabelled, onNote)
    }
    let (table, incompleteCount) = try settings.rows(of: read.table, named: reader.namedColumns, onNote)
    if !options.offsets.isEmpty { offsets = OffsetRecord(columns: reader.offsetColumns(options.offsets)) }
    precondition(table.sharing.isAlone || table.texts.isEmpty, "each process reads all texts")
    guard let labels = try table.classes(of: nil) else { throw PreparationError.noLabels(table: table.name) }
    if settings.label == nil { try LabelChecks.refuseNumbers(of: table, named: reader.namedColumns) }
    var division = try TableDivision(table, column: settings.splitColumn)
    if division.heldOut != nil, let column = settings.splitColumn, request.holdout != nil {
      throw WorkflowError.validationRowsAreThere(column: column, table: table.name)
    }
    if let holdout = try request.share, division.heldOut == nil {
      try division.keepOut(
        holdout, classIndices: labels.indices, classCount: labels.classes.count, groups: table.groupNumbers,
        seed: request.seed, table.sharing)
      rows = RowSelection(holdout: holdout.fraction)
    }
    let isWhole = table.sharing.holdsEverywhere(division.training.count == table.rowCount)
    // Which rows are left out depends on what is left out of them, and is settled for the whole table.
    let keyRows = incompleteCount == nil ? division.training : nil
    let keys = Self.nearlyKeys(of: table, rows: keyRows)
    let named = reader.namedColumns
    let counters = table.decided {
      $0.rowCounters(afterDropping: (incompleteCount ?? 0) + (read.unlabelledCount ?? 0))
    }
    var leftOut = keys.map(\.name).filter { !named.contains($0) }
    // Where nothing else is left to learn from, the counter is meant.
    if Set(leftOut + counters).count < table.columns.count {
      leftOut += counters.filter { !named.contains($0) }
    }
    let unnamed = reader.unnamedColumns
    let rowNames = table.decided { $0.rowNames(unnamed: unnamed) }.filter { !counters.contains($0) }
    if Set(leftOut + rowNames).count < table.columns.count {
      leftOut += rowNames.filter { !named.contains($0) }
    }
    for column in rowNames { onNote(.namesRows(column: column, isLeftOut: leftOut.contains(column))) }
    for column in counters { onNote(.countsRows(column: column, isLeftOut: leftOut.contains(column))) }
    for key in keys {
      onNote(
        .nearlyKey(
          column: key.name, categoryCount: key.categoryCount,
          rowCount: table.sharing.isOnePart ? keyRows?.count ?? table.rowCount : table.sharing.parts.counts[0],
          isLeftOut: leftOut.contains(key.name)))
    }
    let interactions = try settings.pairs(in: table)
    let learn = { [rows = isWhole ? nil : division.training] contrasts in
      try Preparation(
        learnedOn: table, rows: rows, missing: settings.missing, unseen: settings.unseen,
        interactions: interactions, leavingOut: Set(leftOut), contrasts: contrasts, text: settings.text)
    }
    let preparation =
      if let bases = request.bases.map({ BaseChoices(texts: $0, hasBias: request.hasBias) }) {
        try bases.explaining { try learn(bases.contrasts(for: table)) }
      } else {
        try learn(nil)
      }
    try Self.checkMemory(preparation, rowCount: table.rowCount, of: table.name)
    for found in try preparation.sharedHashes(in: table, rows: isWhole ? nil : division.training)
    where found.sharingCount > 0 {
      onNote(
        .sharedHashes(
          column: found.column, sharing: found.sharingCount, words: found.wordCount,
          features: found.featureCount,
          example: found.example, isComplete: found.isComplete))
    }
    func part(_ rows: [Int]?, _ name: String) throws -> Dataset? {
      try rows.map { try preparation.dataset(of: table, rows: $0, name: name) }
    }
    let isShare = rows.holdout != nil
    let trainingName =
      isWhole ? table.name : isShare ? "\(table.name) without the holdout" : "\(table.name):train"
    training = try preparation.dataset(
      of: table, rows: isWhole ? nil : division.training, name: trainingName)
    self.preparation = preparation
    lines = (
      isWhole ? table.lines : table.lines?.lines(of: division.training),
      division.test.flatMap { table.lines?.lines(of: $0) }
    )
    self.keys =
      isWhole
      ? table.keys
      : table.keys.map { key in KeyColumn(name: key.name, cells: division.training.map { key.cells[$0] }) }
    rows = RowSelection(
      holdout: rows.holdout, splitColumn: settings.splitColumn, groupColumn: settings.groupColumn,
      weightColumn: reader.weightColumn, heldOutCount: division.heldOut.map { table.sharing.total($0.count) },
      incompleteCount: incompleteCount, unlabelledCount: read.unlabelledCount,
      frequencyColumn: reader.frequencyColumn)
    let names = TableDivision.names(of: table, isShare: isShare)
    let tested =
      try request.test == nil
      ? part(division.test, names.test)
      : Self.test(
        of: request, preparation: preparation, weightColumn: reader.weightColumn,
        frequencyColumn: reader.frequencyColumn, offsetColumns: offsets?.columns, onNote)
    settle(tested, heldOut: try part(division.heldOut, names.heldOut), isShare: isShare, request)
    let used = Set(preparation.columns.map(\.column.name))
    oddities = DataWarning.ofTraining(table, columns: used, classes: classEntries, options: options)
    sourceName = table.name
  }

  /// The columns of categories that are nearly keys; where the table is several files, in the first of them.
  private static func nearlyKeys(of table: Table, rows: [Int]?) -> [Table.NearlyKey] {
    guard !table.sharing.isOnePart else { return table.nearlyKeys(rows: rows) }
    let words = table.decided { first in first.nearlyKeys().flatMap { [$0.name, "\($0.categoryCount)"] } }
    return stride(from: 0, to: words.count, by: 2).map {
      Table.NearlyKey(name: words[$0], categoryCount: Int(words[$0 + 1]) ?? 0)
    }
  }

  /// Whether the features fit into the machine's memory, where categories have become many.
  private static func checkMemory(_ preparation: Preparation, rowCount: Int, of name: String) throws {
    guard !preparation.hasTexts else { return }
    let featureCount = preparation.featureCount
    let byteCount = Double(rowCount) * Double(featureCount) * Double(MemoryLayout<Float>.stride)
    guard byteCount > Double(MemoryRoom.physicalBytes),
      // Who chose a limit has them on the disk, where that has room.
      MemoryBudget.current?.isChosen != true
        || MemoryRoom.shortage(for: Int(min(byteCount, 1e18)), canMoveOut: true) != nil,
      let widest =
        (preparation.columns.map {
          (name: "column '\($0.column.name.printable(limit: 40))'", count: $0.featureCount)
        }
        + preparation.interactions.map {
          (name: "the pair '\($0.name.printable(limit: 80))'", count: preparation.featureCount(of: $0))
        }).max(by: { $0.count < $1.count })
    else { return }
    throw WorkflowError.badData(
      "\(name): \(Wording.count(rowCount)) rows of \(Wording.count(featureCount)) features take "
        + "\(FixedDecimal(byteCount / 1e9, places: 0)) GB, more than this machine has: "
        + "\(widest.name) alone makes \(Wording.count(widest.count)) of them; "
        + "leave it out, or put its categories together")
  }

  /// What `--test` names.
  private static func test(
    of request: TrainingDataRequest, preparation: Preparation?, weightColumn: String? = nil,
    weightArray: String? = nil, frequencyColumn: String? = nil,
    offsetColumns: [String: String]? = nil, offsetClasses: ClassVocabulary? = nil, offsetArray: String? = nil,
    input: InputDescription? = nil, _ onNote: (WorkflowNote) -> Void = { _ in }
  ) throws -> Dataset? {
    guard let test = request.test else { return nil }
    let reference = test.reference
    guard let path = reference.tablePath, let preparation else {
      if !request.offsets.isEmpty, offsetArray == nil {
        throw WorkflowError.testNeedsOffsets(test: reference.text)
      }
      let samples = try reference.load(
        default: .test, labelsPath: test.labelsPath, weights: weightArray, weightsAreOptional: true,
        offsets: offsetArray, origins: input.map { FeatureOrigins(of: $0) } ?? .none,
        options: request.source.fetching, for: input)
      samples.tellNotes(for: input, onNote)
      do {
        return try samples.dataset(offsetClasses: offsetClasses)
      } catch DataError.noLabels(let name, let hint) {
        throw WorkflowError.testHasNoLabels(
          name: name, hint: hint.replacing(.nameLabelFile, with: .nameTestLabelFile))
      }
    }
    return try preparation.dataset(
      of: Self.table(
        path, test, preparation, label: request.table.label,
        rows: RowSelection(
          weightColumn: weightColumn, unlabelledCount: request.table.unlabelled == .drop ? 0 : nil,
          frequencyColumn: frequencyColumn),
        offsets: offsetColumns, isWeightOptional: true, onNote
      ).table)
  }

  /// A table whose columns are known; `isLearnedFrom`: rows that training leaves out are in it.
  static func table(
    _ path: String, _ source: DataSource, _ preparation: Preparation, label: String?,
    rows: RowSelection = RowSelection(), offsets: [String: String]? = nil,
    isWeightOptional: Bool = false, isLearnedFrom: Bool = false,
    _ onNote: (WorkflowNote) -> Void = { _ in }
  ) throws -> LabelledRows {
    var options = source.tableOptions
    options.label = (label ?? preparation.labelColumn).map { .named($0) } ?? .none
    options.readCells(asIn: preparation)
    if isLearnedFrom, preparation.missing == .drop { options.refusesMissing = false }
    (options.weight, options.split, options.group) = (rows.weightColumn, rows.splitColumn, rows.groupColumn)
    options.isWeightOptional = isWeightOptional
    (options.frequency, options.isFrequencyOptional) = (rows.frequencyColumn, isWeightOptional)
    options.leavesOutUnlabelled = rows.unlabelledCount != nil
    if let offsets { options.takeOffsets(asInTraining: offsets) }
    var reader = try TableReader(
      contentsOf: path, options: options, expecting: preparation.tableColumns)
    reader.tellPassedOver(data: path, onNote)
    return try LabelledRows(&reader, leavingOutUnlabelled: options.leavesOutUnlabelled, onNote)
  }
}
