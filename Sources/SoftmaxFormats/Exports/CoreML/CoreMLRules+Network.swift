// What Core ML asks of a neural network.

import SoftmaxFiles

extension CoreMLRules {
  func check(_ network: CoreMLNetwork, _ model: CoreMLModel) throws(FileError) {
    let labels = try checkClassifier(network.labels, model)
    try require(!network.layers.isEmpty, "the network has no layers")
    var sizes: [String: Int] = [:]
    for input in model.inputs {
      switch input.kind {
      case .image: break
      case .array(let shape, _):
        try require(
          shape.count == 1 || shape.count == 3,
          "the network takes an array of \(shape.count) dimensions, expected 1 or 3")
      default:
        try require(
          false, "the input '\(input.name.printable(limit: 60))' of the network is no picture and no array")
      }
      sizes[input.name] = input.count
    }
    try check(network.preprocessing, model)
    let inputNames = Set(sizes.keys)
    for layer in network.layers { try check(layer, &sizes) }
    try require(
      Set(network.layers.map(\.name)).count == network.layers.count, "two layers of the network have one name")
    let probabilities =
      network.probabilityLayer.isEmpty
      ? network.layers.last?.outputs.first ?? "" : network.probabilityLayer
    guard let count = sizes[probabilities], !inputNames.contains(probabilities) else {
      return try require(
        false, "the probabilities come from '\(probabilities.printable(limit: 60))', which no layer gives")
    }
    try require(count == labels.count, "the network gives \(count) probabilities for \(labels.count) classes")
    for output in model.outputs
    where output.name != model.labelName && output.name != model.probabilitiesName {
      try require(
        sizes[output.name] != nil && !inputNames.contains(output.name),
        "no layer of the network gives '\(output.name.printable(limit: 60))'")
    }
  }

  private func check(
    _ steps: [CoreMLNetwork.Preprocessing], _ model: CoreMLModel
  ) throws(FileError) {
    var seen: Set<String> = []
    for step in steps {
      let name = step.featureName.printable(limit: 60)
      // Without a name it is the first input.
      let wanted = step.featureName.isEmpty ? model.inputs[0].name : step.featureName
      guard let input = model.inputs.first(where: { $0.name == wanted }) else {
        return try require(false, "the network prepares '\(name)', which is no input of it")
      }
      let isImage = if case .image = input.kind { true } else { false }
      try require(isImage, "the network prepares '\(name)', which is no picture")
      try require(seen.insert(wanted).inserted, "the network prepares '\(name)' twice")
    }
  }

  /// Checks a layer and adds the size of what it gives.
  private func check(
    _ layer: CoreMLNetwork.Layer, _ sizes: inout [String: Int]
  ) throws(FileError) {
    let name = "the layer '\(layer.name.printable(limit: 60))'"
    try require(!layer.name.isEmpty, "a layer of the network has no name")
    try require(
      layer.inputs.count == 1 && layer.outputs.count == 1,
      "\(name) has \(layer.inputs.count) inputs and \(layer.outputs.count) outputs, expected 1 and 1")
    guard let inputSize = sizes[layer.inputs[0]] else {
      return try require(
        false, "\(name) takes '\(layer.inputs[0].printable(limit: 60))', which no layer before it gives")
    }
    let outputSize: Int
    switch layer.kind {
    case nil: return try require(false, "\(name) computes nothing")
    case .flatten, .softmax: outputSize = inputSize
    case .innerProduct(let product):
      try check(product, name)
      try require(
        product.inputCount == inputSize,
        "\(name) takes \(product.inputCount) numbers, but is given \(inputSize)")
      outputSize = product.outputCount
    }
    try require(
      sizes.updateValue(outputSize, forKey: layer.outputs[0]) == nil,
      "\(name) gives '\(layer.outputs[0].printable(limit: 60))', which is there already")
  }

  private func check(_ product: CoreMLNetwork.InnerProduct, _ name: String) throws(FileError) {
    let (size, overflow) = product.inputCount.multipliedReportingOverflow(by: product.outputCount)
    try require(
      product.inputCount > 0 && product.outputCount > 0 && !overflow && size == product.weights.count,
      "\(name) has \(product.weights.count) weights for \(product.inputCount) x \(product.outputCount)")
    try require(
      product.hasBias || product.bias.isEmpty, "\(name) has numbers of a bias, but says that it has none")
    try require(
      !product.hasBias || product.bias.count == product.outputCount,
      "\(name) has \(product.bias.count) numbers of a bias for \(product.outputCount) outputs")
  }
}
