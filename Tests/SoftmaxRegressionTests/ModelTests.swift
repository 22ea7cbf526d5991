// Logits, probabilities and predictions of a model with known weights.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ModelTests {
  /// The example of onnxruntime's LinearClassifier tests; probabilities recomputed in NumPy 2.4.
  private func onnxModel() throws -> SoftmaxModel {
    SoftmaxModel(
      parameters: Parameters(
        weights: [-0.22562418, 0.34188559, 0.68346153, -0.68051993, -0.1975279, 0.03748541],
        bias: [-3.91601811, 0.42575697, 0.13731251]),
      classes: try ClassVocabulary(names: ["0", "1", "2"]), input: .vector(featureCount: 2))
  }

  @Test func logitsAndLabelsAreThoseOfOnnxruntime() throws {
    let model = try onnxModel()
    let features = try Features([1, 0, 3, 44, 23, 11.3], input: .vector(featureCount: 2))
    let expected = [
      -4.14164229, 1.1092185, -0.06021539, 10.45007543, -27.46673545, 1.19408663, -5.24206713, 8.45549693,
      -3.98224414,
    ]
    // Float32 terms up to 30.
    #expect(Closeness.largestDifference(try model.logits(for: features).map(Double.init), expected) < 4e-6)
    // The runtime's labels for these classes are 1, 2, 3, and its answer 2, 1, 2.
    #expect(try model.predictions(for: features) == ["1", "0", "1"])
    let first = try model.probabilities(for: features.samples(0..<1)).map(Double.init)
    #expect(Closeness.largestDifference(first, [0.00398469, 0.76000218, 0.23601312]) < 1e-7)
  }

  @Test func irisAtC1HasTheObjectiveOfScikitLearn() throws {
    // scikit-learn 1.9, LogisticRegression(C=1) on the corrected iris: sum of losses + ||W||^2 / 2 =
    // 28.8863166040925, mean log loss 0.1196367, accuracy 0.97333 at these coefficients (six decimals).
    let weights = [
      -0.423510, 0.967351, -2.517152, -1.079337, 0.534462, -0.321588, -0.206392, -0.944298, -0.110952,
      -0.645763,
      2.723544, 2.023635,
    ]
    let bias = [9.849568, 2.237206, -12.086774]
    let data = try IrisRows.dataset()
    let found = MultinomialObjective(
      features: data.features, labels: data.classIndices, classCount: 3, l2Penalty: 1 / 150
    ).evaluate(at: Parameters(weights: weights.map { Float($0) }, bias: bias.map { Float($0) }))
    #expect(Closeness.relative(found.value * 150, from: 28.8863166040925) < 1e-6)
    #expect(Closeness.relative(found.logLoss, from: 0.1196367) < 1e-5)
    #expect(found.accuracy == 146.0 / 150)
    // The optimum of that objective: only the six decimals and Float32 keep the gradient from 0.
    #expect(found.gradientMax < 1e-5)
  }

  @Test func probabilitiesSumToOneAndLogProbabilitiesStayFinite() throws {
    let model = SoftmaxModel(
      parameters: Parameters(weights: [1e4, -1e4, 0], bias: [0, 0, 0]),
      classes: try ClassVocabulary(names: ["a", "b", "c"]), input: .vector(featureCount: 1))
    let features = try Features((-300...300).map { Float($0) / 300 }, input: .vector(featureCount: 1))
    let probabilities = try model.probabilities(for: features)
    for sample in 0..<features.sampleCount {
      let sum = probabilities[sample * 3..<sample * 3 + 3].reduce(0, +)
      #expect(abs(sum - 1) < 1e-6)
    }
    #expect(try model.logProbabilities(for: features).allSatisfy(\.isFinite))
  }

  @Test func logitsBeyondFloat32AreAnErrorAndNotAPrediction() throws {
    let model = try onnxModel()
    let features = try Features([1, 0, 3e38, -3e38], input: .vector(featureCount: 2))
    let data = try Dataset(features: features, labels: [0, 1], classes: model.classes)
    let error = DatasetError.logitsOverflow(sample: 1)
    let wide = SoftmaxModel(
      parameters: Parameters(weights: model.weights.map { $0 * 100 }, bias: model.bias), classes: model.classes,
      input: model.input)
    #expect(throws: error) { try wide.probabilities(for: features) }
    #expect(throws: error) { try wide.predictions(for: features) }
    #expect(throws: error) { try wide.evaluate(data) }
  }

  @Test func anotherNumberOfFeaturesIsRefused() throws {
    let features = try Features([1, 2, 3], input: .vector(featureCount: 3))
    let error = DatasetError.featureCountMismatch(expected: 2, found: 3)
    #expect(throws: error) { try onnxModel().logits(for: features) }
    #expect(throws: error) { try onnxModel().predictions(for: features) }
  }
}
