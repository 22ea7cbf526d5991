// What a model does with its logits before they are probabilities, and what its classes are called.

import SoftmaxKernels

/// From the logits of a fit's classes to the probabilities that a model tells.
///
/// In this order: the logits are scaled (`LogitScaling`), shifted to other class frequencies (`ClassPrior`), made
/// probabilities by softmax, and added up where classes were merged. All of it is done in Float32, in a fixed order.
public struct ModelOutputs: Sendable, Hashable {
  /// The classes that the model tells, in the order of the first row of weights that each holds.
  public let classes: ClassVocabulary
  /// For each row of weights the index of the class that holds it.
  public let classOfRow: [Int]
  /// What the logits are scaled by; nil: nothing.
  public let scaling: LogitScaling?
  /// The class frequencies that probabilities are for; nil: those of training.
  public let prior: ClassPrior?
  /// When a class belongs to a sample's prediction set; nil where that was not measured.
  public let sets: PredictionSets?

  package init(
    classes: ClassVocabulary, classOfRow: [Int], scaling: LogitScaling? = nil, prior: ClassPrior? = nil,
    sets: PredictionSets? = nil
  ) {
    precondition(
      Set(classOfRow) == Set(0..<classes.count), "each class holds a row, and each row is in a class")
    self.classes = classes
    self.classOfRow = classOfRow
    self.scaling = scaling
    self.prior = prior
    self.sets = sets
  }

  /// Outputs that change nothing.
  package init(of layerClasses: ClassVocabulary) {
    self.init(classes: layerClasses, classOfRow: Array(0..<layerClasses.count))
  }

  /// For each class the rows of weights that it holds, ascending.
  public var rowsOfClasses: [[Int]] {
    var rows = [[Int]](repeating: [], count: classes.count)
    for (row, index) in classOfRow.enumerated() { rows[index].append(row) }
    return rows
  }

  /// Whether a class holds several rows of weights.
  public var mergesClasses: Bool { classes.count < classOfRow.count }

  /// Whether each row of weights is scaled by a number of its own.
  var scalesClassByClass: Bool {
    if case .vector = scaling?.factors { true } else { false }
  }

  /// The same as the kernels take it.
  package var map: OutputMap {
    let count = classOfRow.count
    let (scales, own) = scaling?.numbers(rowCount: count) ?? ([Float](repeating: 1, count: count), nil)
    let prior = prior?.shifts
    let shifts = (0..<count).map { row in Float(Double(own?[row] ?? 0) + (prior?[row] ?? 0)) }
    return OutputMap(scales: scales, shifts: shifts, groups: rowsOfClasses)
  }

  /// The same with other parts; nil where nothing is left that makes a difference.
  package func with(
    scaling: LogitScaling?, prior: ClassPrior?, sets: PredictionSets?, layerClasses: ClassVocabulary
  ) -> ModelOutputs? {
    guard classes != layerClasses || scaling != nil || prior != nil || sets != nil else { return nil }
    return ModelOutputs(
      classes: classes, classOfRow: classOfRow, scaling: scaling, prior: prior, sets: sets)
  }
}

extension SoftmaxModel {
  /// What each row of weights is called now: the class that it is, or the fit's class and the one that it is a part of.
  package var rowNames: [String] {
    guard let outputs else { return layerClasses.names }
    let held = outputs.rowsOfClasses
    return layerClasses.names.enumerated().map { row, name in
      let index = outputs.classOfRow[row]
      let own = outputs.classes.names[index]
      return held[index].count == 1 ? own : "\(name) (part of \(own))"
    }
  }

  /// What becomes of the logits, also where that is nothing.
  package var someOutputs: ModelOutputs { outputs ?? ModelOutputs(of: layerClasses) }

  /// The class that a label belongs to: the one of this name, else the one that holds the fit's class of this name; nil for
  /// any other. Complexity: O(1).
  public func classIndex(ofLabel label: String) -> Int? {
    classes.index(of: label)
      ?? outputs.flatMap { outputs in
        layerClasses.index(of: label).map { outputs.classOfRow[$0] }
      }
  }

  /// The same samples with their labels as indices of the model's classes, by `classIndex(ofLabel:)`.
  ///
  /// - Parameters:
  ///   - data: The samples.
  ///   - readingPositions: Whether labels that are numbers and no names are positions among the classes of the fit.
  /// - Returns: The samples.
  /// - Throws: `DatasetError.unknownLabel` for the first sample whose class the model lacks.
  package func labelled(_ data: Dataset, readingPositions: Bool = false) throws(DatasetError) -> Dataset {
    guard outputs != nil, data.classes != classes else {
      return try data.relabelled(to: classes, readingPositions: readingPositions)
    }
    let usesPositions = readingPositions && readsPositions(of: data)
    return try data.relabelled(to: classes) { name in
      usesPositions
        ? Int(name).map { outputs?.classOfRow[$0] ?? $0 } : classIndex(ofLabel: name)
    }
  }

  /// Whether the data's labels are only numbers, none a name of a class, that can be positions among the classes of the fit.
  package func readsPositions(of data: Dataset) -> Bool {
    data.classes != layerClasses && data.classes != classes && data.usesPositions(in: layerClasses)
      && !data.classes.names.contains { classes.index(of: $0) != nil }
  }
}
