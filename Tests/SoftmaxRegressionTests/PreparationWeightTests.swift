// Means of weighted rows, whatever unit the weights are in.

import SoftmaxKernels
import SoftmaxRegression
import Testing

@Suite struct PreparationWeightTests {
  /// A number and a category, four rows.
  private func preparation(weights: [Double]) throws -> Preparation {
    let table = Table(
      name: "t.csv",
      columns: [
        TableColumn(name: "x", kind: .number(origin: 0)),
        TableColumn(name: "c", kind: .category(["r", "g", "b"])),
      ],
      rowCount: 4, numbers: SharedStorage([3e38, 2, -7, 10]), codes: [[0, 1, 1, 2]], weights: weights)
    return try Preparation(learnedOn: table, missing: .mean)
  }

  /// The sum of the weights is beyond Float64 in the one unit, and a weight is its smallest number in the other.
  @Test func theUnitOfWeightsDoesNotChangeTheMeans() throws {
    let weights = [1, 1, 0.5, 1]
    let plain = try preparation(weights: weights)
    let mean = (3e38 + 2 - 3.5 + 10) / 3.5
    #expect(abs(plain.columns[0].means[0] - mean) < 1e-6 * mean)
    for unit in [0x1p1023, 0x1p-1073] {
      #expect(try preparation(weights: weights.map { $0 * unit }) == plain)
    }
  }

  @Test func aWeightThatIsNothingBesideAnotherStillCounts() throws {
    let apart = try preparation(weights: [0x1p1023, 0, 1e-300, 0])
    #expect(apart.columns[1].column.kind == .category(["g", "r"]))
    #expect(apart.columns[1].means[1] == 1 && apart.columns[1].means[0] < 1e-300)
    #expect(apart.columns[0].means[0] == Double(Float(3e38)))
  }

  @Test func weightsOfNothingAreRefusedAsSuch() {
    #expect(throws: PreparationError.noWeight(table: "t.csv")) { try preparation(weights: [0, 0, 0, 0]) }
  }
}
