// Softmax, its logarithm, the loss and the residuals of a row.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct SoftmaxRowTests {
  private let table = KernelTable.best

  @Test func probabilitiesAreThoseOfAnIndependentSource() {
    // Figures of a test of the Rust crate linfa-logistic, recomputed in NumPy.
    let row = table.softmax(of: [3.3, 5.5, 0.1, -4.4, 8], classCount: 5)
    let expected = [0.0083324, 0.075200047, 0.000339647, 0.000003773, 0.91612413]
    // The figures have 5 to 8 digits.
    for (found, expected) in zip(row, expected) {
      #expect(Closeness.relative(Double(found), from: expected) < 1e-4)
    }
  }

  @Test func logitsOfTenThousandGiveFiniteLogProbabilities() {
    let row: [Float] = [1e4, -1e4, 0]
    #expect(table.softmax(of: row, classCount: 3) == [1, 0, 0])
    #expect(table.logSoftmax(of: row, classCount: 3) == [0, -2e4, -1e4])

    let found = table.residuals(of: row, classCount: 3, labels: [1])
    #expect(found.losses == [2e4])
    #expect(found.predictions == [0])
    #expect(found.residuals == [1, -1, 0])
  }

  @Test(arguments: [10, 100])
  func rowsSumToOneWhateverTheLogits(_ classCount: Int) {
    var numbers = MadeNumbers(seed: 2)
    let rowCount = 200
    let logits = (0..<rowCount).flatMap { numbers.floats(classCount, scale: Float($0)) }
    let rows = table.softmax(of: logits, classCount: classCount)
    for r in 0..<rowCount {
      let sum = rows[r * classCount..<(r + 1) * classCount].reduce(0) { $0 + Double($1) }
      // Ten divisions and the sum before them, each within half a unit of 2^-23.
      #expect(abs(sum - 1) < 1e-6)
    }
  }

  @Test(arguments: [7, 16, 17, 50])
  func lossAndResidualAreThoseOfFloat64(_ classCount: Int) {
    var numbers = MadeNumbers(seed: 4)
    let rowCount = 50
    let logits = numbers.floats(rowCount * classCount, scale: 8)
    let labels = numbers.indices(rowCount, below: classCount)
    let (residuals, losses, predictions) = table.residuals(of: logits, classCount: classCount, labels: labels)
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
    #expect(table.residuals(of: [1, 5, 5, 2], classCount: 4, labels: [0]).predictions == [1])
    let many = (0..<40).map { Float($0 == 21 || $0 == 7 ? 5 : 1) }
    #expect(table.residuals(of: many, classCount: 40, labels: [0]).predictions == [7])
  }
}
