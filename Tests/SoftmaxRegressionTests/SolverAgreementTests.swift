// All solvers reach one optimum, whatever the shape of the problem and the order of its parts.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct SolverAgreementTests {
  /// A random problem: labels have something to do with the features, but not all.
  struct Shape: Sendable, CustomTestStringConvertible {
    var sampleCount: Int
    var featureCount: Int
    var classCount: Int
    var l2Penalty = 0.01
    var isBytes = false
    /// Columns that hold one number; columns that repeat the first.
    var constantCount = 0
    var duplicateCount = 0

    var testDescription: String {
      "\(sampleCount) x \(featureCount) x \(classCount)\(isBytes ? " bytes" : "") "
        + "l2 \(l2Penalty), \(constantCount) constant, \(duplicateCount) alike"
    }

    func data() throws -> Dataset {
      var numbers = MadeNumbers(seed: UInt64(sampleCount * 31 + featureCount * 7 + classCount))
      let directions = numbers.floats(classCount * featureCount)
      var values: [Float] = []
      var bytes: [UInt8] = []
      var labels: [UInt32] = []
      for sample in 0..<sampleCount {
        var row = numbers.floats(featureCount)
        for c in 0..<constantCount { row[featureCount - 1 - c] = 0.5 }
        for c in 0..<duplicateCount { row[1 + c] = row[0] }
        let scores = (0..<classCount).map { k in
          (0..<featureCount).reduce(numbers.next() * 2) { $0 + row[$1] * directions[k * featureCount + $1] }
        }
        // Each class at least once.
        let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        labels.append(UInt32(sample < classCount ? sample : best))
        values += row
        bytes += row.map { UInt8(($0 + 1) * 127) }
      }
      let features =
        isBytes
        ? try Features(bytes: bytes, input: .image(shape: [1, featureCount]))
        : try Features(values, input: .vector(featureCount: featureCount))
      return try Dataset(
        features: features, classIndices: labels, classes: ClassVocabulary(of: 0..<classCount))
    }
  }

  static let shapes = [
    Shape(sampleCount: 60, featureCount: 4, classCount: 2),
    Shape(sampleCount: 70, featureCount: 5, classCount: 3, l2Penalty: 1e-4),
    Shape(sampleCount: 70, featureCount: 6, classCount: 3, isBytes: true),
    Shape(sampleCount: 80, featureCount: 3, classCount: 7),
    Shape(sampleCount: 100, featureCount: 3, classCount: 20, l2Penalty: 0.003),
    Shape(sampleCount: 90, featureCount: 4, classCount: 20, isBytes: true),
    Shape(sampleCount: 12, featureCount: 20, classCount: 3),
    Shape(sampleCount: 40, featureCount: 1, classCount: 3),
    Shape(sampleCount: 60, featureCount: 5, classCount: 3, constantCount: 2),
    Shape(sampleCount: 60, featureCount: 6, classCount: 3, l2Penalty: 1e-5, duplicateCount: 3),
    Shape(sampleCount: 60, featureCount: 4, classCount: 3, l2Penalty: 100),
  ]

  @Test(arguments: shapes)
  func everySolverReachesTheOptimumOfNewtonsMethod(_ shape: Shape) throws {
    let data = try shape.data()
    let problem = EverySolver.problem(data, l2Penalty: shape.l2Penalty)
    let optimum = problem.optimum()
    for solver in EverySolver.configurations(tolerance: 1e-8) {
      let fit = try SoftmaxClassifier(solver: solver, l2Penalty: shape.l2Penalty).fit(data)
      let (model, report) = (fit.model, fit.report)
      let gap = try #require(report.certifiedGap)
      #expect(report.stopReason == .converged, "\(solver.name)")
      #expect(gap <= 1e-8 * report.objective, "\(solver)")
      #expect(Closeness.relative(report.objective, from: problem.value(of: model)) < 1e-13, "\(solver)")
      #expect(report.objective - optimum.value <= gap, "\(solver)")
      #expect(report.objective > optimum.value * (1 - 1e-13), "\(solver)")
      let squares = zip(model.weights, optimum.weights).reduce(0) {
        $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
      }
      #expect(squares <= 2 * gap / shape.l2Penalty + 1e-16, "\(solver)")
    }
  }

  @Test(arguments: [shapes[1], shapes[3], shapes[5]])
  func permutedLabelsAndSamplesGiveThePermutedModel(_ shape: Shape) throws {
    let data = try shape.data()
    let (classCount, featureCount) = (shape.classCount, shape.featureCount)
    // Class k becomes class (k + 1) mod K, and the last sample the first.
    let renamed = try Dataset(
      features: data.features, classIndices: data.classIndices.map { ($0 + 1) % UInt32(classCount) },
      classes: data.classes)
    let reversed = data.samples(at: (0..<data.sampleCount).reversed())
    for solver in EverySolver.configurations(tolerance: 1e-10) {
      let classifier = try SoftmaxClassifier(solver: solver, l2Penalty: shape.l2Penalty)
      let straight = try classifier.fit(data)
      let other = try classifier.fit(renamed)
      let back = try classifier.fit(reversed)
      func distance(_ report: TrainingReport) -> Double {
        (2 * (report.certifiedGap ?? 0) / shape.l2Penalty).squareRoot()
      }
      let moved = (0..<classCount).flatMap { k in
        let row = (k + 1) % classCount * featureCount
        return other.model.weights[row..<row + featureCount].map(Double.init)
      }
      let first = straight.model.weights.map(Double.init)
      #expect(
        Closeness.largestDifference(first, moved) <= distance(straight.report) + distance(other.report),
        "\(solver)")
      #expect(
        Closeness.largestDifference(first, back.model.weights.map(Double.init))
          <= distance(straight.report) + distance(back.report), "\(solver)")
    }
  }

  @Test func bytesAndTheirValuesAsFloatsHaveOneOptimum() throws {
    let shape = Self.shapes[2]
    let data = try shape.data()
    let values = EverySolver.exactRows(of: data.features).flatMap { $0.map { Float($0) } }
    let floats = try Dataset(
      features: Features(values, input: data.features.input), classIndices: data.classIndices,
      classes: data.classes)
    let classifier = try SoftmaxClassifier(l2Penalty: shape.l2Penalty)
    let (first, second) = (try classifier.fit(data).report, try classifier.fit(floats).report)
    // The intensities differ by their rounding to Float32, and so do the optima.
    #expect(Closeness.relative(first.objective, from: second.objective) < 1e-7)
  }
}
