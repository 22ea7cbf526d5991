// The record of a fit in its two forms, and what a record cannot say.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct TrainingRecordTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func file(_ card: String) throws -> String {
    let tensors = [
      SafetensorsTensor(name: "weight", shape: [2, 2], values: [1, 2, 3, 4]),
      SafetensorsTensor(name: "bias", shape: [2], values: [5, 6]),
    ]
    return try folder.write(
      SafetensorsFile(tensors: tensors, metadata: ["softmax": card]).encoded(), to: "m.safetensors")
  }

  /// As version 0.1.0 wrote it.
  private static let version1 = """
    {"classes":["a","b"],"evaluation":{"accuracy":0.9,"data":"made:test","logLoss":0.25,"macroF1":0.89,\
    "sampleCount":30},"input":{"featureNames":["x","y"],"kind":"table","maximum":1,"shape":[2]},\
    "producer":"swift-softmax 0.1.0","training":{"batchSize":16,"data":"made:train","dataSHA256":"00ff","epochs":30,\
    "epochsCompleted":29,"gradientMax":0.0625,"l2Penalty":0.5,"learningRate":0.1,"momentum":0.75,"objective":1.5,\
    "sampleCount":120,"seed":18446744073709551615,"solver":"sgd","standardized":true,"stopReason":"stopped",\
    "trainAccuracy":0.875,"trainLogLoss":1.25},"version":1}
    """

  @Test func aCardOfVersion1IsReadInThePresentForm() throws {
    let card = try ModelFile(contentsOf: file(Self.version1)).card
    #expect(card.version == ModelCard.currentVersion && card.producer == "swift-softmax 0.1.0")
    #expect(card.classes == ["a", "b"] && card.input.featureNames == ["x", "y"])
    #expect(card.evaluation?.accuracy == 0.9)
    #expect(card.weightsSHA256 == nil)
    let training = try #require(card.training)
    #expect(training.data == "made:train" && training.dataSHA256 == "00ff" && training.sampleCount == 120)
    #expect(training.solver == "sgd" && training.fullBatch == nil)
    let settings = try #require(training.stochastic)
    #expect(settings.epochs == 30 && settings.epochsCompleted == 29 && settings.batchSize == 16)
    #expect(settings.learningRate == 0.1 && settings.momentum == 0.75)
    #expect(training.l2Penalty == 0.5 && training.seed == .max && training.stopReason == "stopped")
    #expect(training.standardized && training.standardization == nil)
    #expect(training.objective == 1.5 && training.trainLogLoss == 1.25 && training.trainAccuracy == 0.875)
    #expect(training.gradientMax == 0.0625 && training.certifiedGap == nil)
  }

  @Test func whatWasReadFromVersion1IsWrittenAsThePresentOne() throws {
    let old = try ModelFile(contentsOf: file(Self.version1))
    try old.write(to: folder.file("new"))
    #expect(try ModelFile(contentsOf: folder.file("new")) == old)
  }

  @Test func aCardOfVersion1MustBeWhole() throws {
    let path = try file(Self.version1.replacing("\"batchSize\":16,", with: ""))
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: path) }
    #expect(error?.description.contains("'training.batchSize' is missing") == true)
  }

  // MARK: Version 2

  private static func card(
    standardized: Bool = true, means: String = "[1,2]", standardDeviations: String = "[0.5,3]"
  ) -> String {
    """
    {"classes":["a","b"],"input":{"kind":"table","maximum":1,"shape":[2]},"producer":"p","training":{\
    "certifiedGap":1e-9,"data":"made","dataSHA256":"00ff","fullBatch":{"curvature":"pairs","iterations":7,\
    "maxIterations":1000,"passes":9,"tolerance":1e-8},"gradientMax":1e-7,"l2Penalty":0.5,"objective":1.5,\
    "sampleCount":120,"seed":0,"solver":"lbfgs","standardization":{"deviations":\(standardDeviations),"means":\(means)},\
    "standardized":\(standardized),"stopReason":"converged","trainAccuracy":0.875,"trainLogLoss":1.25},"version":2}
    """
  }

  @Test func theStandardizationIsRead() throws {
    let training = try #require(try ModelFile(contentsOf: file(Self.card())).card.training)
    #expect(
      training.standardization?.means == [1, 2] && training.standardization?.standardDeviations == [0.5, 3])
    #expect(training.fullBatch?.iterations == 7 && training.fullBatch?.curvature == "pairs")
    #expect(training.stochastic == nil && training.certifiedGap == 1e-9)
  }

  @Test(arguments: [
    (card(means: "[1]"), "'training.standardization.means' has 1 numbers, expected 2"),
    (card(standardDeviations: "[1,2,3]"), "'training.standardization.deviations' has 3 numbers, expected 2"),
    (card(means: "[1,1e999]"), "no valid value"),
    (
      card(standardDeviations: "[1,0]"),
      "element 1 of 'training.standardization.deviations' is 0.0, expected a number above 0"
    ),
    (card(standardDeviations: "[-1,1]"), "element 0 of 'training.standardization.deviations' is -1.0"),
    (card(means: "[1,null]"), "is null"),
    (card(standardized: false), "'training.standardized' is false"),
  ])
  func aStandardizationThatCannotBeIsRefused(_ card: String, _ part: String) throws {
    let path = try file(card)
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: path) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }

  /// With everything that a record can hold of a full-batch fit and of a relaxed one.
  private static let whole = """
    {"classes":["a","b"],"evaluation":{"accuracy":0.9,"data":"made:test","logLoss":0.25,"macroF1":0.89,\
    "sampleCount":30},"input":{"featureNames":["x","y"],"kind":"table","maximum":1,"shape":[2]},"producer":"p",\
    "training":{"certifiedGap":1e-09,"classWeights":[1,2],"coefficientLimits":[{"feature":1,"lower":-8,"upper":8}],\
    "data":"made","dataSHA256":"00ff","fullBatch":{"iterations":7,"maxIterations":1000,"passes":9,\
    "tolerance":1e-08},"gradientMax":1e-07,"hasSampleWeights":true,"l1Penalty":0.25,"l2Penalty":0.5,\
    "objective":1.5,"penaltyFactors":[1,0.5],"relaxation":{"blend":0.5,"keptFeatures":[0,1],"l2Penalty":0.125,\
    "penalised":{"certifiedGap":2e-09,"gradientMax":2e-07,"iterations":7,"objective":2.5,"passes":9,\
    "solver":"proximal-newton","stopReason":"converged","trainLogLoss":1.75},"refit":{"gradientMax":3e-07,\
    "iterations":4,"objective":1.375,"passes":6,"solver":"lbfgs","stopReason":"converged","trainLogLoss":1.125}},\
    "sampleCount":120,"seed":18446744073709551615,"solver":"proximal-newton",\
    "standardization":{"deviations":[0.5,3],"means":[1,2]},"standardized":true,"stopReason":"converged",\
    "totalWeight":180,"trainAccuracy":0.875,"trainAccuracyIsWeighted":true,"trainLogLoss":1.25},"version":2}
    """

  @Test(arguments: [whole, written(card()), written(stochasticCard()), version1Rewritten])
  func aCardIsWrittenByteForByteAsItAlwaysWas(_ card: String) throws {
    let bytes = try ModelFile(contentsOf: file(card)).encoded()
    let stored = try SafetensorsFile(SharedStorage(bytes), path: "m").metadata["softmax"]
    #expect(stored == card)
  }

  /// The text with its numbers as the encoder writes them.
  private static func written(_ card: String) -> String {
    card.replacing("1e-7", with: "1e-07").replacing("1e-8", with: "1e-08").replacing("1e-9", with: "1e-09")
  }

  /// `version1` in the form of version 2.
  private static let version1Rewritten = """
    {"classes":["a","b"],"evaluation":{"accuracy":0.9,"data":"made:test","logLoss":0.25,"macroF1":0.89,\
    "sampleCount":30},"input":{"featureNames":["x","y"],"kind":"table","maximum":1,"shape":[2]},\
    "producer":"swift-softmax 0.1.0","training":{"data":"made:train","dataSHA256":"00ff","gradientMax":0.0625,\
    "l2Penalty":0.5,"objective":1.5,"sampleCount":120,"seed":18446744073709551615,"solver":"sgd","standardized":true,\
    "stochastic":{"batchSize":16,"epochs":30,"epochsCompleted":29,"learningRate":0.1,"momentum":0.75},\
    "stopReason":"stopped","trainAccuracy":0.875,"trainLogLoss":1.25},"version":2}
    """

  @Test func whatVersion1SaysIsWrittenAsVersion2() throws {
    let bytes = try ModelFile(contentsOf: file(Self.version1)).encoded()
    #expect(try SafetensorsFile(SharedStorage(bytes), path: "m").metadata["softmax"] == Self.version1Rewritten)
  }

  @Test func theRecordOfAFullBatchFitHoldsItsSettingsAndItsStandardization() throws {
    var numbers = MadeNumbers(seed: 9)
    let data = try Dataset(
      name: "made", features: Features(numbers.floats(60 * 2), input: .table(featureCount: 2)),
      labels: numbers.indices(60, below: 3).map { Int($0) })
    let fit = try SoftmaxClassifier(solver: .lbfgs(tolerance: 1e-6, curvature: .pairs)).fit(data)
    let record = TrainingRecord(fit.report, data: data)
    #expect(record.solver == "lbfgs" && record.fullBatch?.tolerance == 1e-6)
    #expect(
      record.fullBatch?.curvature == "pairs" && record.fullBatch?.iterations == fit.report.iterations.count)
    #expect(record.standardization?.means == fit.report.standardization?.means && record.standardized)
    let path = folder.file("m")
    try fit.write(to: path, trainedOn: data)
    #expect(try ModelFile(contentsOf: path).card.training == record)
  }

  // MARK: Stochastic

  private static func stochasticCard(_ settings: String = "") -> String {
    """
    {"classes":["a","b"],"input":{"kind":"vector","maximum":1,"shape":[2]},"producer":"p","training":{\
    "data":"made","dataSHA256":"00ff","gradientMax":1e-7,"l2Penalty":0,"objective":1.25,"sampleCount":120,"seed":0,\
    "solver":"sgd","standardized":false,"stochastic":{"batchSize":16,"epochs":30,"epochsCompleted":29,\
    "learningRate":0.1,"momentum":0.75\(settings)},"stopReason":"stopped","trainAccuracy":0.875,"trainLogLoss":1.25},\
    "version":2}
    """
  }

  @Test func aStochasticRecordWithoutTheNewSettingsIsThatOfPlainDescent() throws {
    let record = try #require(
      try ModelFile(contentsOf: file(Self.stochasticCard())).card.training?.stochastic)
    #expect(record.adam == nil && record.schedule == nil && record.averagedFromEpoch == nil)
    #expect(record.earlyStopping == nil && record.bestEpoch == nil)
    #expect(record.summary == "batches of 16, learning rate 0.1, momentum 0.75")
  }

  @Test(arguments: [
    #"{"name":"linear"}"#, #"{"name":"step","every":3}"#, #"{"name":"cosine","factor":0.5}"#,
    #"{"name":"inverse-time"}"#,
  ])
  func aScheduleThatCannotBeIsRefused(_ schedule: String) throws {
    let path = try file(Self.stochasticCard(",\"schedule\":" + schedule))
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: path) }
    #expect(error?.description.contains("'training.stochastic.schedule' is '") == true)
  }

  @Test(arguments: [
    (LearningRateSchedule.step(every: 2, factor: 0.5), "learning rate 0.01 times 0.5 every 2 epochs"),
    (.cosine, "learning rate 0.01 falling to 0 as a cosine"),
    (.inverseTime(halfAfter: 2), "learning rate 0.01 falling as 1/t, to a half after 2.0 epochs"),
  ])
  func everySettingOfAStochasticFitIsKept(_ schedule: LearningRateSchedule, _ words: String) throws {
    var numbers = MadeNumbers(seed: 10)
    let data = try Dataset(
      name: "made", features: Features(numbers.floats(60 * 2), input: .vector(featureCount: 2)),
      labels: numbers.indices(60, below: 3).map { Int($0) })
    let fit = try SoftmaxClassifier(
      solver: .stochastic(
        optimizer: .adam(beta1: 0.8), learningRate: 0.01, epochs: 3, batchSize: 8, schedule: schedule,
        averagesWeights: true, earlyStopping: EarlyStopping(patience: 7, metric: .accuracy))
    ).fit(data, validation: data)
    let path = folder.file("m")
    try fit.write(to: path, trainedOn: data)
    let record = try #require(try ModelFile(contentsOf: path).card.training)
    #expect(record == TrainingRecord(fit.report, data: data))
    let settings = try #require(record.stochastic)
    #expect(settings.adam?.beta1 == 0.8 && settings.averagedFromEpoch == 2)
    #expect(settings.bestEpoch == fit.report.bestEpoch && settings.earlyStopping?.metric == "accuracy")
    #expect(settings.summary.contains(words), "\(settings.summary)")
  }

  @Test(arguments: [
    (#","schedule":{"name":"step","every":0,"factor":0.5}"#, "'training.stochastic.schedule.every' is 0"),
    (#","schedule":{"name":"step","every":1,"factor":2}"#, "'training.stochastic.schedule.factor' is 2.0"),
    (
      #","schedule":{"name":"inverse-time","halfAfter":-1}"#, "'training.stochastic.schedule.halfAfter' is -1.0"
    ),
    (#","adam":{"beta1":2,"beta2":0.9,"epsilon":1}"#, "'training.stochastic.adam.beta1' is 2.0"),
    (#","averagedFromEpoch":31"#, "'training.stochastic.averagedFromEpoch' is 31, expected 1 to 30"),
    (#","bestEpoch":3"#, "'training.stochastic.bestEpoch' stands without"),
    (
      #","bestEpoch":30,"earlyStopping":{"patience":3,"metric":"logLoss","minimumImprovement":0}"#,
      "'training.stochastic.bestEpoch' is 30, expected 1 to 29"
    ),
    (
      #","earlyStopping":{"patience":3,"metric":"loss","minimumImprovement":0}"#,
      "'training.stochastic.earlyStopping.metric' is 'loss', expected logLoss or accuracy"
    ),
    (
      #","earlyStopping":{"patience":0,"metric":"accuracy","minimumImprovement":0}"#,
      "'training.stochastic.earlyStopping.patience' is 0, expected a positive whole number"
    ),
  ])
  func stochasticSettingsThatCannotBeAreRefused(_ settings: String, _ part: String) throws {
    let path = try file(Self.stochasticCard(settings))
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: path) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }

  @Test(arguments: [
    ("\"epochs\":30", "\"epochs\":0", "'training.epochs' is 0"),
    ("\"momentum\":0.75", "\"momentum\":1", "'training.momentum' is 1.0"),
    ("\"learningRate\":0.1", "\"learningRate\":0", "'training.learningRate' is 0.0"),
  ])
  func version1IsNoLessStrict(_ from: String, _ to: String, _ part: String) throws {
    let path = try file(Self.version1.replacing(from, with: to))
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: path) }
    let found = error?.description.replacing("stochastic.", with: "") ?? "none"
    #expect(found.contains(part), "\(found)")
  }
}
