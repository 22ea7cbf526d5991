// Softmax, its logarithm, the loss and the residuals of a row.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct SoftmaxRowTests {
  private let table = KernelTable.best

  @Test func probabilitiesAreThoseOfAnIndependentSource() {
    // Figures of a test of the Rust crate linfa-logistic, recomputed in NumPy.
    var row: [Float] = [3.3, 5.5, 0.1, -4.4, 8]
    table.softmax(&row, rowCount: 1, classCount: 5)
    let expected = [0.0083324, 0.075200047, 0.000339647, 0.000003773, 0.91612413]
    // The figures have 5 to 8 digits.
    for (found, expected) in zip(row, expected) {
      #expect(Closeness.relative(Double(found), from: expected) < 1e-4)
    }
  }

  @Test func logitsOfTenThousandGiveFiniteLogProbabilities() {
    let row: [Float] = [1e4, -1e4, 0]
    var probabilities = row
    table.softmax(&probabilities, rowCount: 1, classCount: 3)
    #expect(probabilities == [1, 0, 0])
    var logProbabilities = row
    table.logSoftmax(&logProbabilities, rowCount: 1, classCount: 3)
    #expect(logProbabilities == [0, -2e4, -1e4])

    var residuals = row
    var losses: [Float] = [0]
    var predictions: [UInt32] = [9]
    table.residuals(
      &residuals, classCount: 3, labels: [1], rows: .range(0..<1), logLosses: &losses, predictions: &predictions
    )
    #expect(losses == [2e4])
    #expect(predictions == [0])
    #expect(residuals == [1, -1, 0])
  }

  @Test func rowsSumToOneWhateverTheLogits() {
    var numbers = MadeNumbers(seed: 2)
    let (rowCount, classCount) = (200, 10)
    var rows = (0..<rowCount).flatMap { numbers.floats(classCount, scale: Float($0)) }
    table.softmax(&rows, rowCount: rowCount, classCount: classCount)
    for r in 0..<rowCount {
      let sum = rows[r * classCount..<(r + 1) * classCount].reduce(0) { $0 + Double($1) }
      // Ten divisions and the sum before them, each within half a unit of 2^-23.
      #expect(abs(sum - 1) < 1e-6)
    }
  }

  @Test func lossAndResidualAreThoseOfFloat64() {
    var numbers = MadeNumbers(seed: 4)
    let (rowCount, classCount) = (50, 7)
    let logits = numbers.floats(rowCount * classCount, scale: 8)
    let labels = numbers.indices(rowCount, below: classCount)
    var residuals = logits
    var losses = [Float](repeating: 0, count: rowCount)
    var predictions = [UInt32](repeating: 0, count: rowCount)
    table.residuals(
      &residuals, classCount: classCount, labels: labels, rows: .range(0..<rowCount), logLosses: &losses,
      predictions: &predictions)
    for r in 0..<rowCount {
      let row = logits[r * classCount..<(r + 1) * classCount].map(Double.init)
      let exact = ReferenceSoftmax.logProbabilities(row)
      let label = Int(labels[r])
      // Differences of logits up to 16 are rounded at 2^-20; exp and log add a unit each.
      #expect(abs(Double(losses[r]) + exact[label]) < 4e-6)
      for k in 0..<classCount {
        let expected = exact[k].exponential - (k == label ? 1 : 0)
        #expect(abs(Double(residuals[r * classCount + k]) - expected) < 2e-6)
      }
      #expect(row[Int(predictions[r])] == row.max())
    }
  }

  @Test func theFirstOfEqualLogitsIsPredicted() {
    var residuals: [Float] = [1, 5, 5, 2]
    var losses: [Float] = [0]
    var predictions: [UInt32] = [9]
    table.residuals(
      &residuals, classCount: 4, labels: [0], rows: .range(0..<1), logLosses: &losses, predictions: &predictions
    )
    #expect(predictions == [1])
  }
}
