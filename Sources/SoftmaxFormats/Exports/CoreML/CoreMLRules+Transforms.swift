// What Core ML asks of the models before a classifier.

import SoftmaxFiles

extension CoreMLRules {
  /// The one input and the one output that most transformations have.
  private func single(
    _ model: CoreMLModel, _ what: String
  ) throws(FileError) -> (input: CoreMLFeature.Kind?, output: CoreMLFeature.Kind?) {
    try require(
      model.inputs.count == 1 && model.outputs.count == 1,
      "\(what) has \(model.inputs.count) inputs and \(model.outputs.count) outputs, expected 1 and 1")
    return (model.inputs[0].kind, model.outputs[0].kind)
  }

  func check(_ categories: CoreMLCategories, _ model: CoreMLModel) throws(FileError) {
    let (input, output) = try single(model, "an encoder of categories")
    let count: Int
    switch categories {
    case .none: return try require(false, "an encoder has no categories")
    case .words(let words):
      try require(input == .word, "an encoder of words takes no words")
      try require(Set(words.map { Array($0.utf8) }).count == words.count, "an encoder has a category twice")
      count = words.count
    case .integers(let integers):
      try require(input == .integer, "an encoder of integers takes no integers")
      try require(Set(integers).count == integers.count, "an encoder has a category twice")
      count = integers.count
    }
    guard case .array(let shape, _) = output else {
      return try require(false, "an encoder of categories gives no array")
    }
    try require(shape == [count], "an encoder of \(count) categories gives an array of shape \(shape)")
  }

  func check(
    _ pairs: [CoreMLMapping], _ unknown: Int?, _ model: CoreMLModel
  ) throws(FileError) {
    let (input, output) = try single(model, "a mapping of words")
    try require(!pairs.isEmpty, "a mapping has no words")
    try require(input == .word, "a mapping of words takes no words")
    try require(output == .integer, "a mapping of words to integers gives no integer")
    try require(Set(pairs.map { Array($0.word.utf8) }).count == pairs.count, "a mapping has a word twice")
  }

  func check(
    _ imputed: CoreMLImputed, _ replaced: Double?, _ model: CoreMLModel
  ) throws(FileError) {
    let (input, output) = try single(model, "an imputer")
    try require(input == output, "an imputer gives another type or shape than it takes")
    switch imputed {
    case .none: try require(false, "an imputer has no value")
    case .number:
      switch input {
      case .number, .array: break
      default: try require(false, "an imputer of numbers takes none")
      }
    case .numbers(let numbers):
      guard case .array(let shape, _) = input else {
        return try require(false, "an imputer of arrays takes no array")
      }
      try require(shape.first == numbers.count, "an imputer has \(numbers.count) values for the shape \(shape)")
    }
    if case .array(let shape, _) = input {
      try require(shape.count == 1, "an imputer takes an array of \(shape.count) dimensions, expected 1")
    }
  }

  func check(_ columns: [CoreMLColumn], _ model: CoreMLModel) throws(FileError) {
    try require(model.outputs.count == 1, "a vectorizer has \(model.outputs.count) outputs, expected 1")
    guard case .array(let shape, _) = model.outputs[0].kind else {
      return try require(false, "a vectorizer gives no array")
    }
    var counts: [String: Int?] = [:]
    for input in model.inputs {
      switch input.kind {
      case .number, .integer, .array: counts[input.name] = input.count
      default: try require(false, "a vectorizer takes '\(input.name.printable(limit: 60))', which is no number")
      }
    }
    try require(!columns.isEmpty, "a vectorizer has no columns")
    for column in columns {
      let name = column.name.printable(limit: 60)
      try require(column.count > 0, "a vectorizer takes \(column.count) numbers of '\(name)'")
      guard let count = counts.removeValue(forKey: column.name) else {
        return try require(false, "a vectorizer takes '\(name)', which is no input of it, or twice")
      }
      try require(
        count == column.count,
        "a vectorizer takes \(column.count) numbers of '\(name)', which has \(count ?? 0)")
    }
    try require(counts.isEmpty, "a vectorizer has inputs that it does not use")
    try require(
      total(columns.map(\.count)).map { [$0] } == shape,
      "a vectorizer gives an array of another length, \(shape)")
  }

  func check(shift: [Double], scale: [Double], _ model: CoreMLModel) throws(FileError) {
    let (input, output) = try single(model, "a scaler")
    // Integers are left out here: no model of this package scales them.
    try require(input == output, "a scaler gives another type or shape than it takes")
    var allowed: Set = [0, 1]
    switch input {
    case .number: break
    case .array(let shape, _):
      try require(shape.count == 1, "a scaler takes an array of \(shape.count) dimensions, expected 1")
      allowed.insert(shape.first ?? 0)
    default: try require(false, "a scaler takes no number")
    }
    try require(
      allowed.contains(shift.count) && allowed.contains(scale.count),
      "a scaler has \(shift.count) shifts and \(scale.count) scales, expected none, one or one for each number")
  }
}
