// How a fit went, epoch by epoch.

public import SoftmaxRegression

/// Loss and accuracies over the epochs of a fit, side by side.
public struct TrainingCurve: Sendable, Hashable {
  private let history: [EpochRecord]
  private let title: String

  /// The curve of a fit's history.
  ///
  /// - Parameters:
  ///   - history: `TrainingReport.history`.
  ///   - title: What was trained on, such as `fashion-mnist:train`.
  /// - Throws: `PictureError.nothingToDraw` where no epoch was finished.
  public init(_ history: [EpochRecord], title: String = "") throws(PictureError) {
    guard !history.isEmpty else { throw .nothingToDraw(what: "no epoch was finished") }
    self.history = history
    self.title = title
  }

  /// The picture.
  public var drawing: Drawing {
    let heading = title.isEmpty ? "" : "Training on \(title)"
    let top = heading.isEmpty ? 24.0 : 60.0
    var drawing = Drawing(
      width: 860, height: Int(top) + 324, background: Theme.background,
      title: heading.isEmpty ? "training curve" : heading)
    if !heading.isEmpty {
      let text = StrokeFont.standard.shortened(heading, toWidth: 812, size: 17, bold: true)
      drawing.add(.label(Label(text, at: Point(24, 34), size: 17, bold: true, color: Theme.ink)))
    }
    lossPlot.draw(in: Rectangle(x: 24, y: top, width: 382, height: 304), on: &drawing)
    accuracyPlot.draw(in: Rectangle(x: 454, y: top, width: 382, height: 304), on: &drawing)
    return drawing
  }

  private var lossPlot: LinePlot {
    let losses = history.map(\.trainLoss)
    return LinePlot(
      title: "Log loss", unit: "nats", horizontalTitle: "epoch", horizontal: epochs,
      vertical: LinearScale(around: losses), series: [series("training", losses)])
  }

  private var accuracyPlot: LinePlot {
    let train = history.map { $0.trainAccuracy * 100 }
    var lines = [series("training", train)]
    var all = train
    if history.contains(where: { $0.testAccuracy != nil }) {
      let test = history.map { ($0.testAccuracy ?? .nan) * 100 }
      lines.append(series("test", test))
      all += test
    }
    let (low, high) = (all.min() ?? 0, all.max() ?? 100)
    // Equal values lie in the middle of ten percent; nothing is beyond 0 and 100.
    let range = low < high ? [low, high] : [max(0, low - 5), min(100, high + 5)]
    return LinePlot(
      title: "Accuracy", unit: "%", horizontalTitle: "epoch", horizontal: epochs,
      vertical: LinearScale(around: range), series: lines)
  }

  private var epochs: LinearScale {
    let numbers = history.map { Double($0.epoch) }
    let (first, last) = (numbers.min() ?? 1, numbers.max() ?? 1)
    // A single epoch stands in the middle, and no tick beside it names one that was not.
    return first == last
      ? LinearScale(from: first - 0.5, to: first + 0.5, wholeSteps: true)
      : LinearScale(from: first, to: last, tickCount: min(10, history.count), wholeSteps: true)
  }

  private func series(_ name: String, _ values: [Double]) -> Series {
    Series(name: name, points: zip(history, values).map { Point(Double($0.epoch), $1) })
  }
}
