// What a Core ML file says of samples.

import SoftmaxFiles

/// Computes by a file's models as the specification describes them, in Float64. A value that an encoder refuses gives NaN.
struct CoreMLScorer: ExportScorer {
  let method = "read back"
  let model: CoreMLModel
  private let path: String

  /// - Throws: `FileError` for what is no model, or breaks a rule of Core ML.
  init(_ contents: ExportContents) throws(FileError) {
    model = try CoreMLModel(contents.single, path: contents.path)
    path = contents.path
    try CoreMLRules.check(model, path: path)
    switch model.kind {
    case .linear, .network, .pipeline: break
    default: throw problem("the model is no classifier")
    }
  }

  private func problem(_ problem: String) -> FileError {
    FileError(.badData, path: path, problem: problem, remedy: "export the model again")
  }

  var names: ExportNames {
    ExportNames(classes: model.labels?.names, columns: model.inputs.map(\.name))
  }

  func scores(of samples: RawSamples) throws -> ExportScores {
    var run = CoreMLRun()
    var (logits, probabilities, labels): ([Double]?, [Double], [Int]) = ([], [], [])
    for sample in 0..<samples.count {
      run.values = try values(of: samples, sample)
      let result = run.classify(model)
      probabilities += result.probabilities
      labels.append(result.label)
      if let found = result.logits { logits?.append(contentsOf: found) } else { logits = nil }
    }
    return ExportScores(logits: logits, probabilities: probabilities, labels: labels)
  }

  /// The values of the model's inputs.
  private func values(of samples: RawSamples, _ sample: Int) throws(FileError) -> [String: CoreMLRun.Value] {
    switch samples.values {
    case .dense(let numbers, let width):
      let row = numbers[sample * width..<(sample + 1) * width]
      guard model.inputs.count == 1, model.inputs[0].count == width else {
        throw problem("the model does not take \(width) numbers in one input")
      }
      let input = model.inputs[0]
      switch input.kind {
      case .array: return [input.name: .array(Array(row))]
      case .image(let imageWidth, let height, let colour):
        let channels = CoreMLFeature.Colour(rawValue: colour)?.channelCount ?? 1
        return [
          input.name: .array(Self.channelsFirst(row, pixels: imageWidth * height, channels, colour))
        ]
      default: throw problem("the model takes no array")
      }
    case .table(let columns):
      guard columns.count == model.inputs.count else {
        throw problem("the model has \(model.inputs.count) inputs for \(columns.count) columns")
      }
      var values: [String: CoreMLRun.Value] = [:]
      for (input, cells) in zip(model.inputs, columns) {
        switch (cells, input.kind) {
        case (.numbers(let numbers), .number): values[input.name] = .number(numbers[sample])
        // The format has no missing words but the empty one.
        case (.words(let words), .word): values[input.name] = .word(words[sample] ?? "")
        default:
          throw problem("the input '\(input.name.printable(limit: 60))' is of another type than its column")
        }
      }
      return values
    }
  }

  /// A picture [row][column][channel] as [channel][row][column]; of blue, green and red backwards.
  private static func channelsFirst(
    _ row: ArraySlice<Double>, pixels: Int, _ channels: Int, _ colour: Int
  ) -> [Double] {
    guard channels > 1 else { return Array(row) }
    let isReversed = colour == CoreMLFeature.Colour.bgr.rawValue
    var values: [Double] = []
    values.reserveCapacity(row.count)
    for channel in 0..<channels {
      let source = isReversed ? channels - 1 - channel : channel
      for pixel in 0..<pixels { values.append(row[row.startIndex + pixel * channels + source]) }
    }
    return values
  }
}

/// One sample on its way through models that keep the rules.
struct CoreMLRun {
  enum Value {
    case number(Double)
    case integer(Int)
    case word(String)
    case array([Double])
    /// A model before refused the value.
    case refused
  }

  struct Result {
    var logits: [Double]?
    var probabilities: [Double]
    var label: Int
  }

  /// Values by their names.
  var values: [String: Value] = [:]

  /// What a classifier says.
  mutating func classify(_ model: CoreMLModel) -> Result {
    switch model.kind {
    case .linear(let linear): return classify(linear, numbers(model.inputs.map(\.name)))
    case .network(let network): return classify(network, model)
    case .pipeline(let models, _):
      for part in models.dropLast() { transform(part) }
      return classify(models[models.count - 1])
    default: return Result(probabilities: [], label: 0)
    }
  }

  /// The numbers of some values, one after the other; nil where one is refused.
  private func numbers(_ names: [String]) -> [Double]? {
    var numbers: [Double] = []
    for name in names {
      switch values[name] {
      case .number(let number): numbers.append(number)
      case .integer(let integer): numbers.append(Double(integer))
      case .array(let array): numbers += array
      default: return nil
      }
    }
    return numbers
  }

  private func classify(_ linear: CoreMLLinear, _ input: [Double]?) -> Result {
    var logits = [0.0]
    for (row, offset) in zip(linear.rows, linear.offsets) {
      guard let input else {
        logits.append(.nan)
        continue
      }
      var sum = offset
      for place in row.indices { sum += row[place] * input[place] }
      logits.append(sum)
    }
    return Self.result(logits)
  }

  private static func result(_ logits: [Double]) -> Result {
    let scores = ExportScores(logits: logits, groups: logits.indices.map { [$0] })
    return Result(logits: logits, probabilities: scores.probabilities, label: largest(scores.probabilities))
  }

  /// The first of the largest.
  private static func largest(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  // MARK: Transformations

  private mutating func transform(_ model: CoreMLModel) {
    let output = model.outputs[0].name
    let input = values[model.inputs[0].name]
    switch (model.kind, input) {
    case (.oneHot(.words(let words), let ignoresUnknown), .word(let word)):
      let bytes = Array(word.utf8)
      let place = words.firstIndex { $0 == word && Array($0.utf8) == bytes }
      values[output] = Self.oneHot(place, words.count, ignoresUnknown)
    case (.oneHot(.integers(let integers), let ignoresUnknown), .integer(let integer)):
      values[output] = Self.oneHot(integers.firstIndex(of: integer), integers.count, ignoresUnknown)
    case (.mapping(let pairs, let unknown), .word(let word)):
      let bytes = Array(word.utf8)
      let number = pairs.first { $0.word == word && Array($0.word.utf8) == bytes }?.number ?? unknown
      values[output] = number.map { .integer($0) } ?? .refused
    case (.imputer(let imputed, let replaced), .number(let number)):
      guard case .number(let value) = imputed else { return }
      values[output] = .number(Self.isReplaced(number, replaced) ? value : number)
    case (.imputer(let imputed, let replaced), .array(let array)):
      values[output] = .array(
        array.enumerated().map { place, number in
          guard Self.isReplaced(number, replaced) else { return number }
          switch imputed {
          case .number(let value): return value
          case .numbers(let values): return values[place]
          case .none: return number
          }
        })
    case (.scaler(let shift, let scale), .number(let number)):
      values[output] = .number((scale.first ?? 1) * (number + (shift.first ?? 0)))
    case (.scaler(let shift, let scale), .array(let array)):
      values[output] = .array(
        array.enumerated().map { place, number in
          Self.element(scale, place, 1) * (number + Self.element(shift, place, 0))
        })
    case (.vectorizer(let columns), _):
      values[output] = numbers(columns.map(\.name)).map { .array($0) } ?? .refused
    default: values[output] = .refused
    }
  }

  private static func isReplaced(_ number: Double, _ replaced: Double?) -> Bool {
    guard let replaced, !replaced.isNaN else { return number.isNaN }
    return number == replaced
  }

  private static func element(_ values: [Double], _ place: Int, _ standard: Double) -> Double {
    values.count > 1 ? values[place] : values.first ?? standard
  }

  private static func oneHot(_ place: Int?, _ count: Int, _ ignoresUnknown: Bool) -> Value {
    guard place != nil || ignoresUnknown else { return .refused }
    var array = [Double](repeating: 0, count: count)
    if let place { array[place] = 1 }
    return .array(array)
  }

  // MARK: Networks

  private func classify(_ network: CoreMLNetwork, _ model: CoreMLModel) -> Result {
    var blobs: [String: [Double]] = [:]
    for input in model.inputs {
      guard let values = numbers([input.name]) else {
        // A model before refused the sample.
        return Result(probabilities: [Double](repeating: .nan, count: network.labels?.count ?? 0), label: 0)
      }
      blobs[input.name] = values
    }
    for step in network.preprocessing {
      let name = step.featureName.isEmpty ? model.inputs[0].name : step.featureName
      guard let values = blobs[name] else { continue }
      let channels = model.inputs.first { $0.name == name }.flatMap { input -> Int? in
        guard case .image(_, _, let colour) = input.kind else { return nil }
        return CoreMLFeature.Colour(rawValue: colour)?.channelCount
      }
      let biases = channels == 3 ? step.biases : [step.grayBias]
      let size = max(values.count / biases.count, 1)
      blobs[name] = values.enumerated().map { place, value in
        value * Double(step.scale) + Double(biases[min(place / size, biases.count - 1)])
      }
    }
    let told =
      network.probabilityLayer.isEmpty
      ? network.layers.last?.outputs.first ?? "" : network.probabilityLayer
    var logits: [Double]?
    for layer in network.layers {
      let input = blobs[layer.inputs[0]] ?? []
      switch layer.kind {
      case .flatten, nil: blobs[layer.outputs[0]] = input
      case .softmax:
        if layer.outputs[0] == told { logits = input }
        blobs[layer.outputs[0]] = Self.result(input).probabilities
      case .innerProduct(let product): blobs[layer.outputs[0]] = Self.multiply(product, input)
      }
    }
    let probabilities = blobs[told] ?? []
    return Result(logits: logits, probabilities: probabilities, label: Self.largest(probabilities))
  }

  private static func multiply(_ product: CoreMLNetwork.InnerProduct, _ input: [Double]) -> [Double] {
    (0..<product.outputCount).map { row in
      var sum = product.hasBias ? Double(product.bias[row]) : 0
      let first = row * product.inputCount
      for place in 0..<product.inputCount { sum += Double(product.weights[first + place]) * input[place] }
      return sum
    }
  }
}
