// A drawing as SVG.

import SoftmaxFiles

/// The text of an SVG file.
struct SVGDocument {
  let text: String

  init(_ drawing: Drawing) {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(drawing.width)\" height=\"\(drawing.height)\" "
        + "viewBox=\"0 0 \(drawing.width) \(drawing.height)\" role=\"img\" "
        + "font-family=\"system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\">"
    ]
    if !drawing.title.isEmpty { lines.append("<title>\(Self.escaped(drawing.title))</title>") }
    lines.append(
      "<rect width=\"\(drawing.width)\" height=\"\(drawing.height)\" fill=\"\(drawing.background.hex)\"/>")
    lines += drawing.marks.map(Self.element)
    lines.append("</svg>\n")
    text = lines.joined(separator: "\n")
  }

  private static func element(_ mark: Mark) -> String {
    switch mark {
    case .rectangle(let area, let color):
      return "<rect \(attributes(area)) fill=\"\(color.hex)\"/>"
    case .polygon(let points, let color):
      return "<polygon points=\"\(list(points))\" fill=\"\(color.hex)\"/>"
    case .disc(let center, let radius, let color):
      return "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius))\" "
        + "fill=\"\(color.hex)\"/>"
    case .line(let points, let stroke):
      let dash =
        stroke.dash.map { " stroke-dasharray=\"\(number($0.length)) \(number($0.gap))\"" } ?? ""
      return "<polyline points=\"\(list(points))\" fill=\"none\" stroke=\"\(stroke.color.hex)\" "
        + "stroke-width=\"\(number(stroke.width))\" stroke-linecap=\"round\" stroke-linejoin=\"round\"\(dash)/>"
    case .pixels(let image, let area, let title):
      // Enlarged by ourselves: not every viewer heeds the style, and repeated pixels cost next to nothing.
      let data = Base64.text(PNGEncoder.encode(image.enlarged(toward: area)))
      let title = title.map { "<title>\(escaped($0))</title>" } ?? ""
      return "<image \(attributes(area)) preserveAspectRatio=\"none\" "
        + "style=\"image-rendering:pixelated\" "
        + "href=\"data:image/png;base64,\(data)\">\(title)</image>"
    case .label(let label):
      return element(label)
    }
  }

  private static func element(_ label: Label) -> String {
    let (x, y) = (number(label.position.x), number(label.position.y))
    var text = "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(number(label.size))\""
    if label.isBold { text += " font-weight=\"bold\"" }
    switch label.anchor {
    case .start: break
    case .middle: text += " text-anchor=\"middle\""
    case .end: text += " text-anchor=\"end\""
    }
    if label.direction == .up { text += " transform=\"rotate(-90 \(x) \(y))\"" }
    return text + " fill=\"\(label.color.hex)\">\(escaped(label.text))</text>"
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
