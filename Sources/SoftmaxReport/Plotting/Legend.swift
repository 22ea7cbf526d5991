// Which line is which.

/// The names of lines in a row, each behind a piece of its line.
struct Legend {
  private static let sampleWidth = 30.0

  let names: [String]

  /// Draws the legend from `start`, the left end of its middle line; each name in a column of `width`, where it is given.
  func draw(at start: Point, columnWidth: Double? = nil, on drawing: inout Drawing) {
    var x = start.x
    for (index, name) in names.enumerated() {
      let style = SeriesStyle(index)
      drawing.add(
        .line([Point(x + 1, start.y), Point(x + Self.sampleWidth, start.y)], style.stroke))
      drawing.add(style.mark(at: Point(x + Self.sampleWidth / 2, start.y)))
      let left = x
      x += Self.sampleWidth + 8
      let font = StrokeFont.standard
      let shown =
        columnWidth.map { font.shortened(name, toWidth: $0 - Self.sampleWidth - 30, size: Theme.textSize) }
        ?? name
      drawing.add(.label(Label(shown, at: Point(x, start.y + 5), color: Theme.ink)))
      x =
        columnWidth.map { left + $0 } ?? x + (font.width(of: name, size: Theme.textSize) + 22).rounded()
    }
  }
}
