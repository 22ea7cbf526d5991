// Several fits as one, so that each pass over the data serves all of them.

import SoftmaxKernels

/// The sum of objectives on the same features, each with parameters of its own: folds of a cross-validation, say.
///
/// What minimises the sum minimises each part, and where the parts bend alike, a method that looks at the sum takes no
/// more steps than for one of them.
struct JointObjective: Objective {
  /// The parts: one shape, one features matrix.
  let parts: [MultinomialObjective]

  var parameterCount: Int { parts.count * parts[0].parameterCount }

  /// The part's share of a vector.
  func part(_ index: Int, of vector: [Double]) -> [Double] {
    Array(vector[index * parts[0].parameterCount..<(index + 1) * parts[0].parameterCount])
  }

  func checkStopped() throws(WorkStopped) { try parts[0].checkStopped() }

  func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
    let points = parts.indices.map { part($0, of: point) }
    let found =
      switch precision {
      case .single: MultinomialObjective.evaluate(parts, at: points)
      case .double: parts.indices.map { parts[$0].evaluate(at: points[$0], .double) }
      }
    let value = found.reduce(0) { $0 + $1.value }
    // The largest share that any part has left, as if it were all parts' share: a solver that brings it below its
    // tolerance has brought every part below it.
    let gaps = found.compactMap { found in found.estimatedGap.map { $0 / abs(found.value) } }
    return PointEvaluation(
      value: value, gradient: found.flatMap(\.gradient), logLoss: found.reduce(0) { $0 + $1.logLoss },
      accuracy: found.reduce(0) { $0 + $1.accuracy } / Double(parts.count),
      estimatedGap: gaps.count == parts.count ? (gaps.max() ?? 0) * abs(value) : nil)
  }

  func curvature(at point: [Double]) -> JointCurvature {
    JointCurvature(parts: parts.indices.map { parts[$0].curvature(at: part($0, of: point)) })
  }

  /// Where a matrix is costly, the first part's serves all.
  func preconditioner(_ kind: PreconditionerKind, at point: [Double]) -> (any Preconditioner)? {
    switch kind {
    case .exact, .diagonal:
      let own = parts.indices.compactMap { parts[$0].preconditioner(kind, at: part($0, of: point)) }
      return own.count == parts.count ? JointPreconditioner(parts: own) : nil
    case .kronecker, .pairs:
      return parts[0].preconditioner(kind, at: part(0, of: point)).map {
        JointPreconditioner($0, count: parts.count)
      }
    }
  }
}
