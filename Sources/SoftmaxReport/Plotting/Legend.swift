// Which line is which.

/// The names of lines in a row, each behind a piece of its line.
struct Legend {
  private static let sampleWidth = 30.0
  /// From one line to the next.
  static let lineHeight = 24.0

  let names: [String]

  /// Whether the lines have marks at their points.
  var hasMarks = true
  /// Whether there are lines; else there are marks alone.
  var hasLines = true

  /// Draws the legend from `start`, the left end of its middle line; each name in a column of `width`, where it is given, and
  /// at most `columnCount` of them in a line.
  func draw(
    at start: Point, columnWidth: Double? = nil, columnCount: Int = .max, on drawing: inout Drawing
  ) {
    var place = start
    for (index, name) in names.enumerated() {
      if index > 0, index % columnCount == 0 { place = Point(start.x, place.y + Self.lineHeight) }
      let style = SeriesStyle(index)
      if hasLines {
        drawing.add(
          .line([Point(place.x + 1, place.y), Point(place.x + Self.sampleWidth, place.y)], style.stroke))
      }
      if hasMarks { drawing.add(style.mark(at: Point(place.x + Self.sampleWidth / 2, place.y))) }
      let left = place.x
      place.x += Self.sampleWidth + 8
      let font = StrokeFont.standard
      let shown =
        columnWidth.map { font.shortened(name, toWidth: $0 - Self.sampleWidth - 30, size: Theme.textSize) }
        ?? name
      drawing.add(.label(Label(shown, at: Point(place.x, place.y + 5), color: Theme.ink)))
      place.x =
        columnWidth.map { left + $0 } ?? place.x
        + (font.width(of: name, size: Theme.textSize) + 22).rounded()
    }
  }
}
