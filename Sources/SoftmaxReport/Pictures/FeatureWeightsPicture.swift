// What a model of a table looks for: its strongest coefficients as a picture.

public import SoftmaxRegression

/// The strongest features of a model, a row each: a cell for each class, coloured by its coefficient and, of up to twelve
/// classes, with the number in it. Of two classes there is one bar for each feature.
///
/// Coefficients are contrasts (`ModelCoefficients`), for one standard deviation of the feature where these are known.
public struct FeatureWeightsPicture: Sendable, Hashable {
  /// More rows nobody reads.
  private static let featureLimit = 40
  /// Cells of more classes have no numbers.
  private static let numberLimit = 12
  private static let longestFeature = 260.0
  private static let longestClass = 150.0
  private static let rowHeight = 24.0

  private let heading: String
  private let captions: [String]
  private let classNames: [String]
  private let featureNames: [String]
  /// For each feature the numbers of the classes.
  private let values: [[Double]]
  private let isOfTwo: Bool
  /// The scale that all cells share; symmetrical about 0.
  public let scale: DivergingScale

  /// The picture of a model's strongest features.
  ///
  /// - Throws: `PictureError.nothingToDraw` where no feature does anything, `.tooManyClasses` for more than 1,000.
  public init(_ coefficients: ModelCoefficients) throws(PictureError) {
    guard coefficients.classNames.count <= PictureError.classLimit else {
      throw .tooManyClasses(count: coefficients.classNames.count)
    }
    let features = coefficients.strongest(count: Self.featureLimit)
    guard !features.isEmpty else { throw .nothingToDraw(what: "no feature of this model does anything") }
    let names = coefficients.classNames.map(PictureText.line)
    isOfTwo = names.count == 2
    classNames = coefficients.shownClasses.map { names[$0] }
    featureNames = features.map { PictureText.line(coefficients.featureNames[$0]) }
    values = features.map { feature in
      coefficients.shownClasses.map { k in
        (coefficients.areComparable ? coefficients.standardizedContrast(ofClass: k, feature: feature) : nil)
          ?? coefficients.contrast(ofClass: k, feature: feature)
      }
    }
    heading = isOfTwo ? "Coefficients of \(names[1]) against \(names[0])" : "Coefficients of each class"
    let step = coefficients.areComparable ? "one standard deviation" : "one unit"
    let less = isOfTwo ? "" : ", less the mean over the classes"
    let all = coefficients.featureNames.count
    captions =
      ["Change of the \(isOfTwo ? "log odds" : "logit") with \(step) of the feature\(less)."]
      + (all > features.count
        ? ["The \(features.count) strongest of \(Decimals.count(all)) features."] : [])
    let largest = values.reduce(0.0) { $1.reduce($0) { $1.isFinite ? max($0, abs($1)) : $0 } }
    let range = LinearScale(around: [-largest, largest], tickCount: 6)
    scale = DivergingScale(limit: largest > 0 && range.upper.isFinite ? range.upper : 1)
  }

  /// The picture.
  public var drawing: Drawing { isOfTwo ? bars : cells }

  // MARK: Both kinds

  /// As wide as the longest feature's name, in so far as that has room.
  private var nameWidth: Double {
    min(Self.longestFeature, longest(featureNames)).rounded(.up)
  }

  private func longest(_ names: [String]) -> Double {
    names.map { StrokeFont.standard.width(of: $0, size: Theme.textSize) }.max() ?? 0
  }

  private var captionWidth: Double { min(longest(captions), 640) }
  private var captionHeight: Double { 26 + Double(captions.count) * 20 + 8 }

  /// An empty picture, as wide as `width` and its captions need, with the heading and the captions.
  private func emptyDrawing(width: Double, height: Double) -> Drawing {
    let width = max(width, captionWidth).rounded(.up)
    var drawing = Drawing(
      width: Int(width + 2 * Theme.margin), height: Int(height.rounded(.up) + 2 * Theme.margin),
      background: Theme.background, title: heading, summary: captions.joined(separator: " "))
    let font = StrokeFont.standard
    drawing.add(
      .label(
        Label(
          font.shortened(heading, toWidth: width, size: 17, bold: true),
          at: Point(Theme.margin, Theme.margin + 13), size: 17, bold: true, color: Theme.ink)))
    for (line, caption) in captions.enumerated() {
      drawing.add(
        .label(
          Label(
            font.shortened(caption, toWidth: width, size: Theme.textSize),
            at: Point(Theme.margin, Theme.margin + 36 + Double(line) * 20), color: Theme.muted)))
    }
    return drawing
  }

  /// The names of the features, their ends at `x`.
  private func drawNames(endingAt x: Double, top: Double, on drawing: inout Drawing) {
    for (row, name) in featureNames.enumerated() {
      let short = StrokeFont.standard.shortened(name, toWidth: nameWidth, size: Theme.textSize)
      let y = top + (Double(row) + 0.5) * Self.rowHeight
      drawing.add(.label(Label(short, at: Point(x, y.rounded() + 5), anchor: .end, color: Theme.ink)))
    }
  }

  // MARK: Cells

  private var cells: Drawing {
    let hasNumbers = classNames.count <= Self.numberLimit
    let longestName = min(longest(classNames), Self.longestClass)
    let room = classNames.count <= 5 ? Self.longestClass : hasNumbers ? 92 : 0
    let numberWidth =
      hasNumbers ? longest(values.flatMap { $0.map(Decimals.significant) }) + 14 : 0
    let left = Theme.margin + nameWidth + 10
    // A few classes take the room that the captions need anyway.
    let share = (captionWidth + Theme.margin - left) / Double(classNames.count)
    let least = max(hasNumbers ? max(64, min(120, share)) : 24, numberWidth)
    let cellWidth = (longestName <= room ? max(least, longestName + 14) : least).rounded(.down)
    let areTurned = longestName > cellWidth - 6
    let nameHeight = areTurned ? longestName.rounded(.up) + 10 : 22
    let top = Theme.margin + captionHeight + nameHeight
    let grid = Rectangle(
      x: left, y: top, width: Double(classNames.count) * cellWidth,
      height: Double(featureNames.count) * Self.rowHeight)
    var drawing = emptyDrawing(
      width: max(grid.maxX - Theme.margin, 280),
      height: grid.maxY - Theme.margin + ColorBar.totalHeight)
    for (column, name) in classNames.enumerated() {
      let short = StrokeFont.standard.shortened(name, toWidth: Self.longestClass, size: Theme.textSize)
      let middle = (left + (Double(column) + 0.5) * cellWidth).rounded()
      drawing.add(
        .label(
          areTurned
            ? Label(short, at: Point(middle + 5, top - 8), direction: .up, color: Theme.ink)
            : Label(short, at: Point(middle, top - 8), anchor: .middle, color: Theme.ink)))
    }
    drawNames(endingAt: left - 10, top: top, on: &drawing)
    for (row, numbers) in values.enumerated() {
      for (column, value) in numbers.enumerated() {
        let cell = Rectangle(
          x: left + Double(column) * cellWidth, y: top + Double(row) * Self.rowHeight, width: cellWidth,
          height: Self.rowHeight)
        draw(value, in: cell, hasNumber: hasNumbers, on: &drawing)
      }
    }
    drawing.addFrame(grid.inset(by: -1), color: Theme.line)
    ColorBar(scale).draw(
      below: Point(Theme.margin, grid.maxY), width: Double(drawing.width) - 2 * Theme.margin, on: &drawing)
    return drawing
  }

  private func draw(
    _ value: Double, in cell: Rectangle, hasNumber: Bool, on drawing: inout Drawing
  ) {
    let shade = scale.color(value)
    drawing.add(
      .rectangle(
        Rectangle(x: cell.x, y: cell.y, width: cell.width - 1, height: cell.height - 1), shade))
    guard hasNumber else { return }
    // Pure black and white: on any shade one of them has a contrast of 4.5 at least.
    let (black, white) = (Color(0x000000), Color(0xFFFFFF))
    let ink = black.contrast(with: shade) >= white.contrast(with: shade) ? black : white
    drawing.add(
      .label(
        Label(
          Decimals.significant(value), at: Point(cell.center.x.rounded(), cell.center.y.rounded() + 5),
          anchor: .middle, color: ink)))
  }

  // MARK: Bars

  private var bars: Drawing {
    let numbers = values.map { $0[0] }
    // Room for the numbers, which stand behind the bars' ends.
    let numberWidth = (longest(numbers.map(Decimals.significant)) + 10).rounded(.up)
    let reach = 190.0
    let left = Theme.margin + nameWidth + 10
    let top = Theme.margin + captionHeight + 6
    let zero = left + numberWidth + reach
    let bottom = top + Double(numbers.count) * Self.rowHeight
    var drawing = emptyDrawing(
      width: zero + reach + numberWidth - Theme.margin, height: bottom - Theme.margin + 34)
    let axis = LinearScale(from: -scale.limit, to: scale.limit, tickCount: 6)
    for tick in axis.ticks {
      let x = (zero + tick / scale.limit * reach).rounded()
      drawing.add(
        .rectangle(Rectangle(x: x, y: top, width: 1, height: bottom - top), tick == 0 ? Theme.line : Theme.grid)
      )
      drawing.add(
        .label(Label(axis.text(tick), at: Point(x, bottom + 18), anchor: .middle, color: Theme.muted)))
    }
    drawNames(endingAt: left - 10, top: top, on: &drawing)
    for (row, value) in numbers.enumerated() {
      let length = (min(abs(value) / scale.limit, 1) * reach).rounded()
      let y = top + Double(row) * Self.rowHeight
      let color = value < 0 ? scale.color(-scale.limit * 0.6) : scale.color(scale.limit * 0.6)
      drawing.add(
        .rectangle(
          Rectangle(
            x: value < 0 ? zero - length : zero, y: y + 4, width: max(1, length), height: Self.rowHeight - 8),
          color))
      drawing.add(
        .label(
          Label(
            Decimals.significant(value),
            at: Point(value < 0 ? zero - length - 6 : zero + length + 6, y + Self.rowHeight / 2 + 5),
            anchor: value < 0 ? .end : .start, color: Theme.ink)))
    }
    return drawing
  }
}
