// Eigenvalues and eigenvectors of small symmetric matrices.

/// Jacobi's method: rotations in a fixed order until nothing is left off the diagonal.
///
/// Golub and Van Loan, Matrix Computations, 8.5. Complexity: O(order^3) a sweep, about eight sweeps.
struct SymmetricEigenvectors {
  /// In the order of the columns of `vectors`.
  private(set) var values: [Double]
  /// [order x order], row-major; its columns are the eigenvectors.
  private(set) var vectors: [Double]

  init(of matrix: [Double], order: Int) {
    var a = matrix
    var v = [Double](repeating: 0, count: order * order)
    for i in 0..<order { v[i * order + i] = 1 }
    let scale = a.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<30 {
      var off = 0.0
      for i in 0..<order { for j in i + 1..<max(i + 1, order) { off += a[i * order + j] * a[i * order + j] } }
      if off <= scale * 1e-28 { break }
      for p in 0..<order {
        for q in p + 1..<max(p + 1, order) where a[p * order + q] != 0 {
          let theta = (a[q * order + q] - a[p * order + p]) / (2 * a[p * order + q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for i in 0..<order {
            let (x, y) = (a[i * order + p], a[i * order + q])
            a[i * order + p] = c * x - s * y
            a[i * order + q] = s * x + c * y
          }
          for i in 0..<order {
            let (x, y) = (a[p * order + i], a[q * order + i])
            a[p * order + i] = c * x - s * y
            a[q * order + i] = s * x + c * y
          }
          for i in 0..<order {
            let (x, y) = (v[i * order + p], v[i * order + q])
            v[i * order + p] = c * x - s * y
            v[i * order + q] = s * x + c * y
          }
        }
      }
    }
    values = (0..<order).map { a[$0 * order + $0] }
    vectors = v
  }
}
