// What the colours of a diverging scale mean.

/// A scale's colours with ticks, and what its two sides mean.
struct ColorBar {
  static let height = 14.0
  /// What it takes below a picture, ticks and all.
  static let totalHeight = 42 + height + 26

  private let scale: DivergingScale
  private let axis: LinearScale

  init(_ scale: DivergingScale) {
    self.scale = scale
    axis = LinearScale(from: -scale.limit, to: scale.limit, tickCount: 6)
  }

  /// Draws it in the middle of a strip that begins at `corner`.
  func draw(below corner: Point, width: Double, on drawing: inout Drawing) {
    // The end labels reach beyond it by half their width.
    let font = StrokeFont.standard
    let overhang = ((axis.ticks.map { font.width(of: axis.text($0), size: Theme.textSize) }.max() ?? 0) / 2)
      .rounded(.up)
    let barWidth = max(120, min(width - 2 * overhang, 420)).rounded(.down)
    let area = Rectangle(
      x: corner.x + ((width - barWidth) / 2).rounded(), y: corner.y + 42, width: barWidth, height: Self.height)
    let count = Int(area.width)
    let colors = (0..<count).map { column in
      scale.color(((Double(column) + 0.5) / Double(count) * 2 - 1) * scale.limit)
    }
    drawing.add(
      .pixels(
        PixelImage(
          width: count, height: 1, channelCount: 3,
          bytes: colors.flatMap { [$0.red, $0.green, $0.blue] }), area, title: nil))
    drawing.addFrame(area.inset(by: -1), color: Theme.line)
    for tick in axis.ticks {
      let x = (area.x + axis.share(tick) * area.width).rounded()
      drawing.add(.rectangle(Rectangle(x: x, y: area.maxY + 1, width: 1, height: 4), Theme.line))
      drawing.add(
        .label(
          Label(axis.text(tick), at: Point(x, area.maxY + 20), anchor: .middle, color: Theme.muted)))
    }
    drawing.add(
      .label(
        Label("\u{2212} speaks against", at: Point(area.x, area.y - 8), color: Theme.muted)))
    drawing.add(
      .label(
        Label("speaks for +", at: Point(area.maxX, area.y - 8), anchor: .end, color: Theme.muted)))
  }
}
