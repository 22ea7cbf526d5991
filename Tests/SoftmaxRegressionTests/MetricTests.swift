// Scores worked out by hand.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct MetricTests {
  /// true a: 3 right, 1 as b; true b: 2 right, 2 as a; c is never there nor predicted.
  private func matrix() -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classCount: 3)
    for (trueClass, predictedClass) in [(0, 0), (0, 0), (0, 0), (0, 1), (1, 1), (1, 1), (1, 0), (1, 0)] {
      matrix.add(trueClass: trueClass, predictedClass: predictedClass)
    }
    return matrix
  }

  @Test func precisionRecallAndF1FollowTheirDefinitions() {
    let matrix = matrix()
    #expect(matrix.counts == [[3, 1, 0], [2, 2, 0], [0, 0, 0]])
    #expect(matrix.accuracy == 5.0 / 8)
    #expect(matrix.precision(of: 0) == 3.0 / 5)
    #expect(matrix.recall(of: 0) == 3.0 / 4)
    #expect(matrix.f1(of: 0) == 6.0 / 9)
    #expect(matrix.precision(of: 1) == 2.0 / 3)
    #expect(matrix.f1(of: 1) == 4.0 / 7)
    #expect(matrix.support(of: 1) == 4)
    #expect(matrix.precision(of: 2) == 0)
    // Class c is not there, so it is not averaged.
    #expect(abs(matrix.macroF1 - (6.0 / 9 + 4.0 / 7) / 2) < 1e-15)
  }

  @Test func thousandsOfClassesTakeNoSquareOfMemory() {
    var matrix = ConfusionMatrix(classCount: 1_000_000)
    matrix.add(trueClass: 999_999, predictedClass: 999_999)
    matrix.add(trueClass: 5, predictedClass: 6)
    #expect(matrix.accuracy == 0.5)
    #expect(abs(matrix.macroF1 - 1.0 / 3) < 1e-15)
  }

  @Test func calibrationErrorIsTheMeanGapOfTheBins() {
    var bins = CalibrationBins()
    // Bin 14 (0.8667, 0.9333]: confidence 0.9 four times, three right. Bin 15: 1.0 once, wrong.
    for correct in [true, true, true, false] { bins.add(confidence: 0.9, correct: correct) }
    bins.add(confidence: 1, correct: false)
    #expect(bins.sampleCounts[13] == 4)
    #expect(bins.sampleCounts[14] == 1)
    #expect(abs(bins.expectedCalibrationError - (abs(3 - 3.6) + 1) / 5) < 1e-12)
    #expect(CalibrationBins().expectedCalibrationError == 0)
  }

  @Test func evaluationAgreesWithFloat64() throws {
    let data = try MadeData.clouds(perClass: 200)
    let model = try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(data).model
    let reference = ReferenceSoftmax(
      rows: MadeData.rows(of: data), labels: data.classIndices.map(Int.init), classCount: 3)
    let weights = model.weights.map(Double.init)
    let bias = model.bias.map(Double.init)
    var confusion = ConfusionMatrix(classCount: 3)
    var bins = CalibrationBins()
    for (row, label) in zip(reference.rows, reference.labels) {
      let logs = ReferenceSoftmax.logProbabilities(reference.logits(row, weights: weights, bias: bias))
      let best = logs.indices.reduce(0) { logs[$1] > logs[$0] ? $1 : $0 }
      confusion.add(trueClass: label, predictedClass: best)
      bins.add(confidence: logs[best].exponential, correct: best == label)
    }
    let evaluation = try model.evaluate(data)
    #expect(abs(evaluation.logLoss - reference.objective(weights: weights, bias: bias, l2Penalty: 0)) < 1e-6)
    #expect(evaluation.confusionMatrix == confusion)
    #expect(abs(evaluation.expectedCalibrationError - bins.expectedCalibrationError) < 1e-6)
  }

  @Test func decimalsAreRoundedAndPadded() {
    let cases: [(Double, Int, String)] = [
      (0.4465, 3, "0.447"), (0, 3, "0.000"), (1, 0, "1"), (12.5, 0, "13"), (-0.0004, 3, "0.000"),
      (-1.25, 1, "-1.3"), (999.9996, 3, "1000.000"), (0.05, 2, "0.05"), (.nan, 3, "nan"), (1e300, 2, "1e+300"),
      (7e20, 3, "700000000000000000000.000"), (-1e15, 0, "-1000000000000000"),
    ]
    for (value, places, text) in cases {
      #expect(FixedDecimal(value, places: places).description == text)
    }
  }
}
