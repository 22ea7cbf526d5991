// What a chart is called, and what it says in words.

/// A heading with lines of text below it, at a chart's upper left corner.
struct Heading {
  /// Where it begins, and what is left free on the other side.
  static let side = 24.0

  let text: String
  let captions: [String]

  /// Where what follows may begin.
  var height: Double { 46 + Double(captions.count) * 22 }

  /// Draws it into the upper left corner.
  func draw(on drawing: inout Drawing) {
    let (font, width) = (StrokeFont.standard, Double(drawing.width) - 2 * Self.side)
    let shown = font.shortened(text, toWidth: width, size: 17, bold: true)
    drawing.add(.label(Label(shown, at: Point(Self.side, 34), size: 17, bold: true, color: Theme.ink)))
    for (line, caption) in captions.enumerated() {
      let shown = font.shortened(caption, toWidth: width, size: Theme.textSize)
      drawing.add(.label(Label(shown, at: Point(Self.side, 58 + Double(line) * 22), color: Theme.muted)))
    }
  }
}
