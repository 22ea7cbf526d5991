// What one sample is: a picture, a row of a table, or a plain vector.

/// The kind, shape and names of a sample's features.
public struct InputDescription: Sendable, Hashable {
  /// What the features are. It decides whether they are standardised by default: only a table's are.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Intensities of a picture, row by row.
    case image
    /// Columns with their own units.
    case table
    /// Numbers without units or names, such as an embedding.
    case vector
  }

  /// What the features are.
  public let kind: Kind
  /// The shape of one sample: [28, 28] for a picture, [4] for a row of four columns.
  public let shape: [Int]
  /// The largest stored value of an image's format, to which intensity 1 belongs: 255 for bytes.
  /// 1 where values are used as they are.
  public let maximum: Double
  /// The columns' names, where they have any.
  public let featureNames: [String]?
  /// What was subtracted from each feature of a vector, in Float64, before it became Float32: 0 for most, and for those
  /// that lie far from 0 for their spread a number among their own, because Float32 would keep little of what varies. A
  /// model's weights are for the differences. Nil: nothing.
  public let origins: [Double]?

  /// Features that are words of texts: they are on one scale by their nature, and not standardised.
  public let terms: [Range<Int>]
  /// Where the files of sparse vectors count columns from, 0 or 1; nil where nothing says so. It does not decide what fits.
  public let indexBase: Int?

  /// The number of features: the product of the shape; 0 where the shape makes no sense.
  public var featureCount: Int {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return 0 }
      count = product
    }
    return count
  }

  /// Why no sample can be like this, or nil where one can.
  package var problem: String? {
    guard !shape.isEmpty, featureCount > 0 else {
      return "the shape \(shape) has no features: every dimension must be at least 1, and their product an Int"
    }
    guard maximum.isFinite, maximum > 0 else { return "the maximum \(maximum) must be a positive number" }
    if let featureNames, featureNames.count != featureCount {
      return "there are \(featureNames.count) names for \(featureCount) features"
    }
    if let indexBase, kind != .vector || !(0...1).contains(indexBase) {
      return
        "columns of a \(kind.rawValue) are said to be counted from \(indexBase): only a vector's are, from 0 or from 1"
    }
    if terms.contains(where: { $0.lowerBound < 0 || $0.upperBound > featureCount }) {
      return "words of texts are beyond the \(featureCount) features"
    }
    if let origins, kind != .vector || origins.count != featureCount || !origins.allSatisfy(\.isFinite) {
      return "there are \(origins.count) origins for \(featureCount) features, or some that are no numbers"
    }
    return nil
  }

  /// Whether samples like these can be given to a model that was fitted to samples like `other`: as many
  /// features on the same scale and counted from the same origins, of one kind or plain vectors, and of one shape unless
  /// one is flat.
  public func fits(_ other: InputDescription) -> Bool {
    let kindsFit = kind == other.kind || kind == .vector || other.kind == .vector
    let shapesFit = shape == other.shape || shape.count == 1 || other.shape.count == 1
    return featureCount == other.featureCount && maximum == other.maximum && kindsFit && shapesFit
      && origins == other.origins
  }

  /// The same samples with intensities of another format.
  func withMaximum(_ maximum: Double) -> InputDescription {
    InputDescription(
      kind: kind, shape: shape, maximum: maximum, featureNames: featureNames, origins: origins, terms: terms,
      indexBase: indexBase)
  }

  /// The same features, of which some are words of texts.
  package func withTerms(_ terms: [Range<Int>]) -> InputDescription {
    InputDescription(
      kind: kind, shape: shape, maximum: maximum, featureNames: featureNames, origins: origins, terms: terms,
      indexBase: indexBase)
  }

  /// The same vectors, whose files count columns from `base`, 0 or 1; nil: nothing says so.
  package func counted(from base: Int?) -> InputDescription {
    InputDescription(
      kind: kind, shape: shape, maximum: maximum, featureNames: featureNames, origins: origins, terms: terms,
      indexBase: base)
  }

  /// The same features without names.
  package var withoutNames: InputDescription {
    InputDescription(
      kind: kind, shape: shape, maximum: maximum, featureNames: nil, origins: origins, terms: terms,
      indexBase: indexBase)
  }

  /// Samples of these features alone, in that order. Of a picture they are no longer rows and columns of it.
  func keeping(_ columns: [Int]) -> InputDescription {
    InputDescription(
      kind: kind, shape: [columns.count], maximum: maximum,
      featureNames: featureNames.map { names in columns.map { names[$0] } },
      origins: origins.map { origins in columns.map { origins[$0] } }, terms: terms(keeping: columns),
      indexBase: indexBase)
  }

  /// Where the words are among these columns.
  private func terms(keeping columns: [Int]) -> [Range<Int>] {
    guard !terms.isEmpty else { return [] }
    var found: [Range<Int>] = []
    for (place, column) in columns.enumerated() where terms.contains(where: { $0.contains(column) }) {
      if let last = found.last, last.upperBound == place {
        found[found.count - 1] = last.lowerBound..<place + 1
      } else {
        found.append(place..<place + 1)
      }
    }
    return found
  }

  private init(
    kind: Kind, shape: [Int], maximum: Double, featureNames: [String]?, origins: [Double]? = nil,
    terms: [Range<Int>] = [], indexBase: Int? = nil
  ) {
    (self.terms, self.indexBase) = (terms, indexBase)
    self.kind = kind
    self.shape = shape
    self.maximum = maximum
    self.featureNames = featureNames
    self.origins = origins
  }

  /// Pictures of `height x width` (x channels); intensity = stored value / maximum.
  public static func image(shape: [Int], maximum: Double = 255) -> InputDescription {
    InputDescription(kind: .image, shape: shape, maximum: maximum, featureNames: nil)
  }

  /// Rows of a table with named columns.
  public static func table(featureNames: [String]) -> InputDescription {
    InputDescription(
      kind: .table, shape: [featureNames.count], maximum: 1, featureNames: featureNames)
  }

  /// Rows of a table whose columns have no names.
  public static func table(featureCount: Int) -> InputDescription {
    InputDescription(kind: .table, shape: [featureCount], maximum: 1, featureNames: nil)
  }

  /// Plain vectors, as they are or less `origins`.
  public static func vector(featureCount: Int, origins: [Double]? = nil) -> InputDescription {
    InputDescription(
      kind: .vector, shape: [featureCount], maximum: 1, featureNames: nil, origins: origins)
  }
}
