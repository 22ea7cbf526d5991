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

  /// The sum of each row of probabilities.
  func total(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .probabilities(let sums, let transform)? = try input(node, 0), transform != .none else {
      return nil
    }
    var axes = try evaluator.integers(node, "axes")
    if let given = try constant(node, 1) { axes = given.integers }
    guard axes == [1] || axes == [-1], try evaluator.integer(node, "keepdims", default: 1) == 1 else {
      return nil
    }
    return .total(sums)
  }

  func normalizer(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard try evaluator.text(node, "norm", default: "MAX") == "L1" else { return nil }
    return try probabilities(node)
  }

  mutating func zipMap(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard case .probabilities(let sums, _)? = try input(node, 0) else { return nil }
    var names: [String]?
    if let texts = try evaluator.texts(node, "classlabels_strings"), !texts.isEmpty {
      names = texts
    } else if let integers = try evaluator.integers(node, "classlabels_int64s"), !integers.isEmpty {
      names = integers.map(String.init)
    }
    if let names { namings.append(Naming(node: node, names: names, scores: ONNXScores(sums: sums))) }
    return try input(node, 0)
  }

  // MARK: Labels

  func best(_ node: ONNXNode) throws(FileError) -> ONNXSymbol? {
    guard let scores = try input(node, 0)?.scores, scores.sums.count > 1 else { return nil }
    let axis = try evaluator.integer(node, "axis", default: 0)
    guard axis == 1 || axis == -1, try evaluator.integer(node, "select_last_index", default: 0) == 0 else {
      return unknown(node, "it is not the first of the largest numbers of a row")
    }
    return .best(scores)
  }

  /// The name that stands in a list at the place of the largest number.
  func chosenName(_ node: ONNXNode, _ table: ONNXValue, _ scores: ONNXScores) -> ONNXSymbol {
    let isList = table.shape == [scores.classCount] || table.shape == [1, scores.classCount]
    guard isList, let names = table.texts ?? table.integers?.map(String.init) else {
      return unknown(node, "it chooses among \(table.count) names for \(scores.classCount) classes")
    }
    return .label(ONNXLabel(names: names, isText: table.texts != nil, scores: scores))
  }

  /// Other names for classes.
  func renamed(_ node: ONNXNode, _ label: ONNXLabel) throws(FileError) -> ONNXSymbol? {
    let encoder = try ONNXLabelEncoder(node, evaluator)
    var places: [Int] = []
    for name in label.names {
      let place: Int? =
        switch encoder.keys {
        case .texts(let keys): label.isText ? keys[name] : nil
        case .integers(let keys): label.isText ? nil : Int(name).flatMap { keys[$0] }
        }
      guard let place else {
        return unknown(node, "the class '\(name.printable(limit: 60))' is none of its keys")
      }
      places.append(place)
    }
    switch encoder.values {
    case .texts(let texts, _):
      return .label(ONNXLabel(names: places.map { texts[$0] }, isText: true, scores: label.scores))
    case .integers(let integers, _):
      return .label(
        ONNXLabel(names: places.map { String(integers[$0]) }, isText: false, scores: label.scores))
    case .floats: return nil
    }
  }

  /// A label as another type.
  func cast(_ label: ONNXLabel, to type: ONNXElementType) -> ONNXSymbol? {
    switch type {
    case .string: return .label(ONNXLabel(names: label.names, isText: true, scores: label.scores))
    case .int64, .int32, .float, .double: return label.isText ? nil : .label(label)
    // Whether it is 1.
    case .bool: return Set(label.names).isSubset(of: ["0", "1"]) && !label.isText ? .label(label) : nil
    default: return nil
    }
  }

  /// The label, but another text for rows whose probabilities are NaN.
  func labelOfRefused(_ node: ONNXNode, _ refused: ONNXScores) throws(FileError) -> ONNXSymbol? {
    guard case .label(let label)? = try input(node, 2), label.scores == refused,
      let none = try constant(node, 1), none.count == 1
    else { return nil }
    guard let name = none.texts?.first ?? none.integers?.first.map(String.init), !label.names.contains(name)
    else { return unknown(node, "rows that are refused get the name of a class") }
    return .label(label)
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
    let matrix = ONNXValue([classifier.rowCount, sums.count], floats: classifier.weights)
    let products = try combined(node, sums, matrix, outer: classifier.rowCount, isTransposed: true)
    let logits = products.enumerated().map { $1 + classifier.bias($0) }
    let scores = ONNXScores(sums: logits)
    let isText = if case .texts = classifier.names { true } else { false }
    classifiers.append(Naming(node: node, names: classifier.names.texts, scores: scores))
    return [
      .label(ONNXLabel(names: classifier.names.texts, isText: isText, scores: scores)),
      .probabilities(logits, classifier.transform),
    ]
  }
}
