// Operators that make probabilities, and names of classes.

import SoftmaxFiles

extension ONNXInterpreter {
  func softmax(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .sums(let sums, let shape, _)? = try input(node, 0), shape.count == 1 else { return nil }
    let axis = try evaluator.integer(
      node, "axis", default: evaluator.model.operatorVersion >= 13 ? -1 : 1)
    return axis == 1 || axis == -1 ? .probabilities(sums, .softmax) : nil
  }

  func sigmoid(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .sums(let sums, let shape, _)? = try input(node, 0), shape.count == 1 else { return nil }
    return .probabilities(sums, .logistic)
  }

  /// Probabilities as they are: they are not below 0, and sum to 1 where that is divided by.
  func probabilities(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .probabilities(_, let transform)? = try input(node, 0), transform != .none else { return nil }
    return try input(node, 0)
  }

  func normalizer(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard try evaluator.text(node, "norm", default: "MAX") == "L1" else { return nil }
    return try probabilities(node)
  }

  mutating func zipMap(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    if let texts = try evaluator.texts(node, "classlabels_strings"), !texts.isEmpty {
      classifierNames = texts
    } else if let integers = try evaluator.integers(node, "classlabels_int64s") {
      classifierNames = integers.map(String.init)
    }
    return try input(node, 0)
  }

  func best(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    switch try input(node, 0) {
    case .sums?, .probabilities?, .merged?: .best
    default: nil
    }
  }

  /// Sums of probabilities, where every row belongs to one class.
  func merged(_ node: ONNXNode, _ sums: [ONNXSum], _ matrix: ONNXValue) throws(FileError) -> ONNXSymbol? {
    let (rows, classes) = (matrix.shape[0], matrix.shape[1])
    guard rows == sums.count, let numbers = matrix.numbers else { return nil }
    var classOfRow: [Int] = []
    for row in 0..<rows {
      let members = (0..<classes).filter { numbers[row * classes + $0] != 0 }
      guard members.count == 1, numbers[row * classes + members[0]] == 1 else { return nil }
      classOfRow.append(members[0])
    }
    guard Set(classOfRow).count == classes else { return nil }
    return .merged(sums, classOfRow: classOfRow, classCount: classes)
  }

  mutating func linearClassifier(_ node: ONNXNode) throws(FileError) -> [ONNXSymbol]? {
    guard case .sums(let sums, let shape, _)? = try input(node, 0), shape.count == 1 else { return nil }
    let classifier = try ONNXLinearClassifier(node, featureCount: sums.count, evaluator)
    classifierNames = classifier.names.texts
    let matrix = ONNXValue([classifier.rowCount, sums.count], floats: classifier.weights)
    let scores = try combined(node, sums, matrix, outer: classifier.rowCount, isTransposed: true)
    let logits = scores.enumerated().map { $1 + classifier.bias($0) }
    return [.label(classifier.names.texts), .probabilities(logits, classifier.transform)]
  }
}
