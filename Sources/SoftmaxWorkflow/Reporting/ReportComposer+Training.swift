// How the fit went, as far as the model's file tells.

import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension ReportComposer {
  /// So many epochs or iterations are in the table.
  private static let mostSteps = 40

  /// The training curve, where the file has a history.
  func training() throws -> [ReportPage.Chart] {
    guard let training = file.card.training, let history = training.history, let last = history.last else {
      return []
    }
    let isOfEpochs = last.epoch != nil
    let steps = history.map { point in
      TrainingCurve.Step(
        number: point.number, value: isOfEpochs ? point.trainLoss : point.objective ?? point.trainLoss,
        validationLoss: isOfEpochs ? point.validationLoss : nil, trainAccuracy: point.trainAccuracy,
        validationAccuracy: point.validationAccuracy, testAccuracy: point.testAccuracy)
    }
    let title = training.data
    // The iterations of a relaxed fit are those of its penalised one.
    let penalised = training.relaxation?.penalised
    let gap = penalised == nil ? training.certifiedGap : penalised?.certifiedGap
    let bound = gap.map { (penalised?.objective ?? training.objective) - $0 }
    let curve =
      isOfEpochs
      ? try TrainingCurve(epochs: steps, title: title)
      : try TrainingCurve(iterationSteps: steps, bound: bound, title: title)
    let what = isOfEpochs ? "epoch" : "iteration"
    let (firstAccuracy, lastAccuracy) = (history[0].trainAccuracy, last.trainAccuracy)
    return [
      .init(
        id: "chart-training", title: "How the fit went",
        sentence: "\(Wording.counted(last.number, what)): the training accuracy went from "
          + "\(NumberText.share(firstAccuracy)) to \(NumberText.share(lastAccuracy)), the log loss from "
          + "\(NumberText.significant(history[0].trainLoss)) to \(NumberText.significant(last.trainLoss)).",
        drawing: curve.drawing, table: Self.table(of: history, what))
    ]
  }

  private static func table(of history: [TrainingRecord.HistoryPoint], _ what: String) -> ReportPage.DataTable {
    let stride = max(1, (history.count + mostSteps - 1) / mostSteps)
    let shown = history.indices.filter { $0 % stride == 0 || $0 == history.count - 1 }.map { history[$0] }
    typealias Point = TrainingRecord.HistoryPoint
    let all: [(String, (Point) -> Double?)] = [
      ("objective", { $0.objective }), ("train log loss", { $0.trainLoss }),
      ("train accuracy", { $0.trainAccuracy }), ("validation log loss", { $0.validationLoss }),
      ("validation accuracy", { $0.validationAccuracy }), ("test accuracy", { $0.testAccuracy }),
    ]
    let columns = all.filter { column in history.contains { column.1($0) != nil } }
    return .init(
      caption: "Each \(what)" + (shown.count < history.count ? ", every \(stride)th" : ""),
      columns: [.init(what)] + columns.map { .init($0.0) },
      rows: shown.map { point in
        [.init("\(point.number)")]
          + columns.map { .init($0.1(point).map { NumberText.significant($0, digits: 4) } ?? "") }
      })
  }
}
