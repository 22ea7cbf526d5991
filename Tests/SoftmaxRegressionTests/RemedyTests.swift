// What errors of the method say to try, as values.

import SoftmaxKernels
import SoftmaxRemedies
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct RemedyTests {
  @Test func aFitThatDivergedSaysWhichRateToStayBelow() throws {
    let clouds = try MadeData.clouds()
    let values = (0..<clouds.sampleCount).flatMap { clouds.features.row($0).map { $0 * 10 } }
    let data = try Dataset(
      features: Features(values, input: clouds.features.input), labels: clouds.classIndices.map(Int.init))
    let classifier = try SoftmaxClassifier(solver: .stochastic(learningRate: 3e38, epochs: 1, batchSize: 1000))
    let error = #expect(throws: TrainingError.self) { try classifier.fit(data) }
    #expect(error?.remedies == [.lowerLearningRate(below: 3e38)])
  }

  @Test func statisticsOfAPenalisedFitSayToRemoveThePenalty() throws {
    let data = try MadeData.clouds()
    let fit = try SoftmaxClassifier(l2Penalty: 0.1).fit(data)
    let error = #expect(throws: StatisticsError.self) { try fit.statistics(on: data) }
    #expect(error?.remedies == [.removePenalty])
  }

  @Test func aTableThatCannotBePreparedSaysWhichSettingsHelp() throws {
    let table = Table(
      name: "t", columns: [TableColumn(name: "age", kind: .number(origin: 0))], rowCount: 2,
      numbers: SharedStorage([20, .nan]), codes: [], labels: nil)
    let missing = #expect(throws: PreparationError.self) { try Preparation(learnedOn: table) }
    #expect(missing?.remedies == [.imputeMissing, .markMissing])
    let preparation = try Preparation(learnedOn: table, missing: .mean)
    let unlabelled = #expect(throws: PreparationError.self) { try preparation.dataset(of: table) }
    #expect(unlabelled?.remedies == [.chooseLabel])
  }
}
