// Prediction sets and rejection, in the form that programs read.

import SoftmaxRegression

/// What a model's prediction sets are worth, as `softmax evaluate --json` writes it.
public struct SetDocument: Encodable, Sendable {
  /// One class.
  public struct Class: Encodable, Sendable {
    let name: String
    let coverage: Nullable<Double>
    let meanSize: Nullable<Double>
  }

  let kind: String
  /// What was asked for when the sets were measured.
  let targetCoverage: Double
  /// What was found.
  let coverage: Double
  let meanSize: Double
  let emptyShare: Double
  let classes: [Class]

  init(_ found: SetCoverage, _ names: [String]) {
    kind = found.sets.kind.rawValue
    targetCoverage = found.sets.coverage
    coverage = found.coverage
    meanSize = found.meanSize
    emptyShare = found.emptyShare
    classes = names.enumerated().map { index, name in
      Class(
        name: name, coverage: Nullable(found.classCoverage[index]),
        meanSize: Nullable(found.classMeanSize[index]))
    }
  }
}

/// One threshold of a rejection curve, as `softmax evaluate --json` writes it.
public struct RejectionDocument: Encodable, Sendable {
  let minProbability: Double
  let keptShare: Double
  let accuracy: Nullable<Double>

  init(_ point: RejectionCurve.Point) {
    minProbability = point.threshold
    keptShare = point.keptShare
    accuracy = Nullable(point.accuracy)
  }
}
