// Weights that Float32 cannot hold.

extension TrainingError {
  /// Why weights in the user's units are no numbers although the fit went well: a column is too small to have one. Else the
  /// error that it is otherwise.
  init(overflowIn parameters: Parameters, of input: InputDescription, otherwise: TrainingError) {
    guard let place = parameters.weights.firstIndex(where: \.isInfinite) else {
      self = otherwise
      return
    }
    let index = place % parameters.featureCount
    self = .weightOverflow(column: input.featureNames?[index], index: index)
  }
}
