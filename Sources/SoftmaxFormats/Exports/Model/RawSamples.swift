// Samples as they come, before they are features.

import SoftmaxRegression
import SoftmaxText

/// Raw inputs of some samples, as an exported model is given them.
package struct RawSamples: Sendable, Hashable {
  /// The cells of one column.
  package enum Column: Sendable, Hashable {
    /// Numbers, or 0 and 1 for no and yes; NaN where the cell is missing.
    case numbers([Double])
    /// Words; nil where the cell is missing. An empty text is a missing cell too, as it is in a file of a table, unless the
    /// column has the category "". In a column of texts a missing cell is an empty text.
    case words([String?])
  }

  /// The values.
  package enum Values: Sendable, Hashable {
    /// [count x width], row by row: stored values of pictures, numbers of vectors.
    case dense([Double], width: Int)
    /// The columns, in the order of the model's.
    case table([Column])
  }

  /// The number of samples.
  package let count: Int
  package let values: Values

  package init(count: Int, _ values: Values) { (self.count, self.values) = (count, values) }

  /// The features that a model makes of them, [count x featureCount], row-major: the definition that every format is held
  /// against. NaN where a cell is refused. Complexity: O(samples x features).
  package func features(for input: PortableInput, featureCount: Int) -> [Float] {
    switch (input, values) {
    case (.vector(_, let origins), .dense(let numbers, let width)):
      return numbers.enumerated().map { Float($1 - (origins?[$0 % width] ?? 0)) }
    case (.image(_, let maximum), .dense(let numbers, _)): return numbers.map { Float($0 / maximum) }
    case (.table(let table), .table(let columns)):
      var features = [Float](repeating: 0, count: count * featureCount)
      for (column, cells) in zip(table.columns, columns) {
        guard let text = column.text, case .words(let words) = cells else { continue }
        for (sample, row) in text.rows(of: words).enumerated() {
          let first = sample * featureCount + column.firstFeature
          for (place, value) in row { features[first + place] = value }
        }
      }
      for sample in 0..<count {
        for (column, cells) in zip(table.columns, columns) where column.text == nil {
          let first = sample * featureCount + column.firstFeature
          for (place, value) in table.features(of: cells, sample, column).enumerated() {
            features[first + place] = value
          }
        }
        for product in table.interactions {
          let (a, b) = (table.columns[product.first], table.columns[product.second])
          let base = sample * featureCount
          for i in 0..<a.valueCount {
            for j in 0..<b.valueCount {
              features[base + product.firstFeature + i * b.valueCount + j] =
                features[base + a.firstFeature + i] * features[base + b.firstFeature + j]
            }
          }
        }
      }
      return features
    default: preconditionFailure("samples of another input")
    }
  }

  /// The first samples, `most` of them where there are so many.
  package func prefix(_ most: Int) -> RawSamples {
    let count = min(most, count)
    switch values {
    case .dense(let numbers, let width):
      return RawSamples(count: count, .dense(Array(numbers.prefix(count * width)), width: width))
    case .table(let columns):
      return RawSamples(
        count: count,
        .table(
          columns.map { column in
            switch column {
            case .numbers(let numbers): .numbers(Array(numbers.prefix(count)))
            case .words(let words): .words(Array(words.prefix(count)))
            }
          }))
    }
  }

  /// Samples of both, of one input.
  package func appending(_ other: RawSamples) -> RawSamples {
    switch (values, other.values) {
    case (.dense(let a, let width), .dense(let b, _)):
      return RawSamples(count: count + other.count, .dense(a + b, width: width))
    case (.table(let a), .table(let b)):
      return RawSamples(
        count: count + other.count,
        .table(
          zip(a, b).map { first, second in
            switch (first, second) {
            case (.numbers(let a), .numbers(let b)): .numbers(a + b)
            case (.words(let a), .words(let b)): .words(a + b)
            default: preconditionFailure("columns of another kind")
            }
          }))
    default: preconditionFailure("samples of another input")
    }
  }
}

extension TextFeatures {
  /// The features of texts that are not 0: their places, ascending, and their values.
  func rows(of texts: [String?]) -> [[(place: Int, value: Float)]] {
    let cells = TextCells(texts.map { $0 ?? "" })
    var transform = TextTransform(self)
    var row = SparseTextRow()
    return texts.indices.map { index in
      do throws(TextError) {
        try cells.withText(of: index) { (text) throws(TextError) in
          try transform.row(of: text, into: &row)
        }
      } catch {
        preconditionFailure("a String is UTF-8: \(error)")
      }
      return zip(row.columns, row.values).map { (Int($0), $1) }
    }
  }
}

extension PortableTable {
  /// The features of one cell of a column that is none of texts, with the indicator; NaN where it is refused.
  func features(of cells: RawSamples.Column, _ sample: Int, _ column: PortableColumn) -> [Float] {
    let missing: [Float] =
      refusesMissing
      ? [Float](repeating: .nan, count: column.valueCount) : column.missingFeatures
    let indicator: [Float] = column.hasIndicator ? [1] : []
    let present: [Float] = column.hasIndicator ? [0] : []
    switch cells {
    case .numbers(let numbers):
      let value = numbers[sample]
      return value.isNaN ? missing + indicator : [column.feature(of: value)] + present
    case .words(let words):
      let code = words[sample].flatMap { word in column.categories?.firstIndex(of: word) }
      guard let word = words[sample], !word.isEmpty || code != nil else { return missing + indicator }
      var values = [Float](repeating: 0, count: column.valueCount)
      if let code {
        if let place = column.featureOfCategory[code] { values[place] = 1 }
      } else if refusesUnseen {
        values = values.map { _ in .nan }
      }
      return values + present
    }
  }
}
