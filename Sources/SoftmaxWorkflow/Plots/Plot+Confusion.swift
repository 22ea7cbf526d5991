// Which class was taken for which.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// The confusion matrix.
  public static let confusion = Plot(
    "confusion", "which class was taken for which", from: .scores, options: [.shares]
  ) { request in
    try ConfusionPicture.check(classCount: request.file.model.classCount)
    let result = try request.neededScoring.evaluate()
    return try ConfusionPicture(
      result.evaluation.confusionMatrix, names: result.classNames, title: DataName.short(result.dataName),
      content: request.showsShares ? .shares : .counts
    ).drawing
  }
}
