// Our own font: letters as a pen would draw them, at any size.

import SoftmaxFiles

/// A font of strokes. One unit is a pixel at size 13: capitals are 8 units high, small letters 6, and stems
/// stand on whole units, so that they are sharp there.
struct StrokeFont: Sendable {
  /// How a pen draws one character.
  struct Glyph: Sendable {
    /// From this glyph's origin to the next one's.
    let advance: Double
    /// Lines through points; y goes upwards from the baseline.
    let strokes: [[Point]]
    /// The centres of dots.
    let dots: [Point]
  }

  static let standard = StrokeFont()
  /// The size at which a unit is a pixel.
  static let unitSize = 13.0
  /// The width of the pen in units.
  static func penWidth(bold: Bool) -> Double { bold ? 2.1 : 1.35 }
  /// The radius of a dot in units.
  static func dotRadius(bold: Bool) -> Double { bold ? 1.3 : 1 }

  private let glyphs: [Character: Glyph]
  /// What stands for a character that the font lacks.
  let missing: Glyph

  private init() {
    var glyphs: [Character: Glyph] = [:]
    for (character, advance, path) in StrokeFont.paths {
      glyphs[character] = Self.glyph(advance: advance, path: path)
    }
    for (character, base, accent) in StrokeFont.accented {
      guard let letter = glyphs[base], let mark = StrokeFont.accents[accent] else { continue }
      glyphs[character] = Self.composed(letter, mark, isCapital: base.isUppercase)
    }
    self.glyphs = glyphs
    missing = Self.glyph(advance: 8, path: "0.5,-1 0.5,9 5.5,9 5.5,-1 0.5,-1 m0.5,9 5.5,-1")
  }

  /// The characters of a text, each with no more marks than are drawn: to look one up with thousands takes time that grows
  /// with their square.
  static func characters(of text: String) -> some Sequence<Character> {
    text.lazy.map { character in
      guard character.utf8.count > 32 else { return character }
      let start = character.unicodeScalars.prefix(1 + ShownText.mostMarks)
      return String(String.UnicodeScalarView(start)).first ?? character
    }
  }

  /// How a character is drawn; nil where the font lacks it.
  func glyph(_ character: Character) -> Glyph? {
    glyphs[character]
  }

  /// The length of a line of text. Characters that the font lacks count as wide ones, as an SVG may show them.
  func width(of text: String, size: Double, bold: Bool = false) -> Double {
    var (units, count) = (0.0, 0)
    for character in Self.characters(of: text) {
      units += glyphs[character]?.advance ?? Self.missingAdvance(character)
      count += 1
    }
    // A bold letter is wider by what the pen is.
    let extra = bold ? 0.6 * Double(count) : 0
    return (units + extra) * size / Self.unitSize
  }

  /// The beginning of `text` that fits into `width`, with an ellipsis where something is left out. Complexity:
  /// O(what fits), however long the text is.
  func shortened(_ text: String, toWidth width: Double, size: Double, bold: Bool = false) -> String {
    let ellipsis = "\u{2026}"
    let room = width - self.width(of: ellipsis, size: size, bold: bold)
    var used = 0.0
    // The end of the longest beginning that leaves room for the ellipsis.
    var end = text.startIndex
    for (index, character) in zip(text.indices, text) {
      used += self.width(of: String(character), size: size, bold: bold)
      if used <= room { end = text.index(after: index) }
      guard used > width else { continue }
      var kept = text[..<end]
      while kept.last == " " { kept.removeLast() }
      return kept + ellipsis
    }
    return text
  }

  private static func missingAdvance(_ character: Character) -> Double {
    guard let scalar = character.unicodeScalars.first else { return 8 }
    return scalar.value >= 0x1100 ? 13 : 8
  }

  // MARK: Paths

  /// Parses a path: `x,y` draws a line there, `m` moves, `h` and `v` draw a quarter of an ellipse that begins
  /// horizontally or vertically, `q` a quadratic curve with the next point as its control, `d` a dot.
  private static func glyph(advance: Double, path: String) -> Glyph {
    var strokes: [[Point]] = []
    var dots: [Point] = []
    var control: Point?
    for (index, token) in path.split(separator: " ").enumerated() {
      let command = token.first.flatMap { $0.isLetter ? $0 : nil }
      let point = self.point(command == nil ? token : token.dropFirst())
      if index == 0, command == nil {
        strokes.append([point])
        continue
      }
      guard let last = strokes.last?.last ?? (command == "m" || command == "d" ? point : nil) else {
        preconditionFailure("a path of the font begins with a point")
      }
      switch command {
      case "m": strokes.append([point])
      case "d": dots.append(point)
      case "q": control = point
      case "h":
        add(curve(last, Point(point.x, last.y), point, sharpness: 0.56), to: &strokes)
      case "v":
        add(curve(last, Point(last.x, point.y), point, sharpness: 0.56), to: &strokes)
      default:
        guard let corner = control else {
          add([point], to: &strokes)
          continue
        }
        add(curve(last, corner, point, sharpness: 2.0 / 3), to: &strokes)
        control = nil
      }
    }
    return Glyph(advance: advance, strokes: strokes, dots: dots)
  }

  private static func point(_ text: Substring) -> Point {
    let parts = text.split(separator: ",").compactMap { Double($0) }
    precondition(parts.count == 2, "a point of the font has two numbers")
    return Point(parts[0], parts[1])
  }

  private static func add(_ points: [Point], to strokes: inout [[Point]]) {
    strokes[strokes.count - 1] += points
  }

  /// A cubic curve whose controls lie `sharpness` of the way to `corner`.
  private static func curve(
    _ start: Point, _ corner: Point, _ end: Point, sharpness: Double
  ) -> [Point] {
    func toward(_ point: Point) -> Point {
      Point(
        point.x + (corner.x - point.x) * sharpness, point.y + (corner.y - point.y) * sharpness)
    }
    let (first, second) = (toward(start), toward(end))
    let steps = 8
    return (1...steps).map { step in
      let t = Double(step) / Double(steps)
      let u = 1 - t
      func mix(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
        u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
      }
      return Point(
        mix(start.x, first.x, second.x, end.x), mix(start.y, first.y, second.y, end.y))
    }
  }

  /// A letter with an accent: over it, or below for a cedilla.
  private static func composed(_ letter: Glyph, _ accent: Glyph, isCapital: Bool) -> Glyph {
    let right = letter.strokes.joined().map(\.x).max() ?? 0
    let lift = isCapital ? 2.2 : 0
    func moved(_ point: Point) -> Point {
      Point(point.x + right / 2, point.y + (point.y > 0 ? lift : 0))
    }
    return Glyph(
      advance: letter.advance, strokes: letter.strokes + accent.strokes.map { $0.map(moved) },
      dots: letter.dots + accent.dots.map(moved))
  }

  fileprivate static let accents: [Character: Glyph] = [
    "`": glyph(advance: 0, path: "-1.4,9.6 0.4,7.8"),
    "'": glyph(advance: 0, path: "1.4,9.6 -0.4,7.8"),
    "^": glyph(advance: 0, path: "-1.9,7.9 0,9.6 1.9,7.9"),
    "v": glyph(advance: 0, path: "-1.9,9.6 0,7.9 1.9,9.6"),
    "~": glyph(advance: 0, path: "-2.2,8.2 q-1,9.8 0,8.8 q1,7.8 2.2,9.3"),
    "\"": glyph(advance: 0, path: "d-1.6,8.5 d1.6,8.5"),
    "o": glyph(advance: 0, path: "-1.3,9 v0,10.3 h1.3,9 v0,7.7 h-1.3,9"),
    ",": glyph(advance: 0, path: "0.2,0 0,-1 q1.5,-1.2 1.2,-2.2 q0.6,-3 -0.9,-2.7"),
  ]
}
