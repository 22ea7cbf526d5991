// What a fit learns from, with what it is scored on.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import struct SoftmaxKernels.MemoryRoom
import SoftmaxRegression
import SoftmaxRemedies

/// The samples that `train` and `tune` work on.
struct TrainingData {
  /// What is learned from.
  private(set) var training: Dataset
  /// What early stopping looks at: never the test set, which would then be no measure. Without early stopping, the
  /// rows that a split column calls so.
  private(set) var validation: Dataset?
  /// What is scored for the record, in the classes that it was read with.
  private(set) var test: Dataset?
  /// How a table's columns became features.
  private(set) var preparation: Preparation?
  /// Which rows of the data `training` is.
  private(set) var rows = RowSelection()
  /// Where its offsets are; nil where there are none.
  private(set) var offsets: OffsetRecord?

  /// What the flags ask for.
  struct Request {
    let reference: DataReference
    let test: String?
    var testLabels: String?
    /// A share to keep out, and whether it was asked for.
    var holdout: Holdout?
    var isHoldoutNamed = false
    /// Whether what is kept out is the validation set; else it is the test set.
    var stopsEarly = false
    let seed: UInt64
    let isStandardized: Bool
    let hasBias: Bool
    let inputArguments: InputArguments
    let tableArguments: TableArguments
    var interactionArguments = InteractionArguments()
    var offsets = OffsetRequest()
    /// A table's column of folds; for other data, a file of them.
    var folds: String?
    let options: FetchOptions
    /// What categories are coded against; nil: each has a feature.
    var bases: BaseChoices?
  }

  /// Reads the data and divides it.
  init(_ request: Request) throws {
    if let path = request.reference.tablePath {
      try self.init(table: path, request)
    } else {
      try self.init(samples: request)
    }
    if training.sampleWeights != nil, let test, test.sampleWeights == nil {
      StandardStream.error.write(
        "note: \(test.name.printablePath) has no weights, so that its samples count alike in scores\n")
    }
  }

  // MARK: Samples

  private init(samples request: Request) throws {
    let interact = request.interactionArguments.interact.isEmpty ? nil : "--interact"
    if let flag = request.tableArguments.firstUsed ?? interact {
      throw CommandFailure(
        .usage, InputArguments.isForTables(flag, data: request.reference.text))
    }
    let parts = try request.reference.loadForTraining(
      labelsPath: request.inputArguments.labels, weights: request.tableArguments.sampleWeight,
      offsets: request.offsets.place, origins: request.isStandardized && request.hasBias ? .found : .none,
      options: request.options)
    training = try parts.training.dataset()
    if let folds = request.folds { training = try FoldFile.folded(training, by: folds) }
    let source = parts.training.weightSource
    let offsetSource = parts.training.offsets?.source
    offsets = offsetSource.map { OffsetRecord(array: $0.arrayName, file: $0.filePath.map(DataName.short)) }
    rows = RowSelection(weightArray: source?.arrayName, weightFile: source?.filePath.map(DataName.short))
    var tested: Dataset?
    if request.test != nil {
      tested = try Self.test(
        of: request, preparation: nil, weightArray: source?.arrayName, offsetClasses: training.classes,
        offsetArray: offsetSource?.arrayName,
        origins: FeatureOrigins(of: training.features.input))
    } else if request.holdout == nil || request.stopsEarly {
      tested = try test(parts.test)
    }
    guard let holdout = request.holdout else {
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

  /// The test part that comes with the data; nil where it lacks the offsets that the training part has.
  private func test(_ part: LoadedSamples?) throws -> Dataset? {
    guard let part else { return nil }
    guard training.offsets == nil || part.offsets != nil else {
      StandardStream.error.write("note: \(part.name.printablePath) has no offsets, so that it is not scored\n")
      return nil
    }
    return try part.dataset(offsetClasses: training.classes)
  }

  /// Gives what was held out its purpose: a share is a test set where nothing is chosen by it.
  private mutating func settle(_ tested: Dataset?, heldOut: Dataset?, isShare: Bool, _ request: Request) {
    if isShare, !request.stopsEarly {
      test = tested ?? heldOut
    } else {
      (validation, test) = (heldOut, tested)
    }
  }

  // MARK: Tables

  private init(table path: String, _ request: Request) throws {
    let arguments = request.tableArguments
    if arguments.splitColumn != nil, request.test != nil {
      throw CommandFailure(.usage, "--split-column and --test both name what to score: use one of them")
    }
    if arguments.splitColumn != nil, request.isHoldoutNamed, !request.stopsEarly {
      throw CommandFailure(.usage, "--split-column and --holdout both name what to score: use one of them")
    }
    var options = arguments.options(
      request.inputArguments.tableOptions(for: request.reference),
      isStandardized: request.isStandardized && request.hasBias)
    options.fold = request.folds
    options.offsets = request.offsets.columns
    var reader = try TableReader(contentsOf: path, options: options)
    let table = try reader.readAll()
    if !options.offsets.isEmpty { offsets = OffsetRecord(columns: reader.offsetColumns(options.offsets)) }
    guard let labels = try table.classes(of: nil) else { throw PreparationError.noLabels(table: table.name) }
    var division = try TableDivision(table, column: arguments.splitColumn)
    if division.heldOut != nil, let column = arguments.splitColumn {
      if request.isHoldoutNamed {
        throw CommandFailure(
          .usage, "column '\(column)' of \(table.name) has validation rows already: leave out --holdout")
      }
    }
    if let holdout = request.holdout, division.heldOut == nil {
      try division.keepOut(
        holdout, classIndices: labels.indices, classCount: labels.classes.count, groups: table.groupNumbers,
        seed: request.seed)
      rows = RowSelection(holdout: holdout.fraction)
    }
    let isWhole = division.training.count == table.rowCount
    let keys = table.nearlyKeys(rows: division.training)
    let named = reader.namedColumns
    let leftOut = keys.map(\.name).filter { !named.contains($0) }
    KeyNotes.write(of: keys, leftOut: leftOut, rowCount: division.training.count)
    let interactions = try request.interactionArguments.interactions(in: table)
    let learn = { [rows = isWhole ? nil : division.training] contrasts in
      try Preparation(
        learnedOn: table, rows: rows, missing: arguments.missing, unseen: arguments.unseen,
        interactions: interactions, leavingOut: Set(leftOut), contrasts: contrasts)
    }
    let preparation =
      if let bases = request.bases {
        try bases.explaining { try learn(bases.contrasts(for: table)) }
      } else {
        try learn(nil)
      }
    try Self.checkMemory(preparation, rowCount: table.rowCount, of: table.name)
    func part(_ rows: [Int]?, _ name: String) throws -> Dataset? {
      try rows.map { try preparation.dataset(of: table, rows: $0, name: name) }
    }
    let isShare = rows.holdout != nil
    let trainingName =
      isWhole ? table.name : isShare ? "\(table.name) without the holdout" : "\(table.name):train"
    training = try preparation.dataset(
      of: table, rows: isWhole ? nil : division.training, name: trainingName)
    self.preparation = preparation
    rows = RowSelection(
      holdout: rows.holdout, splitColumn: arguments.splitColumn, groupColumn: arguments.group,
      weightColumn: reader.weightColumn, heldOutCount: division.heldOut?.count)
    let names = TableDivision.names(of: table, isShare: isShare)
    let tested =
      try request.test == nil
      ? part(division.test, names.test)
      : Self.test(
        of: request, preparation: preparation, weightColumn: reader.weightColumn,
        offsetColumns: offsets?.columns)
    settle(tested, heldOut: try part(division.heldOut, names.heldOut), isShare: isShare, request)
  }

  /// Whether the features fit into the machine's memory, where categories have become many.
  private static func checkMemory(_ preparation: Preparation, rowCount: Int, of name: String) throws {
    let featureCount = preparation.featureCount
    let byteCount = Double(rowCount) * Double(featureCount) * Double(MemoryLayout<Float>.stride)
    guard byteCount > Double(MemoryRoom.physicalBytes),
      let widest =
        (preparation.columns.map {
          (name: "column '\($0.column.name.printable(limit: 40))'", count: $0.featureCount)
        }
        + preparation.interactions.map {
          (name: "the pair '\($0.name.printable(limit: 80))'", count: preparation.featureCount(of: $0))
        }).max(by: { $0.count < $1.count })
    else { return }
    throw CommandFailure(
      .badData,
      "\(name): \(Wording.count(rowCount)) rows of \(Wording.count(featureCount)) features take "
        + "\(FixedDecimal(byteCount / 1e9, places: 0)) GB, more than this machine has: "
        + "\(widest.name) alone makes \(Wording.count(widest.count)) of them; "
        + "leave it out, or put its categories together")
  }

  /// What `--test` names.
  private static func test(
    of request: Request, preparation: Preparation?, weightColumn: String? = nil, weightArray: String? = nil,
    offsetColumns: [String: String]? = nil, offsetClasses: ClassVocabulary? = nil, offsetArray: String? = nil,
    origins: FeatureOrigins = .none
  ) throws -> Dataset? {
    guard let test = request.test else { return nil }
    let reference = try request.inputArguments.reference(test, isMain: false)
    guard let path = reference.tablePath, let preparation else {
      if !request.offsets.isEmpty, offsetArray == nil {
        throw CommandFailure(
          .usage,
          "--test \(test) needs offsets too, which training takes from a file of its own: store those of both as arrays "
            + "beside the features, and name the array with --offset")
      }
      let samples = try reference.load(
        default: .test, labelsPath: request.testLabels, weights: weightArray, weightsAreOptional: true,
        offsets: offsetArray, origins: origins, options: request.options)
      do {
        return try samples.dataset(offsetClasses: offsetClasses)
      } catch DataError.noLabels(let name, let hint) {
        throw DataError.noLabels(name: name, hint: hint.replacing(.nameLabelFile, with: .nameTestLabelFile))
      }
    }
    return try preparation.dataset(
      of: Self.table(
        path, reference, preparation, request.inputArguments, label: request.tableArguments.label,
        rows: RowSelection(weightColumn: weightColumn), offsets: offsetColumns, isWeightOptional: true))
  }

  /// A table whose columns are known.
  static func table(
    _ path: String, _ reference: DataReference, _ preparation: Preparation, _ arguments: InputArguments,
    label: String?, rows: RowSelection = RowSelection(), offsets: [String: String]? = nil,
    isWeightOptional: Bool = false
  ) throws -> Table {
    var options = arguments.tableOptions(for: reference)
    options.label = (label ?? preparation.labelColumn).map { .named($0) } ?? .none
    options.refuse(asIn: preparation)
    (options.weight, options.split, options.group) = (rows.weightColumn, rows.splitColumn, rows.groupColumn)
    options.isWeightOptional = isWeightOptional
    if let offsets { options.takeOffsets(asInTraining: offsets) }
    var reader = try TableReader(
      contentsOf: path, options: options, expecting: preparation.tableColumns)
    return try reader.readAll()
  }
}
