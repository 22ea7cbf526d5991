// Fits that start from a model.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct WarmStartTests {
  @Test(arguments: EverySolver.configurations(tolerance: 1e-8), [InputDescription.Kind.vector, .table])
  func fromTheOptimumNothingIsLeftToDo(_ solver: SolverConfiguration, _ kind: InputDescription.Kind) throws {
    let data = try MadeData.clouds(featureCount: 4, seed: 111, kind: kind)
    let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01)
    let first = try classifier.fit(data)
    let again = try classifier.fit(data, from: first.model)
    #expect(again.report.iterations.count <= 2)
    #expect(again.report.stopReason == .converged)
    #expect(again.report.objective <= first.report.objective * (1 + 1e-8))
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-9), [InputDescription.Kind.vector, .table])
  func fromWhereverItStartsTheOptimumIsTheSame(
    _ solver: SolverConfiguration, _ kind: InputDescription.Kind
  ) throws {
    let data = try MadeData.clouds(featureCount: 4, seed: 112, kind: kind)
    let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01)
    let expected = try classifier.fit(data).report.objective
    let rough = try SoftmaxClassifier(solver: .stochastic(epochs: 3), l2Penalty: 0.01).fit(data).model
    var numbers = MadeNumbers(seed: 113)
    let wild = SoftmaxModel(
      parameters: Parameters(weights: numbers.floats(12, scale: 50), bias: numbers.floats(3, scale: 50)),
      classes: data.classes, input: data.features.input)
    for start in [rough, wild] {
      let fit = try classifier.fit(data, from: start)
      #expect(fit.report.stopReason == .converged)
      #expect(Closeness.relative(fit.report.objective, from: expected) < 2e-9)
    }
  }

  @Test func theModelsClassesMayStandInAnotherOrder() throws {
    let data = try MadeData.clouds(seed: 114)
    let classifier = try SoftmaxClassifier(solver: .lbfgs(tolerance: 1e-8), l2Penalty: 0.01)
    let first = try classifier.fit(data)
    let mirrored = try first.model.reordered(to: ClassVocabulary(names: ["2", "1", "0"]))
    #expect(try classifier.fit(data, from: mirrored).report.iterations.count <= 2)
    #expect(throws: DatasetError.featureCountMismatch(expected: 5, found: 4)) {
      try classifier.fit(
        data, from: SoftmaxClassifier().fit(MadeData.clouds(featureCount: 4)).model)
    }
  }

  @Test func minibatchesGoOnFromAModel() throws {
    let data = try MadeData.clouds(seed: 115)
    let optimum = try SoftmaxClassifier(l2Penalty: 0.01).fit(data)
    let classifier = try SoftmaxClassifier(
      solver: .stochastic(learningRate: 0.01, epochs: 1, batchSize: 90), l2Penalty: 0.01)
    let gone = try classifier.fit(data, from: optimum.model)
    // One small step from where the gradient is 0 leads nowhere.
    #expect(Closeness.relative(gone.report.objective, from: optimum.report.objective) < 1e-7)
  }
}
