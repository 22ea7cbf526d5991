// What to try where a fit cannot go on.

public import SoftmaxRemedies

extension TrainingError: RemediedError {
  /// What to try, as values.
  public var remedies: [Remedy] {
    switch self {
    case .diverged(_, _, let learningRate): [.lowerLearningRate(below: learningRate)]
    case .notFinite, .noThread: []
    case .weightOverflow(let column, _): column.map { [.leaveOutFeatures([$0])] } ?? []
    }
  }
}
