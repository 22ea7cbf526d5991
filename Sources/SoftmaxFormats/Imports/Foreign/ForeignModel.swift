// A softmax layer of another program, in Float64.

import SoftmaxFiles
import SoftmaxRegression

/// Rows of weights for numbers from which perhaps something is subtracted, and which are perhaps divided, before.
struct ForeignModel {
  /// [rows x features], row-major.
  var weights: [Double]
  var bias: [Double]
  var classNames: [String]
  /// What the features are called; nil where the file does not say.
  var featureNames: [String]?
  /// What is subtracted from each number; nil: nothing.
  var means: [Double]?
  /// What each is then divided by; nil: nothing.
  var scales: [Double]?

  var rowCount: Int { bias.count }
  var featureCount: Int { rowCount == 0 ? 0 : weights.count / rowCount }

  /// One row of numbers for two classes becomes two.
  mutating func spreadTwoClasses() {
    guard rowCount == 1, classNames.count == 2 else { return }
    (weights, bias) = (LogisticLayer.twoRows(weights), LogisticLayer.twoRows(bias))
  }

  /// The same as an export's reader has it.
  ///
  /// - Throws: `FileError` where something does not fit.
  func stated(path: String) throws(FileError) -> StatedModel {
    let scaled = scaledWeights
    let model = StatedModel(
      input: .vector(origins: means ?? [Double](repeating: 0, count: featureCount)), weights: scaled,
      bias: bias,
      groups: (0..<rowCount).map { [$0] }, classNames: classNames)
    _ = try model.checkedFeatureCount(path: path)
    return model
  }

  private var scaledWeights: [Double] {
    guard let scales else { return weights }
    return weights.enumerated().map { $1 / scales[$0 % featureCount] }
  }

  // MARK: Import

  /// Numbers lie far from 0 where their mean is so many standard deviations away: Float32 would keep little of what varies.
  static let farMean = 1000.0

  /// The model with what is to be told of it.
  ///
  /// What numbers are divided by is folded into the weights in Float64, and what is subtracted into the bias, unless it is far
  /// from 0: then it becomes the feature's origin.
  ///
  /// - Throws: `FileError` for names that do not fit, and numbers that Float32 does not hold.
  func imported(_ options: ImportOptions, path: String, notes: [String] = []) throws(FileError) -> ImportedModel
  {
    var notes = notes
    let names = options.classNames ?? classNames
    guard names.count == rowCount else {
      throw FileError(
        .badData, path: path, problem: "there are \(names.count) names for \(rowCount) classes",
        advice: ImportOptions.nameAdvice)
    }
    let classes = try Self.vocabulary(names, path: path)
    var named = self
    named.classNames = names
    _ = try named.stated(path: path)
    let scaled = scaledWeights
    var origins = [Double](repeating: 0, count: featureCount)
    var folded = bias
    for (j, mean) in (means ?? []).enumerated() where mean != 0 {
      if abs(mean) > Self.farMean * (scales?[j] ?? 1) {
        origins[j] = mean
      } else {
        for row in 0..<rowCount { folded[row] -= scaled[row * featureCount + j] * mean }
      }
    }
    let (rounded, roundedBias) = (scaled.map { Float($0) }, folded.map { Float($0) })
    guard rounded.allSatisfy(\.isFinite), roundedBias.allSatisfy(\.isFinite) else {
      throw FileError(.badData, path: path, problem: "a weight is beyond the range of Float32 (about 3.4e38)")
    }
    if let note = Self.rounding(zip(scaled + folded, rounded + roundedBias)) { notes.append(note) }
    let hasOrigins = origins.contains { $0 != 0 }
    let (input, preparation) = Self.input(
      featureNames, origins: hasOrigins ? origins : nil, count: featureCount)
    return ImportedModel(
      SoftmaxModel(
        parameters: Parameters(weights: rounded, bias: roundedBias), classes: classes, input: input),
      preparation: preparation, notes: notes)
  }

  /// Columns of numbers where there are names, each once, else a vector.
  private static func input(
    _ names: [String]?, origins: [Double]?, count: Int
  ) -> (InputDescription, Preparation?) {
    guard let names, names.count == count, Set(names).count == count else {
      return (.vector(featureCount: count, origins: origins), nil)
    }
    let columns = names.enumerated().map { place, name in
      PreparedColumn(
        column: TableColumn(name: name, kind: .number(origin: origins?[place] ?? 0)), means: [0],
        hasIndicator: false)
    }
    let preparation = Preparation(columns: columns, missing: .error, unseen: .error, labelColumn: nil)
    return (preparation.input, preparation)
  }

  /// What is to be told where Float32 holds less of numbers than they had.
  static func rounding(_ pairs: some Sequence<(Double, Float)>) -> String? {
    var largest = 0.0
    for (exact, rounded) in pairs where exact != 0 {
      largest = max(largest, abs(Double(rounded) - exact) / abs(exact))
    }
    guard largest > 0 else { return nil }
    return
      "numbers of 64 bits were rounded to 32: the largest change is \(ExportProof.short(largest)) of a number"
  }

  /// Names as classes.
  ///
  /// - Throws: `FileError` for a name that stands twice.
  static func vocabulary(_ names: [String], path: String) throws(FileError) -> ClassVocabulary {
    do throws(DatasetError) {
      return try ClassVocabulary(names: names)
    } catch {
      throw FileError(.badData, path: path, problem: error.description, remedy: "name each class once")
    }
  }
}
