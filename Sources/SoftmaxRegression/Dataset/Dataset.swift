// Features with a label for each sample: what a model learns from and is scored on.

/// Labelled samples.
///
///     let data = try Dataset(
///       features: Features([5.1, 3.5, 6.2, 2.9], input: .table(featureNames: ["length", "width"])),
///       labels: ["setosa", "virginica"])
///
/// Everything is checked on the way in; a `Dataset` that exists is consistent.
public struct Dataset: Sendable {
  /// What it is called in reports, such as `digits:train`.
  public let name: String
  /// X.
  public internal(set) var features: Features
  /// The class index of each sample, below `classes.count`.
  public let classIndices: [UInt32]
  /// The classes that the indices stand for.
  public let classes: ClassVocabulary
  /// How much each sample counts, in a fit and in scores: 2 like the sample twice, 0 like none. Only their ratios matter,
  /// but for counts in scores and for scikit-learn's C. Nil: all alike.
  public let sampleWeights: [Double]?
  /// How much each sample counts in scores alone: its own weight, where `sampleWeights` has its class's factor as well.
  let scoreWeights: [Double]?
  /// The group of each sample, where samples of one group must stay together when the data is divided: the pictures of
  /// one patient, say. Nil: each stands alone.
  public let groups: [UInt32]?
  /// The fold of each sample in a cross-validation, where that is given. Nil: folds are drawn.
  public let folds: SampleFolds?
  /// What is added to the samples' logits, in fits and in scores, as a number that is known. Nil: nothing.
  public let offsets: SampleOffsets?

  /// The number of samples.
  public var sampleCount: Int { features.sampleCount }

  /// The number of features of a sample.
  public var featureCount: Int { features.featureCount }

  /// Samples whose classes are found in their labels.
  ///
  /// - Throws: `DatasetError.labelCountMismatch` where labels and samples differ in number.
  public init<Label: Hashable & Comparable & LosslessStringConvertible>(
    name: String = "data", features: Features, labels: [Label]
  ) throws(DatasetError) {
    let classes = try ClassVocabulary(of: labels)
    try self.init(name: name, features: features, labels: labels, classes: classes)
  }

  /// Samples whose labels are among known classes.
  ///
  /// - Throws: `DatasetError.unknownLabel` for a label that is not among `classes`, `.labelCountMismatch`.
  public init<Label: LosslessStringConvertible>(
    name: String = "data", features: Features, labels: [Label], classes: ClassVocabulary
  ) throws(DatasetError) {
    try self.init(
      name: name, features: features, classIndices: classes.indices(of: labels), classes: classes)
  }

  /// Samples labelled with class indices.
  ///
  /// - Throws: `DatasetError.labelCountMismatch`, or `.classIndexOutOfRange` for an index that has no class.
  public init(
    name: String = "data", features: Features, classIndices: [UInt32], classes: ClassVocabulary
  ) throws(DatasetError) {
    guard classIndices.count == features.sampleCount else {
      throw .labelCountMismatch(samples: features.sampleCount, labels: classIndices.count)
    }
    if let sample = classIndices.firstIndex(where: { Int($0) >= classes.count }) {
      throw .classIndexOutOfRange(
        index: Int(classIndices[sample]), sample: sample, classCount: classes.count)
    }
    self.init(
      checkedName: name, features: features, classIndices: classIndices, classes: classes, sampleWeights: nil,
      scoreWeights: nil, groups: nil, folds: nil, offsets: nil)
  }

  /// The same samples, each with a weight at least 0.
  ///
  /// - Throws: `DatasetError.weightCountMismatch`, or `.invalidWeight` for the first one that is no such number.
  public func weighted(by weights: [Double]) throws(DatasetError) -> Dataset {
    guard weights.count == sampleCount else {
      throw .weightCountMismatch(samples: sampleCount, weights: weights.count)
    }
    if let sample = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .invalidWeight(sample: sample, value: "\(weights[sample])")
    }
    return weighted(by: weights, inScores: weights)
  }

  /// The same samples with weights for fits and others for scores, which are numbers from 0 on; nil: all alike.
  func weighted(by weights: [Double]?, inScores scoreWeights: [Double]?) -> Dataset {
    Dataset(
      checkedName: name, features: features, classIndices: classIndices, classes: classes,
      sampleWeights: weights, scoreWeights: scoreWeights, groups: groups, folds: folds, offsets: offsets)
  }

  /// The same samples, those with equal numbers one group.
  ///
  /// - Throws: `DatasetError.groupCountMismatch`.
  public func grouped(by groups: [UInt32]) throws(DatasetError) -> Dataset {
    guard groups.count == sampleCount else {
      throw .groupCountMismatch(samples: sampleCount, groups: groups.count)
    }
    return Dataset(
      checkedName: name, features: features, classIndices: classIndices, classes: classes,
      sampleWeights: sampleWeights, scoreWeights: scoreWeights, groups: groups, folds: folds, offsets: offsets)
  }

  /// The name of a sample's class.
  public func label(_ sample: Int) -> String {
    classes.names[Int(classIndices[sample])]
  }

  /// How many samples each class has.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for index in classIndices { counts[Int(index)] += 1 }
    return counts
  }

  /// The same samples, divided into these folds where a `PenaltySearch` cross-validates them.
  ///
  /// - Throws: `DatasetError.foldCountMismatch`.
  public func folded(by folds: SampleFolds) throws(DatasetError) -> Dataset {
    guard folds.indices.count == sampleCount else {
      throw .foldCountMismatch(samples: sampleCount, folds: folds.indices.count)
    }
    return Dataset(
      checkedName: name, features: features, classIndices: classIndices, classes: classes,
      sampleWeights: sampleWeights, scoreWeights: scoreWeights, groups: groups, folds: folds, offsets: offsets)
  }

  /// The samples at `indices`, in that order.
  public func samples(at indices: [Int], name: String? = nil) -> Dataset {
    Dataset(
      checkedName: name ?? self.name, features: features.samples(at: indices),
      classIndices: indices.map { classIndices[$0] }, classes: classes,
      sampleWeights: sampleWeights.map { weights in indices.map { weights[$0] } },
      scoreWeights: scoreWeights.map { weights in indices.map { weights[$0] } },
      groups: groups.map { groups in indices.map { groups[$0] } }, folds: folds?.samples(at: indices),
      offsets: offsets?.samples(at: indices))
  }

  /// The same samples with these features alone, copied, in that order; with all of them no copy is made.
  ///
  /// - Throws: `MemoryShortage` where there is no room for the copy.
  package func keeping(_ columns: [Int]) throws(MemoryShortage) -> Dataset {
    Dataset(
      checkedName: name, features: try features.keeping(columns), classIndices: classIndices, classes: classes,
      sampleWeights: sampleWeights, scoreWeights: scoreWeights, groups: groups, folds: folds, offsets: offsets)
  }

  /// These samples and then `other`'s, copied, without groups and folds; `other`'s labels must be among these classes.
  /// Where only one of the two has weights, the other's samples count 1.
  ///
  /// - Throws: `DatasetError.featureCountMismatch`, `.unknownLabel`, or `.missingOffsets` and `.unexpectedOffsets` where only
  ///   one of the two has offsets.
  public func appending(_ other: Dataset, name: String) throws(DatasetError) -> Dataset {
    let other = try other.relabelled(to: classes)
    try other.checkOffsets(areThere: offsets != nil)
    func joined(_ weights: (Dataset) -> [Double]?) -> [Double]? {
      guard weights(self) != nil || weights(other) != nil else { return nil }
      return [self, other].flatMap { weights($0) ?? [Double](repeating: 1, count: $0.sampleCount) }
    }
    return Dataset(
      checkedName: name, features: try features.appending(other.features),
      classIndices: classIndices + other.classIndices, classes: classes,
      sampleWeights: joined(\.sampleWeights), scoreWeights: joined(\.scoreWeights), groups: nil, folds: nil,
      offsets: other.offsets.flatMap { offsets?.appending($0) })
  }

  /// The same samples with these offsets, as many as there are samples.
  func offset(byChecked offsets: SampleOffsets?) -> Dataset {
    Dataset(
      checkedName: name, features: features, classIndices: classIndices, classes: classes,
      sampleWeights: sampleWeights, scoreWeights: scoreWeights, groups: groups, folds: folds, offsets: offsets)
  }

  /// The same samples, weighted in fits and alike in scores, as earlier releases scored them.
  package var alikeInScores: Dataset { weighted(by: sampleWeights, inScores: nil) }

  /// The same samples, all alike.
  package var unweighted: Dataset { weighted(by: nil, inScores: nil) }

  private init(
    checkedName: String, features: Features, classIndices: [UInt32], classes: ClassVocabulary,
    sampleWeights: [Double]?, scoreWeights: [Double]?, groups: [UInt32]?, folds: SampleFolds?,
    offsets: SampleOffsets?
  ) {
    self.name = checkedName
    self.features = features
    self.classIndices = classIndices
    self.classes = classes
    self.sampleWeights = sampleWeights
    self.scoreWeights = scoreWeights
    self.groups = groups
    self.folds = folds
    self.offsets = offsets
  }

  /// The same samples with their labels as indices into `target`: a model's classes, say.
  ///
  /// Labels go by name. With `readingPositions`, data whose labels are only numbers, none of which is a name in
  /// `target`, is read as class positions, counted from 0: pictures in IDX files carry such codes.
  ///
  /// - Throws: `DatasetError.unknownLabel` for the first sample whose class `target` lacks.
  public func relabelled(
    to target: ClassVocabulary, readingPositions: Bool = false
  ) throws(DatasetError) -> Dataset {
    guard target != classes else { return self }
    let positions = readingPositions && usesPositions(in: target)
    return try relabelled(to: target) { positions ? Int($0) : target.index(of: $0) }
  }

  /// The same samples with their labels as the indices into `target` that `index` finds for their names.
  ///
  /// - Throws: `DatasetError.unknownLabel` for the first sample whose class has none.
  func relabelled(
    to target: ClassVocabulary, by index: (String) -> Int?
  ) throws(DatasetError) -> Dataset {
    let map = classes.names.map(index)
    var relabelled = classIndices
    for (sample, index) in classIndices.enumerated() {
      guard let new = map[Int(index)] else {
        let name = classes.names[Int(index)]
        throw .unknownLabel(
          label: name, sample: sample,
          nearest: NearestName.nearest(to: name, among: target.names))
      }
      relabelled[sample] = UInt32(new)
    }
    return Dataset(
      checkedName: name, features: features, classIndices: relabelled, classes: target,
      sampleWeights: sampleWeights, scoreWeights: scoreWeights, groups: groups, folds: folds, offsets: offsets)
  }

  /// The same samples, without the classes that none of them belongs to.
  func withoutEmptyClasses() throws(DatasetError) -> Dataset {
    let names = zip(classes.names, wholeClassCounts).filter { $0.1 > 0 }.map(\.0)
    return try relabelled(to: ClassVocabulary(names: names))
  }

  /// Whether the labels can be read as positions: all are numbers below the count, none a name.
  public func usesPositions(in target: ClassVocabulary) -> Bool {
    classes.names.allSatisfy { name in
      guard let code = Int(name) else { return false }
      return code >= 0 && code < target.count && target.index(of: name) == nil
    }
  }
}
