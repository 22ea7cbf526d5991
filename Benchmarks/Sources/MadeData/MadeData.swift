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

  /// As many classes as a probe of embeddings may have.
  public static let embeddings = MadeData(sampleCount: 50_000, featureCount: 768, classCount: 100)

  /// The first class's centre's place in the sequence, beyond every label's.
  private static let centreOffset: UInt64 = 1 << 41
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

  /// Something like embeddings: the numbers of the problem, and to each a sixteenth of its class's own number, so that
  /// classes overlap. Where `isIllConditioned`, columns shrink by half every 64.
  public func embeddings(isIllConditioned: Bool) throws -> Dataset {
    let values = (0..<sampleCount).flatMap { sample in
      let centre = Self.centreOffset + UInt64(label(sample)) * UInt64(featureCount)
      return (0..<featureCount).map { feature in
        let number = Self.number(UInt64(sample * featureCount + feature))
        let value = number + Self.number(centre + UInt64(feature)) * 0x1p-4
        return isIllConditioned ? Float(sign: .plus, exponent: -(feature / 64), significand: value) : value
      }
    }
    return try labelled(Features(values, input: .vector(featureCount: featureCount)))
  }

  private func label(_ sample: Int) -> UInt32 {
    sample < classCount
      ? UInt32(sample) : UInt32(Self.output(Self.labelOffset + UInt64(sample)) % UInt64(classCount))
  }

  private func labelled(_ features: Features) throws -> Dataset {
    return try Dataset(
      features: features, classIndices: (0..<sampleCount).map(label),
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
    return try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(few).model
  }
}
