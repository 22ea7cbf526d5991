// What Core ML asks of a model before it loads it.

import SoftmaxFiles

/// The rules of Core ML's validators, as far as they concern the models of this package, and what they leave open: that the
/// sizes fit each other.
///
/// A file is checked when it is written and when it is read, since nothing but a Mac runs it.
struct CoreMLRules {
  private let path: String

  /// - Throws: `FileError` with the rule that a model breaks.
  static func check(_ model: CoreMLModel, path: String) throws(FileError) {
    try CoreMLRules(path: path).check(model)
  }

  func require(_ holds: Bool, _ problem: @autoclosure () -> String) throws(FileError) {
    guard holds else {
      throw FileError(.badData, path: path, problem: problem(), remedy: "export the model again")
    }
  }

  func check(_ model: CoreMLModel) throws(FileError) {
    try require(
      model.version == 1, "the specification version is \(model.version), expected 1")
    try checkInterface(model)
    switch model.kind {
    case .linear(let linear): try check(linear, model)
    case .network(let network): try check(network, model)
    case .pipeline(let models, let names): try check(models, names, model)
    case .oneHot(let categories, _): try check(categories, model)
    case .mapping(let pairs, let unknown): try check(pairs, unknown, model)
    case .imputer(let imputed, let replaced): try check(imputed, replaced, model)
    case .vectorizer(let columns): try check(columns, model)
    case .scaler(let shift, let scale): try check(shift: shift, scale: scale, model)
    }
  }

  // MARK: Inputs and outputs

  private func checkInterface(_ model: CoreMLModel) throws(FileError) {
    try require(!model.inputs.isEmpty, "a model has no inputs")
    try require(!model.outputs.isEmpty, "a model has no outputs")
    for input in model.inputs { try check(input, isInput: true) }
    for output in model.outputs { try check(output, isInput: false) }
    for features in [model.inputs, model.outputs] {
      try require(
        Set(features.map(\.name)).count == features.count, "two inputs or outputs of a model have one name")
    }
  }

  private func check(_ feature: CoreMLFeature, isInput: Bool) throws(FileError) {
    try require(!feature.name.isEmpty, "an input or output has no name")
    let name = "the feature '\(feature.name.printable(limit: 60))'"
    // Only pipelines, networks and trees may leave inputs out; models of this package leave none out.
    try require(!feature.isOptional, "\(name) is optional")
    switch feature.kind {
    case nil: try require(false, "\(name) has no type")
    case .integer, .number, .word: break
    case .dictionary(let byWords): try require(byWords != nil, "\(name) has no type of keys")
    case .image(let width, let height, let colour):
      try require(width > 0 && height > 0, "\(name) is a picture of \(width) x \(height)")
      try require(
        CoreMLFeature.Colour(rawValue: colour) != nil, "\(name) has the colours \(colour), expected gray or RGB"
      )
      try require(feature.count != nil, "\(name) is larger than any picture")
    case .array(let shape, let type):
      try require(!shape.isEmpty || !isInput, "\(name) has no shape")
      try require(shape.allSatisfy { $0 > 0 }, "\(name) has the shape \(shape)")
      try require(shape.isEmpty || feature.count != nil, "\(name) is larger than any array")
      try require(
        CoreMLFeature.DataType(rawValue: type) != nil,
        "\(name) has the data type \(type), expected Float32, Float64 or Int32")
    }
  }

  /// Every classifier has labels, and outputs that are of their type.
  func checkClassifier(_ labels: CoreMLLabels?, _ model: CoreMLModel) throws(FileError) -> CoreMLLabels {
    guard let labels, labels.count > 0 else {
      throw FileError(
        .badData, path: path, problem: "the classifier has no class labels", remedy: "export the model again")
    }
    try require(!model.labelName.isEmpty, "the classifier does not say which output is the class")
    let isInteger = if case .integers = labels { true } else { false }
    let label = model.outputs.first { $0.name == model.labelName }
    try require(
      label?.kind == (isInteger ? .integer : .word),
      "the output of the class is no \(isInteger ? "integer" : "text"), as the labels are")
    // Without probabilities there is nothing to compare.
    let probabilities = model.outputs.first { $0.name == model.probabilitiesName }
    try require(
      probabilities?.kind == .dictionary(byWords: !isInteger),
      "the output of the probabilities is no dictionary by labels")
    switch labels {
    case .words(let words):
      try require(Set(words.map { Array($0.utf8) }).count == words.count, "two classes have one label")
    case .integers(let integers):
      try require(Set(integers).count == integers.count, "two classes have one label")
    }
    return labels
  }

  // MARK: GLMClassifier

  private func check(_ linear: CoreMLLinear, _ model: CoreMLModel) throws(FileError) {
    let labels = try checkClassifier(linear.labels, model)
    for input in model.inputs {
      switch input.kind {
      case .number, .integer, .array: break
      default:
        try require(false, "the input '\(input.name.printable(limit: 60))' of the classifier is no number")
      }
    }
    let transform = CoreMLLinear.Transform(rawValue: linear.transform)
    let encoding = CoreMLLinear.Encoding(rawValue: linear.encoding)
    try require(transform != nil, "the transformation \(linear.transform) is none")
    try require(encoding != nil, "the encoding \(linear.encoding) of classes is none")
    try require(!linear.rows.isEmpty, "the classifier has no weights")
    try require(
      linear.rows.count == linear.offsets.count,
      "there are \(linear.rows.count) rows of weights and \(linear.offsets.count) offsets")
    let expected =
      encoding == .referenceClass ? labels.count - 1 : labels.count == 2 ? 1 : labels.count
    try require(
      linear.rows.count == expected,
      "there are \(linear.rows.count) rows of weights for \(labels.count) classes, expected \(expected)")
    try require(transform == .logit || labels.count <= 2, "a probit has \(labels.count) classes, expected 2")
    let width = linear.rows[0].count
    try require(width > 0, "the rows of weights are empty")
    try require(
      linear.rows.allSatisfy { $0.count == width }, "the rows of weights are of different lengths")
    // What the validators leave to the first prediction.
    let inputWidth = total(model.inputs.map(\.count))
    try require(
      inputWidth == width, "there are \(width) weights for \(inputWidth ?? 0) numbers of the input")
    try require(
      transform == .logit && encoding == .referenceClass,
      "the classifier is no softmax: expected a logit with a reference class")
  }

  func total(_ counts: [Int?]) -> Int? {
    var sum = 0
    for count in counts {
      guard let count else { return nil }
      let (value, overflow) = sum.addingReportingOverflow(count)
      guard !overflow else { return nil }
      sum = value
    }
    return sum
  }

  // MARK: PipelineClassifier

  private func check(
    _ models: [CoreMLModel], _ names: [String], _ model: CoreMLModel
  ) throws(FileError) {
    try require(!models.isEmpty, "the pipeline has no models")
    try require(
      names.isEmpty || names.count == models.count,
      "the pipeline has \(names.count) names for \(models.count) models")
    try require(Set(names).count == names.count, "two models of the pipeline have one name")
    var known: [String: CoreMLFeature.Kind?] = [:]
    for input in model.inputs { known[input.name] = input.kind }
    for (place, part) in models.enumerated() {
      for input in part.inputs {
        let name = input.name.printable(limit: 60)
        guard let kind = known[input.name] else {
          return try require(
            false, "model \(place + 1) of the pipeline takes '\(name)', which none before it gives")
        }
        try require(kind == input.kind, "model \(place + 1) of the pipeline takes '\(name)' as another type")
      }
      try check(part)
      for output in part.outputs {
        // The specification lets a later model replace a value; then names would no longer tell values apart.
        try require(
          known.updateValue(output.kind, forKey: output.name) == nil,
          "'\(output.name.printable(limit: 60))' is given twice in the pipeline")
      }
    }
    let last = models[models.count - 1]
    switch last.kind {
    case .linear, .network: break
    default: try require(false, "the last model of the pipeline is no classifier")
    }
    for output in model.outputs {
      guard let kind = known[output.name] else {
        return try require(false, "no model of the pipeline gives '\(output.name.printable(limit: 60))'")
      }
      try require(
        kind == output.kind, "the pipeline gives '\(output.name.printable(limit: 60))' as another type")
    }
    try require(
      last.labelName == model.labelName && last.probabilitiesName == model.probabilitiesName,
      "the pipeline tells another class than its last model")
  }
}
