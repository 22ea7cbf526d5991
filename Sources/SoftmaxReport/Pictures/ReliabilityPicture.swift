// Whether probabilities are what they promise.

/// A reliability diagram: how often predictions of each confidence are right, with the number of samples in each bin below.
/// One curve, or two: before and after calibration.
public struct ReliabilityPicture: Sendable, Hashable {
  /// The samples whose confidence, the probability of the predicted class, lies in one range.
  public struct Bin: Sendable, Hashable {
    /// Where the range begins.
    public let lower: Double
    /// Where it ends.
    public let upper: Double
    /// The number of samples, or the sum of their weights.
    public let sampleCount: Double
    /// The mean confidence of the samples.
    public let meanConfidence: Double
    /// The share of them that was predicted right.
    public let accuracy: Double

    /// A bin; of one without samples the last two numbers are not looked at.
    public init(lower: Double, upper: Double, sampleCount: Double, meanConfidence: Double, accuracy: Double) {
      self.lower = lower
      self.upper = upper
      self.sampleCount = sampleCount
      self.meanConfidence = meanConfidence
      self.accuracy = accuracy
    }

    fileprivate var hasSamples: Bool { sampleCount > 0 && meanConfidence.isFinite && accuracy.isFinite }
  }

  /// The bins of one model.
  public struct Curve: Sendable, Hashable {
    /// What the legend says: `before`, `after`.
    public let name: String
    /// In the order of their ranges.
    public let bins: [Bin]
    /// The expected calibration error, which stands behind the name.
    public let calibrationError: Double?

    /// The bins of one model.
    public init(name: String, bins: [Bin], calibrationError: Double? = nil) {
      self.name = PictureText.line(name)
      self.bins = bins
      self.calibrationError = calibrationError
    }

    fileprivate var total: Double { bins.reduce(0) { $0 + ($1.hasSamples ? $1.sampleCount : 0) } }
    fileprivate var legend: String {
      calibrationError.map { "\(name), error \(Decimals.significant($0 * 100)) %" } ?? name
    }
  }

  /// As many can be told apart in one bin.
  private static let curveLimit = 2

  private let curves: [Curve]
  private let title: String

  /// The diagram of one or two curves; further ones are left out.
  ///
  /// - Throws: `PictureError.nothingToDraw` where no bin has samples.
  public init(_ curves: [Curve], title: String = "") throws(PictureError) {
    self.curves = Array(curves.filter { $0.total > 0 }.prefix(Self.curveLimit))
    guard !self.curves.isEmpty else { throw .nothingToDraw(what: "no sample was scored") }
    self.title = PictureText.line(title)
  }

  /// The picture.
  public var drawing: Drawing {
    let heading = Heading(
      text: title.isEmpty ? "Reliability" : "Reliability on \(title)",
      captions: ["Below the dashed line a model is surer than it is right; above it, less sure."])
    var drawing = Drawing(
      width: 560, height: Int(heading.height) + 598, background: Theme.background, title: heading.text,
      summary: summary)
    heading.draw(on: &drawing)
    let percent = LinearScale(from: 0, to: 100)
    let shares = LinearScale(
      around: [0] + curves.flatMap { curve in curve.bins.map { share($0, of: curve) } }, tickCount: 3)
    // Both frames begin and end at the same places.
    let labelWidth = max(Axes.labelWidth(of: percent), Axes.labelWidth(of: shares))
    let width = Double(drawing.width) - 2 * Heading.side
    let upper = Axes(
      in: Rectangle(x: Heading.side, y: heading.height + 12, width: width, height: 400), headHeight: 56,
      horizontal: percent, vertical: percent, horizontalTitle: "confidence (%)", leastLabelWidth: labelWidth)
    let lower = Axes(
      in: Rectangle(x: Heading.side, y: heading.height + 422, width: width, height: 164), headHeight: 30,
      horizontal: percent, vertical: shares, horizontalTitle: "confidence (%)", leastLabelWidth: labelWidth)
    drawCurves(upper, on: &drawing)
    drawCounts(lower, on: &drawing)
    return drawing
  }

  private func drawCurves(_ axes: Axes, on drawing: inout Drawing) {
    drawTitle("Accuracy (%)", over: axes, 43, on: &drawing)
    Legend(names: curves.map(\.legend)).draw(
      at: Point(axes.frame.x, axes.frame.y - 18), columnWidth: axes.frame.width / Double(curves.count),
      on: &drawing)
    axes.draw(on: &drawing)
    drawing.add(
      .line(
        [axes.place(Point(0, 0)), axes.place(Point(100, 100))],
        Stroke(Theme.muted, width: 1, dash: Stroke.Dash(length: 4, gap: 4))))
    for (index, curve) in curves.enumerated() {
      let style = SeriesStyle(index)
      let places = curve.bins.filter(\.hasSamples).map {
        axes.place(Point($0.meanConfidence * 100, $0.accuracy * 100))
      }
      if places.count > 1 { drawing.add(.line(places, style.stroke)) }
      for place in places { drawing.add(style.mark(at: place)) }
    }
  }

  /// The first curve's bars are filled, the second one's are frames.
  private func drawCounts(_ axes: Axes, on drawing: inout Drawing) {
    drawTitle("Samples (% of all)", over: axes, 17, on: &drawing)
    axes.draw(on: &drawing)
    for (index, curve) in curves.enumerated() {
      for bin in curve.bins where bin.hasSamples {
        let (left, right) = (axes.place(Point(bin.lower * 100, 0)).x, axes.place(Point(bin.upper * 100, 0)).x)
        let width = max(1, (right - left - 3) / Double(curves.count))
        let top = axes.place(Point(0, share(bin, of: curve))).y
        let bar = Rectangle(
          x: (left + 2 + Double(index) * width).rounded(), y: min(top, axes.frame.maxY - 1).rounded(),
          width: max(1, width.rounded(.down)), height: max(1, (axes.frame.maxY - top).rounded()))
        if index == 0 {
          drawing.add(.rectangle(bar, SeriesStyle(index).color))
        } else {
          drawing.addFrame(bar, width: min(2, bar.width / 2, bar.height / 2), color: SeriesStyle(index).color)
        }
      }
    }
  }

  private func drawTitle(_ text: String, over axes: Axes, _ distance: Double, on drawing: inout Drawing) {
    drawing.add(
      .label(
        Label(
          text, at: Point(Heading.side, axes.frame.y - distance), size: 15, bold: true, color: Theme.ink)))
  }

  private func share(_ bin: Bin, of curve: Curve) -> Double {
    bin.hasSamples ? bin.sampleCount / curve.total * 100 : 0
  }

  private var summary: String {
    curves.map { curve in
      let error = curve.calibrationError.map {
        ": expected calibration error \(Decimals.significant($0 * 100)) %"
      }
      let worst = curve.bins.filter(\.hasSamples).max {
        abs($0.accuracy - $0.meanConfidence) * $0.sampleCount < abs($1.accuracy - $1.meanConfidence)
          * $1.sampleCount
      }
      let most = worst.map {
        "; of \(Decimals.amount($0.sampleCount)) samples with a mean confidence of \(Decimals.percent($0.meanConfidence)), "
          + "\(Decimals.percent($0.accuracy)) are right"
      }
      return curve.name + (error ?? "") + (most ?? "") + "."
    }.joined(separator: " ")
  }
}
