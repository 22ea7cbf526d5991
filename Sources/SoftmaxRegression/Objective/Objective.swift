// What a full-batch solver sees of a problem: numbers, never softmax or data.

package import SoftmaxKernels

/// A convex, differentiable function of many numbers.
///
/// Solvers know its values, gradients, curvature and what approximates that; everything about classes, samples,
/// penalties and threads stays behind it.
package protocol Objective {
  associatedtype CurvatureAtPoint: Curvature

  /// The number of parameters.
  var parameterCount: Int { get }

  /// Value and gradient. One pass over the data.
  func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation

  /// A point or a direction without what changes no value: of several ways that are the same to F the shortest.
  func confined(_ vector: [Double]) -> [Double]

  /// - Throws: `WorkStopped` where the work was asked to end: what was just computed may mean nothing.
  func checkStopped() throws(WorkStopped)

  /// The second derivatives at a point, ready to be multiplied with directions.
  func curvature(at point: [Double]) -> CurvatureAtPoint

  /// Something like the inverse of the second derivatives at a point; nil where this kind is not to be had here,
  /// because it would not fit into memory or is not positive definite in floating point.
  func preconditioner(_ kind: PreconditionerKind, at point: [Double]) -> (any Preconditioner)?
}

extension Objective {
  /// Nobody asks.
  package func checkStopped() throws(WorkStopped) {}

  /// The vector itself: where there is a penalty, every way is another.
  package func confined(_ vector: [Double]) -> [Double] { vector }
}

/// The second derivatives of an objective at one point.
package protocol Curvature {
  /// Their product with a direction. One pass over the data.
  func product(with direction: [Double]) -> [Double]
}

/// A symmetric positive definite approximation of an inverse Hessian.
package protocol Preconditioner {
  /// Applies it.
  func apply(to vector: [Double]) -> [Double]
}

/// The kinds of approximation, from cheap to exact.
package enum PreconditionerKind: Sendable, Hashable {
  /// Second derivatives by each parameter alone.
  case diagonal
  /// One matrix over features for all classes, times one over classes for all features.
  case kronecker
  /// The pairs of classes between which samples are undecided; less likely ones are drawn at random, the rarer the
  /// smaller their weight is beside `threshold`.
  case pairs(threshold: Double)
  /// All second derivatives, in Float64.
  case exact
}

/// What the sums of a pass are made of.
package enum PassPrecision: Sendable, Hashable {
  /// Float32 terms, summed in Float64 over tiles.
  case single
  /// Float64 throughout.
  case double
}
