// What is asked of one sample: why this class, and not that one?

/// Which two classes are held against each other, and against which sample.
///
///     ContrastQuestion()                                    // the prediction, against the runner-up
///     ContrastQuestion(trueClass: "pullover")               // against the truth, where the model was wrong
///     ContrastQuestion("shirt", against: "pullover")
public struct ContrastQuestion: Sendable, Hashable {
  /// What features are counted from. It changes how much each of them contributes, never their sum with the bias.
  public enum Baseline: Sendable, Hashable {
    /// 0: a black picture, a vector of zeros.
    case zero
    /// One number for each feature, such as its mean over the training samples (`Standardization.means`).
    case values([Double])
  }

  /// The class that is explained; nil: the predicted one.
  public var className: String?
  /// The class that it is held against; nil: the true one where that is known and the prediction, which is explained, is
  /// another; else the most probable of the others.
  public var opponent: String?
  /// The sample's true class, where it is known. A name that is no class of the model counts as none.
  public var trueClass: String?
  /// What features are counted from.
  public var baseline: Baseline

  /// A question about a sample.
  public init(
    _ className: String? = nil, against opponent: String? = nil, trueClass: String? = nil,
    baseline: Baseline = .zero
  ) {
    self.className = className
    self.opponent = opponent
    self.trueClass = trueClass
    self.baseline = baseline
  }

  /// The indices of both classes.
  ///
  /// - Throws: `ExplanationError` for names that are no classes, and for two that are one.
  func classes(for prediction: Prediction) throws(ExplanationError) -> (own: Int, other: Int) {
    let classes = prediction.probabilities.classes
    guard classes.count > 1 else { throw .singleClass(classes.names[0]) }
    let own =
      try className.map { name throws(ExplanationError) in try index(of: name, in: classes) }
      ?? prediction.classIndex
    if let opponent {
      let other = try index(of: opponent, in: classes)
      guard other != own else { throw .sameClass(opponent) }
      return (own, other)
    }
    if className == nil, let truth = trueClass.flatMap(classes.index(of:)), truth != own {
      return (own, truth)
    }
    // By the logits: two probabilities may both have become 0.
    let others = prediction.logits.indices.filter { $0 != own }
    return (own, others.max { (prediction.logits[$0], -$0) < (prediction.logits[$1], -$1) } ?? 0)
  }

  private func index(of name: String, in classes: ClassVocabulary) throws(ExplanationError) -> Int {
    guard let index = classes.index(of: name) else {
      throw .unknownClass(name, nearest: NearestName.nearest(to: name, among: classes.names))
    }
    return index
  }
}
