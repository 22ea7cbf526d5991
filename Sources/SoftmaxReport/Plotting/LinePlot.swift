// Lines over two axes, with a grid and a legend.

/// A plot of lines in a part of a picture.
package struct LinePlot: Sendable, Hashable {
  /// What the values are: above the vertical axis.
  package let title: String
  /// What the unit of the values is, as in `nats`; empty where there is none.
  package let unit: String
  /// What the horizontal axis counts.
  package let horizontalTitle: String
  /// The horizontal axis.
  package let horizontal: LinearScale
  /// The vertical axis.
  package let vertical: LinearScale
  /// The lines.
  package let series: [Series]
  /// Lines without a name, thin and grey behind the others.
  var faintLines: [[Point]] = []
  /// Where a dashed line goes from the bottom to the top.
  var upright: Double?
  /// Whether the plot names its lines; else the picture does.
  var hasLegend = true

  /// A plot of lines.
  package init(
    title: String, unit: String = "", horizontalTitle: String, horizontal: LinearScale,
    vertical: LinearScale, series: [Series]
  ) {
    self.title = title
    self.unit = unit
    self.horizontalTitle = horizontalTitle
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
  }

  /// Draws the plot with everything that belongs to it into `area`.
  package func draw(in area: Rectangle, on drawing: inout Drawing) {
    let font = StrokeFont.standard
    let size = Theme.textSize
    let labels = vertical.ticks.map(vertical.text)
    let labelWidth = labels.map { font.width(of: $0, size: size) }.max() ?? 0
    let left = (area.x + labelWidth + 10).rounded()
    let headHeight = hasLegend ? 56.0 : 30
    let frame = Rectangle(
      x: left, y: area.y + headHeight, width: (area.maxX - left).rounded(),
      height: (area.height - headHeight - 44).rounded())

    // One text, because a viewer's own font may be wider than ours.
    let heading = unit.isEmpty ? title : "\(title) (\(unit))"
    drawing.add(
      .label(Label(heading, at: Point(area.x, area.y + 13), size: 15, bold: true, color: Theme.ink)))
    if hasLegend { Legend(names: series.map(\.name)).draw(at: Point(left, area.y + 38), on: &drawing) }
    drawAxes(frame, on: &drawing)
    for line in faintLines {
      let places = Self.visible(line.map { place($0, in: frame) })
      if places.count > 1 { drawing.add(.line(places, Stroke(Theme.line, width: 1))) }
    }
    if let upright {
      let ends = [vertical.lower, vertical.upper].map { place(Point(upright, $0), in: frame) }
      drawing.add(.line(ends, Stroke(Theme.muted, width: 1, dash: Stroke.Dash(length: 4, gap: 4))))
    }
    for (index, line) in series.enumerated() {
      draw(line, SeriesStyle(index), in: frame, on: &drawing)
    }
  }

  private func drawAxes(_ frame: Rectangle, on drawing: inout Drawing) {
    for tick in vertical.ticks {
      let y = place(Point(horizontal.lower, tick), in: frame).y.rounded()
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
      let x = place(Point(tick, vertical.lower), in: frame).x.rounded()
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

  private func draw(
    _ line: Series, _ style: SeriesStyle, in frame: Rectangle, on drawing: inout Drawing
  ) {
    let runs = line.points.split { !$0.x.isFinite || !$0.y.isFinite }
    for run in runs {
      let places = Self.visible(run.map { place($0, in: frame) })
      if places.count > 1 { drawing.add(.line(places, style.stroke)) }
    }
    for (point, error) in zip(line.points, line.errors ?? [])
    where point.x.isFinite && point.y.isFinite && error.isFinite {
      let ends = [point.y - error, point.y + error].map { place(Point(point.x, $0), in: frame) }
      drawing.add(.line(ends, Stroke(style.color, width: 1)))
      for end in ends {
        drawing.add(.line([Point(end.x - 3, end.y), Point(end.x + 3, end.y)], Stroke(style.color, width: 1)))
      }
    }
    // Where points are many, the dashes alone tell the lines apart.
    let count = runs.reduce(0) { $0 + $1.count }
    let every = max(1, Int((Double(count) * 14 / frame.width).rounded(.up)))
    // Counted from the end: the last point is what the fit came to.
    for (index, point) in runs.joined().enumerated() where (count - 1 - index) % every == 0 {
      drawing.add(style.mark(at: place(point, in: frame)))
    }
  }

  /// The points that can be told apart: of those in one column of pixels, running to the right, the first, the lowest, the
  /// highest and the last.
  private static func visible(_ points: [Point]) -> [Point] {
    var result: [Point] = []
    var column: [Point] = []
    func close(_ column: [Point]) {
      guard column.count > 4, let low = column.indices.min(by: { column[$0].y < column[$1].y }),
        let high = column.indices.max(by: { column[$0].y < column[$1].y })
      else { return result += column }
      result += Set([0, low, high, column.count - 1]).sorted().map { column[$0] }
    }
    for point in points {
      if let last = column.last, last.x.rounded(.down) != point.x.rounded(.down) {
        close(column)
        column = []
      }
      column.append(point)
    }
    close(column)
    return result
  }

  private func place(_ value: Point, in frame: Rectangle) -> Point {
    let x = min(max(horizontal.share(value.x), 0), 1)
    let y = min(max(vertical.share(value.y), 0), 1)
    return Point(frame.x + x * frame.width, frame.maxY - y * frame.height)
  }
}
