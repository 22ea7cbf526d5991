// How well each class is found.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// Precision, recall and F1 of each class.
  public static let classes = Plot("classes", "precision, recall and F1 of each class", from: .scores) {
    request in
    let result = try request.neededScoring.evaluate()
    let matrix = result.evaluation.confusionMatrix
    let scores = result.classNames.enumerated().map { k, name in
      let (precision, recall, support) = (matrix.precision(of: k), matrix.recall(of: k), matrix.support(of: k))
      // 0 also stands for what there is none of.
      let isPredicted =
        precision > 0
        || result.classNames.indices.contains { matrix.count(trueClass: $0, predictedClass: k) > 0 }
      return ClassScoresPicture.Score(
        name: name, precision: isPredicted ? precision : nil, recall: support > 0 ? recall : nil,
        f1: support > 0 ? matrix.f1(of: k) : nil, support: support)
    }
    return try ClassScoresPicture(scores, title: DataName.short(result.dataName)).drawing
  }
}
