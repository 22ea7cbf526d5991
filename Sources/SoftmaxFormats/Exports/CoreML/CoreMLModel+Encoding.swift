// A Core ML model as the bytes of its file.

import SoftmaxFiles

extension CoreMLModel {
  /// The bytes. Weights are not copied.
  var encoded: ByteRope { writer.rope }

  private var writer: ProtobufWriter {
    var writer = ProtobufWriter()
    writer.integer(1, version)
    writer.message(2, writeDescription)
    switch kind {
    case .linear(let linear): writer.message(400, linear.write)
    case .network(let network): writer.message(403, network.write)
    case .pipeline(let models, let names):
      writer.message(200) { classifier in
        classifier.message(1) { pipeline in
          for model in models { pipeline.rope(1, model.encoded) }
          for name in names { pipeline.string(2, name) }
        }
      }
    case .oneHot(let categories, let ignoresUnknown):
      writer.message(600) { encoder in
        switch categories {
        case .none: break
        case .words(let words): encoder.message(1) { Self.write(words, &$0) }
        case .integers(let integers): encoder.message(2) { $0.integers(1, integers) }
        }
        if ignoresUnknown { encoder.integer(11, 1) }
      }
    case .mapping(let pairs, let unknown):
      writer.message(606) { mapping in
        mapping.message(1) { map in
          for pair in pairs {
            map.message(1) { entry in
              entry.string(1, pair.word)
              entry.integer(2, pair.number)
            }
          }
        }
        if let unknown { mapping.integer(102, unknown) }
      }
    case .imputer(let imputed, let replaced):
      writer.message(601) { imputer in
        switch imputed {
        case .none: break
        case .number(let number): imputer.double(1, number)
        case .numbers(let numbers): imputer.message(4) { $0.doubles(1, numbers[...]) }
        }
        if let replaced { imputer.double(11, replaced) }
      }
    case .vectorizer(let columns):
      writer.message(602) { vectorizer in
        for column in columns {
          vectorizer.message(1) { input in
            input.string(1, column.name)
            input.integer(2, column.count)
          }
        }
      }
    case .scaler(let shift, let scale):
      writer.message(604) { scaler in
        scaler.doubles(1, shift[...])
        scaler.doubles(2, scale[...])
      }
    }
    return writer
  }

  private func writeDescription(_ writer: inout ProtobufWriter) {
    for input in inputs { writer.message(1, input.write) }
    for output in outputs { writer.message(10, output.write) }
    if !labelName.isEmpty { writer.string(11, labelName) }
    if !probabilitiesName.isEmpty { writer.string(12, probabilitiesName) }
    guard !shortDescription.isEmpty || !notes.isEmpty else { return }
    writer.message(100) { metadata in
      if !shortDescription.isEmpty { metadata.string(1, shortDescription) }
      for note in notes {
        metadata.message(100) { entry in
          entry.string(1, note.name)
          entry.string(2, note.text)
        }
      }
    }
  }

  fileprivate static func write(_ words: [String], _ writer: inout ProtobufWriter) {
    for word in words { writer.string(1, word) }
  }
}

extension CoreMLFeature {
  fileprivate func write(_ writer: inout ProtobufWriter) {
    writer.string(1, name)
    if !shortDescription.isEmpty { writer.string(2, shortDescription) }
    guard let kind else { return }
    writer.message(3) { type in
      switch kind {
      case .integer: type.message(1) { _ in }
      case .number: type.message(2) { _ in }
      case .word: type.message(3) { _ in }
      case .image(let width, let height, let colour):
        type.message(4) { image in
          image.integer(1, width)
          image.integer(2, height)
          image.integer(3, colour)
        }
      case .array(let shape, let dataType):
        type.message(5) { array in
          array.integers(1, shape)
          array.integer(2, dataType)
        }
      case .dictionary(let byWords):
        type.message(6) { dictionary in
          if let byWords { dictionary.message(byWords ? 2 : 1) { _ in } }
        }
      }
      if isOptional { type.integer(1000, 1) }
    }
  }
}

extension CoreMLLabels {
  fileprivate func write(_ writer: inout ProtobufWriter) {
    switch self {
    case .words(let words): writer.message(100) { CoreMLModel.write(words, &$0) }
    case .integers(let integers): writer.message(101) { $0.integers(1, integers) }
    }
  }
}

extension CoreMLLinear {
  fileprivate func write(_ writer: inout ProtobufWriter) {
    for row in rows { writer.message(1) { $0.doubles(1, row[...]) } }
    writer.doubles(2, offsets[...])
    // The values of most fields that are 0 are left out, as the format has it.
    if transform != 0 { writer.integer(3, transform) }
    if encoding != 0 { writer.integer(4, encoding) }
    labels?.write(&writer)
  }
}

extension CoreMLNetwork {
  fileprivate func write(_ writer: inout ProtobufWriter) {
    for layer in layers {
      writer.message(1) { message in
        message.string(1, layer.name)
        for input in layer.inputs { message.string(2, input) }
        for output in layer.outputs { message.string(3, output) }
        switch layer.kind {
        case nil: break
        case .flatten: message.message(301) { _ in }
        case .softmax: message.message(175) { _ in }
        case .innerProduct(let product): message.message(140, product.write)
        }
      }
    }
    for step in preprocessing {
      writer.message(2) { message in
        message.string(1, step.featureName)
        message.message(10) { scaler in
          scaler.float(10, step.scale)
          // Blue, green, red.
          for (field, bias) in zip([20, 21, 22], step.biases.reversed()) where bias != 0 {
            scaler.float(field, bias)
          }
          if step.grayBias != 0 { scaler.float(30, step.grayBias) }
        }
      }
    }
    labels?.write(&writer)
    if !probabilityLayer.isEmpty { writer.string(200, probabilityLayer) }
  }
}

extension CoreMLNetwork.InnerProduct {
  fileprivate func write(_ writer: inout ProtobufWriter) {
    writer.integer(1, inputCount)
    writer.integer(2, outputCount)
    if hasBias { writer.integer(10, 1) }
    writer.message(20) { $0.floats(1, weights[...]) }
    if hasBias || !bias.isEmpty { writer.message(21) { $0.floats(1, bias[...]) } }
  }
}
