// A Core ML model out of the bytes of its file.

import SoftmaxFiles
import SoftmaxKernels

extension CoreMLModel {
  /// Reads a file. A field that is not understood is refused, since it may change what the model computes.
  ///
  /// - Throws: `FileError` with the byte of what is wrong.
  init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    try self.init(ProtobufReader(bytes, path: path), path)
  }

  private init(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    version = 0
    (inputs, outputs) = ([], [])
    var found: Kind?
    kind = .vectorizer([])
    while let field = try message.next() {
      switch field.number {
      case 1: version = try field.integer()
      case 2: try readDescription(field.message(), path)
      case 10: try CoreMLField.expectZero(field, "Model", path)
      case 200: found = try Self.pipeline(field.message(), path)
      case 400: found = .linear(try CoreMLLinear(field.message(), path))
      case 403: found = .network(try CoreMLNetwork(field.message(), path))
      case 600: found = try Self.oneHot(field.message(), path)
      case 601: found = try Self.imputer(field.message(), path)
      case 602: found = try Self.vectorizer(field.message(), path)
      case 604: found = try Self.scaler(field.message(), path)
      case 606: found = try Self.mapping(field.message(), path)
      default: throw CoreMLField.unknown(field, "Model", path)
      }
    }
    guard let found else {
      throw FileError(
        .badData, path: path, problem: "a model says nothing of how it computes",
        remedy: "export the model again")
    }
    kind = found
  }

  private mutating func readDescription(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: inputs.append(try CoreMLFeature(field.message(), path))
      case 10: outputs.append(try CoreMLFeature(field.message(), path))
      case 11: labelName = try field.text()
      case 12: probabilitiesName = try field.text()
      case 100: try readMetadata(field.message(), path)
      default: throw CoreMLField.unknown(field, "ModelDescription", path)
      }
    }
  }

  private mutating func readMetadata(_ message: ProtobufReader, _ path: String) throws(FileError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: shortDescription = try field.text()
      case 2, 3, 4: _ = try field.text()
      case 100:
        var entry = try field.message()
        var note = (name: "", text: "")
        while let part = try entry.next() {
          switch part.number {
          case 1: note.name = try part.text()
          case 2: note.text = try part.text()
          default: throw CoreMLField.unknown(part, "userDefined", path)
          }
        }
        notes.append(note)
      default: throw CoreMLField.unknown(field, "Metadata", path)
      }
    }
  }

  private static func pipeline(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var classifier = message
    var models: [CoreMLModel] = []
    var names: [String] = []
    while let field = try classifier.next() {
      guard field.number == 1 else { throw CoreMLField.unknown(field, "PipelineClassifier", path) }
      var pipeline = try field.message()
      while let part = try pipeline.next() {
        switch part.number {
        case 1: models.append(try CoreMLModel(part.message(), path))
        case 2: names.append(try part.text())
        default: throw CoreMLField.unknown(part, "Pipeline", path)
        }
      }
    }
    return .pipeline(models, names: names)
  }

  private static func oneHot(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var categories = CoreMLCategories.none
    var ignoresUnknown = false
    while let field = try message.next() {
      switch field.number {
      case 1: categories = .words(try CoreMLField.words(field.message(), path))
      case 2: categories = .integers(try CoreMLField.integers(field.message(), path))
      case 10: try CoreMLField.expectZero(field, "OneHotEncoder", path)
      case 11: ignoresUnknown = try CoreMLField.truth(field, "OneHotEncoder", path)
      default: throw CoreMLField.unknown(field, "OneHotEncoder", path)
      }
    }
    return .oneHot(categories, ignoresUnknown: ignoresUnknown)
  }

  private static func imputer(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var imputed = CoreMLImputed.none
    var replaced: Double?
    while let field = try message.next() {
      switch field.number {
      case 1: imputed = .number(try field.double())
      case 4: imputed = .numbers(try CoreMLField.doubles(field.message(), path))
      case 11: replaced = try field.double()
      default: throw CoreMLField.unknown(field, "Imputer", path)
      }
    }
    return .imputer(imputed, replaced: replaced)
  }

  private static func vectorizer(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var columns: [CoreMLColumn] = []
    while let field = try message.next() {
      guard field.number == 1 else { throw CoreMLField.unknown(field, "FeatureVectorizer", path) }
      var input = try field.message()
      var column = CoreMLColumn(name: "", count: 0)
      while let part = try input.next() {
        switch part.number {
        case 1: column.name = try part.text()
        case 2: column.count = try part.integer()
        default: throw CoreMLField.unknown(part, "InputColumn", path)
        }
      }
      columns.append(column)
    }
    return .vectorizer(columns)
  }

  private static func scaler(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var (shift, scale): ([Double], [Double]) = ([], [])
    while let field = try message.next() {
      switch field.number {
      case 1: try field.append(to: &shift)
      case 2: try field.append(to: &scale)
      default: throw CoreMLField.unknown(field, "Scaler", path)
      }
    }
    return .scaler(shift: shift, scale: scale)
  }

  private static func mapping(_ message: ProtobufReader, _ path: String) throws(FileError) -> Kind {
    var message = message
    var pairs: [CoreMLMapping] = []
    var unknown: Int?
    while let field = try message.next() {
      switch field.number {
      case 1:
        var map = try field.message()
        while let part = try map.next() {
          guard part.number == 1 else { throw CoreMLField.unknown(part, "StringToInt64Map", path) }
          var entry = try part.message()
          var pair = CoreMLMapping(word: "", number: 0)
          while let value = try entry.next() {
            switch value.number {
            case 1: pair.word = try value.text()
            case 2: pair.number = try value.integer()
            default: throw CoreMLField.unknown(value, "MapEntry", path)
            }
          }
          pairs.append(pair)
        }
      case 102: unknown = try field.integer()
      default: throw CoreMLField.unknown(field, "CategoricalMapping", path)
      }
    }
    return .mapping(pairs, unknown: unknown)
  }
}
