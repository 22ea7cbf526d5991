// Why a matrix has no Cholesky factor.

/// A pivot that is not positive and finite: the matrix is not positive definite, or not in these digits.
package struct NotPositiveDefinite: Error, Hashable {
  /// The first such row, counted from 0: the leading block of this order has a factor.
  package let row: Int
}
