// Operators of ai.onnx.ml.

import Foundation
import SoftmaxFiles

extension ONNXEvaluator {
  // MARK: Categories

  mutating func labelEncoder(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    try reserve(node, value.shape, operations: value.count)
    let encoder = try ONNXLabelEncoder(node, self)
    switch (value.elements, encoder.keys) {
    case (.texts(let texts), .texts(let places)):
      return try encoder.result(of: texts.map { places[$0] }, value.shape, node, self)
    case (.integers(let integers), .integers(let places)) where value.type == .int64:
      return try encoder.result(of: integers.map { places[$0] }, value.shape, node, self)
    default: throw bad(node, "its input is not of the type of its keys")
    }
  }

  mutating func oneHotEncoder(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    let isLenient = try integer(node, "zeros", default: 1) != 0
    let places: [Int?]
    let width: Int
    if let names = try texts(node, "cats_strings") {
      guard let texts = value.texts else { throw bad(node, "its input is no text") }
      let place = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
      (places, width) = (texts.map { place[$0] }, names.count)
    } else {
      guard let numbers = try integers(node, "cats_int64s") else { throw bad(node, "it has no categories") }
      let found = try self.numbers(node, value)
      let place = Dictionary(numbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
      (places, width) = (
        found.map { Int(exactly: $0.rounded(.towardZero)).flatMap { place[$0] } }, numbers.count
      )
    }
    let count = try reserve(node, value.shape + [width], operations: value.count)
    var result = [Double](repeating: 0, count: count)
    for (row, place) in places.enumerated() {
      if let place {
        result[row * width + place] = 1
      } else if !isLenient {
        throw bad(node, "a category is none of its own")
      }
    }
    return ONNXValue(.float, value.shape + [width], numbers: result)
  }

  mutating func arrayFeatureExtractor(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let (data, indices) = (try input(node, 0), try input(node, 1))
    guard let places = indices.integers, !data.shape.isEmpty else {
      throw bad(node, "its inputs are not those of it")
    }
    // Data of one dimension is one row.
    let rows = data.shape.count == 1 ? data.reshaped([1] + data.shape) : data
    return try gathered(node, rows, places, [places.count], rows.shape.count - 1)
  }

  // MARK: Numbers

  mutating func imputer(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try floating(node, 0)
    guard value.type == .float, value.shape.count == 2 else {
      throw bad(node, "its input has to be rows of type float")
    }
    let means = try floats(node, "imputed_value_floats") ?? []
    let replaced = try float(node, "replaced_value_float", default: 0)
    let width = value.shape[1]
    guard means.count == width || means.count == 1 else {
      throw bad(node, "it has \(means.count) values for \(width) columns")
    }
    let found = try unary(node)
    return ONNXValue(
      .float, value.shape,
      numbers: found.enumerated().map { place, number in
        let isMissing = replaced.isNaN ? number.isNaN : number == Double(replaced)
        return isMissing ? Double(means[means.count == 1 ? 0 : place % width]) : number
      })
  }

  mutating func scaler(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try input(node, 0)
    guard value.shape.count == 2 else { throw bad(node, "its input has to be rows") }
    let offsets = try floats(node, "offset") ?? [0]
    let scales = try floats(node, "scale") ?? [1]
    let width = value.shape[1]
    guard offsets.count == width || offsets.count == 1, scales.count == width || scales.count == 1 else {
      throw bad(node, "it has \(offsets.count) offsets and \(scales.count) scales for \(width) columns")
    }
    try reserve(node, value.shape, operations: value.count)
    return ONNXValue(
      .float, value.shape,
      numbers: try numbers(node, value).enumerated().map { place, number in
        let offset = Double(offsets[offsets.count == 1 ? 0 : place % width])
        // Float32 after each step.
        return Double(Float(number - offset)) * Double(scales[scales.count == 1 ? 0 : place % width])
      })
  }

  mutating func normalizer(_ node: ONNXNode) throws(FileError) -> ONNXValue {
    let value = try floating(node, 0)
    guard value.shape.count == 2 else { throw bad(node, "its input has to be rows") }
    let norm = try text(node, "norm", default: "MAX")
    guard ["L1", "L2", "MAX"].contains(norm) else { throw bad(node, "'norm' is none that is known") }
    let width = value.shape[1]
    var found = try unary(node)
    guard width > 0 else { return value }
    for first in stride(from: 0, to: found.count, by: width) {
      let row = found[first..<first + width]
      let divisor: Double =
        switch norm {
        case "L1": row.reduce(0) { $0 + abs($1) }
        case "L2": row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        default: row.max() ?? 1
        }
      guard divisor != 0 else { continue }
      for place in row.indices { found[place] /= divisor }
    }
    return ONNXValue(.float, value.shape, numbers: found)
  }

  mutating func linearClassifier(_ node: ONNXNode) throws(FileError) -> [ONNXValue] {
    let value = try input(node, 0)
    guard value.shape.count == 2, value.type != .string else { throw bad(node, "its input has to be rows") }
    let classifier = try ONNXLinearClassifier(node, featureCount: value.shape[1], self)
    let (samples, rows) = (value.shape[0], classifier.rowCount)
    var scores = try product(
      node, try numbers(node, value).map { Double(Float($0)) }, samples: samples,
      ONNXRows(ONNXValue([rows, value.shape[1]], floats: classifier.weights), width: value.shape[1]),
      inner: value.shape[1], outer: rows, isTransposed: true)
    for place in scores.indices { scores[place] = Double(Float(scores[place] + classifier.bias(place % rows))) }
    try reserve(node, [samples, classifier.names.count], operations: scores.count)
    var labels = Self.largest(scores, width: rows)
    let probabilities: [Double]
    if rows == 1 {
      let isLogistic = classifier.transform == .logistic
      labels = scores.map { $0 > 0 ? 1 : 0 }
      probabilities = scores.flatMap { score in
        let second = isLogistic ? 1 / (1 + exp(-score)) : score
        return [isLogistic ? 1 - second : -second, second]
      }
    } else {
      switch classifier.transform {
      case .none: probabilities = scores
      case .softmax: probabilities = Self.softmax(scores, width: rows)
      case .logistic: probabilities = scores.map { 1 / (1 + exp(-$0)) }
      }
    }
    let told =
      switch classifier.names {
      case .texts(let texts): ONNXValue([samples], texts: labels.map { texts[$0] })
      case .integers(let integers): ONNXValue(.int64, [samples], integers: labels.map { integers[$0] })
      }
    return [told, ONNXValue(.float, [samples, classifier.names.count], numbers: probabilities)]
  }
}

/// The settings of a LinearClassifier.
struct ONNXLinearClassifier {
  enum Transform: String {
    case none = "NONE"
    case softmax = "SOFTMAX"
    case logistic = "LOGISTIC"
  }

  /// Labels of classes.
  enum Names {
    case texts([String])
    case integers([Int])

    var count: Int {
      switch self {
      case .texts(let texts): texts.count
      case .integers(let integers): integers.count
      }
    }

    var texts: [String] {
      switch self {
      case .texts(let texts): texts
      case .integers(let integers): integers.map(String.init)
      }
    }
  }

  /// [rowCount x featureCount], row by row.
  let weights: ArraySlice<Float>
  let intercepts: ArraySlice<Float>
  let rowCount: Int
  let names: Names
  let transform: Transform

  /// - Parameters:
  ///   - node: The node.
  ///   - featureCount: The number of features, by which its weights are rows.
  ///   - evaluator: For messages.
  /// - Throws: `FileError` where the settings contradict each other.
  init(_ node: ONNXNode, featureCount: Int, _ evaluator: ONNXEvaluator) throws(FileError) {
    weights = try evaluator.floats(node, "coefficients") ?? []
    intercepts = try evaluator.floats(node, "intercepts") ?? []
    if let texts = try evaluator.texts(node, "classlabels_strings"), !texts.isEmpty {
      names = .texts(texts)
    } else {
      names = .integers(try evaluator.integers(node, "classlabels_ints") ?? [])
    }
    let name = try evaluator.text(node, "post_transform", default: "NONE")
    guard let transform = Transform(rawValue: name) else {
      throw evaluator.bad(
        node, "'post_transform' is '\(name.printable(limit: 40))', expected NONE, SOFTMAX or LOGISTIC")
    }
    self.transform = transform
    guard featureCount > 0, !weights.isEmpty, weights.count % featureCount == 0 else {
      throw evaluator.bad(node, "it has \(weights.count) coefficients for \(featureCount) features")
    }
    rowCount = weights.count / featureCount
    guard intercepts.isEmpty || intercepts.count == rowCount else {
      throw evaluator.bad(node, "it has \(intercepts.count) intercepts for \(rowCount) rows of coefficients")
    }
    guard names.count == rowCount || (rowCount == 1 && names.count == 2 && transform != .softmax) else {
      throw evaluator.bad(node, "it has \(names.count) classes for \(rowCount) rows of coefficients")
    }
  }

  func bias(_ row: Int) -> Double { intercepts.isEmpty ? 0 : Double(intercepts[intercepts.startIndex + row]) }
}

/// The settings of a LabelEncoder, a map from keys to values.
struct ONNXLabelEncoder {
  enum Keys {
    case texts([String: Int])
    case integers([Int: Int])
  }
  enum Values {
    case texts([String], default: String)
    case integers([Int], default: Int)
    case floats(ArraySlice<Float>, default: Float)
  }

  /// The place of each key's value.
  let keys: Keys
  let values: Values

  init(_ node: ONNXNode, _ evaluator: ONNXEvaluator) throws(FileError) {
    let count: Int
    if let texts = try evaluator.texts(node, "keys_strings") {
      keys = .texts(Dictionary(texts.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 }))
      count = texts.count
    } else if let integers = try evaluator.integers(node, "keys_int64s") {
      keys = .integers(Dictionary(integers.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 }))
      count = integers.count
    } else {
      throw evaluator.bad(node, "it has no keys that are texts or whole numbers")
    }
    let found: Int
    if let texts = try evaluator.texts(node, "values_strings") {
      values = .texts(texts, default: try evaluator.text(node, "default_string", default: "_Unused"))
      found = texts.count
    } else if let integers = try evaluator.integers(node, "values_int64s") {
      values = .integers(integers, default: try evaluator.integer(node, "default_int64", default: -1))
      found = integers.count
    } else if let floats = try evaluator.floats(node, "values_floats") {
      values = .floats(floats, default: try evaluator.float(node, "default_float", default: 0))
      found = floats.count
    } else {
      throw evaluator.bad(node, "it has no values")
    }
    guard found == count else { throw evaluator.bad(node, "it has \(count) keys and \(found) values") }
  }

  func result(
    of places: [Int?], _ shape: [Int], _ node: ONNXNode, _ evaluator: ONNXEvaluator
  ) throws(FileError) -> ONNXValue {
    switch values {
    case .texts(let texts, let other): ONNXValue(shape, texts: places.map { $0.map { texts[$0] } ?? other })
    case .integers(let integers, let other):
      ONNXValue(.int64, shape, integers: places.map { $0.map { integers[$0] } ?? other })
    case .floats(let floats, let other):
      ONNXValue(
        .float, shape,
        numbers: places.map { Double($0.map { floats[floats.startIndex + $0] } ?? other) })
    }
  }
}
