// What a column does to the probabilities, as lines or as points.

public import SoftmaxRegression

/// The probabilities of classes by the values of one column: lines over numbers, a row of points for each category.
///
/// Four classes are named, those whose probability changes most; of lines the others are grey.
public struct EffectPicture: Sendable, Hashable {
  /// As many can be told apart without colour.
  private static let namedCount = 4
  /// More grey lines nobody sees.
  private static let faintLimit = 200
  /// More rows nobody reads.
  private static let rowLimit = 40
  private static let width = 640.0
  private static let rowHeight = 24.0
  private static let longestName = 220.0

  private let curve: EffectCurve
  private let heading: String
  private let captions: [String]
  private let classNames: [String]
  private let named: [Int]
  private let faint: [Int]
  private let ownNumber: Double?

  /// The picture of a curve.
  ///
  /// - Parameters:
  ///   - curve: The probabilities.
  ///   - ownValue: What the sample has in the column, where the curve is that of one sample.
  ///   - title: Of what it is, such as `people.csv, mean over 1,000 rows`.
  public init(_ curve: EffectCurve, ownValue: TableValue? = nil, title: String = "") {
    self.curve = curve
    classNames = curve.classNames.map(PictureText.line)
    let ranges = curve.ranges
    let order = ranges.indices.sorted { ranges[$0] == ranges[$1] ? $0 < $1 : ranges[$0] > ranges[$1] }
    named = order.prefix(Self.namedCount).sorted()
    let others = order.dropFirst(Self.namedCount)
    faint = curve.isOfNumbers ? Array(others.prefix(Self.faintLimit)) : []
    heading = "Effect of \(PictureText.line(curve.column))"
    if case .number(let number) = ownValue { ownNumber = number } else { ownNumber = nil }
    let shownRows = min(Self.rowLimit, curve.points.count)
    captions = [
      PictureText.line(title),
      others.isEmpty
        ? ""
        : "The \(named.count) of \(Decimals.count(curve.classNames.count)) classes that change most"
          + (faint.isEmpty ? "." : "; others are grey."),
      ownNumber.map { "Dashed upright: what the sample has, \(TableValue.number($0).text)." } ?? "",
      !curve.isOfNumbers && shownRows < curve.points.count
        ? "The first \(shownRows) of \(Decimals.count(curve.points.count)) values." : "",
      curve.isOfNumbers ? Self.missing(curve, named, classNames) : "",
    ].filter { !$0.isEmpty }
  }

  /// What a missing number comes to, which has no place on the axis.
  private static func missing(_ curve: EffectCurve, _ named: [Int], _ names: [String]) -> String {
    guard let point = curve.points.first(where: { $0.value == .missing }) else { return "" }
    return "Missing: "
      + named.map { "\(names[$0]) \(NumberText.share(point.probabilities[$0]))" }.joined(separator: ", ") + "."
  }

  /// The picture.
  public var drawing: Drawing { curve.isOfNumbers ? lines : points }

  private func emptyDrawing(height: Double) -> Drawing {
    var drawing = Drawing(
      width: Int(Self.width + 2 * Theme.margin), height: Int((height + Theme.margin).rounded(.up)),
      background: Theme.background, title: heading)
    ContributionCaption.draw(heading, captions, width: Self.width, on: &drawing)
    return drawing
  }

  /// The middle of the legend's line.
  private var legendY: Double { Theme.margin + 26 + Double(captions.count) * 20 + 16 }

  // MARK: Numbers

  private var lines: Drawing {
    let top = legendY + 14
    var drawing = emptyDrawing(height: top + 330)
    Legend(names: named.map { classNames[$0] }).draw(
      at: Point(Theme.margin, legendY), columnWidth: Self.width / Double(Self.namedCount), on: &drawing)
    func points(_ k: Int) -> [Point] {
      curve.points.compactMap { point in
        guard case .number(let number) = point.value else { return nil }
        return Point(number, point.probabilities[k])
      }
    }
    let numbers = points(0).map(\.x)
    let (least, most) = (numbers.min() ?? 0, numbers.max() ?? 1)
    let largest = (named + faint).flatMap { k in points(k).map(\.y) }.max() ?? 1
    var plot = LinePlot(
      title: "Probability",
      horizontalTitle: StrokeFont.standard.shortened(
        PictureText.line(curve.column), toWidth: Self.width - 80, size: Theme.textSize),
      horizontal: least < most
        ? LinearScale(from: least, to: most, tickCount: 8) : LinearScale(around: [least]),
      vertical: LinearScale(around: [0, largest]),
      series: named.map { Series(name: classNames[$0], points: points($0)) })
    plot.faintLines = faint.map(points)
    plot.upright = ownNumber
    plot.hasLegend = false
    plot.draw(in: Rectangle(x: Theme.margin, y: top + 10, width: Self.width, height: 320), on: &drawing)
    return drawing
  }

  // MARK: Categories

  /// Which mark is which class.
  private func drawMarks(on drawing: inout Drawing) {
    let column = Self.width / Double(Self.namedCount)
    for (index, k) in named.enumerated() {
      let x = Theme.margin + Double(index) * column
      drawing.add(SeriesStyle(index).mark(at: Point(x + 5, legendY)))
      let short = StrokeFont.standard.shortened(classNames[k], toWidth: column - 30, size: Theme.textSize)
      drawing.add(.label(Label(short, at: Point(x + 17, legendY + 5), color: Theme.ink)))
    }
  }

  private var points: Drawing {
    let font = StrokeFont.standard
    let rows = curve.points.prefix(Self.rowLimit)
    let names = rows.map { PictureText.line($0.value.text) }
    let nameWidth = min(
      Self.longestName, names.map { font.width(of: $0, size: Theme.textSize) }.max() ?? 0
    ).rounded(.up)
    let top = legendY + 24
    let height = Double(rows.count) * Self.rowHeight
    var drawing = emptyDrawing(height: top + height + 50)
    drawMarks(on: &drawing)
    let largest = rows.flatMap { point in named.map { point.probabilities[$0] } }.max() ?? 1
    let axis = LinearScale(around: [0, largest], tickCount: 6)
    let left = Theme.margin + nameWidth + 18
    let frame = Rectangle(
      x: left, y: top, width: (Theme.margin + Self.width - 14 - left).rounded(), height: height)
    for tick in axis.ticks {
      let x = (frame.x + axis.share(tick) * frame.width).rounded()
      drawing.add(.rectangle(Rectangle(x: x, y: frame.y, width: 1, height: frame.height), Theme.grid))
      drawing.add(
        .label(Label(axis.text(tick), at: Point(x, frame.maxY + 18), anchor: .middle, color: Theme.muted)))
    }
    drawing.add(
      .label(
        Label(
          "probability", at: Point(frame.center.x.rounded(), frame.maxY + 38), anchor: .middle,
          color: Theme.muted)))
    for (place, point) in rows.enumerated() {
      let y = frame.y + (Double(place) + 0.5) * Self.rowHeight
      let short = font.shortened(names[place], toWidth: nameWidth, size: Theme.textSize)
      drawing.add(.label(Label(short, at: Point(left - 12, y.rounded() + 5), anchor: .end, color: Theme.ink)))
      drawing.add(
        .rectangle(Rectangle(x: frame.x, y: y.rounded(), width: frame.width, height: 1), Theme.grid))
      for (index, k) in named.enumerated() {
        let x = frame.x + min(max(axis.share(point.probabilities[k]), 0), 1) * frame.width
        drawing.add(SeriesStyle(index).mark(at: Point(x, y.rounded() + 0.5)))
      }
    }
    return drawing
  }
}
