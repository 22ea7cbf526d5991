// How the fit went, from the history that the model's file keeps.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// The losses and accuracies of the fit.
  public static let training = Plot(
    "training", "the loss or the objective, and the accuracies, over the fit", from: .model
  ) { request in
    guard let training = request.file.card.training, let history = training.history else {
      throw PictureError.nothingToDraw(
        what:
          "\(request.path.printablePath) keeps no history of its fit: an earlier release wrote it, or a class was dropped from it; "
          + "train it again")
    }
    let steps = history.map {
      TrainingCurve.Step(
        number: $0.number, value: training.stochastic == nil ? $0.objective ?? $0.trainLoss : $0.trainLoss,
        validationLoss: $0.validationLoss, trainAccuracy: $0.trainAccuracy,
        validationAccuracy: $0.validationAccuracy, testAccuracy: $0.testAccuracy)
    }
    guard training.stochastic == nil else {
      return try TrainingCurve(epochs: steps, title: training.data).drawing
    }
    // The iterations of a relaxed fit are those of its penalised one.
    let penalised = training.relaxation?.penalised
    let objective = penalised?.objective ?? training.objective
    let gap = penalised == nil ? training.certifiedGap : penalised?.certifiedGap
    return try TrainingCurve(
      iterationSteps: steps, bound: gap.map { objective - $0 }, title: training.data
    ).drawing
  }
}
