// Computing by what an export states.

import SoftmaxFiles

/// Scores raw samples by a stated model, in Float64, as a program would that has the export alone.
struct StatedScorer: ExportScorer {
  let method = "read back"
  let model: StatedModel
  let path: String
  /// What the export calls the features; nil where it does not say.
  private let featureNames: [String]?
  private let featureCount: Int
  private let codes: [[[UInt8]: Int]]

  /// - Throws: `FileError` for a model that contradicts itself.
  init(_ model: StatedModel, featureNames: [String]? = nil, path: String) throws(FileError) {
    self.featureNames = featureNames
    self.model = model
    self.path = path
    featureCount = try model.checkedFeatureCount(path: path)
    // Names are compared byte by byte, as most programs do.
    codes =
      if case .table(let table) = model.input {
        table.columns.map { column in
          guard case .category(let names, _) = column.kind else { return [:] }
          return Dictionary(names.enumerated().map { (Array($1.utf8), $0) }) { first, _ in first }
        }
      } else { [] }
  }

  var names: ExportNames {
    var columns: [String]?
    if case .table(let table) = model.input { columns = table.columns.map(\.name) }
    return ExportNames(classes: model.classNames, columns: columns, features: featureNames)
  }

  func scores(of samples: RawSamples) throws -> ExportScores {
    var logits: [Double] = []
    for sample in 0..<samples.count {
      let features = try features(of: samples, sample)
      var place = 0
      for bias in model.bias {
        var sum = bias
        for feature in features {
          sum += model.weights[place] * feature
          place += 1
        }
        logits.append(sum)
      }
    }
    return ExportScores(logits: logits, groups: model.groups)
  }

  private func features(of samples: RawSamples, _ sample: Int) throws(FileError) -> [Double] {
    switch (model.input, samples.values) {
    case (.vector(let origins), .dense(let values, let width)) where width == featureCount:
      return origins.indices.map { values[sample * width + $0] - origins[$0] }
    case (.vector(let origins), .table(let columns)) where columns.count == featureCount:
      // A table of numbers alone, whose columns are the features.
      var features: [Double] = []
      for (column, origin) in zip(columns, origins) {
        guard case .numbers(let numbers) = column else {
          throw StatedModel.bad("it takes numbers alone, and the samples have words", path: path)
        }
        features.append(numbers[sample] - origin)
      }
      return features
    case (.image(_, let maximum), .dense(let values, let width)) where width == featureCount:
      return values[sample * width..<(sample + 1) * width].map { $0 / maximum }
    case (.table(let table), .table(let columns)) where columns.count == table.columns.count:
      return try features(table, columns, sample)
    default: throw StatedModel.bad("it is a model of another input than the samples'", path: path)
    }
  }

  private func features(
    _ table: StatedTable, _ cells: [RawSamples.Column], _ sample: Int
  ) throws(FileError) -> [Double] {
    var (features, values): ([Double], [[Double]]) = ([], [])
    for (place, column) in table.columns.enumerated() {
      var own: [Double]
      var isMissing = false
      switch (column.kind, cells[place]) {
      case (.number, .numbers(let numbers)):
        isMissing = numbers[sample].isNaN
        own = [Double(Float(numbers[sample] - column.origin))]
      case (.boolean, .numbers(let numbers)):
        isMissing = numbers[sample].isNaN
        own = [numbers[sample]]
      case (.reversedBoolean, .numbers(let numbers)):
        isMissing = numbers[sample].isNaN
        own = [1 - numbers[sample]]
      case (.category(let names, let base), .words(let words)):
        // An empty text is a missing cell, unless it is a category.
        let word = words[sample]
        isMissing = word.map { $0.isEmpty && base != "" && codes[place][[]] == nil } ?? true
        own = [Double](repeating: 0, count: names.count)
        if let word, !isMissing {
          if let code = codes[place][Array(word.utf8)] {
            own[code] = 1
          } else if table.refusesUnseen, word != base {
            own = own.map { _ in .nan }
          }
        }
      default: throw StatedModel.bad("the column '\(column.name.prefix(80))' is of another kind", path: path)
      }
      if isMissing { own = column.missing.map { table.refusesMissing ? .nan : Double($0) } }
      values.append(own)
      features += own
      if column.hasIndicator { features.append(isMissing ? 1 : 0) }
    }
    for pair in table.products {
      for first in values[pair[0]] {
        for second in values[pair[1]] { features.append(Double(Float(first * second))) }
      }
    }
    return features
  }
}
