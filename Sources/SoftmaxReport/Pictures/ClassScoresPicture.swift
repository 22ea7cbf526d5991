// How well each class is found.

/// Precision, recall and F1 of each class, a row each, the lowest F1 first.
public struct ClassScoresPicture: Sendable, Hashable {
  /// The scores of one class.
  public struct Score: Sendable, Hashable {
    /// The class.
    public let name: String
    /// Of those predicted as this class, the share that is; nil of a class that was never predicted.
    public let precision: Double?
    /// Of this class, the share that was predicted so; nil of a class without samples.
    public let recall: Double?
    /// The harmonic mean of both; nil where there is neither.
    public let f1: Double?
    /// The number of its samples, or the sum of their weights.
    public let support: Double

    /// The scores of a class.
    public init(name: String, precision: Double?, recall: Double?, f1: Double?, support: Double) {
      self.name = PictureText.line(name)
      self.precision = precision.flatMap { $0.isFinite ? $0 : nil }
      self.recall = recall.flatMap { $0.isFinite ? $0 : nil }
      self.f1 = f1.flatMap { $0.isFinite ? $0 : nil }
      self.support = support
    }

    fileprivate var values: [Double?] { [precision, recall, f1] }
    /// What is not there to be drawn.
    fileprivate var lack: String {
      support > 0 ? (precision == nil ? "never predicted" : "") : "no samples"
    }
  }

  /// More rows nobody reads.
  private static let rowLimit = 40
  private static let rowHeight = 26.0
  private static let longestName = 190.0
  private static let names = ["precision", "recall", "F1"]

  private let shown: [Score]
  private let classCount: Int
  private let title: String

  /// The picture of the classes' scores.
  ///
  /// - Throws: `PictureError.nothingToDraw` where no class has samples.
  public init(_ scores: [Score], title: String = "") throws(PictureError) {
    guard scores.contains(where: { $0.support > 0 }) else { throw .nothingToDraw(what: "no class has samples") }
    let ranked = scores.enumerated().sorted { a, b in
      // Classes without samples say nothing of the model.
      let (first, second) = (a.element, b.element)
      if (first.support > 0) != (second.support > 0) { return first.support > 0 }
      return (first.f1 ?? 0, a.offset) < (second.f1 ?? 0, b.offset)
    }
    shown = ranked.prefix(Self.rowLimit).map(\.element)
    classCount = scores.count
    self.title = PictureText.line(title)
  }

  /// The picture.
  public var drawing: Drawing {
    let font = StrokeFont.standard
    let heading = Heading(
      text: title.isEmpty ? "Scores of each class" : "Scores of each class on \(title)",
      captions: [
        shown.count < classCount
          ? "The \(shown.count) of \(Decimals.count(classCount)) classes with the lowest F1, the lowest first."
          : "The lowest F1 first."
      ])
    let supports = shown.map { Decimals.amount($0.support) }
    func widest(_ texts: [String]) -> Double {
      texts.map { font.width(of: $0, size: Theme.textSize) }.max() ?? 0
    }
    let nameWidth = min(Self.longestName, widest(shown.map(\.name))).rounded(.up)
    let supportWidth = widest(supports + ["samples"]).rounded(.up)
    let left = Heading.side + nameWidth + 14
    let top = heading.height + 46
    let bottom = top + Double(shown.count) * Self.rowHeight + 6
    let frame = Rectangle(x: left, y: top, width: 330, height: bottom - top)
    var drawing = Drawing(
      width: Int(max(frame.maxX + 20 + supportWidth + Heading.side, 480)), height: Int(bottom) + 58,
      background: Theme.background, title: heading.text, summary: summary)
    heading.draw(on: &drawing)
    var legend = Legend(names: Self.names)
    legend.hasLines = false
    legend.draw(at: Point(left - 12, heading.height + 10), on: &drawing)
    let scale = LinearScale(
      around: shown.flatMap { $0.values.compactMap { $0.map { $0 * 100 } } }, tickCount: 5)
    func place(_ value: Double) -> Double { frame.x + min(max(scale.share(value * 100), 0), 1) * frame.width }
    for tick in scale.ticks where tick <= 100.000001 {
      let x = place(tick / 100).rounded()
      drawing.add(.rectangle(Rectangle(x: x, y: top, width: 1, height: frame.height), Theme.grid))
      drawing.add(
        .label(Label(scale.text(tick), at: Point(x, bottom + 20), anchor: .middle, color: Theme.muted)))
    }
    drawing.add(.rectangle(Rectangle(x: frame.x, y: bottom, width: frame.width, height: 1), Theme.line))
    drawing.add(
      .label(
        Label(
          "score (%)", at: Point(frame.center.x.rounded(), bottom + 41), anchor: .middle, color: Theme.muted)))
    let end = frame.maxX + 20 + supportWidth
    drawing.add(.label(Label("samples", at: Point(end, top - 6), anchor: .end, color: Theme.muted)))
    for (row, score) in shown.enumerated() {
      let y = top + 3 + (Double(row) + 0.5) * Self.rowHeight
      let name = font.shortened(score.name, toWidth: nameWidth, size: Theme.textSize)
      drawing.add(.label(Label(name, at: Point(left - 14, y.rounded() + 5), anchor: .end, color: Theme.ink)))
      drawing.add(
        .label(Label(supports[row], at: Point(end, y.rounded() + 5), anchor: .end, color: Theme.muted)))
      draw(score, y, place, on: &drawing)
      if !score.lack.isEmpty {
        drawing.add(.label(Label(score.lack, at: Point(left + 14, y.rounded() + 5), color: Theme.muted)))
      }
    }
    return drawing
  }

  /// The three marks of a class, each in a lane of its own, so that equal ones hide none.
  private func draw(_ score: Score, _ y: Double, _ place: (Double) -> Double, on drawing: inout Drawing) {
    guard score.support > 0 else { return }
    let known = score.values.compactMap(\.self)
    if let low = known.min(), let high = known.max(), high > low {
      drawing.add(.line([Point(place(low), y), Point(place(high), y)], Stroke(Theme.line, width: 1)))
    }
    for (index, value) in score.values.enumerated() {
      if let value { drawing.add(SeriesStyle(index).mark(at: Point(place(value), y + Double(index - 1) * 6))) }
    }
  }

  private var summary: String {
    let worst = shown.prefix(3).filter { $0.support > 0 }.map {
      "\($0.name) \($0.f1.map { Decimals.percent($0) } ?? "none")"
    }
    return "Lowest F1: \(worst.joined(separator: ", "))."
  }
}
