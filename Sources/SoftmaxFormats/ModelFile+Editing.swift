// The file of a model that was made of another one, with what is still true of it.

public import SoftmaxRegression

extension ModelFile {
  /// The file of a model that was made of this one's: calibrated, for other class frequencies, or with its classes edited.
  ///
  /// The record of the fit and the statistics stay where the weights are the same, and the scores where the probabilities
  /// are. How data is read stays in any case.
  ///
  /// - Parameter edited: A model with this one's features and some or all of its rows of weights.
  /// - Returns: The file.
  public func replacing(with edited: SoftmaxModel) -> ModelFile {
    let keepsFit = edited.hasWeights(of: model)
    let keepsScores = keepsFit && edited.hasProbabilities(of: model)
    var edited = ModelFile(
      edited,
      card: ModelCard(
        model: edited, preparation: card.preparation,
        offsets: card.offsets?.keeping(edited.layerClasses.names),
        training: keepsFit ? card.training : nil, evaluation: keepsScores ? card.evaluation : nil,
        statistics: keepsFit ? card.statistics : nil))
    // Its rows are of the data, whatever the classes are.
    edited.card.sample = card.sample
    return edited
  }
}

extension ModelFile {
  /// Whether these are the samples of the fit, in their order. Hashes them: O(their bytes).
  package func isTrained(on data: Dataset) -> Bool {
    card.training.map { $0.dataSHA256 == DataFingerprint.sha256(of: data) } ?? false
  }
}

extension SoftmaxModel {
  /// Whether both have the same weights for the same classes of a fit.
  package func hasWeights(of other: SoftmaxModel) -> Bool {
    layerClasses == other.layerClasses && weights == other.weights && bias == other.bias
  }

  /// Whether models with the same weights differ in names and sets alone.
  fileprivate func hasProbabilities(of other: SoftmaxModel) -> Bool {
    let (own, others) = (someOutputs, other.someOutputs)
    return own.classOfRow == others.classOfRow && own.scaling == others.scaling && own.prior == others.prior
  }
}

extension OffsetRecord {
  /// The record for a model with these classes alone.
  fileprivate func keeping(_ classes: [String]) -> OffsetRecord {
    guard let columns else { return self }
    let kept = columns.filter { classes.contains($0.key) }
    return OffsetRecord(columns: kept.isEmpty ? nil : kept)
  }
}
