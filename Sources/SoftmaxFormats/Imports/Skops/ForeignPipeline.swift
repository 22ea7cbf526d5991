// A classifier of scikit-learn as a softmax layer.

import SoftmaxFiles

/// Understands a `LogisticRegression`, alone or at the end of a `Pipeline` behind a scaler (standard,
/// of ranges, robust) or a `ColumnTransformer`.
struct ForeignPipeline {
  let model: ForeignModel
  /// The release of scikit-learn that wrote it.
  let version: String?
  /// How a table's columns become the model's features; nil where they are the numbers themselves.
  let columns: ForeignColumns?

  private static let prefix = "sklearn."

  /// - Throws: `FileError` naming the step that is not understood.
  init(_ root: SkopsReadObject, path: String) throws(FileError) {
    let arrays = root.arrays
    version = root.value["_sklearn_version"]?.text
    let steps = try Self.steps(of: root.value, path: path)
    guard let last = steps.last, Self.shortName(last.value) == "LogisticRegression" else {
      let found = steps.last.map { "'\($0.name.prefix(80))' is \(Self.shown($0.value))" } ?? "there is none"
      throw Self.refused("the last step \(found), expected a LogisticRegression", path: path)
    }
    var model = try Self.layer(last, arrays, path: path)
    var columns: ForeignColumns?
    for step in steps.dropLast().reversed() {
      guard columns == nil else {
        throw Self.refused("a step stands before the ColumnTransformer: '\(step.name.prefix(80))'", path: path)
      }
      switch Self.shortName(step.value) {
      case let name? where ForeignScaler.names.contains(name):
        guard model.means == nil, model.scales == nil else {
          throw Self.refused("the step '\(step.name.prefix(80))' is a second scaler", path: path)
        }
        let scaler = try ForeignScaler(step.value, name, "the \(name)", path: path) {
          attribute throws(FileError) in
          try Self.scalerNumbers(model.featureCount, step.value, attribute, name, arrays)
        }
        (model.means, model.scales) = (scaler.means, scaler.scales)
      case "passthrough": break
      case "ColumnTransformer" where model.means == nil && model.scales == nil && columns == nil:
        columns = try ForeignColumns(step.value, arrays, path: path)
      default:
        throw Self.refused("the step '\(step.name.prefix(80))' is \(Self.shown(step.value))", path: path)
      }
      if let names = Self.names(step.value) { model.featureNames = names }
    }
    (self.model, self.columns) = (model, columns)
  }

  // MARK: Steps

  struct Step {
    let name: String
    let value: SkopsValue
  }

  /// The steps of a pipeline, those of pipelines in it among them; of any other object itself.
  static func steps(of value: SkopsValue, path: String, depth: Int = 0) throws(FileError) -> [Step] {
    guard shortName(value) == "Pipeline" else { return [Step(name: "model", value: value)] }
    guard depth < 8, let items = value["steps"]?.items else {
      throw refused("a Pipeline has no steps", path: path)
    }
    var steps: [Step] = []
    for item in items {
      guard let pair = item.items, pair.count == 2, let name = pair[0].text else {
        throw refused("a step of the Pipeline is no pair", path: path)
      }
      if shortName(pair[1]) == "Pipeline" {
        steps += try Self.steps(of: pair[1], path: path, depth: depth + 1)
      } else if !pair[1].isNull {
        steps.append(Step(name: name, value: pair[1]))
      }
    }
    return steps
  }

  static func shortName(_ value: SkopsValue) -> String? {
    if value.text == "passthrough" { return "passthrough" }
    guard let type = value.typeName, type.hasPrefix(prefix) else { return nil }
    return type.split(separator: ".").last.map(String.init)
  }

  static func shown(_ value: SkopsValue) -> String {
    value.typeName.map { String($0.prefix(120)) } ?? "no object of scikit-learn"
  }

  static func refused(_ problem: String, path: String) -> FileError {
    FileError(
      .badData, path: path, problem: problem,
      remedy: "a LogisticRegression is understood, alone or behind a scaler or a ColumnTransformer")
  }

  // MARK: Numbers

  private static func layer(
    _ step: Step, _ arrays: NamedArrays, path: String
  ) throws(FileError) -> ForeignModel {
    let shown = "the LogisticRegression '\(step.name.prefix(80))'"
    let value = step.value
    let coefficients = try numbers(value, "coef_", shown, arrays)
    guard coefficients.shape.count == 2 else { throw refused("\(shown) has no matrix in 'coef_'", path: path) }
    let names = try labels(value, shown, arrays)
    // Releases before 1.6 hold classes against the rest also with newton-cholesky, where they are left the choice.
    let (solver, choice) = (value["solver"]?.text, value["multi_class"]?.text)
    let isBinary = solver == "liblinear" || solver == "newton-cholesky" && choice == "auto"
    guard choice != "ovr" || names.count == 2, !isBinary || names.count == 2 else {
      throw refused("\(shown) holds each class against the rest (one-vs-rest), which is no softmax", path: path)
    }
    let rows = coefficients.shape[0]
    let intercept = try numbers(value, "intercept_", shown, arrays)
    // Without an intercept scikit-learn keeps one 0 for each row.
    guard intercept.shape == [rows] else {
      throw refused(
        "\(shown) has \(intercept.values.count) numbers in 'intercept_' for \(rows) rows", path: path)
    }
    // Of two classes a multinomial fit doubled the row: softmax of [-z, z].
    let factor = rows == 1 && choice == "multinomial" ? 2.0 : 1
    var model = ForeignModel(
      weights: coefficients.values.map { factor * $0 }, bias: intercept.values.map { factor * $0 },
      classNames: names, featureNames: self.names(value))
    model.spreadTwoClasses()
    guard model.rowCount == names.count else {
      throw refused("\(shown) has \(rows) rows of weights for \(names.count) classes", path: path)
    }
    return model
  }

  /// The numbers of a scaler, one for each feature; nil where it has none.
  private static func scalerNumbers(
    _ count: Int, _ value: SkopsValue, _ name: String, _ scaler: String, _ arrays: NamedArrays
  ) throws(FileError) -> [Double]? {
    guard let attribute = value[name], !attribute.isNull else { return nil }
    let numbers = try numbers(value, name, "the \(scaler)", arrays)
    guard numbers.shape == [count] else {
      throw refused(
        "the \(scaler) has \(numbers.values.count) numbers in '\(name)' for \(count) features",
        path: arrays.path)
    }
    return numbers.values
  }

  static func numbers(
    _ value: SkopsValue, _ name: String, _ shown: String, _ arrays: NamedArrays
  ) throws(FileError) -> NamedArrays.Numbers {
    guard case .array(let array) = value[name] else {
      throw refused("\(shown) has no array '\(name)': it was not fitted", path: arrays.path)
    }
    return try arrays.numbers(array)
  }

  /// The names of classes: an array, or one of Python's texts.
  private static func labels(
    _ value: SkopsValue, _ shown: String, _ arrays: NamedArrays
  ) throws(FileError) -> [String] {
    switch value["classes_"] {
    case .array(let array): return try arrays.labels(array)
    case .list(let items):
      var names: [String] = []
      for item in items {
        guard
          let name = item.text ?? item.integer.map(String.init) ?? item.boolean.map({ $0 ? "True" : "False" })
        else { throw refused("\(shown) has a class that is no text", path: arrays.path) }
        names.append(name)
      }
      return names
    default: throw refused("\(shown) has no 'classes_': it was not fitted", path: arrays.path)
    }
  }

  /// The names of the columns that a step was fitted to.
  static func names(_ value: SkopsValue) -> [String]? {
    guard let items = value["feature_names_in_"]?.items else { return nil }
    let names = items.compactMap(\.text)
    return names.count == items.count ? names : nil
  }
}
