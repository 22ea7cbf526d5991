// The frame of a plot: two axes with a grid, and where numbers lie between them.

/// Two axes in a part of a picture.
struct Axes {
  /// What lies between the upper side of a plot and its frame, and below the frame: titles and numbers.
  static let footHeight = 44.0

  let horizontal: LinearScale
  let vertical: LinearScale
  let horizontalTitle: String
  /// Where the values are drawn.
  let frame: Rectangle

  /// Axes in `area`, whose upper `headHeight` is left free, and on the left what the numbers take.
  init(
    in area: Rectangle, headHeight: Double, horizontal: LinearScale, vertical: LinearScale,
    horizontalTitle: String, leastLabelWidth: Double = 0
  ) {
    self.horizontal = horizontal
    self.vertical = vertical
    self.horizontalTitle = horizontalTitle
    let left = (area.x + max(Self.labelWidth(of: vertical), leastLabelWidth) + 10).rounded()
    frame = Rectangle(
      x: left, y: area.y + headHeight, width: (area.maxX - left).rounded(),
      height: (area.height - headHeight - Self.footHeight).rounded())
  }

  /// The width of the numbers at a vertical axis.
  static func labelWidth(of scale: LinearScale) -> Double {
    scale.ticks.map { StrokeFont.standard.width(of: scale.text($0), size: Theme.textSize) }.max() ?? 0
  }

  /// Draws the grid, the lower axis and what stands beside them.
  func draw(on drawing: inout Drawing) {
    for tick in vertical.ticks {
      let y = place(Point(horizontal.lower, tick)).y.rounded()
      drawing.add(
        .rectangle(Rectangle(x: frame.x, y: y, width: frame.width, height: 1), Theme.grid))
      drawing.add(
        .label(
          Label(
            vertical.text(tick), at: Point(frame.x - 8, y + 5), anchor: .end, color: Theme.muted)))
    }
    drawing.add(
      .rectangle(Rectangle(x: frame.x, y: frame.maxY, width: frame.width, height: 1), Theme.line))
    for tick in horizontal.ticks {
      let x = place(Point(tick, vertical.lower)).x.rounded()
      drawing.add(
        .rectangle(Rectangle(x: x, y: frame.maxY + 1, width: 1, height: 4), Theme.line))
      drawing.add(
        .label(
          Label(
            horizontal.text(tick), at: Point(x, frame.maxY + 20), anchor: .middle,
            color: Theme.muted)))
    }
    drawing.add(
      .label(
        Label(
          horizontalTitle, at: Point(frame.center.x.rounded(), frame.maxY + 41), anchor: .middle,
          color: Theme.muted)))
  }

  /// Where numbers lie; what is beyond the axes lies at their ends.
  func place(_ value: Point) -> Point {
    let x = min(max(horizontal.share(value.x), 0), 1)
    let y = min(max(vertical.share(value.y), 0), 1)
    return Point(frame.x + x * frame.width, frame.maxY - y * frame.height)
  }
}
