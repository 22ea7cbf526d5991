// How well the classes are told from the others, at every threshold.

/// ROC or precision-recall curves, each class against all others: the mean and the worst classes by name, the others grey.
public struct RankCurvePicture: Sendable, Hashable {
  /// What the axes are.
  public enum Kind: Sendable, Hashable {
    /// The true positive rate over the false positive rate.
    case receiverOperatingCharacteristic
    /// The precision over the recall.
    case precisionRecall
  }

  /// The curve of one class.
  public struct Curve: Sendable, Hashable {
    /// The class.
    public let name: String
    /// Shares from 0 to 1, from the left to the right; empty of a class without samples, which has no curve.
    public let points: [Point]
    /// The area under it, or the average precision; nil: the area under the points.
    public let area: Double?

    /// The curve of a class.
    public init(name: String, points: [Point], area: Double? = nil) {
      self.name = PictureText.line(name)
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
      self.area = area
    }

    fileprivate var shownArea: Double { area ?? RankCurvePicture.area(under: points) }
  }

  /// With the mean they can be told apart without colour.
  private static let namedCount = 4
  /// Grey curves at most: those with the least area.
  private static let faintCount = 60

  private let kind: Kind
  private let title: String
  private let named: [Curve]
  private let faint: [Curve]
  private let classCount: Int
  private let missingCount: Int
  private let hasMean: Bool

  /// The curves of classes. Of more than four the mean is drawn, with the three that have the least area.
  ///
  /// - Parameters:
  ///   - kind: What the axes are.
  ///   - curves: One for each class.
  ///   - meanArea: The macro mean of the areas, where it is known better than from them.
  ///   - title: What was scored.
  /// - Throws: `PictureError.nothingToDraw` where no class has a curve.
  public init(_ kind: Kind, _ curves: [Curve], meanArea: Double? = nil, title: String = "") throws(PictureError)
  {
    let drawn = curves.filter { $0.points.count > 1 }
    guard !drawn.isEmpty else {
      throw .nothingToDraw(what: "no class has samples of its own and of others, which a curve needs")
    }
    self.kind = kind
    self.title = PictureText.line(title)
    classCount = drawn.count
    missingCount = curves.count - drawn.count
    hasMean = drawn.count > Self.namedCount
    let areas = drawn.map(\.shownArea)
    let ranked = drawn.indices.sorted { (areas[$0], $0) < (areas[$1], $1) }
    guard hasMean else {
      named = drawn
      faint = []
      return
    }
    let mean = Curve(
      name: "mean of \(drawn.count) classes", points: Self.mean(of: drawn, kind),
      area: meanArea ?? areas.reduce(0, +) / Double(areas.count))
    named = [mean] + ranked.prefix(Self.namedCount - 1).map { drawn[$0] }
    faint = ranked.dropFirst(Self.namedCount - 1).prefix(Self.faintCount).map { drawn[$0] }
  }

  /// The picture.
  public var drawing: Drawing {
    let heading = Heading(text: headingText, captions: captions)
    let legendHeight = named.count > 2 ? 2 * Legend.lineHeight : Legend.lineHeight
    var drawing = Drawing(
      width: 560, height: Int(heading.height + legendHeight) + 496, background: Theme.background,
      title: heading.text, summary: summary)
    heading.draw(on: &drawing)
    let width = Double(drawing.width) - 2 * Heading.side
    var legend = Legend(names: named.map { "\($0.name)  \(Decimals.text($0.shownArea, places: 3))" })
    legend.hasMarks = false
    legend.draw(
      at: Point(Heading.side, heading.height + 8), columnWidth: width / 2, columnCount: 2, on: &drawing)
    let (horizontal, vertical) = scales
    let top = heading.height + legendHeight + 4
    let axes = Axes(
      in: Rectangle(x: Heading.side, y: top, width: width, height: 472), headHeight: 30, horizontal: horizontal,
      vertical: vertical, horizontalTitle: isROC ? "false positive rate (%)" : "recall (%)")
    drawing.add(
      .label(
        Label(
          isROC ? "True positive rate (%)" : "Precision (%)", at: Point(Heading.side, axes.frame.y - 16),
          size: 15, bold: true, color: Theme.ink)))
    axes.draw(on: &drawing)
    if isROC, !isCut {
      drawing.add(
        .line(
          [axes.place(Point(0, 0)), axes.place(Point(100, 100))],
          Stroke(Theme.muted, width: 1, dash: Stroke.Dash(length: 4, gap: 4))))
    }
    for curve in faint { drawing.add(.line(line(curve, axes), Stroke(Theme.line, width: 1))) }
    // The mean lies over the others.
    for (index, curve) in named.enumerated().reversed() {
      drawing.add(.line(line(curve, axes), SeriesStyle(index).stroke))
    }
    return drawing
  }

  private var isROC: Bool { kind == .receiverOperatingCharacteristic }

  private var headingText: String {
    (isROC ? "ROC curves" : "Precision and recall") + (title.isEmpty ? "" : " on \(title)")
  }

  private var captions: [String] {
    let area = isROC ? "the area under its curve" : "its average precision"
    var lines = ["Each class against all others; behind a name \(area)."]
    if hasMean {
      lines.append("The mean and the \(named.count - 1) worst classes have names; the others are grey.")
    }
    if isCut { lines.append("The axes show the part in which the curves differ.") }
    if missingCount > 0 {
      lines.append(
        "\(Decimals.count(missingCount)) \(missingCount == 1 ? "class" : "classes") without a curve: no samples."
      )
    }
    return lines
  }

  private var summary: String {
    let what = isROC ? "area under the curve" : "average precision"
    return named.map { "\($0.name): \(what) \(Decimals.text($0.shownArea, places: 3))" }.joined(separator: "; ")
      + "."
  }

  /// A curve in the picture, with no more points than can be told apart.
  private func line(_ curve: Curve, _ axes: Axes) -> [Point] {
    SimplifiedLine.points(
      Self.whole(curve.points, kind).map { axes.place(Point($0.x * 100, $0.y * 100)) }, tolerance: 0.3)
  }

  // MARK: Axes

  /// The axes in percent. Curves of a good model would all lie in one corner: then only that is shown.
  private var scales: (horizontal: LinearScale, vertical: LinearScale) {
    let curves = (named + faint).map { Self.whole($0.points, kind) }
    func least(_ x: Double) -> Double {
      curves.reduce(1) { least, points in
        // Precision may be lower before that place than there.
        let before = isROC ? 1 : points.prefix { $0.x <= x }.reduce(1) { min($0, $1.y) }
        return min(least, before, Self.height(of: points, at: x))
      }
    }
    // All curves are nearly at the top beyond the end, or before the beginning.
    let steps = isROC ? [0.05, 0.1, 0.2, 0.5] : [0.9, 0.8, 0.5]
    let end = steps.first { least($0) >= 0.99 } ?? (isROC ? 1 : 0)
    let part = isROC ? end : 1 - end
    let lowest = least(isROC ? end * 0.04 : 1 - part * 0.1)
    let bottom = [0.9, 0.8, 0.5].first { lowest >= $0 } ?? 0
    return (
      isROC ? LinearScale(from: 0, to: end * 100) : LinearScale(from: end * 100, to: 100),
      LinearScale(from: bottom * 100, to: 100)
    )
  }

  private var isCut: Bool {
    let (horizontal, vertical) = scales
    return horizontal.upper - horizontal.lower < 99 || vertical.lower > 1
  }

  /// The height of a curve at a place: of several points above each other, that of the last.
  private static func height(of points: [Point], at x: Double) -> Double {
    guard let next = points.firstIndex(where: { $0.x > x }) else { return points[points.count - 1].y }
    guard next > 0 else { return points[0].y }
    let (here, after) = (points[next - 1], points[next])
    return here.y + (after.y - here.y) * (x - here.x) / (after.x - here.x)
  }

  // MARK: Means and areas

  /// An ROC curve begins where nothing is taken, and ends where all is.
  private static func whole(_ points: [Point], _ kind: Kind) -> [Point] {
    guard kind == .receiverOperatingCharacteristic else { return points }
    let start = points[0] == Point(0, 0) ? [] : [Point(0, 0)]
    return start + points + (points[points.count - 1] == Point(1, 1) ? [] : [Point(1, 1)])
  }

  /// The mean of the curves' heights at equal distances.
  private static func mean(of curves: [Curve], _ kind: Kind) -> [Point] {
    let steps = 200
    var sums = [Double](repeating: 0, count: steps + 1)
    for curve in curves {
      let points = whole(curve.points, kind)
      var next = 0
      for step in 0...steps {
        let x = Double(step) / Double(steps)
        // The last point that does not lie to the right: of several above each other, the last.
        while next + 1 < points.count, points[next + 1].x <= x { next += 1 }
        let here = points[next]
        guard here.x < x, next + 1 < points.count, case let after = points[next + 1], after.x > here.x else {
          sums[step] += here.y
          continue
        }
        sums[step] += here.y + (after.y - here.y) * (x - here.x) / (after.x - here.x)
      }
    }
    let means = sums.enumerated().map { Point(Double($0) / Double(steps), $1 / Double(curves.count)) }
    return kind == .receiverOperatingCharacteristic ? [Point(0, 0)] + means : means
  }

  /// By trapezia.
  private static func area(under points: [Point]) -> Double {
    zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * ($1.0.y + $1.1.y) / 2 }
  }
}
