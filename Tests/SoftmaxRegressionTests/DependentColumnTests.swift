// Columns that are combinations of others, without a penalty: no optimum is the only one.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct DependentColumnTests {
  /// 60 rows of two columns that tell three classes apart only so well, and what is made of them.
  private func columns(seed: UInt64) -> (a: [Float], b: [Float], labels: [Int]) {
    var numbers = MadeNumbers(seed: seed)
    let a = numbers.floats(60)
    let b = numbers.floats(60)
    let labels = (0..<60).map { i in
      let scores = [a[i] - b[i], b[i], 0.5 - a[i]].map { $0 + 1.5 * numbers.next() }
      return scores.indices.max { scores[$0] < scores[$1] } ?? 0
    }
    return (a, b, labels)
  }

  private func dataset(_ columns: [[Float]], _ labels: [Int], names: [String]) throws -> Dataset {
    try Dataset(
      features: Features(
        labels.indices.flatMap { row in columns.map { $0[row] } }, input: .table(featureNames: names)),
      labels: labels)
  }

  private static let solvers: [SolverConfiguration] = [
    .automatic(), .lbfgs(), .newtonCG(), .newtonCholesky(),
  ]

  @Test(arguments: solvers, [true, false])
  func aSumOfColumnsChangesNeitherTheObjectiveNorThatItIsReached(
    _ solver: SolverConfiguration, _ isStandardized: Bool
  ) throws {
    for seed in 1...4 {
      let (a, b, labels) = columns(seed: UInt64(seed))
      let classifier = try SoftmaxClassifier(
        solver: solver, l2Penalty: 0, standardize: isStandardized ? .always : .never)
      let two = try classifier.fit(dataset([a, b], labels, names: ["a", "b"])).report
      let sum = zip(a, b).map { $0 + $1 }
      let three = try classifier.fit(dataset([a, b, sum], labels, names: ["a", "b", "c"]))
      #expect(two.stopReason == .converged && three.report.stopReason == .converged, "seed \(seed)")
      // The sum is rounded to Float32, and so are both models.
      #expect(Closeness.relative(three.report.objective, from: two.objective) < 1e-7, "seed \(seed)")
      #expect(three.report.gradientMax < 1e-4, "seed \(seed)")
      #expect(three.model.weights.allSatisfy { abs($0) < 100 })
      #expect(
        three.report.warnings.contains(
          .dependentColumns([DependentColumn(name: "c", others: ["a", "b"])])), "\(three.report.warnings)")
      #expect(!two.warnings.contains { if case .dependentColumns = $0 { true } else { false } })
    }
  }

  @Test(arguments: solvers)
  func columnsFarFromZeroDependOnOthersAsFarAsFloat32CanTell(_ solver: SolverConfiguration) throws {
    // c = 3 a + 2 lies so far from 0 for its spread that rounding leaves 1e-11 of its variance to itself.
    let (a, b, labels) = columns(seed: 7)
    let near = a.map { $0 / 100 }
    let far = near.map { 3 * $0 + 2 }
    let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: 0)
    let two = try classifier.fit(dataset([near, b], labels, names: ["a", "b"])).report
    // Whichever of the two comes first.
    for columns in [[near, b, far], [far, b, near]] {
      let report = try classifier.fit(dataset(columns, labels, names: ["a", "b", "c"])).report
      #expect(report.stopReason == .converged)
      #expect(report.warnings.contains(.dependentColumns([DependentColumn(name: "c", others: ["a"])])))
      // Rounding c moves its logits by up to 1e-5.
      #expect(Closeness.relative(report.objective, from: two.objective) < 1e-4)
    }
  }

  @Test(arguments: [true, false])
  func theWeightsAreTheSmallestOnesOfThatObjective(_ hasBias: Bool) throws {
    let (a, b, labels) = columns(seed: 9)
    // c = 2 a: every way to share the weight of 2 a + c gives the same logits; the squares are least at 1 : 2.
    let data = try dataset([a, b, a.map { 2 * $0 }], labels, names: ["a", "b", "c"])
    let model = try SoftmaxClassifier(l2Penalty: 0, hasBias: hasBias, standardize: .never).fit(data).model
    for k in 0..<3 {
      let row = model.weights[3 * k..<3 * k + 3].map(Double.init)
      #expect(abs(row[2] - 2 * row[0]) < 1e-5 * (1 + abs(row[2])))
    }
  }

  @Test func whereTheFitStartsMakesNoDifference() throws {
    let (a, b, labels) = columns(seed: 5)
    let data = try dataset([a, b, zip(a, b).map { $0 - $1 }], labels, names: ["a", "b", "c"])
    let classifier = try SoftmaxClassifier(l2Penalty: 0)
    let cold = try classifier.fit(data)
    let far = SoftmaxModel(
      parameters: Parameters(weights: [3, -4, 5, 2, 2, -2, 0, 1, 1], bias: [1, 2, 3]),
      classes: cold.model.classes, input: cold.model.input)
    let warm = try classifier.fit(data, from: far)
    #expect(Closeness.relative(warm.report.objective, from: cold.report.objective) < 1e-8)
    for k in 1..<3 {
      for j in 0..<3 {
        // Only differences between classes are determined.
        let (x, y) = (warm.model.weights, cold.model.weights)
        let difference = (x[3 * k + j] - x[j]) - (y[3 * k + j] - y[j])
        #expect(abs(difference) < 1e-3)
      }
    }
  }

  @Test func aFitWhoseRoundedWeightsMissTheOptimumDoesNotSayConverged() throws {
    // Nearly a sum: what is left of c tells the classes apart, by coefficients in the tens of thousands, and Float32 keeps
    // seven digits of them.
    var numbers = MadeNumbers(seed: 3)
    let (a, b, labels) = columns(seed: 2)
    let noise = labels.map { Float($0) + 2 * numbers.next() }
    for size: Float in [3e-5, 1e-5, 5e-6] {
      let c = labels.indices.map { a[$0] + b[$0] + size * noise[$0] }
      let fit = try SoftmaxClassifier(l2Penalty: 0, standardize: .never).fit(
        dataset([a, b, c], labels, names: ["a", "b", "c"]))
      #expect(!fit.report.warnings.contains { if case .dependentColumns = $0 { true } else { false } })
      // Whatever it says of its end, the figures beside it are those of the saved weights.
      if fit.report.stopReason == .converged { #expect(fit.report.gradientMax < 1e-4) }
      let certificate = try fit.model.certificate(
        on: dataset([a, b, c], labels, names: ["a", "b", "c"]), l2Penalty: 0)
      #expect(certificate == fit.report.certificate)
    }
    // In the last one the rounding alone moves logits by hundredths.
    let c = labels.indices.map { a[$0] + b[$0] + 5e-6 * noise[$0] }
    let report = try SoftmaxClassifier(l2Penalty: 0, standardize: .never).fit(
      dataset([a, b, c], labels, names: ["a", "b", "c"])
    ).report
    #expect(report.stopReason != .converged)
  }

  @Test func manyDependentColumnsAreCountedAndAFewAreNamed() throws {
    let (a, b, labels) = columns(seed: 4)
    let made = (0..<6).map { k in zip(a, b).map { Float(k) * $0 + $1 } }
    let names = ["a", "b"] + (0..<6).map { "made \($0)" }
    let report = try SoftmaxClassifier(l2Penalty: 0).fit(dataset([a, b] + made, labels, names: names)).report
    let shown = report.warnings.map(\.description).joined()
    #expect(shown.contains("no unique optimum"))
    #expect(
      shown.contains("'made 0' of 'b'; 'made 1' of 'a', 'b'; 'made 2' of 'a', 'b' and 3 more"), "\(shown)")
  }

  @Test func withAPenaltyNobodyIsWarned() throws {
    let (a, b, labels) = columns(seed: 4)
    let data = try dataset([a, b, zip(a, b).map { $0 + $1 }], labels, names: ["a", "b", "c"])
    let report = try SoftmaxClassifier().fit(data).report
    #expect(report.stopReason == .converged)
    #expect(!report.warnings.contains { if case .dependentColumns = $0 { true } else { false } })
  }
}
