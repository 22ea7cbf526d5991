// A ColumnTransformer of scikit-learn as columns of a table.

import SoftmaxFiles
import SoftmaxRegression

/// Numbers that are imputed and scaled, and categories that are encoded one-hot, each column once.
struct ForeignColumns {
  /// One column, in the order of the transformer's output.
  private enum Part {
    /// What is subtracted, what it is divided by, and what stands for a missing cell, before both.
    case number(String, mean: Double, scale: Double, imputed: Double?)
    /// The categories, of which nil is a missing cell, the one without a feature, and whether others are all zeros.
    case category(String, [String?], dropped: Int?, ignoresOthers: Bool)

    var width: Int {
      switch self {
      case .number: 1
      case .category(_, let names, let dropped, _): names.count - (dropped == nil ? 0 : 1)
      }
    }
  }

  private let parts: [Part]
  private let path: String

  /// - Throws: `FileError` naming the transformer that is not understood.
  init(_ value: SkopsValue, _ arrays: NamedArrays, path: String) throws(FileError) {
    self.path = path
    guard let transformers = value["transformers_"]?.items else {
      throw ForeignPipeline.refused("the ColumnTransformer was not fitted", path: path)
    }
    guard value["transformer_weights"].map(\.isNull) ?? true else {
      throw ForeignPipeline.refused("the ColumnTransformer has transformer_weights", path: path)
    }
    let names = ForeignPipeline.names(value)
    var (parts, used): ([Part], Set<String>) = ([], [])
    for transformer in transformers {
      guard let items = transformer.items, items.count == 3, let name = items[0].text else {
        throw ForeignPipeline.refused("a transformer is not of three parts", path: path)
      }
      if items[1].text == "drop" { continue }
      let shown = "the transformer '\(name.prefix(80))'"
      let columns = try Self.columns(items[2], names, shown, path)
      if columns.isEmpty { continue }
      for column in columns where !used.insert(column).inserted {
        throw ForeignPipeline.refused("the column '\(column.prefix(80))' is transformed twice", path: path)
      }
      parts += try Self.parts(items[1], columns, shown, arrays, path)
    }
    self.parts = parts
  }

  /// The columns of a transformer: names, or places of them.
  private static func columns(
    _ value: SkopsValue, _ names: [String]?, _ shown: String, _ path: String
  ) throws(FileError) -> [String] {
    guard let items = value.items ?? (value.text != nil || value.integer != nil ? [value] : nil) else {
      throw ForeignPipeline.refused("\(shown) selects columns in another way than by a list", path: path)
    }
    var columns: [String] = []
    for item in items {
      if let name = item.text {
        columns.append(name)
      } else if let place = item.integer, place >= 0, names.map({ place < $0.count }) ?? true {
        columns.append(names?[place] ?? "x\(place + 1)")
      } else {
        throw ForeignPipeline.refused("\(shown) selects columns in another way than by a list", path: path)
      }
    }
    return columns
  }

  // MARK: Transformers

  private static func parts(
    _ value: SkopsValue, _ columns: [String], _ shown: String, _ arrays: NamedArrays, _ path: String
  ) throws(FileError) -> [Part] {
    if ForeignPipeline.shortName(value) == "OneHotEncoder" {
      return try categories(value, columns, shown, arrays, path)
    }
    var (means, scales) = (
      [Double](repeating: 0, count: columns.count), [Double](repeating: 1, count: columns.count)
    )
    var imputed: [Double]?
    for step in try ForeignPipeline.steps(of: value, path: path) {
      func numbers(_ name: String) throws(FileError) -> [Double]? {
        guard let attribute = step.value[name], !attribute.isNull else { return nil }
        if let items = attribute.items {
          let numbers = items.compactMap(\.number)
          guard numbers.count == columns.count else {
            throw ForeignPipeline.refused("\(shown) has in '\(name)' what are no numbers", path: path)
          }
          return numbers
        }
        let numbers = try ForeignPipeline.numbers(step.value, name, shown, arrays)
        guard numbers.shape == [columns.count] else {
          throw ForeignPipeline.refused("\(shown) has in '\(name)' another number of columns", path: path)
        }
        return numbers.values
      }
      switch ForeignPipeline.shortName(step.value) {
      case "passthrough": break
      case "FunctionTransformer" where step.value["func"]?.isNull == true: break
      case "SimpleImputer" where step.value["add_indicator"]?.boolean == false && imputed == nil:
        guard case .other("NaN")? = step.value["missing_values"] else {
          throw ForeignPipeline.refused("\(shown) takes another value than NaN for a missing one", path: path)
        }
        // What is filled in before the scaling is what the column's own numbers are filled in with.
        imputed = try numbers("statistics_")?.enumerated().map { $1 * scales[$0] + means[$0] }
      case let name? where ForeignScaler.names.contains(name):
        guard means.allSatisfy({ $0 == 0 }), scales.allSatisfy({ $0 == 1 }) else {
          throw ForeignPipeline.refused("\(shown) scales twice", path: path)
        }
        let scaler = try ForeignScaler(step.value, name, shown, path: path, read: numbers)
        (means, scales) = (scaler.means ?? means, scaler.scales ?? scales)
      default:
        throw ForeignPipeline.refused(
          "\(shown) has the step '\(step.name.prefix(80))', \(ForeignPipeline.shown(step.value))", path: path)
      }
    }
    return columns.indices.map { place in
      .number(columns[place], mean: means[place], scale: scales[place], imputed: imputed?[place])
    }
  }

  private static func categories(
    _ value: SkopsValue, _ columns: [String], _ shown: String, _ arrays: NamedArrays, _ path: String
  ) throws(FileError) -> [Part] {
    guard let lists = value["categories_"]?.items, lists.count == columns.count,
      value["_infrequent_enabled"]?.boolean != true
    else { throw ForeignPipeline.refused("\(shown) has no categories, or rare ones together", path: path) }
    let policy = value["handle_unknown"]?.text
    guard policy == "ignore" || policy == "error" else {
      throw ForeignPipeline.refused(
        "\(shown) treats unknown categories in another way than ignore or error", path: path)
    }
    let drops = value["drop_idx_"]
    var parts: [Part] = []
    for (place, list) in lists.enumerated() {
      var names: [String?] = []
      switch list {
      case .array(let array): names = try arrays.texts(array)
      case .list(let items):
        for item in items {
          // Missing cells are None or NaN.
          if case .other("NaN") = item {
            names.append(nil)
          } else if item.isNull {
            names.append(nil)
          } else {
            guard let name = item.text else {
              throw ForeignPipeline.refused("\(shown) has a category that is no text", path: path)
            }
            names.append(name)
          }
        }
      default: throw ForeignPipeline.refused("\(shown) has categories of another kind", path: path)
      }
      var dropped: Int?
      if let drops, !drops.isNull {
        if case .array(let array) = drops {
          dropped = try arrays.integers(array, count: columns.count)[place]
        } else if let item = drops.items, item.count == columns.count {
          dropped = item[place].integer
        }
        guard dropped.map(names.indices.contains) ?? drops.items?[place].isNull ?? false else {
          throw ForeignPipeline.refused("\(shown) drops a category that is none", path: path)
        }
      }
      guard names.compactMap(\.self).count == Set(names.compactMap(\.self)).count,
        names.contains(where: { $0 != nil }),
        names.count(where: { $0 == nil }) < 2
      else { throw ForeignPipeline.refused("\(shown) has no categories, or one twice", path: path) }
      parts.append(.category(columns[place], names, dropped: dropped, ignoresOthers: policy == "ignore"))
    }
    return parts
  }

  // MARK: Model

  /// The model of a layer behind the transformer.
  ///
  /// - Throws: `FileError` where the layer does not fit, or columns treat unknown categories in several ways.
  func imported(
    _ layer: ForeignModel, _ options: ImportOptions, notes: [String]
  ) throws(FileError) -> ImportedModel {
    guard !parts.isEmpty, parts.reduce(0, { $0 + $1.width }) == layer.featureCount else {
      throw ForeignPipeline.refused("the transformed columns are not as many as the weights", path: path)
    }
    var policies: Set<Bool> = []
    var takesMissing = true
    for part in parts {
      switch part {
      case .number(_, _, _, let imputed): if imputed == nil { takesMissing = false }
      case .category(_, let names, _, let ignores):
        policies.insert(ignores)
        if !ignores, !names.contains(nil) { takesMissing = false }
      }
    }
    guard policies.count < 2 else {
      throw ForeignPipeline.refused(
        "some encoders refuse unknown categories and others ignore them", path: path)
    }
    var (columns, features): ([PreparedColumn], [[Double]]) = ([], [])
    var (bias, place) = (layer.bias, 0)
    func weights(_ feature: Int) -> [Double] {
      (0..<layer.rowCount).map { layer.weights[$0 * layer.featureCount + feature] }
    }
    for part in parts {
      switch part {
      case .number(let name, let mean, let scale, let imputed):
        let own = weights(place).map { $0 / scale }
        // Far from 0 the mean becomes the origin, as Float32 would keep little of what varies.
        let origin = abs(mean) > ForeignModel.farMean * scale ? mean : 0
        if origin == 0 { for row in bias.indices { bias[row] -= own[row] * mean } }
        features.append(own)
        columns.append(
          PreparedColumn(
            column: TableColumn(name: name, kind: .number(origin: origin)),
            means: [(imputed ?? origin) - origin],
            hasIndicator: false))
      case .category(let name, let names, let dropped, _):
        var (own, missing): ([[Double]], [Double]) = ([], [Double](repeating: 0, count: layer.rowCount))
        var feature = place
        for (code, category) in names.enumerated() where code != dropped {
          if category == nil { missing = weights(feature) } else { own.append(weights(feature)) }
          feature += 1
        }
        let base = dropped.flatMap { names[$0] }
        // A missing cell has the features of the first category, which the indicator's weights take away again; with a base
        // it has the indicator alone.
        var means = [Double](repeating: 0, count: own.count)
        if base == nil { means[0] = 1 }
        features += own
        if takesMissing {
          features.append(base == nil ? zip(missing, own[0]).map { $0 - $1 } : missing)
        }
        columns.append(
          PreparedColumn(
            column: TableColumn(name: name, kind: .category(names.compactMap(\.self))), means: means,
            hasIndicator: takesMissing, base: base))
      }
      place += part.width
    }
    let preparation = Preparation(
      columns: columns,
      missing: takesMissing ? columns.contains(where: \.hasIndicator) ? .indicator : .mean : .error,
      unseen: policies == [true] ? .zeros : .error, labelColumn: nil)
    var plain = layer
    (plain.weights, plain.bias, plain.featureNames) =
      ((0..<layer.rowCount).flatMap { row in features.map { $0[row] } }, bias, nil)
    let made = try plain.imported(options, path: path, notes: notes)
    return ImportedModel(
      SoftmaxModel(
        parameters: made.model.parameters, classes: made.model.classes, input: preparation.input),
      preparation: preparation,
      notes: made.notes + (takesMissing ? [] : ["missing cells are refused"]))
  }
}
