// A drawing as SVG.

import SoftmaxFiles

/// A drawing as the text of an SVG file, or as an element of a page.
package struct SVGDocument {
  private let drawing: Drawing

  /// The document of a drawing.
  package init(_ drawing: Drawing) { self.drawing = drawing }

  /// The text of a file of its own.
  package var text: String {
    let words =
      (drawing.title.isEmpty ? [] : ["<title>\(Self.escaped(drawing.title))</title>"])
      + (drawing.summary.isEmpty ? [] : ["<desc>\(Self.escaped(drawing.summary))</desc>"])
    return text(" xmlns=\"http://www.w3.org/2000/svg\"", words, Paint(followsPage: false)) + "\n"
  }

  /// The drawing as an `svg` element inside of a page of HTML. Text, lines, grid and background have the colours of the
  /// page's custom properties (`PageColor`), where it has such, else those of the file. `id` names the element and, with
  /// `-title` and `-summary` behind it, the texts that a screen reader is pointed to; it is unique in the page.
  package func embedded(id: String) -> String {
    let id = Self.escaped(id)
    var attributes = " id=\"\(id)\""
    var words: [String] = []
    if !drawing.title.isEmpty {
      attributes += " aria-labelledby=\"\(id)-title\""
      words.append("<title id=\"\(id)-title\">\(Self.escaped(drawing.title))</title>")
    }
    if !drawing.summary.isEmpty {
      attributes += " aria-describedby=\"\(id)-summary\""
      words.append("<desc id=\"\(id)-summary\">\(Self.escaped(drawing.summary))</desc>")
    }
    return text(attributes, words, Paint(followsPage: true))
  }

  /// Whence colours come.
  private struct Paint {
    let followsPage: Bool

    /// A colour as an attribute's value.
    func callAsFunction(_ color: Color) -> String {
      guard followsPage, let role = PageColor(color) else { return color.hex }
      return "var(\(role.property), \(color.hex))"
    }

    /// The colour of what may lie on, or be, a colour of data, which is white there because of that and not as the
    /// background is.
    func onData(_ color: Color) -> String { color == Theme.background ? color.hex : self(color) }
  }

  private func text(_ attributes: String, _ words: [String], _ paint: Paint) -> String {
    let lines =
      [
        "<svg\(attributes) width=\"\(drawing.width)\" height=\"\(drawing.height)\" "
          + "viewBox=\"0 0 \(drawing.width) \(drawing.height)\" role=\"img\" "
          + "font-family=\"system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\">"
      ] + words
      + [
        "<rect width=\"\(drawing.width)\" height=\"\(drawing.height)\" fill=\"\(paint(drawing.background))\"/>"
      ] + drawing.marks.map { Self.element($0, paint) } + ["</svg>"]
    return lines.joined(separator: "\n")
  }

  private static func element(_ mark: Mark, _ paint: Paint) -> String {
    switch mark {
    case .rectangle(let area, let color):
      return "<rect \(attributes(area)) fill=\"\(paint.onData(color))\"/>"
    case .polygon(let points, let color):
      return "<polygon points=\"\(list(points))\" fill=\"\(paint(color))\"/>"
    case .disc(let center, let radius, let color):
      return "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius))\" "
        + "fill=\"\(paint(color))\"/>"
    case .line(let points, let stroke):
      let dash =
        stroke.dash.map { " stroke-dasharray=\"\(number($0.length)) \(number($0.gap))\"" } ?? ""
      return "<polyline points=\"\(list(points))\" fill=\"none\" stroke=\"\(paint(stroke.color))\" "
        + "stroke-width=\"\(number(stroke.width))\" stroke-linecap=\"round\" stroke-linejoin=\"round\"\(dash)/>"
    case .pixels(let image, let area, let title):
      // Enlarged by ourselves: not every viewer heeds the style, and repeated pixels cost next to nothing.
      let data = Base64.text(PNGEncoder.encode(image.enlarged(toward: area)))
      let title = title.map { "<title>\(escaped($0))</title>" } ?? ""
      // A page that lets no style in but its own refuses one in an attribute.
      let rendering = paint.followsPage ? "image-rendering=\"pixelated\"" : "style=\"image-rendering:pixelated\""
      return "<image \(attributes(area)) preserveAspectRatio=\"none\" \(rendering) "
        + "href=\"data:image/png;base64,\(data)\">\(title)</image>"
    case .label(let label):
      return element(label, paint)
    }
  }

  private static func element(_ label: Label, _ paint: Paint) -> String {
    let (x, y) = (number(label.position.x), number(label.position.y))
    var text = "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(number(label.size))\""
    if label.isBold { text += " font-weight=\"bold\"" }
    switch label.anchor {
    case .start: break
    case .middle: text += " text-anchor=\"middle\""
    case .end: text += " text-anchor=\"end\""
    }
    if label.direction == .up { text += " transform=\"rotate(-90 \(x) \(y))\"" }
    return text + " fill=\"\(paint.onData(label.color))\">\(escaped(label.text))</text>"
  }

  private static func attributes(_ area: Rectangle) -> String {
    "x=\"\(number(area.x))\" y=\"\(number(area.y))\" width=\"\(number(area.width))\" "
      + "height=\"\(number(area.height))\""
  }

  private static func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// A number with at most two decimals: what is finer cannot be seen.
  private static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    var text = (hundredths < 0 ? "-" : "") + "\(whole)"
    if rest > 0 {
      text += "." + (rest < 10 ? "0" : "") + "\(rest)"
      if text.last == "0" { text.removeLast() }
    }
    return text
  }

  /// Text for XML 1.0, which has no place for control characters at all, not even escaped ones.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // Nor may a name turn the direction of what is written around it.
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}", "\u{202a}"..."\u{202e}",
        "\u{2066}"..."\u{2069}":
        result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
