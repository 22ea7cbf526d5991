// What models say of samples that they have not seen.

/// For each sample the probabilities that a model gives it which was fitted without it.
///
///     let found = try OutOfFoldPredictions(of: data, classifier: SoftmaxClassifier(), folds: 5)
///     print(found.folds.map(\.report.certifiedGap))
///     print(ConfidentLearning(found).suspects().first as Any)
///
/// Every fold's model is a fit of its own, which starts from 0 and ends at its certified optimum: it knows nothing of the
/// samples that it is asked about. Samples of one group are in one fold, and so are samples with equal features, unless the
/// caller says otherwise: a copy among the training samples would defend a wrong label.
public struct OutOfFoldPredictions: Sendable {
  /// One fit.
  public struct Fold: Sendable {
    /// What the fold is called: 1, 2 and so on, or as given folds are called.
    public let name: String
    /// The number of samples that its model has not seen.
    public let heldOutCount: Int
    /// How the fit of all others went, with its certificate.
    public let report: TrainingReport
  }

  /// The data's name.
  public let dataName: String
  /// The classes that have samples, in the data's order.
  public let classes: ClassVocabulary
  /// For each sample that was asked about its index in the data, ascending. Samples of weight 0 are left out.
  public let samples: [Int]
  /// The class that each of these samples is labelled with.
  public let classIndices: [UInt32]
  /// How much each of them counts; nil: all alike.
  public let weights: [Double]?
  /// The fold that each of them is in.
  public let foldIndices: [Int]
  /// The folds.
  public let folds: [Fold]
  /// How many samples have the same features as an earlier one.
  public let copyCount: Int
  /// Whether samples with equal features were kept in one fold.
  public let keepsCopiesTogether: Bool
  /// [samples x classes], row-major.
  public let probabilities: [Float]

  /// The number of samples.
  public var sampleCount: Int { samples.count }

  /// Fits a model for each fold and asks it about the fold's samples.
  ///
  /// - Parameters:
  ///   - data: The samples. Folds that are given (`Dataset.folded(by:)`) are taken as they are.
  ///   - classifier: What fits; a full-batch method. Its seed is what the folds are drawn from. A penalty that nobody chose
  ///     is 1 / n of the samples that a fit sees.
  ///   - foldCount: How many folds are drawn.
  ///   - keepsCopiesTogether: Whether samples with equal features are in one fold.
  ///   - onEvent: Receives the progress of each fold's fit, with the fold's index; its answer `.stop` ends the work.
  /// - Throws: `ConfigurationError` for a method with minibatches or less than two folds, `DatasetError` for data that cannot
  ///   be divided so that each fit sees every class, `MemoryShortage`, `CancellationError` where it was stopped, and as
  ///   `SoftmaxClassifier.fit`.
  ///   `CheckpointError` for a state of `FitCheckpoints` that is none of such fits.
  /// - Complexity: `foldCount` fits. Memory beyond the data: a copy of it, 4 bytes x samples x classes, and what a fit needs.
  public init(
    of data: Dataset, classifier: SoftmaxClassifier, folds foldCount: Int = 5,
    keepsCopiesTogether: Bool = true,
    onEvent: (Int, TrainingEvent) throws -> TrainingAction = { _, _ in .continue }
  ) throws {
    guard !classifier.solver.usesMinibatches else {
      throw ConfigurationError(
        parameter: "solver", value: classifier.solver.name, requirement: "a full-batch method")
    }
    guard (2...10_000).contains(foldCount) else {
      throw ConfigurationError(
        parameter: "folds", value: "\(foldCount)", requirement: "a whole number from 2 to 10,000")
    }
    try SoftmaxClassifier.check(data)
    // The factors of classes that nobody has are left out with them.
    let seen = data.seen()
    let counted = seen.classCounts.contains(0) ? try seen.withoutEmptyClasses() : seen
    samples =
      seen.sampleCount == data.sampleCount
      ? Array(0..<data.sampleCount)
      : (data.sampleWeights ?? []).indices.filter { (data.sampleWeights?[$0] ?? 1) > 0 }
    let copies = RowCopies(of: counted.features)
    let linked =
      keepsCopiesTogether && counted.folds == nil && copies.copyCount > 0
      ? try counted.grouped(by: copies.joined(with: counted.groups)) : counted
    try MemoryShortage.check(
      4 * Double(counted.sampleCount) * Double(counted.classes.count),
      for: "the probabilities of \(counted.classes.count) classes for \(counted.sampleCount) samples",
      advice: "use fewer samples")
    let count = counted.classes.count
    var probabilities = [Float](repeating: 0, count: counted.sampleCount * count)
    var foldIndices = [Int](repeating: 0, count: counted.sampleCount)
    var folds: [Fold] = []
    let sequence = try FitCheckpoints.current.map { checkpoints in try FitSequence(checkpoints) }
    for (index, fold) in try linked.folds(count: foldCount, seed: classifier.seed).enumerated() {
      func fitted() throws -> SoftmaxFit {
        try classifier.fit(fold.training, every: .batch) { try onEvent(index, $0) }
      }
      let fit = try sequence?.fit(index, fitted) ?? fitted()
      guard fit.report.stopReason != .stopped else { throw CancellationError() }
      let heldOut = fold.validation
      let values = try fit.model.probabilities(
        for: heldOut.features, offsets: heldOut.offsets, execution: classifier.execution)
      let places = fit.model.classes.names.map { counted.classes.index(of: $0) ?? 0 }
      for (row, sample) in fold.validationIndices.enumerated() {
        for (column, place) in places.enumerated() {
          probabilities[sample * count + place] = values[row * places.count + column]
        }
        foldIndices[sample] = index
      }
      folds.append(Fold(name: fold.name, heldOutCount: heldOut.sampleCount, report: fit.report))
    }
    dataName = data.name
    classes = counted.classes
    classIndices = counted.classIndices
    weights = WeightScale.summable(counted.scoreWeights)
    self.foldIndices = foldIndices
    self.folds = folds
    copyCount = copies.copyCount
    self.keepsCopiesTogether = keepsCopiesTogether && counted.folds == nil
    self.probabilities = probabilities
  }

  /// Probabilities that come from elsewhere, one fold without a report: for tests and other sources of probabilities.
  package init(
    probabilities: [Float], classIndices: [UInt32], classes: ClassVocabulary, weights: [Double]? = nil
  ) {
    precondition(probabilities.count == classIndices.count * classes.count, "the probabilities' shape")
    dataName = "data"
    self.classes = classes
    samples = Array(classIndices.indices)
    self.classIndices = classIndices
    self.weights = weights
    foldIndices = [Int](repeating: 0, count: classIndices.count)
    folds = []
    copyCount = 0
    keepsCopiesTogether = false
    self.probabilities = probabilities
  }

  /// The share of samples whose most probable class is the one that they are labelled with, by weight.
  /// Complexity: O(samples x classes).
  public var accuracy: Double {
    var (right, total) = (0.0, 0.0)
    for row in samples.indices {
      let weight = weights?[row] ?? 1
      total += weight
      if mostProbableClass(row) == Int(classIndices[row]) { right += weight }
    }
    return total > 0 ? right / total : 0
  }

  /// The probability of a class for a sample, by its place in `samples`.
  @inline(__always)
  func probability(_ row: Int, _ index: Int) -> Double {
    Double(probabilities[row * classes.count + index])
  }

  /// The most probable class; of equals the first.
  func mostProbableClass(_ row: Int, but excluded: Int? = nil) -> Int {
    var best = excluded == 0 ? 1 : 0
    for index in classes.names.indices where index != excluded {
      if probability(row, index) > probability(row, best) { best = index }
    }
    return best
  }
}
