// Fits of rows that lie nowhere: a new way of storing rows is one file, and nothing else has to know it.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ComputedRowsTests {
  private func pair(
    rowCount: Int, featureCount: Int, classCount: Int, kind: InputDescription.Kind = .vector
  ) throws -> (stored: Dataset, computed: Dataset, tally: ComputedRows.Tally) {
    var numbers = MadeNumbers(seed: 21)
    let values = numbers.floats(rowCount * featureCount, scale: 2).map { $0 + 1 }
    let labels = numbers.indices(rowCount, below: classCount)
    let input: InputDescription =
      kind == .table ? .table(featureCount: featureCount) : .vector(featureCount: featureCount)
    let computed = ComputedRows(rowCount: rowCount, featureCount: featureCount) {
      values[$0 * featureCount + $1]
    }
    func dataset(_ features: Features) throws -> Dataset {
      try Dataset(features: features, classIndices: labels, classes: ClassVocabulary(of: 0..<classCount))
    }
    return (
      try dataset(Features(values, input: input)), try dataset(Features(checked: Rows(computed), input: input)),
      computed.tally
    )
  }

  private func expectSame(_ first: SoftmaxFit, _ second: SoftmaxFit) {
    #expect(first.model.weights.map(\.bitPattern) == second.model.weights.map(\.bitPattern))
    #expect(first.model.bias.map(\.bitPattern) == second.model.bias.map(\.bitPattern))
    #expect(first.report.certificate == second.report.certificate)
    #expect(first.report.stopReason == second.report.stopReason && first.report.passes == second.report.passes)
  }

  @Test(
    arguments: EverySolver.configurations(tolerance: 1e-6) + [
      .proximalNewton(), .stochastic(epochs: 3, batchSize: 16),
    ],
    [InputDescription.Kind.vector, .table])
  func everySolverGivesTheSameBitsAsForNumbersInMemory(
    _ solver: SolverConfiguration, _ kind: InputDescription.Kind
  ) throws {
    let data = try pair(rowCount: 90, featureCount: 6, classCount: 3, kind: kind)
    let l1Penalty = if solver.name == "proximal-newton" { 0.01 } else { 0.0 }
    for l2Penalty in [0, 0.02] where l2Penalty > 0 || l1Penalty == 0 {
      let classifier = try SoftmaxClassifier(
        solver: solver, l2Penalty: l2Penalty, l1Penalty: l1Penalty,
        execution: Execution(table: .best, threads: 2, isPatient: true))
      expectSame(try classifier.fit(data.stored), try classifier.fit(data.computed))
    }
    #expect(data.tally.count > 90 * 6)
  }

  @Test(arguments: [(3, 300), (18, 40)], [InputDescription.Kind.vector, .table])
  func passesInFloat32GiveTheSameBitsToo(
    _ shape: (classCount: Int, featureCount: Int), _ kind: InputDescription.Kind
  ) throws {
    // More rows than a tile has, few classes and many: chunks of rows, and columns dealt out.
    let data = try pair(
      rowCount: 600, featureCount: shape.featureCount, classCount: shape.classCount, kind: kind)
    var numbers = MadeNumbers(seed: 5)
    let parameters = Parameters(
      weights: numbers.floats(shape.classCount * shape.featureCount, scale: 0.1),
      bias: numbers.floats(shape.classCount))
    let units = Standardization(of: data.stored.features)
    for threads in [1, 3] {
      let execution = Execution(table: .best, threads: threads, isPatient: true)
      let found = [data.stored, data.computed].map { data in
        MultinomialObjective(
          FitSamples(data.features, data.classIndices, classCount: shape.classCount, engine: execution.engine)
            .standardized(by: kind == .table ? units : nil),
          penalties: [Double](repeating: 0.1, count: shape.featureCount)
        ).evaluate(at: parameters)
      }
      #expect(found[0] == found[1])
    }
  }

  @Test func statisticsAndPathsAndScoresDoNotKnowHowRowsAreStored() throws {
    let data = try pair(rowCount: 120, featureCount: 4, classCount: 3, kind: .table)
    let classifier = try SoftmaxClassifier(solver: .automatic(tolerance: 1e-9), l2Penalty: 0)
    let statistics = try [data.stored, data.computed].map { try classifier.fit($0).statistics(on: $0) }
    #expect(statistics[0] == statistics[1])
    let search = try PenaltySearch(folds: 3)
    let results = try [data.stored, data.computed].map { try search.run(on: $0) }
    #expect(results[0].scores == results[1].scores)
    let model = try classifier.fit(data.stored).model
    #expect(
      try model.probabilities(for: data.stored.features) == model.probabilities(for: data.computed.features))
    #expect(try model.evaluate(data.stored) == model.evaluate(data.computed))
  }
}
