// Inputs, outputs and classifiers of a Core ML model out of their bytes.

import SoftmaxFiles

/// What fields have in common.
enum CoreMLField {
  static func unknown(_ field: ProtobufField, _ message: String, _ path: String) -> FileError {
    FileError(
      .badData, path: path, position: .byte(field.position),
      problem: "field \(field.number) of \(message) is none that linear models have",
      remedy: "take a file that this program exported")
  }

  /// A field whose default says that something is not used.
  static func expectZero(_ field: ProtobufField, _ message: String, _ path: String) throws(FileError) {
    guard try field.integer() == 0 else { throw unknown(field, message, path) }
  }

  /// 0 or 1.
  static func truth(_ field: ProtobufField, _ message: String, _ path: String) throws(FileError) -> Bool {
    let value = try field.integer()
    guard value == 0 || value == 1 else { throw unknown(field, message, path) }
    return value == 1
  }

  static func words(_ message: ProtobufReader, _ path: String) throws(FileError) -> [String] {
    var message = message
    var words: [String] = []
    while let field = try message.next() {
      guard field.number == 1 else { throw unknown(field, "StringVector", path) }
      words.append(try field.text())
    }
    return words
  }

  static func integers(_ message: ProtobufReader, _ path: String) throws(FileError) -> [Int] {
    var message = message
    var integers: [Int] = []
    while let field = try message.next() {
      guard field.number == 1 else { throw unknown(field, "Int64Vector", path) }
      try field.append(to: &integers)
    }
    return integers
  }

  static func doubles(_ message: ProtobufReader, _ path: String) throws(FileError) -> [Double] {
    var message = message
    var doubles: [Double] = []
    while let field = try message.next() {
      guard field.number == 1 else { throw unknown(field, "DoubleVector", path) }
      try field.append(to: &doubles)
    }
    return doubles
  }

  static func floats(_ message: ProtobufReader, _ path: String) throws(FileError) -> [Float] {
    var message = message
    var floats: [Float] = []
    while let field = try message.next() {
      guard field.number == 1 else { throw unknown(field, "WeightParams", path) }
      try field.append(to: &floats)
    }
    return floats
  }

  /// The key type of a dictionary, the labels of a classifier: a message without fields.
  static func expectEmpty(_ field: ProtobufField, _ name: String, _ path: String) throws(FileError) {
    var message = try field.message()
    if let part = try message.next() { throw unknown(part, name, path) }
  }
}

extension CoreMLFeature {
  init(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    self.init(name: "")
    while let field = try message.next() {
      switch field.number {
      case 1: name = try field.text()
      case 2: shortDescription = try field.text()
      case 3: try readType(field.message(), path)
      default: throw CoreMLField.unknown(field, "FeatureDescription", path)
      }
    }
  }

  private mutating func readType(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1:
        try CoreMLField.expectEmpty(field, "Int64FeatureType", path)
        kind = .integer
      case 2:
        try CoreMLField.expectEmpty(field, "DoubleFeatureType", path)
        kind = .number
      case 3:
        try CoreMLField.expectEmpty(field, "StringFeatureType", path)
        kind = .word
      case 4: kind = try Self.image(field.message(), path)
      case 5: kind = try Self.array(field.message(), path)
      case 6: kind = try Self.dictionary(field.message(), path)
      case 1000: isOptional = try CoreMLField.truth(field, "FeatureType", path)
      default: throw CoreMLField.unknown(field, "FeatureType", path)
      }
    }
  }

  private static func image(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var (width, height, colour) = (0, 0, 0)
    while let field = try message.next() {
      switch field.number {
      case 1: width = try field.integer()
      case 2: height = try field.integer()
      case 3: colour = try field.integer()
      default: throw CoreMLField.unknown(field, "ImageFeatureType", path)
      }
    }
    return .image(width: width, height: height, colour: colour)
  }

  private static func array(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var shape: [Int] = []
    var type = 0
    while let field = try message.next() {
      switch field.number {
      case 1: try field.append(to: &shape)
      case 2: type = try field.integer()
      default: throw CoreMLField.unknown(field, "ArrayFeatureType", path)
      }
    }
    return .array(shape: shape, type: type)
  }

  private static func dictionary(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var byWords: Bool?
    while let field = try message.next() {
      guard field.number == 1 || field.number == 2 else {
        throw CoreMLField.unknown(field, "DictionaryFeatureType", path)
      }
      try CoreMLField.expectEmpty(field, "DictionaryFeatureType", path)
      byWords = field.number == 2
    }
    return .dictionary(byWords: byWords)
  }
}

extension CoreMLLinear {
  init(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    self.init(rows: [], offsets: [])
    while let field = try message.next() {
      switch field.number {
      case 1: rows.append(try CoreMLField.doubles(field.message(), path))
      case 2: try field.append(to: &offsets)
      case 3: transform = try field.integer()
      case 4: encoding = try field.integer()
      case 100: labels = .words(try CoreMLField.words(field.message(), path))
      case 101: labels = .integers(try CoreMLField.integers(field.message(), path))
      default: throw CoreMLField.unknown(field, "GLMClassifier", path)
      }
    }
  }
}

extension CoreMLNetwork {
  init(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    self.init(layers: [], preprocessing: [])
    while let field = try message.next() {
      switch field.number {
      case 1: layers.append(try Layer(field.message(), path))
      case 2: preprocessing.append(try Preprocessing(field.message(), path))
      case 5, 6: try CoreMLField.expectZero(field, "NeuralNetworkClassifier", path)
      case 100: labels = .words(try CoreMLField.words(field.message(), path))
      case 101: labels = .integers(try CoreMLField.integers(field.message(), path))
      case 200: probabilityLayer = try field.text()
      default: throw CoreMLField.unknown(field, "NeuralNetworkClassifier", path)
      }
    }
  }
}

extension CoreMLNetwork.Preprocessing {
  init(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    self.init(featureName: "", scale: 0)
    while let field = try message.next() {
      switch field.number {
      case 1: featureName = try field.text()
      case 10:
        var scaler = try field.message()
        while let part = try scaler.next() {
          switch part.number {
          case 10: scale = try part.float()
          case 20: biases[2] = try part.float()
          case 21: biases[1] = try part.float()
          case 22: biases[0] = try part.float()
          case 30: grayBias = try part.float()
          default: throw CoreMLField.unknown(part, "NeuralNetworkImageScaler", path)
          }
        }
      default: throw CoreMLField.unknown(field, "NeuralNetworkPreprocessing", path)
      }
    }
  }
}

extension CoreMLNetwork.Layer {
  init(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    self.init(name: "", inputs: [], outputs: [])
    while let field = try message.next() {
      switch field.number {
      case 1: name = try field.text()
      case 2: inputs.append(try field.text())
      case 3: outputs.append(try field.text())
      case 10: try CoreMLField.expectZero(field, "NeuralNetworkLayer", path)
      case 140: kind = .innerProduct(try CoreMLNetwork.InnerProduct(field.message(), path))
      case 175:
        try CoreMLField.expectEmpty(field, "SoftmaxLayerParams", path)
        kind = .softmax
      case 301:
        var parameters = try field.message()
        while let part = try parameters.next() {
          guard part.number == 1 else { throw CoreMLField.unknown(part, "FlattenLayerParams", path) }
          try CoreMLField.expectZero(part, "FlattenLayerParams", path)
        }
        kind = .flatten
      default: throw CoreMLField.unknown(field, "NeuralNetworkLayer", path)
      }
    }
  }
}

extension CoreMLNetwork.InnerProduct {
  init(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    self.init(inputCount: 0, outputCount: 0, hasBias: false, weights: [], bias: [])
    while let field = try message.next() {
      switch field.number {
      case 1: inputCount = try field.integer()
      case 2: outputCount = try field.integer()
      case 10: hasBias = try CoreMLField.truth(field, "InnerProductLayerParams", path)
      case 20: weights += try CoreMLField.floats(field.message(), path)
      case 21: bias += try CoreMLField.floats(field.message(), path)
      case 22: try CoreMLField.expectZero(field, "InnerProductLayerParams", path)
      default: throw CoreMLField.unknown(field, "InnerProductLayerParams", path)
      }
    }
  }
}
