// Sums over the first rows are nodes of the sums over more rows: a pass's bits do not depend on how many there are.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct RowCountTests {
  /// Chunks of the whole: the first half of them, as a power of two, is a node.
  static let problems: [MadeProblem] = [
    MadeProblem(classCount: 3, featureCount: 683, sampleCount: 1024 + 200, storage: .bytes),
    MadeProblem(classCount: 16, featureCount: 128, sampleCount: 1024 + 1),
    MadeProblem(classCount: 18, featureCount: 114, sampleCount: 1024 + 77, storage: .standardized),
    MadeProblem(
      classCount: 3, featureCount: 683, sampleCount: 1024 + 300,
      weights: weights),
  ]

  /// Some of them 0 in a run.
  private static let weights: [Double] = (0..<1324).map { row in
    if (501..<900).contains(row) { return 0 }
    return Double(1 + row % 3) / 4
  }

  /// The problem's first rows, and the others.
  private func halves(_ problem: MadeProblem, _ first: Int) throws -> (FitSamples, FitSamples, FitSamples) {
    let engine = MadeProblem.engine(1)
    let whole = try problem.samples(engine)
    func part(_ range: Range<Int>) -> FitSamples {
      let pass = RowPass(rowCount: range.count, engine: engine)
      return FitSamples(
        rows: whole.rows.rows(range),
        labels: ClassLabels(problem.labels(range), classCount: problem.classCount),
        // With the same largest weight, so that both have the unit of the whole.
        weights: problem.weights.map { SampleWeights(Array($0[range]), pass) }, pass)
    }
    return (whole, part(0..<first), part(first..<problem.sampleCount))
  }

  @Test(arguments: problems)
  func aPassOverMoreRowsAddsToWhatItWas(_ problem: MadeProblem) throws {
    #expect(problem.shape.chunkRowCount == 1024 && problem.shape.float64ChunkRowCount == 512)
    let (whole, first, rest) = try halves(problem, 1024)
    let parameters = whole.parameters(at: problem.point())
    for isTogether in [false, true] {
      func sums(_ samples: FitSamples) -> DataPass.Sums {
        var pass = DataPass(
          features: samples.rows, .losses(samples.labels), sampleWeights: samples.weights,
          at: parameters.rounded, samples.pass)
        pass.ownSumLimit = isTogether ? 0 : .max
        return pass.run()
      }
      let (all, left, right) = (sums(whole), sums(first), sums(rest))
      #expect(all.logLoss == left.logLoss + right.logLoss)
      #expect(all.weights == zip(left.weights, right.weights).map { $0 + $1 })
      #expect(all.bias == zip(left.bias, right.bias).map { $0 + $1 })
    }
  }

  @Test(arguments: problems)
  func aPassInFloat64OverMoreRowsAddsToWhatItWas(_ problem: MadeProblem) throws {
    // 1024 rows are two chunks, and with the rest a node of the next level.
    let (whole, first, rest) = try halves(problem, 1024)
    let parameters = whole.parameters(at: problem.point())
    func sums(_ samples: FitSamples) -> [Double] {
      let sums = Float64Pass(samples).losses(at: parameters)
      return [sums.logLoss] + sums.weights + sums.bias
    }
    #expect(sums(whole) == zip(sums(first), sums(rest)).map { $0 + $1 })
  }

  @Test func figuresOfColumnsOverMoreRowsAddToWhatTheyWere() throws {
    // Wide rows have chunks of 1024.
    var numbers = MadeNumbers(seed: 81)
    let featureCount = 4096
    let rows = Rows(SharedStorage(numbers.floats(1030 * featureCount)), featureCount: featureCount)
    func sums(_ range: Range<Int>) -> [Double] {
      RowPass(rowCount: range.count, engine: MadeProblem.engine(1)).columnSums(
        of: rows.rows(range), power: .two)
    }
    #expect(sums(0..<1030) == zip(sums(0..<1024), sums(1024..<1030)).map { $0 + $1 })
  }
}
