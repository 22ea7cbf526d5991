// Someone who wants a yes changes each field of a true card in turn.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ChangedCardTests {
  /// A file whose card has nearly every field that a certified fit can have, and the data that it is true of.
  private struct Case: Sendable {
    let file: ModelFile
    let data: VerificationData
    /// What is found of a file that tells the truth.
    var truth = Verification.Finding.confirmed
  }

  private static func table(isWeighted: Bool = true) -> Table {
    var numbers = MadeNumbers(seed: 31)
    let rowCount = 48
    let values = numbers.floats(rowCount * 3).enumerated().map { place, value -> Float in
      switch place % 3 {
      case 0: return place % 30 == 0 ? .nan : 10 * value
      case 1: return value + 3
      default: return value > 0 ? 1 : 0
      }
    }
    return Table(
      name: "/home/ada/made.csv",
      columns: [
        TableColumn(name: "age", kind: .number(origin: 0)),
        TableColumn(name: "time", kind: .number(origin: 1.7e9)),
        TableColumn(name: "member", kind: .boolean),
        TableColumn(name: "colour", kind: .category(["red", "blue"])),
      ], rowCount: rowCount, numbers: SharedStorage(values), codes: [numbers.indices(rowCount, below: 2)],
      labels: CategoryValues(codes: numbers.indices(rowCount, below: 3), names: ["a", "b", "c"]),
      labelColumn: "kind",
      weights: isWeighted ? (0..<rowCount).map { Double($0 % 4 + 1) } : nil)
  }

  private static func rich(
    _ classifier: SoftmaxClassifier, fitRows: Range<Int> = 0..<40, isWeighted: Bool = true
  ) throws -> Case {
    let table = table(isWeighted: isWeighted)
    let rows = Array(fitRows)
    let preparation = try Preparation(learnedOn: table, rows: rows, missing: .indicator, unseen: .zeros)
    let training = try preparation.dataset(of: table, rows: rows)
    let scored = try preparation.dataset(of: table, rows: Array(40..<48), name: "/home/ada/made.csv holdout")
    let fit = try classifier.fit(training, validation: scored)
    let file = ModelFile(
      fit.model, preparation: preparation,
      training: TrainingRecord(
        fit.report, data: training,
        rows: RowSelection(
          holdout: 0.25, splitColumn: "part", groupColumn: "patient", weightColumn: "w", heldOutCount: 8)),
      evaluation: EvaluationRecord(try fit.model.evaluate(scored)))
    let data = VerificationData(
      training: training,
      preparation: try Preparation(learnedOn: table, rows: rows, missing: .indicator, unseen: .zeros),
      heldOutCount: 8, scored: scored)
    return Case(file: file, data: data)
  }

  /// What several tests begin with, fitted once.
  private static let plain = Result { try rich(SoftmaxClassifier()) }
  private static let unweighted = Result { try rich(SoftmaxClassifier(), isWeighted: false) }
  private static let balanced = Result {
    try rich(SoftmaxClassifier(solver: .newtonCholesky(), classWeights: .balanced))
  }

  private static func pictures() throws -> Case {
    var numbers = MadeNumbers(seed: 32)
    let data = try Dataset(
      name: "made:train",
      features: Features(bytes: numbers.bytes(30 * 4), input: .image(shape: [2, 2], maximum: 255)),
      classIndices: numbers.indices(30, below: 2), classes: ClassVocabulary(names: ["a", "b"]))
    let fit = try SoftmaxClassifier(hasBias: false).fit(data)
    return Case(
      file: ModelFile(fit.model, training: TrainingRecord(fit.report, data: data)),
      data: VerificationData(training: data))
  }

  /// The file with another card, its tensors as they are.
  private func changed(_ file: ModelFile, _ card: String) throws -> SharedStorage<UInt8> {
    changed(try SafetensorsFile(SharedStorage(file.encoded()), path: "m"), card)
  }

  private func changed(_ container: SafetensorsFile, _ card: String) -> SharedStorage<UInt8> {
    SharedStorage(SafetensorsFile(tensors: container.tensors, metadata: ["softmax": card]).encoded())
  }

  private func card(_ file: ModelFile) throws -> StrictJSON {
    let container = try SafetensorsFile(SharedStorage(file.encoded()), path: "m")
    return try StrictJSON.parse(Array(try #require(container.metadata["softmax"]).utf8), path: "m")
  }

  /// What became of a changed card; nil for a lie that was believed.
  private func answer(
    _ change: CardEdit.Change, _ original: Case, _ container: SafetensorsFile, _ execution: Execution
  ) throws -> String? {
    let file: ModelFile
    do {
      file = try ModelFile(changed(container, change.card.encoded), path: "m")
    } catch let error as FileError {
      #expect(error.kind == .badData && !error.problem.isEmpty, "\(change.description)")
      return "refused"
    }
    let found: Verification
    do {
      found = try file.verification(against: original.data, execution: execution)
    } catch is DatasetError {
      return "no samples of it"
    }
    // Without a certificate other data is told by nothing being said of the rest.
    guard found.finding == original.truth, found.recomputed != nil else { return "no" }
    let isListed = found.unchecked.contains {
      change.place == $0.field || change.place.hasPrefix($0.field + ".")
    }
    // What is not said is no lie.
    let isSilence = change.description.hasSuffix(" is gone") && !Self.claims.contains(change.place)
    return isListed ? "listed" : isSilence ? "silent" : nil
  }

  /// What a card says by leaving a field out.
  private static let claims = [
    "weightsSHA256", "training.classWeights", "training.hasSampleWeights", "training.hasBias",
    "training.l1Penalty", "training.penaltyFactors",
    "training.standardization", "training.certifiedGap", "input.featureNames",
    "preparation.columns.0.hasIndicator", "offsets",
  ]

  /// Changes each field, or each of those whose place begins so: what a card says of its table and its scores is held
  /// against them in the same way whatever made the weights.
  private func check(_ original: Case, only beginning: String = "") throws -> [String: Int] {
    let whole = try original.file.verification(against: original.data)
    #expect(whole.finding == original.truth, "\(whole.finding)")
    var answers: [String: Int] = [:]
    let container = try SafetensorsFile(SharedStorage(original.file.encoded()), path: "m")
    let execution = Execution(table: .best, threads: 1)
    for change in try CardEdit.changes(of: card(original.file)) where change.place.hasPrefix(beginning) {
      let answer = try answer(change, original, container, execution)
      #expect(answer != nil, "believed: \(change.description)")
      answers[answer ?? "believed", default: 0] += 1
    }
    return answers
  }

  @Test func noFieldOfACardIsBelievedUnseen() throws {
    let balanced = try SoftmaxClassifier(classWeights: .balanced)
    let answers = try check(Self.rich(balanced))
    #expect(answers["refused", default: 0] > 100 && answers["no", default: 0] > 50, "\(answers)")
  }

  @Test func norOfAStochasticFitsOrASparseOnes() throws {
    let stopping = EarlyStopping(patience: 3, metric: .accuracy)
    let adam = try SoftmaxClassifier(
      solver: .stochastic(
        optimizer: .adam(), epochs: 4, batchSize: 8, schedule: .step(every: 2, factor: 0.5),
        averagesWeights: true, earlyStopping: stopping), l2Penalty: 0.1, seed: 3)
    _ = try check(Self.rich(adam), only: "training")
    let sparse = try SoftmaxClassifier(l2Penalty: 0.01, l1Penalty: 0.02, hasBias: false)
    _ = try check(Self.rich(sparse), only: "training")
  }

  @Test func norOfPenaltyFactors() throws {
    // Two numbers, a boolean, two categories, and that the age is missing.
    let factors = [0, 1, 0.25, 2, 2, 1.0]
    let classifier = try SoftmaxClassifier(l2Penalty: 0.05, penaltyShape: PenaltyShape(factors: factors))
    _ = try check(Self.rich(classifier), only: "training")
  }

  /// With a certificate of the refit; without one, as a blend; and of the penalised fit alone.
  @Test(arguments: [(0, 0.05), (0.25, 0.05), (1, 0)])
  func norOfARelaxedFit(_ blend: Double, _ l2Penalty: Double) throws {
    var original = try Self.rich(
      SoftmaxClassifier(
        l2Penalty: 0.01, l1Penalty: 0.05, penaltyShape: PenaltyShape(factors: [0.5, 1, 1, 2, 2, 1]),
        relaxation: Relaxation(blend: blend, l2Penalty: l2Penalty)))
    if blend == 0.25 { original.truth = .noCertificate }
    let answers = try check(original, only: "training")
    #expect(answers["refused", default: 0] > 20 && answers["no", default: 0] > 20, "\(answers)")
  }

  @Test func norOfOffsets() throws {
    var numbers = MadeNumbers(seed: 35)
    let plain = try Dataset(
      name: "made", features: Features(numbers.floats(60 * 2), input: .table(featureNames: ["x", "y"])),
      labels: numbers.indices(60, below: 3).map { ["a", "b", "c"][Int($0)] })
    let data = try plain.offset(
      by: SampleOffsets(numbers.floats(120).map(Double.init), classNames: ["a", "c"]))
    let fit = try SoftmaxClassifier().fit(data)
    let file = ModelFile(
      fit.model, offsets: OffsetRecord(columns: ["a": "first", "c": "third"]),
      training: TrainingRecord(fit.report, data: data))
    let answers = try check(Case(file: file, data: VerificationData(training: data)))
    #expect(answers["refused", default: 0] > 20 && answers["no", default: 0] > 10, "\(answers)")
    // Others, or none, are other data.
    let turned = try plain.offset(
      by: SampleOffsets(numbers.floats(120).map(Double.init), classNames: ["a", "c"]))
    #expect(try file.verification(on: turned).finding == .otherData)
    #expect(try file.verification(on: plain).finding == .otherData)
  }

  @Test func norOfPictures() throws {
    _ = try check(Self.pictures())
  }

  /// No certificate is made without a penalty, but the rest is either true or not.
  @Test func norOfAFitWithoutAPenaltyAndItsStatistics() throws {
    var numbers = MadeNumbers(seed: 34)
    let data = try Dataset(
      name: "made", features: Features(numbers.floats(60 * 2), input: .table(featureNames: ["x", "y"])),
      labels: numbers.indices(60, below: 3).map { ["a", "b", "c"][Int($0)] })
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let file = ModelFile(
      fit.model, training: TrainingRecord(fit.report, data: data),
      statistics: StatisticsRecord(try fit.statistics(on: data, reference: "b", confidence: 0.9)))
    let answers = try check(
      Case(file: file, data: VerificationData(training: data), truth: .noCertificate))
    #expect(answers["no", default: 0] > 60, "\(answers)")
  }

  @Test func norOfStatisticsOfCategoriesWithGroupsAndEffects() throws {
    let table = Self.table()
    func learned() throws -> Preparation {
      try Preparation(
        learnedOn: table, missing: .indicator, leavingOut: ["time"],
        contrasts: TreatmentContrasts(bases: ["colour": "red"]))
    }
    let preparation = try learned()
    let data = try preparation.dataset(of: table, name: "made").unweighted.grouped(
      by: (0..<48).map { UInt32($0 % 12) })
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let statistics = try fit.statistics(
      on: data, standardErrors: .clustered, marginalEffects: .average, preparation: preparation)
    let file = ModelFile(
      fit.model, preparation: preparation, training: TrainingRecord(fit.report, data: data),
      statistics: StatisticsRecord(statistics, data: data, preparation: preparation))
    let answers = try check(
      Case(
        file: file, data: VerificationData(training: data, preparation: try learned()), truth: .noCertificate))
    #expect(answers["no", default: 0] > 100, "\(answers)")
  }

  @Test func whatWasNotLearnedScoredOrDividedAgainIsListed() throws {
    let original = try Self.plain.get()
    let found = try original.file.verification(on: original.data.training)
    #expect(found.finding == .confirmed)
    let fields = Set(found.unchecked.map(\.field))
    #expect(
      fields.isSuperset(of: ["producer", "training.rows", "preparation", "evaluation", "training.fullBatch"]))
    let whole = try original.file.verification(against: original.data)
    #expect(whole.unchecked.map(\.field).contains("preparation") == false)
    #expect(whole.unchecked.map(\.field).contains("evaluation") == false)
  }

  /// A card that someone wrote anew around weights of 0: every figure that depends on the lie is right.
  @Test func aScaleThatTheDataHasNotIsNotBelieved() throws {
    var numbers = MadeNumbers(seed: 33)
    let data = try Dataset(
      name: "made", features: Features(numbers.floats(60 * 2), input: .table(featureCount: 2)),
      labels: (0..<60).map { ["a", "b"][$0 % 2] })
    let fit = try SoftmaxClassifier().fit(data)
    let model = SoftmaxModel(
      parameters: Parameters(weights: [0, 0, 0, 0], bias: [0, 0]), classes: fit.model.classes,
      input: fit.model.input)
    let original = ModelFile(fit.model, training: TrainingRecord(fit.report, data: data))
    for (means, standardDeviations) in [
      ([0, 0], [1e150, 1e150]), ([0.5, 0.25], [1, 1]), ([1e9, 0], [1, 1]),
    ] {
      let lie = try model.certificate(
        on: data, l2Penalty: fit.report.l2Penalty,
        standardization: Standardization(means: means, standardDeviations: standardDeviations))
      func numbers(_ values: [Double]) -> StrictJSON { .array(values.map { .number("\($0)") }) }
      var card = try card(original)
      for (place, value) in [
        ("training.standardization.means", numbers(means)),
        ("training.standardization.deviations", numbers(standardDeviations)),
        ("training.objective", .number("\(lie.objective)")),
        ("training.trainLogLoss", .number("\(lie.logLoss)")),
        ("training.trainAccuracy", .number("\(lie.accuracy)")),
        ("training.gradientMax", .number("\(lie.gradientMax)")),
        ("training.certifiedGap", .number("\(lie.gap ?? 0)")),
        ("training.stopReason", .string("precisionReached")),
        ("weightsSHA256", .string(model.weightsSHA256)),
      ] as [(String, StrictJSON)] {
        card = CardEdit.setting(place, to: value, in: card)
      }
      let file = try ModelFile(changed(ModelFile(model), card.encoded), path: "m")
      guard case .differs(let differences) = try file.verification(on: data).finding else {
        Issue.record("a scale was believed: \(standardDeviations)")
        continue
      }
      #expect(differences.allSatisfy { $0.figure.hasPrefix("standardization.") }, "\(differences)")
    }
  }

  // MARK: Cards that cannot be

  @Test func weightsThatAreNotTheCardsAreRefusedOnReading() throws {
    let original = try Self.pictures()
    let container = try SafetensorsFile(SharedStorage(original.file.encoded()), path: "m")
    var weights = original.file.model.weights
    weights[3] = weights[3].nextUp
    let other = SafetensorsFile(
      tensors: [
        SafetensorsTensor(name: "weight", shape: [2, 4], values: weights),
        SafetensorsTensor(name: "bias", shape: [2], values: original.file.model.bias),
      ], metadata: container.metadata)
    let error = #expect(throws: FileError.self) { try ModelFile(SharedStorage(other.encoded()), path: "m") }
    #expect(error?.kind == .badData)
    #expect(error?.description.hasPrefix("m: the weights are not those of the card: expected SHA-256 ") == true)
  }

  @Test(arguments: [
    (
      "training.certifiedGap", "-1e-9",
      "'training.certifiedGap' is -1e-09, expected a number that is at least 0"
    ),
    ("training.trainAccuracy", "7", "'training.trainAccuracy' is 7.0, expected a share from 0 to 1"),
    ("training.objective", "-1", "'training.objective' is -1.0, expected a number that is at least 0"),
    ("training.objective", "1e-3", "more than 'training.objective', 0.001"),
    ("training.trainLogLoss", "9", "'training.trainLogLoss' is 9.0, more than 'training.objective'"),
    ("training.gradientMax", "-1", "'training.gradientMax' is -1.0"),
    ("training.l2Penalty", "-1", "'training.l2Penalty' is -1.0, expected at least 0"),
    ("training.sampleCount", "0", "'training.sampleCount' is 0, expected at least 1"),
    (
      "training.stopReason", "\"epochsCompleted\"",
      "is epochsCompleted, which is no end of the solver newton-cholesky"
    ),
    ("training.solver", "\"sgd\"", "'training.fullBatch' stands beside the solver sgd"),
    ("training.solver", "\"proximal-newton\"", "'training.solver' is proximal-newton, expected another one"),
    (
      "training.fullBatch.tolerance", "1.5",
      "'training.fullBatch.tolerance' is 1.5, expected a number between 0 and 1"
    ),
    (
      "training.fullBatch.iterations", "100000", "'training.fullBatch.iterations' is 100000, expected 0 to 1000"
    ),
    ("training.fullBatch.passes", "-1", "'training.fullBatch.passes' is -1, expected at least 0"),
    ("training.rows.holdout", "2", "'training.rows.holdout' is 2.0, expected a share between 0 and 1"),
    ("training.rows.heldOutCount", "0", "'training.rows.heldOutCount' is 0, expected at least 1"),
    ("training.classWeights", "[1,1]", "'training.classWeights' has 2 numbers, expected 3, one for each class"),
    ("training.totalWeight", "0", "'training.totalWeight' is 0.0, expected a number above 0"),
    ("training.hasSampleWeights", "7", "'training.hasSampleWeights' has the wrong type"),
    ("evaluation.sampleCount", "0", "'evaluation.sampleCount' is 0, expected at least 1"),
    ("evaluation.accuracy", "-0.1", "'evaluation.accuracy' is -0.1, expected a share from 0 to 1"),
    ("evaluation.logLoss", "-0.1", "'evaluation.logLoss' is -0.1, expected a number that is at least 0"),
    ("evaluation.macroF1", "1.1", "'evaluation.macroF1' is 1.1, expected a share from 0 to 1"),
    ("weightsSHA256", "\"00ff\"", "'weightsSHA256' is no SHA-256"),
  ])
  func aCardThatCannotBeIsRefusedByItsField(_ place: String, _ value: String, _ part: String) throws {
    let original = try Self.balanced.get()
    let new = try StrictJSON.parse(Array(value.utf8), path: "value")
    let card = try CardEdit.setting(place, to: new, in: card(original.file))
    let error = #expect(throws: FileError.self) {
      try ModelFile(changed(original.file, card.encoded), path: "m")
    }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }

  @Test(arguments: [
    ("training.trainAccuracy", "0.99", "is 0.99, which is no whole number of the 40 samples"),
    ("evaluation.accuracy", "0.3", "is 0.3, which is no whole number of the 8 samples"),
  ])
  func aShareThatIsNoWholeNumberOfSamplesIsRefusedWhereTheyCountAlike(
    _ place: String, _ value: String, _ part: String
  ) throws {
    let original = try Self.unweighted.get()
    let card = try CardEdit.setting(place, to: .number(value), in: card(original.file))
    let error = #expect(throws: FileError.self) {
      try ModelFile(changed(original.file, card.encoded), path: "m")
    }
    #expect(error?.description.contains("'\(place)' " + part) == true, "\(error?.description ?? "none")")
  }

  @Test func aCardOfAReleaseThatScoredSamplesAlikeIsStillTrue() throws {
    let original = try Self.plain.get()
    let alike = try Self.unweighted.get()
    let scored = try #require(original.data.scored)
    let old = try original.file.model.evaluate(
      Dataset(name: "s", features: scored.features, classIndices: scored.classIndices, classes: scored.classes))
    let training = original.data.training
    let same = try Dataset(
      name: "t", features: training.features, classIndices: training.classIndices, classes: training.classes)
    let accuracy = try original.file.model.evaluate(same).accuracy
    let record = try #require(original.file.card.training)
    #expect(accuracy != record.trainAccuracy && old.logLoss != original.file.card.evaluation?.logLoss)
    #expect(alike.file.card.evaluation?.isWeighted == nil && alike.file.card.training?.totalWeight == nil)
    var card = try card(original.file)
    for (place, value) in [
      ("training.trainAccuracy", accuracy), ("evaluation.accuracy", old.accuracy),
      ("evaluation.logLoss", old.logLoss), ("evaluation.macroF1", old.macroF1),
    ] {
      card = CardEdit.setting(place, to: .number("\(value)"), in: card)
    }
    let text = card.encoded.replacing(",\"trainAccuracyIsWeighted\":true", with: "")
      .replacing("\"isWeighted\":true,", with: "").replacing(/,"totalWeight":[0-9.]*/, with: "")
    #expect(!text.contains("eighted\":true") && !text.contains("totalWeight"))
    let file = try ModelFile(changed(original.file, text), path: "m")
    #expect(try file.verification(against: original.data).finding == .confirmed)
  }

  @Test func aBiasWhereNoneWasFittedAndANegativePenaltyAreRefused() throws {
    let plain = try Self.plain.get()
    for (text, part) in [
      ("\"hasBias\":false,", "'training.hasBias' is false, but element 0 of tensor 'bias' is "),
      ("\"l1Penalty\":-0.001,", "'training.l1Penalty' is -0.001, expected at least 0"),
    ] {
      let whole = try card(plain.file).encoded
      // Without a standardisation, whose means would contradict it first.
      let lie = whole.replacing("\"hasSampleWeights\":", with: text + "\"hasSampleWeights\":")
        .replacing(/"standardization":\{[^}]*\},"standardized":true/, with: "\"standardized\":false")
      let error = #expect(throws: FileError.self) { try ModelFile(changed(plain.file, lie), path: "m") }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
    }
  }
}
