// Second derivatives in the precision that they were made in.

/// Those of a large problem in Float32, of a small one in Float64.
package enum TermCurvature: Sendable {
  case single(ActiveCurvature<Float>)
  case double(ActiveCurvature<Double>)

  var order: Int {
    switch self {
    case .single(let curvature): curvature.order
    case .double(let curvature): curvature.order
    }
  }

  /// The same with other penalties.
  func with(penalties: [Double]) -> TermCurvature {
    switch self {
    case .single(let curvature): .single(curvature.with(penalties: penalties))
    case .double(let curvature): .double(curvature.with(penalties: penalties))
    }
  }

  /// The same in Float64. Complexity: O(order^2).
  var inFloat64: TermCurvature {
    if case .single(let curvature) = self { .double(curvature.inFloat64) } else { self }
  }
}
