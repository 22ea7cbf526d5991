// Small models for the tests of exports, made by hand.

import SoftmaxRegression

@testable import SoftmaxFormats

/// A model of each kind that a format has to hold, or has to refuse.
enum ExportModels {
  /// A model with its name, for the arguments of tests.
  struct Named: Sendable, CustomStringConvertible {
    let name: String
    let file: ModelFile

    init(_ name: String, _ file: ModelFile) { (self.name, self.file) = (name, file) }

    var description: String { name }
    var portable: PortableModel { PortableModel(file) }
  }

  /// Classes whose names break texts that do not escape them.
  static let nastyNames = [
    "a\"b'c`d", "two\nlines\r\nand\ta tab", "*/ comment /* -->", "back\\slash \\n ${x} %s {{y}}",
    "comma, semi; colon: #", "]]><b>&amp;</b>", "</script>", "🙂 größer 中", " ", "class", "None",
  ]

  // MARK: Pictures

  static let pictures = Named(
    "pictures", ModelFile(dense(.image(shape: [4, 4]), classes: ["cat", "dog", "ship"], seed: 1)))
  /// Three channels, and two bytes a value.
  static let colours = Named(
    "colours",
    ModelFile(dense(.image(shape: [2, 2, 3], maximum: 65535), classes: ["cat", "dog", "ship"], seed: 2)))
  /// Values from 0 to 1.
  static let intensities = Named(
    "intensities", ModelFile(dense(.image(shape: [3, 5], maximum: 1), classes: ["cat", "dog"], seed: 3)))

  // MARK: Vectors

  static let vectors = Named(
    "vectors", ModelFile(dense(.vector(featureCount: 5), classes: ["cat", "dog", "ship"], seed: 4)))
  static let twoClasses = Named(
    "two classes", ModelFile(dense(.vector(featureCount: 5), classes: ["no", "yes"], seed: 5)))
  /// Numbers so far from 0 that Float32 does not hold what varies.
  static let origins = Named(
    "origins",
    ModelFile(
      dense(
        .vector(featureCount: 4, origins: [0, 1_700_000_000, -8_388_609.25, 0.5]),
        classes: ["cat", "dog", "ship"], seed: 6)))

  // MARK: Outputs

  static let temperature = Named(
    "temperature",
    scaled(LogitScaling(.temperature(1.7), data: "digits:test", sampleCount: 100), classes: 3))
  static let vectorScaling = Named(
    "vector scaling",
    scaled(
      LogitScaling(
        .vector(scales: [0.5, 1.25, 0.875], shifts: [0.1, -0.3, 0.7]), data: "digits:test", sampleCount: 100),
      classes: 3))
  static let prior = Named(
    "prior",
    scaled(
      LogitScaling(.temperature(0.8), data: "digits:test", sampleCount: 100), classes: 3,
      prior: ClassPrior(shares: [1, 2, 7], trainingShares: [3, 3, 4])))
  /// Two classes of the fit in each of two, and one alone.
  static let mergedClasses = Named(
    "merged classes",
    outputs(dense(.vector(featureCount: 5), classes: ["a", "b", "c", "d", "e"], seed: 7)) { layer in
      ModelOutputs(
        classes: vocabulary(["animal", "thing", "rest"]), classOfRow: [0, 1, 0, 1, 2],
        scaling: LogitScaling(.temperature(1.3), data: "digits:test", sampleCount: 100))
    })

  // MARK: Names

  static let nastyClasses = Named(
    "nasty classes", ModelFile(dense(.vector(featureCount: 3), classes: nastyNames, seed: 8)))
  /// Names that are whole numbers, in no order.
  static let numberedClasses = Named(
    "numbered classes", ModelFile(dense(.vector(featureCount: 3), classes: ["7", "-3", "0"], seed: 9)))

  // MARK: Others

  /// Fitted with offsets, which are added to the logits.
  static let offsets = Named(
    "offsets",
    ModelFile(
      dense(.vector(featureCount: 3), classes: ["cat", "dog"], seed: 10, needsOffsets: true),
      offsets: OffsetRecord()))
  /// With the record of a fit, whose data's name wants escaping.
  static let recorded = Named(
    "recorded",
    ModelFile(
      dense(.vector(featureCount: 3), classes: ["cat", "dog", "ship"], seed: 11),
      training: trainingRecord(featureCount: 3)))

  /// Those whose inputs are numbers in a row, pictures among them.
  static let allDense = [
    pictures, colours, intensities, vectors, twoClasses, origins, temperature, vectorScaling, prior,
    mergedClasses, nastyClasses, numberedClasses, recorded,
  ]
  /// All but the one that needs offsets.
  static let all = allDense + allTables

  // MARK: Making them

  /// The names as classes; these have no name twice.
  static func vocabulary(_ names: [String]) -> ClassVocabulary {
    do {
      return try ClassVocabulary(names: names)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Irregular weights between -1 and 1, each divided by what makes its feature large.
  static func dense(
    _ input: InputDescription, classes: [String], seed: UInt64, scales: [Double]? = nil,
    needsOffsets: Bool = false
  ) -> SoftmaxModel {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state) >> 32) * 0x1p-31
    }
    let width = input.featureCount
    let weights = (0..<classes.count * width).map { place in Float(next() / (scales?[place % width] ?? 1)) }
    return SoftmaxModel(
      parameters: Parameters(weights: weights, bias: classes.map { _ in Float(next()) }),
      classes: vocabulary(classes), input: input, needsOffsets: needsOffsets)
  }

  private static func outputs(_ model: SoftmaxModel, _ make: (ClassVocabulary) -> ModelOutputs) -> ModelFile {
    ModelFile(model.withOutputs(make(model.layerClasses)))
  }

  private static func scaled(
    _ scaling: LogitScaling, classes count: Int, prior: ClassPrior? = nil
  ) -> ModelFile {
    let names = (0..<count).map { "class \($0)" }
    return outputs(dense(.vector(featureCount: 5), classes: names, seed: 12)) { layer in
      ModelOutputs(classes: layer, classOfRow: Array(0..<count), scaling: scaling, prior: prior)
    }
  }
}
