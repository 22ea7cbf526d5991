// Newton's method, its equations solved exactly.

/// Newton's method with all second derivatives, formed and factored anew at each iteration, in Float64.
///
/// For few parameters: with p of them an iteration costs samples x p^2 / 2 + p^3 / 3 multiply-adds, and memory p^2
/// numbers.
struct NewtonCholesky<Problem: Objective>: DirectionMethod {
  static var name: String { "newton-cholesky" }

  var firstMemory: NoMemory { NoMemory() }

  func direction(
    from here: DescentPosition, _ memory: inout NoMemory, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double] {
    try beforePass()
    let gradient = here.evaluation.gradient
    let inverse = objective.preconditioner(.exact, at: here.point)
    return (inverse?.apply(to: gradient) ?? gradient).map { -$0 }
  }
}
