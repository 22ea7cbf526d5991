// Data that needs no file: the same numbers here and in Peers/made_data.py, by one formula.

public import SoftmaxRegression

/// A made problem: its shape, and its data by a formula that the Python side repeats to the bit.
///
/// Number i is the top 24 bits of SplitMix64's i-th output, as a Float32 in -1..<1. Label i is i for the first
/// `classCount` samples, so that every class is there, and after that an output modulo the number of classes.
public struct MadeData: Sendable {
  /// The number of samples.
  public let sampleCount: Int
  /// The number of features of a sample.
  public let featureCount: Int
  /// The number of classes.
  public let classCount: Int

  /// A thousand classes on the features of a picture network: a matrix product.
  public static let wide = MadeData(sampleCount: 50_000, featureCount: 768, classCount: 1000)
  /// Few features and three classes: bound by everything but the products.
  public static let narrow = MadeData(sampleCount: 200_000, featureCount: 64, classCount: 3)
  /// The shape of Fashion-MNIST.
  public static let pictures = MadeData(sampleCount: 60_000, featureCount: 784, classCount: 10)

  /// The first label's place in the sequence of outputs, beyond every number's.
  private static let labelOffset: UInt64 = 1 << 40

  /// A problem of this shape.
  public init(sampleCount: Int, featureCount: Int, classCount: Int) {
    self.sampleCount = sampleCount
    self.featureCount = featureCount
    self.classCount = classCount
  }

  /// The problem in Float32.
  public func floats() throws -> Dataset {
    let values = (0..<sampleCount * featureCount).map { Self.number(UInt64($0)) }
    return try labelled(Features(values, input: .vector(featureCount: featureCount)))
  }

  /// The problem in bytes, the top 8 bits of each output, as pictures of one row.
  public func bytes() throws -> Dataset {
    let values = (0..<sampleCount * featureCount).map { UInt8(Self.output(UInt64($0)) >> 56) }
    return try labelled(Features(bytes: values, input: .image(shape: [1, featureCount])))
  }

  private func labelled(_ features: Features) throws -> Dataset {
    let labels = (0..<sampleCount).map { sample in
      sample < classCount
        ? UInt32(sample) : UInt32(Self.output(Self.labelOffset + UInt64(sample)) % UInt64(classCount))
    }
    return try Dataset(
      features: features, classIndices: labels,
      classes: ClassVocabulary(names: (0..<classCount).map(String.init)))
  }

  private static func number(_ index: UInt64) -> Float {
    Float(output(index) >> 40) * 0x1p-23 - 1
  }

  /// SplitMix64's output number `index` from the state 0.
  private static func output(_ index: UInt64) -> UInt64 {
    var z = (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Dataset {
  /// A model of these classes, from one epoch on the first few samples of which `count` are enough: a
  /// benchmark needs weights, not good ones.
  public func quicklyFittedModel(sampleCount count: Int = 2000) throws -> SoftmaxModel {
    let few = try Dataset(
      features: features.samples(0..<min(count, sampleCount)),
      classIndices: Array(classIndices.prefix(count)), classes: classes)
    return try SoftmaxClassifier(solver: .sgd(epochs: 1)).fit(few).model
  }
}
