// Classes with few samples, and with none.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ClassCountTests {
  @Test(arguments: [(4, true), (5, false), (1, true)])
  func aClassWithFewerThanFiveSamplesIsNamed(_ count: Int, _ isWarned: Bool) throws {
    let clouds = try MadeData.clouds()
    let rare = (0..<clouds.sampleCount).filter { clouds.classIndices[$0] == 2 }.prefix(count)
    let data = clouds.samples(at: (0..<clouds.sampleCount).filter { clouds.classIndices[$0] != 2 } + rare)
    for solver in [SolverConfiguration.automatic(), .stochastic(epochs: 1)] {
      let report = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01).fit(data).report
      #expect(report.warnings == (isWarned ? [.rareClass(name: "2", sampleCount: count)] : []))
    }
  }

  @Test func aClassWithoutSamplesIsLeftOutAndNamed() throws {
    let clouds = try MadeData.clouds()
    let data = try Dataset(
      features: clouds.features, classIndices: clouds.classIndices.map { $0 == 2 ? 3 : $0 },
      classes: ClassVocabulary(names: ["a", "b", "nothing", "c"]))
    let full = try SoftmaxClassifier(l2Penalty: 0.01).fit(data, test: data)
    #expect(full.report.warnings == [.emptyClass(name: "nothing")])
    #expect(full.model.classes.names == ["a", "b", "c"])
    #expect(full.report.certifiedGap != nil)
    let plain = try SoftmaxClassifier(l2Penalty: 0.01).fit(clouds)
    #expect(full.model.weights == plain.model.weights)
    // Minibatches draw weights for it and keep it.
    let drawn = try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(data)
    #expect(drawn.model.classes.count == 4)
  }

  @Test func theDefaultPenaltyIsOneOverTheSamples() throws {
    let data = try MadeData.clouds()
    #expect(try SoftmaxClassifier().fit(data).report.l2Penalty == 1.0 / 90)
    #expect(try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(data).report.l2Penalty == 0)
    #expect(try SoftmaxClassifier(l2Penalty: 0).fit(data).report.l2Penalty == 0)
  }
}
