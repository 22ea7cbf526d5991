// What is in samples that are no table: figures of their values, their classes, and what is odd about them.

import SoftmaxFiles
import SoftmaxKernels
public import SoftmaxRegression

/// Figures of samples: pictures, vectors, arrays.
public struct SampleSummary: Sendable {
  /// How the values are stored, by the name of the type.
  public struct ElementType: RawRepresentable, Sendable, Hashable {
    /// `UInt8`, say.
    public let rawValue: String

    /// The type of that name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Bytes.
    public static let uint8 = ElementType(rawValue: "UInt8")
    /// Numbers of single precision.
    public static let float32 = ElementType(rawValue: "Float32")
  }

  /// Figures of the samples' weights.
  public struct Weights: Sendable, Hashable {
    /// The least of them.
    public let least: Double
    /// The greatest.
    public let greatest: Double
    /// How many are 0.
    public let zeroCount: Int
  }

  /// Figures of the samples' offsets.
  public struct Offsets: Sendable, Hashable {
    /// The columns of a sample.
    public let columnCount: Int
    /// The least of them.
    public let least: Double
    /// The greatest.
    public let greatest: Double
  }

  /// What they are called.
  public let name: String
  /// How many there are.
  public let sampleCount: Int
  /// What one sample is.
  public let input: InputDescription
  /// How the values are stored.
  public let elementType: ElementType
  /// The least of the stored values that are finite; nil where none is.
  public let minimum: Double?
  /// Their mean.
  public let mean: Double?
  /// The greatest.
  public let maximum: Double?
  /// How many values are NaN or infinite.
  public let notFiniteCount: Int
  /// How many features have the same value in every sample.
  public let constantFeatureCount: Int
  /// The classes, where there are labels: all in order where there are at most 20, else the 20 most frequent.
  public let classes: ValueCounts?
  /// How entries are spread, where the rows are sparse.
  public let sparse: SparseFigures?
  /// The samples' weights, where they were asked for.
  public let weights: Weights?
  /// The samples' offsets, where they were asked for.
  public let offsets: Offsets?
  /// What is odd, what a fit refuses first.
  public let warnings: [DataWarning]

  /// Looks at all values. Complexity: O(samples x features), or O(entries) of sparse rows.
  public init(_ samples: LoadedSamples) {
    let features = samples.features
    name = samples.name
    sampleCount = features.sampleCount
    input = features.input
    elementType = ElementType(rawValue: features.rows.elementType.rawValue)
    let tally = FeatureTally(features.rows)
    sparse = SparseFigures(features.rows, samples.sparseNotes)
    let hasValues = tally.finiteCount > 0
    minimum = hasValues ? tally.minimum : nil
    mean = hasValues ? tally.sum / Double(tally.finiteCount) : nil
    maximum = hasValues ? tally.maximum : nil
    notFiniteCount = tally.notFiniteCount
    constantFeatureCount = tally.constantFeatureCount
    let labels = samples.labels.map(Self.entries)
    classes = labels.map { ValueCounts(classes: $0, limit: TableSummary.mostClassesListed) }
    weights = samples.weights.map { weights in
      Weights(
        least: weights.min() ?? 0, greatest: weights.max() ?? 0, zeroCount: weights.count { $0 == 0 })
    }
    offsets = samples.offsets.map { offsets in
      Offsets(
        columnCount: offsets.columnCount, least: offsets.values.min() ?? 0, greatest: offsets.values.max() ?? 0)
    }
    warnings =
      Self.warnings(tally, sampleCount: sampleCount, isSparse: sparse != nil)
      + DataWarning.ofClasses(labels ?? [])
  }

  private static func entries(_ labels: LoadedSamples.Labels) -> [ValueCounts.Entry] {
    var counts = [Int](repeating: 0, count: labels.classes.count)
    for index in labels.classIndices { counts[Int(index)] += 1 }
    return zip(labels.classes.names, counts).map { ValueCounts.Entry(name: $0, count: $1) }
  }

  private static func warnings(_ tally: FeatureTally, sampleCount: Int, isSparse: Bool) -> [DataWarning] {
    var warnings: [DataWarning] = []
    if let first = tally.firstNotFinite {
      let others = tally.notFiniteCount - 1
      warnings.append(
        DataWarning(
          .notFinite,
          "sample \(first.sample), feature \(first.feature) (both counted from 0) is \(first.value)"
            + (others == 0 ? "" : ", and \(others) more \(others == 1 ? "value is" : "values are") not finite"),
          advice: "replace such values, or leave the samples out", stopsTraining: true,
          figures: [.count: "\(tally.notFiniteCount)"]))
    }
    if tally.constantFeatureCount > 0, sampleCount > 1 {
      let count = tally.constantFeatureCount
      warnings.append(
        DataWarning(
          .constant,
          "\(count) \(count == 1 ? "feature has" : "features have") the same value in every sample, which tells no "
            + "classes apart",
          advice: isSparse
            ? "nothing needs to be done: columns without an entry are left out of the fit"
            : "nothing needs to be done: that is common at the edges of pictures",
          figures: [.count: "\(count)"]))
    }
    return warnings
  }
}
