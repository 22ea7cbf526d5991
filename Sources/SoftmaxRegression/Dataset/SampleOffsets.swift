import SoftmaxKernels

/// For each sample and some classes a known number that is added to the class's logit, as glmnet's and nnet's `offset`: the
/// logarithm of an exposure, say, or another model's logits.
///
///     let offsets = try SampleOffsets([0.5, 0, -1.2], classNames: ["high"])
///     let fit = try classifier.fit(data.offset(by: offsets))
///
/// Classes that are not named have 0. Only differences between the classes of a sample matter.
public struct SampleOffsets: Sendable, Hashable {
  /// The classes that have offsets.
  public let classNames: [String]
  /// [samples x classNames], row by row.
  public let values: [Double]

  /// The number of samples.
  public var sampleCount: Int { values.count / classNames.count }

  /// The largest magnitude of an offset: logits stay in the range of Float32.
  package static let limit = Double(Float.greatestFiniteMagnitude / 16)

  /// Offsets of some classes, [samples x classNames], row by row.
  ///
  /// - Throws: `DatasetError.noClasses` and `.duplicateClass` for the names, `.offsetCountMismatch` where the values are no
  ///   whole number of rows, `.invalidOffset` for the first one that is not finite or too large for Float32.
  public init(_ values: [Double], classNames: [String]) throws(DatasetError) {
    let columnCount = try ClassVocabulary(names: classNames).count
    guard values.count % columnCount == 0 else {
      throw .offsetCountMismatch(samples: nil, classes: columnCount, values: values.count)
    }
    if let place = values.firstIndex(where: { !(abs($0) <= Self.limit) }) {
      throw .invalidOffset(
        sample: place / columnCount, className: classNames[place % columnCount], value: "\(values[place])")
    }
    self.init(checked: values, classNames: classNames)
  }

  package init(checked values: [Double], classNames: [String]) {
    self.values = values
    self.classNames = classNames
  }

  /// The offsets of the samples at `indices`, in that order.
  package func samples(at indices: [Int]) -> SampleOffsets {
    let width = classNames.count
    return SampleOffsets(
      checked: indices.flatMap { values[$0 * width..<($0 + 1) * width] }, classNames: classNames)
  }

  /// These and then `other`'s, whose classes may stand in another order; those that only one of them names are 0 in the
  /// other.
  func appending(_ other: SampleOffsets) -> SampleOffsets {
    let names = classNames + other.classNames.filter { !classNames.contains($0) }
    return SampleOffsets(
      checked: matrix(of: names) + other.matrix(of: names), classNames: names)
  }

  /// [samples x names], 0 for names that have none.
  package func matrix(of names: [String]) -> [Double] {
    let places = names.map { classNames.firstIndex(of: $0) }
    let width = classNames.count
    var matrix = [Double](repeating: 0, count: sampleCount * names.count)
    for sample in 0..<sampleCount {
      for (k, place) in places.enumerated() {
        if let place { matrix[sample * names.count + k] = values[sample * width + place] }
      }
    }
    return matrix
  }

  /// Refuses names that are no classes.
  func check(against classes: ClassVocabulary) throws(DatasetError) {
    guard let name = classNames.first(where: { classes.index(of: $0) == nil }) else { return }
    throw .unknownOffsetClass(name: name, nearest: NearestName.nearest(to: name, among: classes.names))
  }

  /// The offsets of all of `classes`, as they are.
  func logitOffsets(of classes: ClassVocabulary) -> LogitOffsets {
    LogitOffsets(matrix(of: classes.names), classCount: classes.count)
  }

  /// The same, each sample's less the largest of them, which changes no probability: what is the same for all classes is
  /// then exactly 0, and Float32 keeps what differs where that matters.
  func relativeOffsets(of classes: ClassVocabulary) -> LogitOffsets {
    let (count, width) = (sampleCount, classes.count)
    var matrix = matrix(of: classes.names)
    for sample in 0..<count {
      let row = sample * width..<(sample + 1) * width
      let largest = matrix[row].reduce(-Double.infinity, max)
      for place in row { matrix[place] -= largest }
    }
    return LogitOffsets(matrix, classCount: width)
  }
}

extension Dataset {
  /// The same samples with offsets: what a fit is to add to their logits, and every score.
  ///
  /// - Throws: `DatasetError.offsetCountMismatch`, or `.unknownOffsetClass` for a name that is none of the data's classes.
  public func offset(by offsets: SampleOffsets) throws(DatasetError) -> Dataset {
    guard offsets.sampleCount == sampleCount else {
      throw .offsetCountMismatch(
        samples: sampleCount, classes: offsets.classNames.count, values: offsets.values.count)
    }
    return offset(byChecked: offsets)
  }

  /// Refuses offsets where there must be none, none where there must be some, and those of classes that are not among
  /// `classes`.
  func checkOffsets(areThere: Bool, classes: ClassVocabulary? = nil) throws(DatasetError) {
    guard (offsets != nil) == areThere else { throw areThere ? .missingOffsets : .unexpectedOffsets }
    if let classes { try offsets?.check(against: classes) }
  }
}
