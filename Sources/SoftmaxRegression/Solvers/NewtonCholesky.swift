// Newton's method, its equations solved exactly.

/// Newton's method with all second derivatives, formed and factored anew at each iteration, in Float64.
///
/// For few parameters: with p of them an iteration costs samples x p^2 / 2 + p^3 / 3 multiply-adds, and memory p^2
/// numbers.
struct NewtonCholesky: DescentMethod {
  mutating func direction<Problem: Objective>(
    from state: DescentState, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double] {
    try beforePass()
    let gradient = state.evaluation.gradient
    let inverse = objective.preconditioner(.exact, at: state.point)
    return (inverse?.apply(to: gradient) ?? gradient).map { -$0 }
  }

  mutating func moved(by step: [Double], gradientChange: [Double]) {}

  mutating func forget() -> Bool { false }
}
