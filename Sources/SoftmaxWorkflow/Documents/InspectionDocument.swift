// A model's card, in the form that programs read.

import SoftmaxFormats
import SoftmaxRegression

/// A model's card as `softmax inspect --json` writes it, with what follows from the weights.
public struct InspectionDocument: Encodable, Sendable {
  let card: ModelCard
  let weightsSHA256: String
  /// The penalty of training as scikit-learn's `C` and, of an elastic net, `l1_ratio`.
  let scikitLearnC: Double?
  let scikitLearnL1Ratio: Double?
  let statistics: StatisticsDocument?
  /// Every class with every feature, where they were asked for.
  let coefficients: [CoefficientDocument]?

  init(_ result: InspectionResult, withCoefficients: Bool = false) throws {
    let file = result.file
    let scikitLearn = file.card.training?.scikitLearnPenalty(classCount: file.model.layerClasses.count)
    card = file.card
    weightsSHA256 = file.model.weightsSHA256
    scikitLearnC = scikitLearn?.c
    scikitLearnL1Ratio = scikitLearn?.elasticNetRatio
    statistics = try file.statistics.map {
      try StatisticsDocument($0, reference: result.reference, confidence: result.confidence)
    }
    coefficients = withCoefficients ? try result.list.entries.map(CoefficientDocument.init) : nil
  }
}
