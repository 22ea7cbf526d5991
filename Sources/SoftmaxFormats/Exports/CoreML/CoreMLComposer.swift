// A model in the terms of Core ML.

import SoftmaxFiles
import SoftmaxRegression

/// A picture as Core ML knows them: bytes of one channel, or of red, green and blue.
struct CoreMLPicture {
  let height: Int
  let width: Int
  let channels: Int

  /// Nil for what is no such picture.
  init?(_ input: PortableInput) {
    guard case .image(let shape, let maximum) = input, maximum == 255, shape.count == 2 || shape.count == 3,
      shape.count == 2 || shape[2] == 1 || shape[2] == 3
    else { return nil }
    (height, width, channels) = (shape[0], shape[1], shape.count == 2 ? 1 : shape[2])
  }
}

/// Composes the Core ML model of a model that `CoreMLFormat.problem` says nothing of.
struct CoreMLComposer {
  let model: CoreMLModel

  static let labelName = "classLabel"
  static let probabilitiesName = "classProbability"

  init(_ portable: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) {
    let labels =
      options.labels == .numbers
      ? CoreMLLabels.integers(portable.classNumbers ?? []) : .words(portable.classNames)
    var composed: CoreMLModel
    if let picture = CoreMLPicture(portable.input) {
      composed = Self.network(portable, picture, labels)
    } else if let table = portable.input.table {
      composed = CoreMLTable(portable, table).pipeline(labels)
    } else {
      composed = Self.vector(portable, labels)
    }
    composed.shortDescription =
      "Softmax regression of \(portable.classCount) classes."
      + (portable.input.table.map(Self.refusals) ?? "")
    composed.notes = notes.entries
    model = composed
  }

  private static func refusals(_ table: PortableTable) -> String {
    (table.refusesMissing
      ? " It says nothing of rows with missing values: the probabilities of a missing number (NaN) are NaN,"
        + " a missing category (the empty text) is an error."
      : " A missing number is NaN, a missing category the empty text.")
      + (table.hasCategories && table.refusesUnseen
        ? " A category that training did not have is an error." : "")
  }

  /// The outputs of a classifier.
  static func outputs(
    _ labels: CoreMLLabels, _ labelName: String, _ probabilitiesName: String
  ) -> [CoreMLFeature] {
    let byWords = if case .words = labels { true } else { false }
    return [
      CoreMLFeature(
        name: labelName, shortDescription: "the most probable class", kind: byWords ? .word : .integer),
      CoreMLFeature(
        name: probabilitiesName, shortDescription: "the probability of each class",
        kind: .dictionary(byWords: byWords)),
    ]
  }

  /// A linear classifier of one array: rows of weights less those of the first class.
  static func linear(
    _ portable: PortableModel, _ terms: [[CoreMLTerm]], _ input: CoreMLFeature, _ labels: CoreMLLabels,
    _ labelName: String, _ probabilitiesName: String
  ) -> CoreMLModel {
    let width = portable.featureCount
    let weights = portable.weights
    var rows: [[Double]] = []
    rows.reserveCapacity(portable.rowCount - 1)
    for row in 1..<portable.rowCount {
      let first = row * width
      rows.append(
        terms.map { terms in
          var sum = 0.0
          for term in terms {
            sum +=
              term.factor * (Double(weights[first + term.feature]) - Double(weights[term.feature]))
          }
          return sum
        })
    }
    return CoreMLModel(
      inputs: [input], outputs: outputs(labels, labelName, probabilitiesName), labelName: labelName,
      probabilitiesName: probabilitiesName,
      kind: .linear(
        CoreMLLinear(
          rows: rows,
          offsets: portable.bias.dropFirst().map { Double($0) - Double(portable.bias[0]) }, labels: labels)))
  }

  /// A vector, or a picture that Core ML does not know as one: of other channels, or of other numbers than bytes.
  private static func vector(_ portable: PortableModel, _ labels: CoreMLLabels) -> CoreMLModel {
    let count = portable.featureCount
    var divisor = 1.0
    var shifts: [Double] = []
    var what = "the numbers of a vector"
    switch portable.input {
    case .image(_, let maximum):
      divisor = maximum
      what = "the stored values of a picture, row by row, from 0 to \(maximum)"
    case .vector(_, let origins):
      shifts = (origins ?? []).map { -$0 }
      if shifts.allSatisfy({ $0 == 0 }) { shifts = [] }
    case .table: break
    }
    let input = CoreMLFeature.vector("features", count, what)
    let terms = (0..<count).map { [CoreMLTerm(feature: $0, factor: 1 / divisor)] }
    guard !shifts.isEmpty else {
      return linear(portable, terms, input, labels, labelName, probabilitiesName)
    }
    let differences = CoreMLFeature.vector("differences", count)
    let classifier = linear(portable, terms, differences, labels, labelName, probabilitiesName)
    return CoreMLModel(
      inputs: [input], outputs: classifier.outputs, labelName: labelName,
      probabilitiesName: probabilitiesName,
      kind: .pipeline(
        [
          CoreMLModel(
            inputs: [.vector("features", count)], outputs: [differences],
            kind: .scaler(shift: shifts, scale: [])),
          classifier,
        ], names: []))
  }

  // MARK: Pictures

  private static func network(
    _ portable: PortableModel, _ picture: CoreMLPicture, _ labels: CoreMLLabels
  ) -> CoreMLModel {
    let colour = picture.channels == 1 ? CoreMLFeature.Colour.gray : .rgb
    typealias Layer = CoreMLNetwork.Layer
    var layers = [
      Layer(name: "flatten", inputs: ["image"], outputs: ["values"], kind: .flatten),
      Layer(
        name: "linear", inputs: ["values"], outputs: ["logits"],
        kind: .innerProduct(
          CoreMLNetwork.InnerProduct(
            inputCount: portable.featureCount, outputCount: portable.rowCount, hasBias: true,
            weights: channelsFirst(portable, picture), bias: portable.bias))),
      Layer(name: "softmax", inputs: ["logits"], outputs: ["probabilities"], kind: .softmax),
    ]
    if portable.mergesClasses {
      // Each merged class sums up the probabilities of its rows.
      var sums = [Float](repeating: 0, count: portable.classCount * portable.rowCount)
      for (place, rows) in portable.groups.enumerated() {
        for row in rows { sums[place * portable.rowCount + row] = 1 }
      }
      layers.append(
        Layer(
          name: "merge", inputs: ["probabilities"], outputs: ["classes"],
          kind: .innerProduct(
            CoreMLNetwork.InnerProduct(
              inputCount: portable.rowCount, outputCount: portable.classCount, hasBias: false, weights: sums,
              bias: []))))
    }
    return CoreMLModel(
      inputs: [
        CoreMLFeature(
          name: "image",
          shortDescription:
            "a picture of \(picture.width) x \(picture.height), \(colour == .gray ? "gray" : "RGB")",
          kind: .image(width: picture.width, height: picture.height, colour: colour.rawValue))
      ], outputs: outputs(labels, labelName, probabilitiesName), labelName: labelName,
      probabilitiesName: probabilitiesName,
      kind: .network(
        CoreMLNetwork(
          layers: layers, preprocessing: [.init(featureName: "image", scale: Float(1.0 / 255))],
          labels: labels, probabilityLayer: portable.mergesClasses ? "classes" : "probabilities")))
  }

  /// The weights for [channel][row][column]; ours are for [row][column][channel].
  private static func channelsFirst(_ portable: PortableModel, _ picture: CoreMLPicture) -> [Float] {
    let channels = picture.channels
    guard channels > 1 else { return portable.weights }
    let pixels = picture.width * picture.height
    var weights: [Float] = []
    weights.reserveCapacity(portable.weights.count)
    for row in 0..<portable.rowCount {
      let first = row * portable.featureCount
      for channel in 0..<channels {
        for pixel in 0..<pixels { weights.append(portable.weights[first + pixel * channels + channel]) }
      }
    }
    return weights
  }
}

/// A feature of the model, and how much of it there is.
struct CoreMLTerm {
  var feature: Int
  var factor: Double
}
