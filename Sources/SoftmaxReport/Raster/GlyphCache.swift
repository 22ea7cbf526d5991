// Letters as pixels, made once for each size.

/// The masks of glyphs that were used before: a gallery draws the same few letters thousands of times.
struct GlyphCache {
  private struct Key: Hashable {
    let character: Character
    let size: Double
    let isBold: Bool
    /// The part of a pixel, in quarters, by which the glyph lies to the right.
    let phase: Int
  }

  private var masks: [Key: CoverageMask] = [:]

  /// The pixels of a character whose origin lies `phase` quarters of a pixel to the right of a pixel's left
  /// edge. The origin's row is the one on which the letters stand.
  mutating func mask(
    _ character: Character, size: Double, bold: Bool, phase: Int
  ) -> CoverageMask {
    let key = Key(character: character, size: size, isBold: bold, phase: phase)
    if let mask = masks[key] { return mask }
    let mask = Self.draw(key)
    masks[key] = mask
    return mask
  }

  private static func draw(_ key: Key) -> CoverageMask {
    let font = StrokeFont.standard
    let glyph = font.glyph(key.character) ?? font.missing
    let scale = key.size / StrokeFont.unitSize
    let radius = StrokeFont.penWidth(bold: key.isBold) / 2 * scale
    let dotRadius = StrokeFont.dotRadius(bold: key.isBold) * scale
    // A line at 0 runs through the middle of the first column and of the lowest row above the baseline.
    func place(_ point: Point) -> Point {
      Point(
        (point.x * scale + Double(key.phase) / 4) + 0.5 * scale,
        -point.y * scale - 0.5 * scale)
    }
    let strokes = glyph.strokes.map { $0.map(place) }
    let dots = glyph.dots.map(place)
    let points = strokes.joined() + dots
    let reach = max(radius, dotRadius) + 1
    var mask = CoverageMask(
      left: (points.map(\.x).min() ?? 0) - reach, top: (points.map(\.y).min() ?? 0) - reach,
      right: (points.map(\.x).max() ?? 0) + reach,
      bottom: (points.map(\.y).max() ?? 0) + reach)
    for stroke in strokes {
      for (start, end) in zip(stroke, stroke.dropFirst()) {
        mask.addLine(from: start, to: end, radius: radius)
      }
    }
    for dot in dots { mask.addLine(from: dot, to: dot, radius: dotRadius) }
    return mask
  }
}
