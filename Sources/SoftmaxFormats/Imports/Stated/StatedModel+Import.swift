// What an export states, as a model.

import SoftmaxFiles
import SoftmaxRegression

extension StatedModel {
  /// The model, whose rows of weights stand in the order of its classes.
  ///
  /// - Throws: `FileError` for what contradicts itself, and names that do not fit.
  func imported(_ options: ImportOptions, path: String) throws(FileError) -> ImportedModel {
    let width = try checkedFeatureCount(path: path)
    let names = options.classNames ?? classNames
    guard names.count == groups.count else {
      throw FileError(
        .badData, path: path, problem: "there are \(names.count) names for \(groups.count) classes",
        advice: ImportOptions.nameAdvice)
    }
    let classes = try ForeignModel.vocabulary(names, path: path)
    let order = groups.flatMap(\.self)
    let exact = order.flatMap { weights[$0 * width..<($0 + 1) * width] } + order.map { bias[$0] }
    let rounded = exact.map { Float($0) }
    guard rounded.allSatisfy(\.isFinite) else {
      throw FileError(.badData, path: path, problem: "a weight is beyond the range of Float32 (about 3.4e38)")
    }
    let notes = ForeignModel.rounding(zip(exact, rounded)).map { [$0] } ?? []
    let split = order.count * width
    let parameters = Parameters(weights: Array(rounded[..<split]), bias: Array(rounded[split...]))
    let preparation: Preparation?
    let description: InputDescription
    switch input {
    case .vector(let origins):
      preparation = nil
      description = .vector(
        featureCount: width, origins: origins.contains { $0 != 0 } ? origins : nil)
    case .image(let shape, let maximum):
      (preparation, description) = (nil, .image(shape: shape, maximum: maximum))
    case .table(let table):
      let made = try Preparation(table, path: path)
      (preparation, description) = (made, made.input)
    }
    if let problem = description.problem { throw Self.bad(problem, path: path) }
    let classOfRow = groups.enumerated().flatMap { index, rows in rows.map { _ in index } }
    guard classOfRow != Array(0..<order.count) else {
      return ImportedModel(
        SoftmaxModel(parameters: parameters, classes: classes, input: description),
        preparation: preparation, notes: notes)
    }
    let layer = try ForeignModel.vocabulary((1...order.count).map { "row \($0)" }, path: path)
    return ImportedModel(
      SoftmaxModel(
        parameters: parameters, classes: layer, input: description,
        outputs: ModelOutputs(classes: classes, classOfRow: classOfRow)),
      preparation: preparation, notes: notes)
  }
}
