// From the tensors of a request to the model's features, by the same readers as files.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

extension ServedModel {
  /// Samples of a request, as the model takes them.
  struct Samples: Sendable {
    var features: Features
    var offsets: SampleOffsets?
  }

  /// The name of the tensor of offsets, [n, classes], of a model that needs some and was not fitted to a table.
  static let offsetName = "offsets"

  /// - Parameters:
  ///   - request: The inputs.
  ///   - rowLimit: The most samples.
  /// - Returns: The samples, with offsets where the model needs some.
  /// - Throws: `RequestProblem` for inputs that the model does not take, what the readers of files throw for their contents.
  func samples(of request: InferenceRequest, rowLimit: Int) throws -> Samples {
    for input in request.inputs where input.shape[0] > rowLimit {
      throw RequestProblem(
        413,
        "input '\(input.name.shown)' has \(input.shape[0]) samples, but one request may have \(rowLimit): send several"
      )
    }
    switch inputs {
    case .columns(let columns): return try rows(of: request, columns)
    case .dense(let expected): return try dense(request, expected)
    }
  }

  private func rows(of request: InferenceRequest, _ columns: [TableColumn]) throws -> Samples {
    let notation = file.preparation?.numberNotation ?? .plain
    let text = try TableText(request, notation: notation).bytes()
    do {
      let reference = DataReference(table: try ChunkedInput(text, name: Self.requestName), format: .csv)
      let scoring = try ScoringRequest(
        file, called: "the model '\(name)'",
        data: DataSource(reference, delimiter: ",", hasHeader: true))
      let (features, offsets) = try scoring.tableFeatures()
      return Samples(features: features, offsets: offsets)
    } catch let error as FileError where error.kind == .badData {
      // Nobody sent lines: the table was made here.
      let linesAreRows = text.count { $0 == 0x0a } == request.inputs[0].shape[0] + 1 && !text.contains(0x0d)
      throw RequestProblem.bad(ClientWording.text(ofInputs: error, linesAreRows: linesAreRows))
    }
  }

  /// What a request is called in messages.
  package static let requestName = "the request"

  private func dense(_ request: InferenceRequest, _ expected: InputDescription) throws -> Samples {
    var tensors = request.inputs
    let offsets = model.needsOffsets ? tensors.firstIndex { $0.name == Self.offsetName } : nil
    let stored = offsets.map { tensors.remove(at: $0) }
    guard let input = tensors.first, tensors.count == 1 else {
      throw RequestProblem.bad(
        "there are \(tensors.count) inputs, but '\(name)' takes one, '\(ModelInputs.denseName)': \(Wording.input(expected))"
      )
    }
    guard input.name == ModelInputs.denseName else {
      throw RequestProblem.bad(
        "'\(name)' has no input '\(input.name.shown)': its input is '\(ModelInputs.denseName)'")
    }
    guard input.type != .bytes else {
      throw RequestProblem.bad("input '\(input.name.shown)' has texts (BYTES), but '\(name)' takes numbers")
    }
    guard input.shape.count > 1 else {
      throw RequestProblem.bad(
        "input '\(input.name.shown)' has the shape \(input.shape): expected [samples, \(expected.shape.map(String.init).joined(separator: ", "))]"
      )
    }
    let array = try StoredArray(shaped(input, as: expected), name: "input '\(input.name.shown)'")
    let features = try array.features(FeatureOrigins(of: expected))
    guard features.fits(expected) else {
      throw RequestProblem.bad(
        "'\(name)' was trained on \(Wording.input(expected)), but input '\(input.name.shown)' has "
          + "\(Wording.input(features.input))")
    }
    try features.checkValues()
    guard model.needsOffsets else { return Samples(features: features) }
    guard let stored else {
      throw RequestProblem.bad(
        "'\(name)' was fitted with offsets: send them as the input '\(Self.offsetName)', [samples, \(model.layerClasses.count)]"
      )
    }
    let (values, columnCount) = try StoredArray(stored, name: "input '\(Self.offsetName)'").sampleOffsets()
    guard columnCount == model.layerClasses.count, values.count == columnCount * features.sampleCount else {
      throw RequestProblem.bad(
        "input '\(Self.offsetName)' has the shape \(stored.shape): expected [\(features.sampleCount), \(model.layerClasses.count)]"
      )
    }
    return Samples(features: features, offsets: try SampleOffsets(values, classNames: model.layerClasses.names))
  }

  /// Bytes of a flat shape are the pixels of a picture where the model takes pictures.
  private func shaped(
    _ input: InferenceRequest.Input, as expected: InputDescription
  ) -> InferenceRequest.Input {
    let isFlat = input.shape.count == 2 && input.shape[1] == expected.featureCount
    guard input.type == .uint8, expected.kind == .image,
      isFlat || input.shape.dropFirst().elementsEqual(expected.shape + [1])
    else { return input }
    return .init(
      name: input.name, shape: [input.shape[0]] + expected.shape, type: input.type, content: input.content)
  }
}
