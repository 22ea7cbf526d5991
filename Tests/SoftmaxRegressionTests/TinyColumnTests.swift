// Columns whose numbers are so small that Float32 has no weight for them.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct TinyColumnTests {
  private func data(_ scale: Double) throws -> Dataset {
    var numbers = MadeNumbers(seed: 3)
    let rows = (0..<40).map { index in
      [(numbers.next() + Float(index % 2)) * Float(scale), numbers.next()]
    }
    return try Dataset(
      features: Features(rows.flatMap { $0 }, input: .table(featureNames: ["dose", "age"])),
      labels: (0..<40).map { "k\($0 % 2)" })
  }

  @Test(arguments: [SolverConfiguration.automatic(), .lbfgs(), .stochastic(StochasticSettings())])
  func aColumnOfTheSmallestNumbersIsNotCalledTooLarge(_ solver: SolverConfiguration) throws {
    let classifier = try SoftmaxClassifier(solver: solver, standardize: .always)
    let error = #expect(throws: TrainingError.self) { try classifier.fit(data(1e-42)) }
    #expect(error == .weightOverflow(column: "dose", index: 0))
    let message = error?.description ?? ""
    #expect(
      message.contains("column 'dose'") && message.contains("too small") && !message.contains("too large"))
  }

  @Test func smallColumnsThatHaveWeightsAreFitted() throws {
    let classifier = try SoftmaxClassifier(standardize: .always)
    #expect(try classifier.fit(data(1e-30)).report.stopReason == .converged)
  }
}
