// What the classifier accepts, refuses and does not depend on.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ClassifierTests {
  @Test func labelOrderDoesNotChangeTheModel() throws {
    // The same samples; the labels are met in another order, as strings and as integers.
    let data = try MadeData.clouds()
    let integers = data.classIndices.map { Int($0) + 9 }
    let strings = data.classIndices.map { ["apple", "pear", "quince"][Int($0)] }
    let classifier = try SoftmaxClassifier(solver: .stochastic(epochs: 2))
    let first = try classifier.fit(Dataset(features: data.features, labels: integers)).model
    let second = try classifier.fit(Dataset(features: data.features, labels: strings)).model
    let listed = try classifier.fit(
      Dataset(
        features: data.features, labels: strings,
        classes: ClassVocabulary(of: ["quince", "pear", "apple", "pear"]))
    ).model
    #expect(first.classes.names == ["9", "10", "11"])
    #expect(second.classes.names == ["apple", "pear", "quince"])
    #expect(first.weights == second.weights)
    #expect(listed == second)
  }

  @Test func oneClassIsRefusedByName() throws {
    let features = try Features([1, 2, 3], input: .vector(featureCount: 1))
    let data = try Dataset(features: features, labels: ["only", "only", "only"])
    #expect(throws: DatasetError.oneClass(name: "only")) { try SoftmaxClassifier().fit(data) }
  }

  @Test func moreWeightsThanAMachineHasAreRefusedBeforehand() throws {
    let data = try Dataset(
      features: Features(bytes: [UInt8](repeating: 1, count: 60_000), input: .image(shape: [30_000])),
      classIndices: [0, 1], classes: ClassVocabulary(of: 0..<100_000))
    #expect(throws: DatasetError.tooManyParameters(classCount: 100_000, featureCount: 30_000)) {
      try SoftmaxClassifier().fit(data)
    }
  }

  @Test func aFitWhoseLastStepLeavesTheRangeOfNumbersIsRefused() throws {
    // The loss before each update is fine; the weights after the only one, a gradient of about 7 further, are not.
    let clouds = try MadeData.clouds()
    let values = (0..<clouds.sampleCount).flatMap { clouds.features.row($0).map { $0 * 10 } }
    let data = try Dataset(
      features: Features(values, input: clouds.features.input), labels: clouds.classIndices.map(Int.init))
    let classifier = try SoftmaxClassifier(solver: .stochastic(learningRate: 3e38, epochs: 1, batchSize: 1000))
    #expect(throws: TrainingError.diverged(epoch: 1, batch: 1, learningRate: 3e38)) { try classifier.fit(data) }
  }

  @Test func aValidationSetOfAnotherShapeIsRefused() throws {
    let data = try MadeData.clouds()
    let other = try MadeData.clouds(featureCount: 4)
    #expect(throws: DatasetError.featureCountMismatch(expected: 5, found: 4)) {
      try SoftmaxClassifier().fit(data, test: other)
    }
  }

  @Test func validationLabelsMayStandInAnotherOrder() throws {
    let data = try MadeData.clouds()
    let names = data.classIndices.map { ["a", "b", "c"][Int($0)] }
    let training = try Dataset(features: data.features, labels: names)
    let mirrored = try Dataset(
      features: data.features, labels: names, classes: ClassVocabulary(names: ["c", "b", "a"]))
    let classifier = try SoftmaxClassifier(solver: .stochastic(epochs: 3))
    let accuracies = try [training, mirrored].map {
      try classifier.fit(training, test: $0).report.history.map(\.testAccuracy)
    }
    #expect(accuracies[0] == accuracies[1])
    #expect(accuracies[0].allSatisfy { ($0 ?? 0) > 0.5 })
  }

  @Test(arguments: [
    ("epochs", SolverConfiguration.stochastic(epochs: 0)), ("batchSize", .stochastic(batchSize: 0)),
    ("batchSize", .stochastic(batchSize: -256)), ("learningRate", .stochastic(learningRate: 0)),
    ("learningRate", .stochastic(learningRate: -0.1)), ("learningRate", .stochastic(learningRate: .nan)),
    ("learningRate", .stochastic(learningRate: .infinity)), ("learningRate", .stochastic(learningRate: 1e39)),
    ("learningRate", .stochastic(learningRate: 1e-60)), ("momentum", .stochastic(optimizer: .sgd(momentum: 1))),
    ("momentum", .stochastic(optimizer: .sgd(momentum: -0.1))),
    ("momentum", .stochastic(optimizer: .sgd(momentum: .nan))),
  ])
  func settingsOutsideTheirRangeAreNamed(_ parameter: String, _ solver: SolverConfiguration) {
    let error = #expect(throws: ConfigurationError.self) { try SoftmaxClassifier(solver: solver) }
    #expect(error?.parameter == parameter)
  }

  @Test(arguments: [-1, Double.nan, .infinity, 1e39])
  func penaltiesOutsideTheirRangeAreNamed(_ l2Penalty: Double) {
    let error = #expect(throws: ConfigurationError.self) { try SoftmaxClassifier(l2Penalty: l2Penalty) }
    #expect(error?.parameter == "l2Penalty")
  }

  @Test func epochLinesHaveTheFormOfTheContract() {
    let record = EpochRecord(
      epoch: 1, trainLoss: 0.7836, trainAccuracy: 0.7494, testAccuracy: 0.7885, seconds: 1)
    #expect(
      TrainingEvent.epoch(record).description == "epoch 1, train loss 0.784, train acc 0.749, test acc 0.789")
    let bare = EpochRecord(epoch: 10, trainLoss: 0.4, trainAccuracy: 1, testAccuracy: nil, seconds: 1)
    #expect(bare.description == "epoch 10, train loss 0.400, train acc 1.000")
  }
}
