// How a fit went, epoch by epoch or iteration by iteration.

public import SoftmaxRegression

/// What was minimised, and the accuracies, over the course of a fit, side by side.
public struct TrainingCurve: Sendable, Hashable {
  /// One epoch or iteration.
  package struct Step: Sendable, Hashable {
    /// Which one, from 1 on.
    let number: Int
    /// What the left plot shows: the log loss after an epoch, the objective after an iteration.
    var value: Double
    /// The log loss on the validation set, where the left plot shows losses.
    var validationLoss: Double?
    let trainAccuracy: Double
    let validationAccuracy: Double?
    let testAccuracy: Double?

    /// An epoch or iteration: its log loss or objective, and accuracies as shares.
    package init(
      number: Int, value: Double, validationLoss: Double? = nil, trainAccuracy: Double,
      validationAccuracy: Double? = nil, testAccuracy: Double? = nil
    ) {
      self.number = number
      self.value = value
      self.validationLoss = validationLoss
      self.trainAccuracy = trainAccuracy
      self.validationAccuracy = validationAccuracy
      self.testAccuracy = testAccuracy
    }
  }

  /// What the left plot shows, and how.
  private enum Quantity: Sendable, Hashable {
    /// The log loss, on a straight axis.
    case loss
    /// The objective, on a straight axis.
    case objective
    /// The decimal logarithm of how far the objective is above the bound that is proven.
    case excess
  }

  private let entries: [Step]
  private let quantity: Quantity
  private let title: String

  /// The curve of a stochastic fit's history: log loss and accuracies over the epochs; with a validation set
  /// also the log loss on it.
  ///
  /// - Parameters:
  ///   - history: `TrainingReport.history`.
  ///   - title: What was trained on, such as `fashion-mnist:train`.
  /// - Throws: `PictureError.nothingToDraw` where no epoch was finished.
  public init(_ history: [EpochRecord], title: String = "") throws(PictureError) {
    try self.init(
      epochs: history.map {
        Step(
          number: $0.epoch, value: $0.trainLoss, validationLoss: $0.validationLoss,
          trainAccuracy: $0.trainAccuracy, validationAccuracy: $0.validationAccuracy,
          testAccuracy: $0.testAccuracy)
      }, title: title)
  }

  /// The curve of a full-batch fit's iterations: the objective and accuracies over the iterations. Where a bound is
  /// known below which no weights can get, the left plot shows how far above it the objective is, on a logarithmic
  /// axis: what is left to gain at most, from iteration to iteration.
  ///
  /// - Parameters:
  ///   - iterations: `TrainingReport.iterations`.
  ///   - bound: `TrainingReport.objective - certifiedGap`, where there is a certificate.
  ///   - title: What was trained on, such as `fashion-mnist:train`.
  /// - Throws: `PictureError.nothingToDraw` where no iteration was finished.
  public init(
    iterations: [IterationRecord], bound: Double? = nil, title: String = ""
  ) throws(PictureError) {
    try self.init(
      iterationSteps: iterations.map {
        Step(
          number: $0.iteration, value: $0.objective, trainAccuracy: $0.trainAccuracy,
          validationAccuracy: $0.validationAccuracy, testAccuracy: $0.testAccuracy)
      }, bound: bound, title: title)
  }

  /// The curve of a stochastic fit, of what a file keeps of its epochs.
  ///
  /// - Throws: `PictureError.nothingToDraw` where there is none.
  package init(epochs: [Step], title: String = "") throws(PictureError) {
    guard !epochs.isEmpty else { throw .nothingToDraw(what: "no epoch was finished") }
    entries = epochs
    quantity = .loss
    self.title = PictureText.line(title)
  }

  /// The curve of a full-batch fit, of what a file keeps of its iterations.
  ///
  /// - Throws: `PictureError.nothingToDraw` where there is none.
  package init(iterationSteps: [Step], bound: Double? = nil, title: String = "") throws(PictureError) {
    guard !iterationSteps.isEmpty else { throw .nothingToDraw(what: "no iteration was finished") }
    entries = iterationSteps.map { step in
      var step = step
      if let bound { step.value = Self.exponent(step.value - bound) }
      return step
    }
    quantity = bound == nil ? .objective : .excess
    self.title = PictureText.line(title)
  }

  /// The decimal logarithm; not a number where there is none.
  private static func exponent(_ value: Double) -> Double {
    value > 0 && value.isNormal ? PortableLogarithm.log(value) / 2.302585092994046 : .nan
  }

  /// The picture.
  public var drawing: Drawing {
    let heading = title.isEmpty ? "" : "Training on \(title)"
    let top = heading.isEmpty ? 24.0 : 60.0
    var drawing = Drawing(
      width: 860, height: Int(top) + 324, background: Theme.background,
      title: heading.isEmpty ? "Training" : heading, summary: summary)
    if !heading.isEmpty {
      let text = StrokeFont.standard.shortened(heading, toWidth: 812, size: 17, bold: true)
      drawing.add(.label(Label(text, at: Point(24, 34), size: 17, bold: true, color: Theme.ink)))
    }
    valuePlot.draw(in: Rectangle(x: 24, y: top, width: 382, height: 304), on: &drawing)
    accuracyPlot.draw(in: Rectangle(x: 454, y: top, width: 382, height: 304), on: &drawing)
    return drawing
  }

  /// `12 epochs: training accuracy 80.1 % to 84.8 %, test accuracy 84.2 % at the end.`
  private var summary: String {
    let (first, last) = (entries[0], entries[entries.count - 1])
    let count = Decimals.count(last.number) + " " + horizontalTitle + (last.number == 1 ? "" : "s")
    var parts = [
      "training accuracy \(Decimals.percent(first.trainAccuracy)) to \(Decimals.percent(last.trainAccuracy))"
    ]
    for (name, value) in [("validation", last.validationAccuracy), ("test", last.testAccuracy)] {
      if let value { parts.append("\(name) accuracy \(Decimals.percent(value)) at the end") }
    }
    return "\(count): \(parts.joined(separator: ", "))."
  }

  private var valuePlot: LinePlot {
    let values = entries.map(\.value)
    let held = entries.compactMap(\.validationLoss)
    let (title, unit, vertical) =
      switch quantity {
      case .loss: ("Log loss", "nats", LinearScale(around: values + held))
      case .objective: ("Objective", "", LinearScale(around: values))
      case .excess: ("Objective above its certified bound", "", LinearScale(aroundExponents: values))
      }
    return LinePlot(
      title: title, unit: unit, horizontalTitle: horizontalTitle, horizontal: horizontal, vertical: vertical,
      series: [series("training", values)]
        + (held.isEmpty ? [] : [series("validation", entries.map { $0.validationLoss ?? .nan })]))
  }

  private var accuracyPlot: LinePlot {
    let train = entries.map { $0.trainAccuracy * 100 }
    var lines = [series("training", train)]
    var all = train
    for (name, accuracy) in [("validation", \Step.validationAccuracy), ("test", \Step.testAccuracy)]
    where entries.contains(where: { $0[keyPath: accuracy] != nil }) {
      let values = entries.map { ($0[keyPath: accuracy] ?? .nan) * 100 }
      lines.append(series(name, values))
      all += values
    }
    let (low, high) = (all.min() ?? 0, all.max() ?? 100)
    // Equal values lie in the middle of ten percent; nothing is beyond 0 and 100.
    let range = low < high ? [low, high] : [max(0, low - 5), min(100, high + 5)]
    return LinePlot(
      title: "Accuracy", unit: "%", horizontalTitle: horizontalTitle, horizontal: horizontal,
      vertical: LinearScale(around: range), series: lines)
  }

  private var horizontalTitle: String { quantity == .loss ? "epoch" : "iteration" }

  private var horizontal: LinearScale {
    let numbers = entries.map { Double($0.number) }
    let (first, last) = (numbers.min() ?? 1, numbers.max() ?? 1)
    // A single one stands in the middle, and no tick beside it names one that was not.
    return first == last
      ? LinearScale(from: first - 0.5, to: first + 0.5, wholeSteps: true)
      : LinearScale(from: first, to: last, tickCount: min(10, entries.count), wholeSteps: true)
  }

  private func series(_ name: String, _ values: [Double]) -> Series {
    Series(name: name, points: zip(entries, values).map { Point(Double($0.number), $1) })
  }
}
