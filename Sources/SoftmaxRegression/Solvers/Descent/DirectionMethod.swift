// The methods for an F that has derivatives everywhere: they choose a direction.

/// A method that knows a direction along which F falls; the line search finds out how far.
protocol DirectionMethod<Problem>: DescentMethod where Proposal == LineProposal {
  /// A direction along which F falls, from `here`. `beforePass` is called before each pass over the data that this takes.
  func direction(
    from here: DescentPosition, _ memory: inout Memory, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double]
}

extension DirectionMethod {
  static var patience: DescentPatience { DescentPatience(stalledSteps: 10, failedCertificates: 12) }

  func proposal(
    from here: DescentPosition, _ memory: inout Memory, of objective: Problem, beforePass: () throws -> Void
  ) throws -> LineProposal? {
    let direction = try direction(from: here, &memory, of: objective, beforePass: beforePass)
    return LineProposal(start: here, direction: objective.confined(direction))
  }
}

/// A straight way, with a line search along it.
struct LineProposal: StepProposal {
  let start: DescentPosition
  let direction: [Double]

  var expectedDecrease: Double? { -VectorArithmetic.dot(start.evaluation.gradient, direction) / 2 }

  func search(relativeNoise: Double, evaluate: ([Double]) throws -> PointEvaluation) throws -> Move? {
    let found = try LineSearch(relativeNoise: relativeNoise).search(
      from: start.point, start.evaluation, along: direction, evaluate: evaluate)
    guard case .moved(let length, let point, let evaluation) = found else { return nil }
    let value = start.evaluation.value
    return Move(
      length: length, point: point, evaluation: evaluation,
      isLevel: evaluation.value >= value - relativeNoise * abs(value))
  }
}
