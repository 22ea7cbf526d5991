// What no model can have as its card.

import SoftmaxRegression

extension ModelCard {
  /// What contradicts itself, or a model with so many classes and features; nil where nothing does. Complexity: O(numbers in
  /// the card).
  func problem(classes: [String], featureCount: Int) -> String? {
    hashProblem ?? offsetsProblem ?? outputsProblem ?? training?.problem(
      classes: classes, featureCount: featureCount)
      ?? evaluation?.problem
  }

  private var offsetsProblem: String? {
    if version == Self.versionWithOffsets, offsets == nil {
      return "'version' is \(version), which is that of models with offsets, but there is no 'offsets'"
    }
    if version < Self.versionWithOffsets, offsets != nil {
      return "'offsets' stands in a card of version \(version), expected \(Self.versionWithOffsets)"
    }
    return offsets?.problem(classes: classes)
  }

  private var outputsProblem: String? {
    if version == Self.versionWithOutputs, outputs == nil {
      return "'version' is \(version), which is that of models with outputs, but there is no 'outputs'"
    }
    if version != Self.versionWithOutputs, outputs != nil {
      return "'outputs' stands in a card of version \(version), expected \(Self.versionWithOutputs)"
    }
    return outputs?.problem(classes: classes)
  }

  private var hashProblem: String? {
    guard let weightsSHA256 else { return nil }
    let digits = weightsSHA256.utf8
    guard digits.count != 64 || !digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      return nil
    }
    return "'weightsSHA256' is no SHA-256: expected 64 digits from 0 to f"
  }

  /// What contradicts the model itself; nil where nothing does.
  func problem(of model: SoftmaxModel) -> String? {
    training?.problem(bias: model.bias)
      ?? training?.relaxation?.problem(weights: model.weights, featureCount: model.featureCount)
      ?? preparation?.problem(input: model.input)
      ?? statistics?.problem(classNames: model.layerClasses.names, input: model.input, training: training)
  }
}
