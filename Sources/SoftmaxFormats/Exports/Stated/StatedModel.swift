// A model as the bytes of an export state it.

import SoftmaxFiles

/// What a reader of an export found: inputs, weights and classes, without anything of the model that it was made of.
struct StatedModel: Hashable {
  /// The raw input of one sample.
  enum Input: Hashable {
    /// Numbers, each less its origin in Float64.
    case vector(origins: [Double])
    /// Stored values, each divided by `maximum`.
    case image(shape: [Int], maximum: Double)
    case table(StatedTable)
  }

  var input: Input
  /// [rows x features], row-major.
  var weights: [Double]
  /// One for each row.
  var bias: [Double]
  /// For each class its rows of weights.
  var groups: [[Int]]
  var classNames: [String]

  /// The number of features; nil where it is beyond any memory.
  var featureCount: Int? {
    switch input {
    case .vector(let origins): origins.count
    case .image(let shape, _): Self.product(shape)
    case .table(let table): table.featureCount
    }
  }

  /// The number of features, after everything has been held against everything else.
  ///
  /// - Throws: `FileError` with what contradicts itself.
  func checkedFeatureCount(path: String) throws(FileError) -> Int {
    func bad(_ problem: String) -> FileError { Self.bad(problem, path: path) }
    guard let count = featureCount, count > 0 else { throw bad("the input has no features, or too many") }
    switch input {
    case .vector(let origins):
      guard origins.allSatisfy(\.isFinite) else { throw bad("an origin is no finite number") }
    case .image(_, let maximum):
      guard maximum.isFinite, maximum > 0 else {
        throw bad("the maximum is \(maximum), expected a positive number")
      }
    case .table(let table): if let problem = table.problem { throw bad(problem) }
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: bias.count)
    guard !bias.isEmpty, !overflow, weights.count == size else {
      throw bad("\(weights.count) weights for \(bias.count) rows of \(count) features")
    }
    guard weights.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite) else {
      throw bad("a weight is no finite number")
    }
    guard classNames.count == groups.count, Set(classNames.map { Array($0.utf8) }).count == classNames.count
    else {
      throw bad("a class stands twice, or has no rows")
    }
    guard !classNames.contains(where: { MarkRun.isLong($0) }) else {
      throw bad("in the name of a class \(MarkRun.problem)")
    }
    var held = [Bool](repeating: false, count: bias.count)
    for row in groups.joined() {
      guard held.indices.contains(row), !held[row] else {
        throw bad("the row \(row) of weights is in no class, or in two")
      }
      held[row] = true
    }
    guard held.allSatisfy(\.self), groups.allSatisfy({ !$0.isEmpty }) else {
      throw bad("a row of weights is in no class, or a class has none")
    }
    return count
  }

  static func bad(_ problem: String, path: String) -> FileError {
    FileError(.badData, path: path, problem: problem, remedy: "export the model again")
  }

  /// The product of dimensions; nil where one is not positive, or it is beyond any memory.
  static func product(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return nil }
      count = product
    }
    return shape.isEmpty ? nil : count
  }
}

extension StatedModel {
  /// What an export has to state of a model, for writers.
  init(_ model: PortableModel) {
    switch model.input {
    case .vector(let count, let origins):
      input = .vector(origins: origins ?? [Double](repeating: 0, count: count))
    case .image(let shape, let maximum): input = .image(shape: shape, maximum: maximum)
    case .table(let table): input = .table(StatedTable(table))
    }
    weights = model.weights.map { Double($0) }
    bias = model.bias.map { Double($0) }
    groups = model.groups
    classNames = model.classNames
  }

  /// For each row of weights its class.
  static func classOfRow(_ groups: [[Int]]) -> [Int] {
    var classes = [Int](repeating: 0, count: groups.reduce(0) { $0 + $1.count })
    for (index, rows) in groups.enumerated() { for row in rows { classes[row] = index } }
    return classes
  }

  /// The classes of rows as groups; nil where a number is no class.
  static func groups(ofRows classes: [Int], classCount: Int) -> [[Int]]? {
    guard classes.allSatisfy({ (0..<classCount).contains($0) }) else { return nil }
    var groups = [[Int]](repeating: [], count: classCount)
    for (row, index) in classes.enumerated() { groups[index].append(row) }
    return groups
  }
}
