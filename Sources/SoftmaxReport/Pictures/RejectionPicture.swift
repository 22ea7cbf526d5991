// How much better answers get when a model may say that it does not know.

/// The accuracy of the most confident predictions, over the share of samples that they are.
public struct RejectionPicture: Sendable, Hashable {
  private let points: [Point]
  private let chosenShare: Double?
  private let title: String

  /// The curve of one model.
  ///
  /// - Parameters:
  ///   - points: For each threshold the share of samples that are answered (x) and the accuracy of these answers (y), both
  ///     from 0 to 1, in either order.
  ///   - chosenShare: The share that the model's own threshold answers, where it has one.
  ///   - title: What was scored.
  /// - Throws: `PictureError.nothingToDraw` where no sample was answered.
  public init(_ points: [Point], chosenShare: Double? = nil, title: String = "") throws(PictureError) {
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite && $0.x > 0 }.sorted {
      ($0.x, $0.y) < ($1.x, $1.y)
    }
    guard !self.points.isEmpty else { throw .nothingToDraw(what: "no sample was answered") }
    self.chosenShare = chosenShare
    self.title = PictureText.line(title)
  }

  /// The picture.
  public var drawing: Drawing {
    let dashed = chosenShare == nil ? "" : " Dashed: the model's threshold."
    let heading = Heading(
      text: title.isEmpty ? "Accuracy and coverage" : "Accuracy and coverage on \(title)",
      captions: ["The least sure predictions are left out first.\(dashed)"])
    var drawing = Drawing(
      width: 560, height: Int(heading.height) + 384, background: Theme.background, title: heading.text,
      summary: summary)
    heading.draw(on: &drawing)
    let accuracies = points.map { $0.y * 100 }
    let (low, high) = (accuracies.min() ?? 0, accuracies.max() ?? 100)
    // Equal values lie in the middle of ten percent; nothing is beyond 0 and 100.
    let range = low < high ? [low, high] : [max(0, low - 5), min(100, high + 5)]
    let axes = Axes(
      in: Rectangle(
        x: Heading.side, y: heading.height + 4, width: Double(drawing.width) - 2 * Heading.side, height: 360),
      headHeight: 30, horizontal: LinearScale(from: 0, to: 100), vertical: LinearScale(around: range),
      horizontalTitle: "samples answered (%)")
    drawing.add(
      .label(
        Label(
          "Accuracy of the answers (%)", at: Point(Heading.side, axes.frame.y - 16), size: 15, bold: true,
          color: Theme.ink)))
    axes.draw(on: &drawing)
    if let chosenShare {
      let ends = [axes.vertical.lower, axes.vertical.upper].map { axes.place(Point(chosenShare * 100, $0)) }
      drawing.add(.line(ends, Stroke(Theme.muted, width: 1, dash: Stroke.Dash(length: 4, gap: 4))))
    }
    let (style, places) = (SeriesStyle(0), points.map { axes.place(Point($0.x * 100, $0.y * 100)) })
    if places.count > 1 {
      drawing.add(.line(SimplifiedLine.points(places, tolerance: 0.3), style.stroke))
    }
    if let end = places.last { drawing.add(style.mark(at: end)) }
    return drawing
  }

  /// The accuracy at a few shares.
  private var summary: String {
    var parts: [String] = []
    for share in [1, 0.9, 0.8, 0.5] {
      guard let point = points.min(by: { abs($0.x - share) < abs($1.x - share) }), abs(point.x - share) < 0.02
      else {
        continue
      }
      parts.append("\(Decimals.percent(point.y)) of \(Decimals.percent(point.x)) of the samples")
    }
    return parts.isEmpty ? "" : "Accuracy \(parts.joined(separator: "; "))."
  }
}
