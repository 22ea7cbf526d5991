// The font: whole, legible, and honest about what it lacks.

@testable import SoftmaxReport
import Testing

@Suite struct StrokeFontTests {
  private static let printable = (0x20...0x7e).compactMap { UnicodeScalar($0).map { Character($0) } }

  @Test func everyPrintableASCIICharacterIsDrawn() {
    for character in Self.printable {
      let glyph = StrokeFont.standard.glyph(character)
      #expect(glyph != nil, "\(character)")
      #expect(character == " " || glyph.map { !$0.strokes.isEmpty || !$0.dots.isEmpty } == true)
    }
  }

  @Test func noTwoCharactersLookAlike() throws {
    var seen: [[UInt8]: Character] = [:]
    for character in Self.printable {
      var drawing = Drawing(width: 20, height: 20)
      drawing.add(.label(Label(String(character), at: Point(4, 14))))
      let other = seen.updateValue(character, forKey: try DecodedPNG(drawing).pixels)
      #expect(other == nil, "\(character)")
    }
  }

  @Test func stemsAreSharpAtTheOrdinarySize() throws {
    var drawing = Drawing(width: 12, height: 20)
    drawing.add(.label(Label("I", at: Point(4, 15), color: Color(0))))
    let png = try DecodedPNG(drawing)
    // Capitals stand on the baseline and are nine rows high.
    #expect(png[4, 14] == Color(0) && png[4, 6] == Color(0))
    #expect(png[4, 16] == Color(0xFFFFFF) && png[4, 4] == Color(0xFFFFFF))
    #expect(png[6, 10] == Color(0xFFFFFF))
  }

  @Test func charactersOfOtherScriptsAreBoxesAndReported() throws {
    var drawing = Drawing(width: 60, height: 20)
    drawing.add(.label(Label("a\u{6f22}\u{e9}\u{5b57}", at: Point(4, 15))))
    drawing.add(.label(Label("\u{6f22}", at: Point(4, 15))))
    #expect(drawing.undrawableCharacters == ["\u{5b57}", "\u{6f22}"])
    let png = try DecodedPNG(drawing)
    #expect(png.pixels.contains { $0 < 100 })
  }

  @Test func longTextIsShortenedToWhatFits() {
    let font = StrokeFont.standard
    #expect(font.shortened("ankle boot", toWidth: 500, size: 13) == "ankle boot")
    let short = font.shortened("ankle boot of an extraordinary length", toWidth: 90, size: 13)
    #expect(short.hasSuffix("\u{2026}") && short.hasPrefix("ankle"))
    #expect(font.width(of: short, size: 13) <= 90)
    #expect(font.shortened("abc", toWidth: 0, size: 13) == "\u{2026}")
  }

  @Test func textOfMillionsOfCharactersIsShortened() {
    let font = StrokeFont.standard
    let long = String(repeating: "ab ", count: 1_000_000)
    // Work that grew with the square of the length would never end.
    let short = font.shortened(long, toWidth: 100, size: 13)
    #expect(short.hasSuffix("\u{2026}") && font.width(of: short, size: 13) <= 100)
    #expect(font.width(of: short, size: 13) > 70)
  }

  @Test func turnedTextRunsUpwards() throws {
    var drawing = Drawing(width: 30, height: 60)
    drawing.add(.label(Label("lll", at: Point(20, 50), direction: .up, color: Color(0))))
    let png = try DecodedPNG(drawing)
    let dark = (0..<60).filter { y in (0..<30).contains { png[$0, y].red < 128 } }
    #expect(dark.allSatisfy { $0 <= 51 && $0 >= 36 } && !dark.isEmpty)
    let columns = (0..<30).filter { x in (0..<60).contains { png[x, $0].red < 128 } }
    #expect(columns.allSatisfy { $0 < 21 && $0 >= 9 })
  }
}
