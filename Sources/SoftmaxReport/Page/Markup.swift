// HTML that cannot be broken by what is in it.

/// A piece of HTML. Text and markup are two types: a `String` becomes text, escaped, wherever it goes in; markup is made by
/// `tag` alone, whose names are written in the source. So nothing out of a file can become markup.
struct Markup: Sendable {
  fileprivate(set) var html: String

  fileprivate init(html: String) { self.html = html }

  /// Text, escaped.
  init(_ text: String) { self.init(html: Self.escaped(text)) }

  /// Nothing.
  static let empty = Markup(html: "")

  /// A drawing, whose own writer escapes its texts.
  init(_ drawing: EmbeddedDrawing) { self.init(html: drawing.svg) }

  /// What stands before the root of a document.
  static let documentType = Markup(html: "<!doctype html>\n")

  /// A script or style as the source has it: it must not end its element.
  init(code: String) {
    precondition(!code.contains("</"), "code that ends its element")
    self.init(html: code)
  }

  /// JSON inside of a script element, where no text may end it.
  init(_ json: PageJSON) { self.init(html: json.text) }

  /// One after the other.
  init(_ parts: [Markup]) {
    self.init(html: parts.map(\.html).joined())
  }

  /// Text for HTML: neither it nor an attribute's value ends early. What cannot be seen, or turns the direction of what is
  /// written around it, becomes U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}", "\u{200e}"..."\u{200f}",
        "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}":
        result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Puts what stands in braces together.
@resultBuilder
enum MarkupBuilder {
  static func buildExpression(_ text: String) -> Markup { Markup(text) }
  static func buildExpression(_ markup: Markup) -> Markup { markup }
  static func buildBlock(_ parts: Markup...) -> Markup { Markup(parts) }
  static func buildArray(_ parts: [Markup]) -> Markup { Markup(parts) }
  static func buildOptional(_ part: Markup?) -> Markup { part ?? .empty }
  static func buildEither(first part: Markup) -> Markup { part }
  static func buildEither(second part: Markup) -> Markup { part }
}

/// Attributes: names from the source, values that are escaped; nil leaves one out, an empty value stands alone.
typealias Attributes = KeyValuePairs<StaticString, String?>

/// An element with what is in it.
func tag(
  _ name: StaticString, _ attributes: Attributes = [:], @MarkupBuilder _ content: () -> Markup
) -> Markup {
  Markup(html: beginning(name, attributes) + content().html + "</\(name)>")
}

/// An element with nothing in it and no end, such as `meta`.
func emptyTag(_ name: StaticString, _ attributes: Attributes = [:]) -> Markup {
  Markup(html: beginning(name, attributes))
}

private func beginning(_ name: StaticString, _ attributes: Attributes) -> String {
  var text = "<\(name)"
  for (name, value) in attributes {
    guard let value else { continue }
    text += value.isEmpty ? " \(name)" : " \(name)=\"\(Markup.escaped(value))\""
  }
  return text + ">"
}

extension Markup {
  /// A name out of the data, kept from turning the direction of what is around it.
  static func name(_ text: String) -> Markup { tag("bdi") { text } }
}
