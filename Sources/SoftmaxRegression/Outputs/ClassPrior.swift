// Other class frequencies than those of training.

/// How often classes come where a model is used, against how often they came in training.
///
/// A model's probabilities are right where classes are as frequent as in training. Elsewhere Bayes' rule gives the
/// probabilities: each is multiplied by new share / share in training, and all are divided by their sum, which is the same
/// as adding the logarithms of these ratios to the logits. It holds where classes look as they did, and only their
/// frequencies have changed.
///
/// Reference: Saerens, Latinne and Decaestecker, Adjusting the outputs of a classifier to new a priori probabilities,
/// Neural Computation 14(1), 2002.
public struct ClassPrior: Sendable, Hashable {
  /// For each row of weights the share of its class where the model is used; their sum is 1.
  public let shares: [Double]
  /// The same in training, where a sample counted by its weight and its class's factor.
  public let trainingShares: [Double]

  /// Shares above 0, one for each row of weights, of any sum.
  package init(shares: [Double], trainingShares: [Double]) {
    precondition(shares.count == trainingShares.count, "two shares for each row")
    self.shares = Self.normalized(shares)
    self.trainingShares = Self.normalized(trainingShares)
  }

  /// Shares whose sum is 1 already, as a file has them.
  package init(storedShares: [Double], trainingShares: [Double]) {
    (shares, self.trainingShares) = (storedShares, trainingShares)
  }

  /// What is added to each row's logit.
  var shifts: [Double] {
    zip(shares, trainingShares).map { Elementary.log($0) - Elementary.log($1) }
  }

  static func normalized(_ shares: [Double]) -> [Double] {
    let sum = shares.reduce(0, +)
    return shares.map { $0 / sum }
  }

  /// The shares of classes that hold several rows, from those of the rows.
  package static func merged(_ rows: [Double], by outputs: ModelOutputs) -> [Double] {
    outputs.rowsOfClasses.map { $0.reduce(0) { $0 + rows[$1] } }
  }
}

extension SoftmaxModel {
  /// The model for other class frequencies, in place of a prior that it may have. Sets, which were measured with other
  /// probabilities, are left out.
  ///
  /// - Parameters:
  ///   - shares: How often each of the model's classes comes where it is used, above 0; only their ratios matter.
  ///   - trainingShares: How often each came in training.
  /// - Returns: The model.
  /// - Throws: `OutputsError.invalidShares` for numbers that are no shares above 0, one for each class.
  public func adjusted(
    toShares shares: [Double], trainingShares: [Double]
  ) throws(OutputsError) -> SoftmaxModel {
    let outputs = someOutputs
    let rows = outputs.rowsOfClasses
    for (name, numbers) in [("shares", shares), ("shares of training", trainingShares)] {
      guard numbers.count == classCount, numbers.allSatisfy({ $0 > 0 && $0.isFinite }),
        numbers.reduce(0, +).isFinite
      else { throw .invalidShares(name: name, classCount: classCount) }
    }
    // Rows of one class share its ratio: the sum of their probabilities is then multiplied by it.
    func spread(_ numbers: [Double]) -> [Double] {
      outputs.classOfRow.map { numbers[$0] / Double(rows[$0].count) }
    }
    let prior = ClassPrior(
      shares: spread(ClassPrior.normalized(shares)),
      trainingShares: spread(ClassPrior.normalized(trainingShares)))
    return withOutputs(
      outputs.with(scaling: outputs.scaling, prior: prior, sets: nil, layerClasses: layerClasses))
  }

  /// The model for the class frequencies of training. Sets are left out where it was for others.
  public var forTrainingShares: SoftmaxModel {
    guard let outputs, outputs.prior != nil else { return self }
    return withOutputs(
      outputs.with(scaling: outputs.scaling, prior: nil, sets: nil, layerClasses: layerClasses))
  }
}
