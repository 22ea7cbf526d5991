// Eigenvalues and eigenvectors of symmetric matrices.

/// Householder's reflections to a tridiagonal matrix, then QL steps with implicit shifts.
///
/// Golub and Van Loan, Matrix Computations, 8.3; Numerical Recipes, tqli. Complexity: about 6 x order^3 operations.
struct SymmetricEigenvectors {
  /// In the order of the columns of `vectors`.
  private(set) var values: [Double]
  /// [order x order], row-major; its columns are the eigenvectors.
  private(set) var vectors: [Double]

  /// QL steps for one eigenvalue at most; two or three are enough where all are numbers.
  private static let stepLimit = 60

  init(of matrix: [Double], order: Int) {
    let largest = matrix.reduce(0) { max($0, abs($1)) }
    guard order > 0, largest > 0, largest.isFinite else {
      values = [Double](repeating: 0, count: order)
      vectors = Self.identity(order)
      return
    }
    // A power of two, so that no square is too small or too large for a number.
    let scale = Double(sign: .plus, exponent: largest.exponent, significand: 1)
    var tridiagonal = Tridiagonal(of: matrix.map { $0 / scale }, order: order)
    tridiagonal.diagonalise(stepLimit: Self.stepLimit)
    values = tridiagonal.diagonal.map { $0 * scale }
    vectors = Self.transposed(tridiagonal.rows, order: order)
  }

  private static func identity(_ order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: order * order)
    for i in 0..<order { result[i * order + i] = 1 }
    return result
  }

  private static func transposed(_ matrix: [Double], order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: order * order)
    for i in 0..<order { for j in 0..<order { result[j * order + i] = matrix[i * order + j] } }
    return result
  }

  /// A = Q T Q^T, T with one diagonal beside the main one.
  private struct Tridiagonal {
    let order: Int
    var diagonal: [Double]
    /// Number i lies between i and i + 1; the last is 0.
    var beside: [Double]
    /// The columns of Q, one a row, so that a rotation of two of them reads and writes along memory.
    var rows: [Double]

    init(of matrix: [Double], order: Int) {
      self.order = order
      var a = matrix
      diagonal = [Double](repeating: 0, count: order)
      beside = [Double](repeating: 0, count: order)
      var mirrors = [[Double]](repeating: [], count: order)
      for k in 0..<max(0, order - 2) {
        let rest = k + 1..<order
        let column = rest.map { a[$0 * order + k] }
        let squares = column.reduce(0) { $0 + $1 * $1 }
        guard squares - column[0] * column[0] > 0 else {
          beside[k] = column[0]
          continue
        }
        let length = column[0] > 0 ? -squares.squareRoot() : squares.squareRoot()
        beside[k] = length
        // v with v^T v = 2, so that the reflection is 1 - v v^T.
        var mirror = column
        mirror[0] -= length
        let norm = (mirror.reduce(0) { $0 + $1 * $1 } / 2).squareRoot()
        for i in mirror.indices { mirror[i] /= norm }
        mirrors[k] = mirror
        var image = rest.map { i in
          var sum = 0.0
          for j in rest { sum += a[i * order + j] * mirror[j - k - 1] }
          return sum
        }
        let half = VectorArithmetic.dot(image, mirror) / 2
        for i in image.indices { image[i] -= half * mirror[i] }
        for i in mirror.indices {
          let first = (k + 1 + i) * order + k + 1
          for j in mirror.indices { a[first + j] -= mirror[i] * image[j] + image[i] * mirror[j] }
        }
      }
      for i in 0..<order { diagonal[i] = a[i * order + i] }
      if order > 1 { beside[order - 2] = a[(order - 1) * order + order - 2] }
      rows = Self.product(of: mirrors, order: order)
    }

    /// The transpose of the product of all reflections.
    private static func product(of mirrors: [[Double]], order: Int) -> [Double] {
      var q = SymmetricEigenvectors.identity(order)
      for k in mirrors.indices.reversed() where !mirrors[k].isEmpty {
        let mirror = mirrors[k]
        var sums = [Double](repeating: 0, count: order)
        for i in mirror.indices {
          let first = (k + 1 + i) * order
          for j in k + 1..<order { sums[j] += mirror[i] * q[first + j] }
        }
        for i in mirror.indices {
          let first = (k + 1 + i) * order
          for j in k + 1..<order { q[first + j] -= mirror[i] * sums[j] }
        }
      }
      return SymmetricEigenvectors.transposed(q, order: order)
    }

    mutating func diagonalise(stepLimit: Int) {
      for first in 0..<order {
        for _ in 0..<stepLimit {
          let last = end(from: first)
          guard last > first else { break }
          step(first, last)
        }
      }
    }

    /// Where the block that begins at `first` ends: what follows is next to nothing.
    private func end(from first: Int) -> Int {
      var last = first
      while last < order - 1 {
        let size = abs(diagonal[last]) + abs(diagonal[last + 1])
        if abs(beside[last]) <= size * 0x1p-53 { break }
        last += 1
      }
      return last
    }

    /// One QL step on a block.
    private mutating func step(_ first: Int, _ last: Int) {
      let ratio = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first])
      let root = (ratio * ratio + 1).squareRoot()
      var g = diagonal[last] - diagonal[first] + beside[first] / (ratio < 0 ? ratio - root : ratio + root)
      var (sine, cosine, shift) = (1.0, 1.0, 0.0)
      for i in (first..<last).reversed() {
        let f = sine * beside[i]
        let b = cosine * beside[i]
        let length = (f * f + g * g).squareRoot()
        beside[i + 1] = length
        guard length > 0 else {
          diagonal[i + 1] -= shift
          beside[last] = 0
          return
        }
        sine = f / length
        cosine = g / length
        g = diagonal[i + 1] - shift
        let change = (diagonal[i] - g) * sine + 2 * cosine * b
        shift = sine * change
        diagonal[i + 1] = g + shift
        g = cosine * change - b
        rotate(i, sine, cosine)
      }
      diagonal[first] -= shift
      beside[first] = g
      beside[last] = 0
    }

    private mutating func rotate(_ i: Int, _ sine: Double, _ cosine: Double) {
      let (low, high) = (i * order, (i + 1) * order)
      for j in 0..<order {
        let (x, y) = (rows[low + j], rows[high + j])
        rows[high + j] = sine * x + cosine * y
        rows[low + j] = cosine * x - sine * y
      }
    }
  }
}
