// From marks to pixels.

/// Paints marks onto bands of a picture.
struct Painter {
  private var glyphs = GlyphCache()

  /// Paints the part of a mark that lies in the band.
  mutating func paint(_ mark: Mark, on band: inout RasterBand) {
    switch mark {
    case .rectangle(let area, let color):
      band.paint(area, color)
    case .pixels(let image, let area, _):
      band.paint(image, area)
    case .polygon(let points, let color):
      var mask = Self.mask(over: points, reach: 1, on: band)
      mask.addPolygon(points)
      band.paint(mask, x: 0, y: 0, color)
    case .disc(let center, let radius, let color):
      var mask = Self.mask(over: [center], reach: radius + 1, on: band)
      mask.addLine(from: center, to: center, radius: radius)
      band.paint(mask, x: 0, y: 0, color)
    case .line(let points, let stroke):
      var mask = Self.mask(over: points, reach: stroke.width / 2 + 1, on: band)
      for (start, end) in Self.dashes(points, stroke) {
        mask.addLine(from: start, to: end, radius: stroke.width / 2)
      }
      band.paint(mask, x: 0, y: 0, stroke.color)
    case .label(let label):
      paint(label, on: &band)
    }
  }

  private mutating func paint(_ label: Label, on band: inout RasterBand) {
    let font = StrokeFont.standard
    let length = font.width(of: label.text, size: label.size, bold: label.isBold)
    let offset: Double =
      switch label.anchor {
      case .start: 0
      case .middle: -length / 2
      case .end: -length
      }
    // Whole pixels to begin with, so that stems are sharp.
    var pen =
      (label.direction == .right ? label.position.x + offset : -label.position.y + offset).rounded()
    let baseline = (label.direction == .right ? label.position.y : label.position.x).rounded()
    for character in StrokeFont.characters(of: label.text) {
      let whole = pen.rounded(.down)
      let phase = Int(((pen - whole) * 4).rounded(.down))
      let mask = glyphs.mask(character, size: label.size, bold: label.isBold, phase: phase)
      if label.direction == .right {
        band.paint(mask, x: Int(whole), y: Int(baseline), label.color)
      } else {
        band.paint(mask.turnedLeft, x: Int(baseline), y: -Int(whole), label.color)
      }
      pen += font.width(of: String(character), size: label.size, bold: label.isBold)
    }
  }

  private static func mask(
    over points: [Point], reach: Double, on band: RasterBand
  ) -> CoverageMask {
    CoverageMask(
      left: (points.map(\.x).min() ?? 0) - reach, top: (points.map(\.y).min() ?? 0) - reach,
      right: (points.map(\.x).max() ?? 0) + reach, bottom: (points.map(\.y).max() ?? 0) + reach,
      clip: (0..<band.width, band.rows))
  }

  /// The straight pieces of a line that are drawn: all, or its dashes.
  private static func dashes(_ points: [Point], _ stroke: Stroke) -> [(Point, Point)] {
    let pieces = Array(zip(points, points.dropFirst()))
    guard let dash = stroke.dash, dash.length > 0, dash.gap > 0 else { return pieces }
    var drawn: [(Point, Point)] = []
    var position = 0.0
    let period = dash.length + dash.gap
    for (start, end) in pieces {
      let (dx, dy) = (end.x - start.x, end.y - start.y)
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      var done = 0.0
      while done < length {
        let place = position.truncatingRemainder(dividingBy: period)
        let isDrawn = place < dash.length
        // Never a step of nothing, or rounding would keep us here.
        let step = max(1e-6, min(length - done, (isDrawn ? dash.length : period) - place))
        if isDrawn {
          drawn.append(
            (
              Point(start.x + dx * done / length, start.y + dy * done / length),
              Point(start.x + dx * (done + step) / length, start.y + dy * (done + step) / length)
            ))
        }
        done += step
        position += step
      }
    }
    return drawn
  }
}
