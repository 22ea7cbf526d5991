// What goes into a page stays what it is: text text, numbers numbers.

import Foundation
import SoftmaxFiles
@testable import SoftmaxReport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct MarkupTests {
  private static let hostile = [
    "<script>alert(1)</script>", "</script>", "\" onload=\"alert(1)", "' x='", "]]>", "<!--", "&lt;b&gt;",
    "a\u{202e}b",
    "line\nbreak", "\u{0}\u{1b}[31m", "&amp;", "\u{2028}",
  ]

  @Test(arguments: hostile)
  func textNeverBecomesMarkup(_ text: String) {
    let html = tag("p") { text }.html
    let inside = html.dropFirst(3).dropLast(4)
    #expect(html.hasPrefix("<p>") && html.hasSuffix("</p>"))
    #expect(!inside.contains("<") && !inside.contains(">") && !inside.contains("\""))
    #expect(
      !inside.unicodeScalars.contains {
        (0x202a...0x202e).contains($0.value) || $0.value == 0x1b || $0.value == 0
      })
  }

  @Test(arguments: hostile)
  func anAttributesValueNeverEndsEarly(_ text: String) {
    let html = emptyTag("meta", ["content": text, "name": nil]).html
    #expect(html.hasPrefix("<meta content=\"") && html.hasSuffix("\">"))
    #expect(html.count { $0 == "\"" } == 2 && !html.dropFirst().dropLast().contains { $0 == "<" || $0 == ">" })
  }

  @Test func escapedTextIsReadBackAsItWas() throws {
    // Foundation's own reader of XML, whose entities are those of HTML.
    let text = "a < b && \"c\" > 'd' &amp; ü €"
    let document = try XMLText(tag("p") { text }.html)
    #expect(document.text == text)
  }

  @Test(arguments: hostile)
  func jsonNeitherEndsItsElementNorChanges(_ text: String) throws {
    let json = PageJSON.object([
      ("key \(text)", .array([.string(text), .real(0.1), .integer(-3), .real(.nan), .bool(true)]))
    ])
    #expect(!json.text.contains("<") && !json.text.contains(">") && !json.text.contains("\u{2028}"))
    let read = try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String: [Any]]
    let values = try #require(read?["key \(text)"])
    #expect(values[0] as? String == text && values[1] as? Double == 0.1 && values[2] as? Int == -3)
    #expect(values[3] is NSNull && values[4] as? Bool == true)
  }

  @Test func piecesStandInTheirOrder() {
    let list = tag("ul", ["class": "a", "hidden": ""]) {
      for name in ["x", "y"] { tag("li") { name } }
      if list3.isEmpty { tag("li") { "none" } }
    }
    #expect(list.html == "<ul class=\"a\" hidden><li>x</li><li>y</li><li>none</li></ul>")
  }

  private let list3: [String] = []
}

/// The text of a small document.
private final class XMLText: NSObject, XMLParserDelegate {
  private(set) var text = ""

  init(_ document: String) throws {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.coderInvalidValue) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
