// A model as other programs compute it.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxText

/// A model in the terms that every format has: raw inputs, features, one matrix, softmax, sums over merged classes.
///
/// Scalings and shifts of the logits are folded into weights and bias, each number rounded to Float32 once, so that logits
/// are weights x features + bias in any program. Merged classes are left as `groups`: the probability of a class is the sum
/// of those of its rows.
package struct PortableModel: Sendable {
  /// The file that it comes from.
  package let file: ModelFile
  /// What the model takes as it comes: stored values of a picture, numbers of a vector, cells of a table.
  package let input: PortableInput
  /// W [rowCount x featureCount], row-major, scalings folded in.
  package let weights: [Float]
  /// b [rowCount], scalings and shifts folded in.
  package let bias: [Float]
  /// For each class the rows of weights that it holds, ascending.
  package let groups: [[Int]]

  package init(_ file: ModelFile) {
    self.file = file
    let model = file.model
    input = PortableInput(file)
    let outputs = model.someOutputs
    groups = outputs.rowsOfClasses
    let map = outputs.map
    if map.scales.allSatisfy({ $0 == 1 }) {
      weights = model.weights
    } else {
      let width = model.featureCount
      weights = model.weights.enumerated().map { place, weight in
        Float(Double(weight) * Double(map.scales[place / width]))
      }
    }
    bias = model.bias.enumerated().map { row, bias in
      Float(Double(bias) * Double(map.scales[row]) + Double(map.shifts[row]))
    }
  }

  /// The number of rows of weights.
  package var rowCount: Int { bias.count }
  package var featureCount: Int { file.model.featureCount }
  /// The classes that the model tells, in the order of its probabilities.
  package var classNames: [String] { file.model.classes.names }
  package var classCount: Int { groups.count }
  /// Whether a class holds several rows of weights, so that its probability is a sum.
  package var mergesClasses: Bool { classCount < rowCount }
  /// The features' names; made up where they have none: `x1`, `x2`, ...
  package var featureNames: [String] {
    file.model.input.featureNames ?? (1...featureCount).map { "x\($0)" }
  }

  /// The classes as whole numbers; nil where one is none.
  package var classNumbers: [Int]? {
    let numbers = classNames.compactMap { name in Int(name).flatMap { String($0) == name ? $0 : nil } }
    return numbers.count == classCount ? numbers : nil
  }

  /// A name of a class, column, feature or category, or a stop word, with the character 0 in it, which many programs end a text
  /// at.
  package var textWithZero: String? {
    let columns = input.table?.columns ?? []
    func first(_ texts: [String]) -> String? { texts.first { $0.utf8.contains(0) } }
    return first(classNames) ?? first(columns.map(\.name)) ?? first(file.model.input.featureNames ?? [])
      ?? columns.lazy.compactMap { first($0.categories ?? $0.text?.analysis.stopWords.words ?? []) }.first
  }

  /// The weights of a row.
  package func weights(ofRow row: Int) -> ArraySlice<Float> {
    weights[row * featureCount..<(row + 1) * featureCount]
  }

  /// The number of classes' rows times features.
  package var parameterCount: Int { weights.count + bias.count }
}
