// Factors and solves against Float64 loops of our own, and the same bits everywhere.

@testable import SoftmaxKernels
import SoftmaxTestSupport
import Testing

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct CholeskyFactorTests {
  static let engine = Engine(kernels: .best, team: .solo)

  /// B^T B / 3 + I / 4 with three made rows in B, as curvature matrices with a penalty are.
  static func matrix(_ order: Int) -> [[Double]] {
    var numbers = MadeNumbers(seed: UInt64(order))
    let rows = (0..<3).map { _ in numbers.floats(order).map(Double.init) }
    return (0..<order).map { i in
      var row = [Double](repeating: 0, count: order)
      for j in 0..<order {
        row[j] = (rows[0][i] * rows[0][j] + rows[1][i] * rows[1][j] + rows[2][i] * rows[2][j]) / 3
      }
      row[i] += 0.25
      return row
    }
  }

  /// In the storage that is factored; below the diagonal NaN, which nothing may see.
  static func stored<Scalar: FactorScalar>(_ matrix: [[Double]], as type: Scalar.Type) -> WorkBuffer<Scalar> {
    let stride = CholeskyFactor<Scalar>.stride(order: matrix.count)
    let buffer = WorkBuffer<Scalar>(count: matrix.count * stride, repeating: .nan)
    for (i, row) in matrix.enumerated() {
      for j in i..<matrix.count { buffer[i * stride + j] = Scalar(row[j]) }
    }
    return buffer
  }

  static func factor<Scalar: FactorScalar>(
    _ matrix: [[Double]], as type: Scalar.Type, engine: Engine = engine
  ) throws -> CholeskyFactor<Scalar> {
    try CholeskyFactor(
      factoring: stored(matrix, as: type), order: matrix.count,
      stride: CholeskyFactor<Scalar>.stride(order: matrix.count), engine: engine)
  }

  static let orders = [1, 2, 15, 16, 17, 255, 256, 257, 513]

  private func check<Scalar: FactorScalar>(_ order: Int, as type: Scalar.Type) throws {
    let matrix = Self.matrix(order)
    let factor = try Self.factor(matrix, as: type)
    let scales = factor.scales.array.map { Double($0) }
    let u = factor.matrix.array.map { Double($0) }
    // Largest eigenvalue below 1/4 + order / 2, smallest 1/4; scaling by D changes that little.
    let condition = 1 + 2 * Double(order)
    let precision = Double(order) * Double(Scalar.ulpOfOne)
    // |D A D - U^T U| <= order u |U|^T |U|, of which no element is beyond 4 (Higham, 10.3); the products with a block's inverse instead of divisions cost that block's condition, the root of A's.
    let bound = 4 * precision * condition.squareRoot()
    var numbers = MadeNumbers(seed: 5)
    // All elements of small matrices, some of others: in Float64 loops of a debug build.
    let pairs =
      order <= 17
      ? (0..<order).flatMap { i in (i..<order).map { (i, $0) } }
      : zip(numbers.indices(1000, below: order), numbers.indices(1000, below: order)).map {
        (Int(min($0, $1)), Int(max($0, $1)))
      }
    for (i, j) in pairs {
      var sum = 0.0
      for r in 0...i { sum += u[r * factor.stride + i] * u[r * factor.stride + j] }
      #expect(abs(sum - scales[i] * matrix[i][j] * scales[j]) <= bound, "order \(order): \(i), \(j)")
    }

    let solution = numbers.floats(order).map(Double.init)
    let right = matrix.map { row in zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 } }
    let b = WorkBuffer(right.map { Scalar($0) }, default: 0)
    factor.solve(b)
    // The forward error is the backward error times the condition (Higham, 10.4).
    for i in 0..<order {
      #expect(abs(Double(b[i]) - solution[i]) <= 4 * precision * condition, "order \(order): \(i)")
    }
  }

  @Test(arguments: orders)
  func factorAndSolutionAgreeWithFloat64(_ order: Int) throws {
    try check(order, as: Float.self)
    try check(order, as: Double.self)
  }

  @Test func entriesOfAllMagnitudesLoseNoDigit() throws {
    // Entries from 1e-24 to 1e24, by powers of two: the scaled system has the very same factor, and its
    // solution the very same digits.
    let order = 300
    let plain = Self.matrix(order)
    let powers = (0..<order).map { Double(sign: .plus, exponent: ($0 * 37) % 81 - 40, significand: 1) }
    let wide = (0..<order).map { i in (0..<order).map { powers[i] * plain[i][$0] * powers[$0] } }
    let first = try Self.factor(plain, as: Float.self)
    let second = try Self.factor(wide, as: Float.self)
    for i in 0..<order {
      let row = i * first.stride + i..<i * first.stride + order
      let isSame = first.matrix.withSpan(row) { expected in
        second.matrix.withSpan(row) { found in expected.indices.allSatisfy { expected[$0] == found[$0] } }
      }
      #expect(isSame, "row \(i)")
    }
    var numbers = MadeNumbers(seed: 8)
    let right = numbers.floats(order)
    let b = WorkBuffer(right, default: 0)
    let scaled = WorkBuffer(zip(right, powers).map { $0 * Float($1) }, default: 0)
    first.solve(b)
    second.solve(scaled)
    for i in 0..<order { #expect(scaled[i] * Float(powers[i]) == b[i]) }
  }

  private static let refused = matrix(301)

  @Test(arguments: [0, 1, 63, 64, 255, 256, 300])
  func theFirstBadPivotIsNamed(_ row: Int) {
    var matrix = Self.refused
    matrix[row][row] = -1
    matrix[300][300] = -1
    #expect(throws: NotPositiveDefinite(row: row)) { try Self.factor(matrix, as: Float.self) }
    #expect(throws: NotPositiveDefinite(row: row)) { try Self.factor(matrix, as: Double.self) }
    matrix[row][row] = .nan
    #expect(throws: NotPositiveDefinite(row: row)) { try Self.factor(matrix, as: Float.self) }
    matrix[row][row] = .infinity
    #expect(throws: NotPositiveDefinite(row: row)) { try Self.factor(matrix, as: Float.self) }
  }

  @Test func aMatrixThatIsNotPositiveDefiniteOffItsDiagonalIsRefused() {
    // [[1, 2], [2, 1]] somewhere in the identity.
    var matrix = (0..<20).map { i in (0..<20).map { i == $0 ? 1.0 : 0.0 } }
    matrix[3][17] = 2
    #expect(throws: NotPositiveDefinite(row: 17)) { try Self.factor(matrix, as: Float.self) }
  }

  /// The bits of U from its diagonal up, and of a solution.
  private func bits<Scalar: FactorScalar>(
    _ matrix: [[Double]], as type: Scalar.Type, _ engine: Engine
  ) throws -> [Double] {
    let factor = try Self.factor(matrix, as: type, engine: engine)
    let b = WorkBuffer<Scalar>(count: matrix.count, repeating: 1)
    factor.solve(b, team: engine.team)
    let upper = (0..<matrix.count).flatMap { i -> [Double] in
      let row = i * factor.stride
      return factor.matrix.withSpan(row + i..<row + matrix.count) { span in
        span.indices.map { Double(span[$0]) }
      }
    }
    return upper + b.array.map { Double($0) }
  }

  @Test func bitsAreTheSameForEveryTeamAndTable() throws {
    let matrix = Self.matrix(600)
    let first = Engine(kernels: .supported[0], team: .solo)
    let single = try bits(matrix, as: Float.self, first)
    let double = try bits(matrix, as: Double.self, first)
    let engines =
      [2, 3, 5, 8].map { Engine(kernels: .supported[0], team: .shared(size: $0, isPatient: true)) }
      + KernelTable.supported.dropFirst().map { Engine(kernels: $0, team: .shared(size: 3, isPatient: true)) }
    for engine in engines {
      #expect(try bits(matrix, as: Float.self, engine) == single, "\(engine.kernels.name), \(engine.team.size)")
      #expect(
        try bits(matrix, as: Double.self, engine) == double, "\(engine.kernels.name), \(engine.team.size)")
    }
  }

  @Test func strideHasWholeLinesAndIsNoPowerOfTwo() {
    #expect(CholeskyFactor<Float>.stride(order: 1) == 16)
    #expect(CholeskyFactor<Float>.stride(order: 7065) == 7072)
    #expect(CholeskyFactor<Float>.stride(order: 4096) == 4112)
    #expect(CholeskyFactor<Double>.stride(order: 1024) == 1040)
  }
}
