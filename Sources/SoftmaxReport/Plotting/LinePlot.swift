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
    let headHeight = hasLegend ? 56.0 : 30
    let axes = Axes(
      in: area, headHeight: headHeight, horizontal: horizontal, vertical: vertical,
      horizontalTitle: horizontalTitle)
    let frame = axes.frame

    // One text, because a viewer's own font may be wider than ours.
    let heading = unit.isEmpty ? title : "\(title) (\(unit))"
    drawing.add(
      .label(Label(heading, at: Point(area.x, area.y + 13), size: 15, bold: true, color: Theme.ink)))
    if hasLegend { Legend(names: series.map(\.name)).draw(at: Point(frame.x, area.y + 38), on: &drawing) }
    axes.draw(on: &drawing)
    for line in faintLines {
      let places = Self.visible(line.map { axes.place($0) })
      if places.count > 1 { drawing.add(.line(places, Stroke(Theme.line, width: 1))) }
    }
    if let upright {
      let ends = [vertical.lower, vertical.upper].map { axes.place(Point(upright, $0)) }
      drawing.add(.line(ends, Stroke(Theme.muted, width: 1, dash: Stroke.Dash(length: 4, gap: 4))))
    }
    for (index, line) in series.enumerated() {
      draw(line, SeriesStyle(index), in: axes, on: &drawing)
    }
  }

  private func draw(
    _ line: Series, _ style: SeriesStyle, in axes: Axes, on drawing: inout Drawing
  ) {
    let runs = line.points.split { !$0.x.isFinite || !$0.y.isFinite }
    for run in runs {
      let places = Self.visible(run.map { axes.place($0) })
      if places.count > 1 { drawing.add(.line(places, style.stroke)) }
    }
    for (point, error) in zip(line.points, line.errors ?? [])
    where point.x.isFinite && point.y.isFinite && error.isFinite {
      let ends = [point.y - error, point.y + error].map { axes.place(Point(point.x, $0)) }
      drawing.add(.line(ends, Stroke(style.color, width: 1)))
      for end in ends {
        drawing.add(.line([Point(end.x - 3, end.y), Point(end.x + 3, end.y)], Stroke(style.color, width: 1)))
      }
    }
    // Where points are many, the dashes alone tell the lines apart.
    let count = runs.reduce(0) { $0 + $1.count }
    let every = max(1, Int((Double(count) * 14 / axes.frame.width).rounded(.up)))
    // Counted from the end: the last point is what the fit came to.
    for (index, point) in runs.joined().enumerated() where (count - 1 - index) % every == 0 {
      drawing.add(style.mark(at: axes.place(point)))
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
}
