// Fewer rows than columns: the problem in the rows' space has the values and the optimum of the original one.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct RowSpaceTests {
  /// A problem with fewer rows than columns.
  struct Variant: Sendable, CustomTestStringConvertible {
    var sampleCount = 14
    var featureCount = 40
    var classCount = 3
    var hasBias = true
    var isWeighted = false
    var isBytes = false
    var isStandardized = false
    /// Rows that repeat the first one, and rows that are means of the first two.
    var repeatedCount = 0
    var mixedCount = 0
    /// Whether each column has a penalty of its own.
    var hasOwnPenalties = false
    /// How far all columns lie from 0.
    var offset: Float = 0

    var testDescription: String {
      var words = ["\(sampleCount) x \(featureCount) x \(classCount)"]
      if !hasBias { words.append("no bias") }
      if isWeighted { words.append("weights") }
      if isBytes { words.append("bytes") }
      if isStandardized { words.append("standardised") }
      if repeatedCount + mixedCount > 0 { words.append("dependent rows") }
      if hasOwnPenalties { words.append("penalties") }
      if offset != 0 { words.append("far from 0") }
      return words.joined(separator: ", ")
    }

    func data() throws -> Dataset {
      var numbers = MadeNumbers(seed: UInt64(sampleCount * 100 + featureCount))
      var rows = (0..<sampleCount).map { _ in numbers.floats(featureCount).map { $0 + offset } }
      for i in 0..<repeatedCount { rows[sampleCount - 1 - i] = rows[0] }
      for i in 0..<mixedCount {
        rows[sampleCount - 1 - repeatedCount - i] = zip(rows[0], rows[1]).map { ($0 + $1) / 2 }
      }
      let labels = (0..<sampleCount).map { $0 < classCount ? $0 : Int($0 * 7 % classCount) }
      let weights = isWeighted ? (0..<sampleCount).map { Double(1 + $0 % 3) } : nil
      let features =
        isBytes
        ? try Features(
          bytes: rows.joined().map { UInt8(($0 + 1) * 127) }, input: .image(shape: [1, featureCount]))
        : try Features(rows: rows, input: .vector(featureCount: featureCount))
      let data = try Dataset(
        features: features, classIndices: labels.map(UInt32.init), classes: ClassVocabulary(of: 0..<classCount))
      return try weights.map { try data.weighted(by: $0) } ?? data
    }

    func objective() throws -> MultinomialObjective {
      let data = try data()
      return MultinomialObjective(
        FitSamples(data.features, data.classIndices, classCount: classCount, weights: data.sampleWeights),
        penalties: (0..<featureCount).map { hasOwnPenalties ? 0.01 * Double(1 + $0 % 5) : 0.03 },
        hasBias: hasBias)
    }
  }

  static let variants = [
    Variant(), Variant(hasBias: false), Variant(isWeighted: true), Variant(isBytes: true),
    Variant(hasBias: false, isBytes: true), Variant(repeatedCount: 3, mixedCount: 2),
    Variant(hasBias: false, repeatedCount: 4), Variant(hasOwnPenalties: true), Variant(offset: 30),
    Variant(sampleCount: 25, classCount: 18), Variant(sampleCount: 2, featureCount: 5, classCount: 2),
    Variant(sampleCount: 2, featureCount: 3, classCount: 2, hasBias: false),
    Variant(sampleCount: 90, featureCount: 200, classCount: 2),
  ]

  @Test(arguments: variants)
  func valuesAreThoseOfTheOriginalProblem(_ variant: Variant) throws {
    let objective = try variant.objective()
    let space = try #require(RowSpace(of: objective))
    var numbers = MadeNumbers(seed: 5)
    for size in [0, 0.3, 3] as [Float] {
      let point = numbers.floats(space.objective.parameterCount, scale: size).map(Double.init)
      let expected = objective.evaluate(at: space.expanded(point), .double)
      let found = space.objective.evaluate(at: point, .double)
      // Float32 coordinates of the rows.
      #expect(Closeness.relative(found.value, from: expected.value) < 1e-6)
      #expect(found.accuracy == expected.accuracy || variant.repeatedCount > 0)
    }
  }

  @Test(arguments: variants)
  func thereAndBackIsTheSamePoint(_ variant: Variant) throws {
    let objective = try variant.objective()
    let space = try #require(RowSpace(of: objective))
    var numbers = MadeNumbers(seed: 6)
    let point = numbers.floats(space.objective.parameterCount).map(Double.init)
    let again = space.reduced(space.expanded(point))
    #expect(zip(point, again).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(arguments: variants)
  func theOptimumIsThatOfTheDirectFit(_ variant: Variant) throws {
    let objective = try variant.objective()
    let space = try #require(RowSpace(of: objective))
    func optimum(_ objective: MultinomialObjective) throws -> [Double] {
      var descent = Descent(
        of: objective,
        by: LimitedMemoryBFGS(
          historyCount: 20, schedule: SolverChoice.schedule(for: objective, .pairs, tolerance: 1e-11)),
        from: [Double](repeating: 0, count: objective.parameterCount),
        DescentSettings(tolerance: 1e-11, maxIterations: 500, isDouble: true, isForComparison: true))
      _ = try descent.run(DescentCallbacks(beforePass: {})) { _, _ in .continue }
      return descent.point
    }
    let direct = objective.evaluate(at: try optimum(objective), .double)
    let found = objective.evaluate(at: space.expanded(try optimum(space.objective)), .double)
    #expect(found.value <= direct.value * (1 + 1e-8))
    #expect(Closeness.relative(found.value, from: direct.value) < 1e-8)
  }

  @Test(arguments: [
    Variant(), Variant(hasBias: false), Variant(isWeighted: true), Variant(isBytes: true),
    Variant(isStandardized: true), Variant(hasBias: false, isStandardized: true),
    Variant(repeatedCount: 3, mixedCount: 2), Variant(offset: 50),
    Variant(sampleCount: 2, featureCount: 30, classCount: 2), Variant(sampleCount: 60, featureCount: 300),
  ])
  func fitsAreCertifiedOnTheRealFeatures(_ variant: Variant) throws {
    let data = try variant.data()
    for solver in [.automatic(), .lbfgs(), .newtonCG()] as [SolverConfiguration] {
      let classifier = try SoftmaxClassifier(
        solver: solver, hasBias: variant.hasBias, standardize: variant.isStandardized ? .always : .never)
      let report = try classifier.fit(data).report
      #expect(report.stopReason == .converged, "\(solver.name)")
      #expect(try #require(report.certificate.relativeGap) <= SolverConfiguration.defaultTolerance)
    }
  }

  @Test func aFitOfFewRowsIsMadeInTheirSpace() throws {
    let data = try Variant(sampleCount: 60, featureCount: 300).data()
    let fit = try SoftmaxClassifier().fit(data)
    #expect(fit.report.choice?.hasPrefix("in the space of 60 rows ") == true)
    #expect(fit.model.featureCount == 300)
    // From where it ends, nothing is left to do.
    #expect(try SoftmaxClassifier().fit(data, from: fit.model).report.iterations.count <= 1)
  }

  @Test func whereAnOptimumIsNotInTheRowsSpaceItIsNotLookedForThere() throws {
    let data = try Variant(sampleCount: 60, featureCount: 300).data()
    let sparse = try SoftmaxClassifier(l1Penalty: 0.05).fit(data).report
    #expect(sparse.solver.name == "proximal-newton" && sparse.choice?.contains("the space of") == false)
    let free = try SoftmaxClassifier(solver: .lbfgs(maxIterations: 3), l2Penalty: 0).fit(data).report
    #expect(free.solver.name == "lbfgs")
  }

  @Test func moreRowsThanColumnsStayAsTheyAre() throws {
    let report = try SoftmaxClassifier().fit(MadeData.clouds(perClass: 40)).report
    #expect(report.choice?.contains("the space of") == false)
  }

  @Test func theSameBitsOnEveryMachine() throws {
    let data = try Variant(sampleCount: 80, featureCount: 150, classCount: 4).data()
    let models = try KernelTable.supported.flatMap { table in
      try [1, 3].map { threads in
        try SoftmaxClassifier(execution: Execution(table: table, threads: threads, isPatient: true)).fit(data)
          .model
      }
    }
    #expect(models.allSatisfy { $0.parameters == models[0].parameters })
  }

  @Test func aSemidefiniteMatrixIsFactoredAsFarAsItsRankGoes() {
    // Rank 3 of order 70, more than a block.
    var numbers = MadeNumbers(seed: 7)
    let order = 70
    let root = numbers.floats(order * 3).map(Double.init)
    let matrix = WorkBuffer<Double>(count: order * order, repeating: 0)
    for i in 0..<order {
      for j in 0..<order {
        matrix[i * order + j] = (0..<3).reduce(0) { $0 + root[i * 3 + $1] * root[j * 3 + $1] }
      }
    }
    let whole = matrix.array
    let found = PivotedCholesky(of: matrix, order: order, stride: order, engine: Execution.automatic.engine)
    #expect(found.columnCount == 3)
    let rows = found.rows(scaledBy: 1).map(Double.init)
    for i in 0..<order {
      for j in 0..<order {
        let product = (0..<3).reduce(0) { $0 + rows[i * 3 + $1] * rows[j * 3 + $1] }
        #expect(abs(product - whole[i * order + j]) < 1e-5)
      }
    }
  }

  @Test func aFullMatrixOfSeveralBlocksIsFactoredWhole() {
    var numbers = MadeNumbers(seed: 8)
    let order = 150
    let root = numbers.floats(order * 160).map(Double.init)
    let matrix = WorkBuffer<Double>(count: order * order, repeating: 0)
    for i in 0..<order {
      for j in 0..<order {
        matrix[i * order + j] = (0..<160).reduce(0) { $0 + root[i * 160 + $1] * root[j * 160 + $1] }
      }
    }
    let found = PivotedCholesky(of: matrix, order: order, stride: order, engine: Execution.automatic.engine)
    #expect(Set(found.pivots).count == order)
    let logits = numbers.floats(order).map(Double.init)
    let coordinates = found.coordinates(logits)
    let rows = found.rows(scaledBy: 1)
    for (position, pivot) in found.pivots.enumerated() {
      let value = (0..<order).reduce(0.0) { $0 + Double(rows[pivot * order + $1]) * coordinates[$1] }
      #expect(abs(value - logits[position]) < 1e-4)
    }
  }
}
