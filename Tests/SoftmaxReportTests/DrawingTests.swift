// The same marks as pixels and as SVG.

import SoftmaxFiles
@testable import SoftmaxReport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif
import Foundation

@Suite struct DrawingTests {
  private let blue = Color(0x0067A5)

  @Test func rectanglesOnWholePixelsHaveSharpEdges() throws {
    var drawing = Drawing(width: 10, height: 100)
    drawing.add(.rectangle(Rectangle(x: 2, y: 62, width: 3, height: 4), blue))
    let png = try DecodedPNG(drawing)
    #expect(png.width == 10 && png.height == 100 && png.channelCount == 3)
    for y in 0..<100 {
      for x in 0..<10 {
        let inside = (2..<5).contains(x) && (62..<66).contains(y)
        #expect(png[x, y] == (inside ? blue : Color(0xFFFFFF)))
      }
    }
  }

  @Test func rectanglesBetweenPixelsAreMixed() throws {
    var drawing = Drawing(width: 4, height: 1)
    drawing.add(.rectangle(Rectangle(x: 0.5, y: 0, width: 2, height: 1), Color(0x000000)))
    let png = try DecodedPNG(drawing)
    #expect(png[1, 0] == Color(0x000000))
    #expect((126...129).contains(png[0, 0].red) && (126...129).contains(png[2, 0].red))
    #expect(png[3, 0] == Color(0xFFFFFF))
  }

  @Test func linesAreAsWideAsToldAndCrossBands() throws {
    var drawing = Drawing(width: 21, height: 300)
    drawing.add(.line([Point(10.5, 10), Point(10.5, 290)], Stroke(Color(0), width: 3)))
    let png = try DecodedPNG(drawing)
    for y in 12..<288 {
      #expect(png.count(of: Color(0), x: 0..<21, y: y..<y + 1) == 3)
    }
  }

  @Test func dashesLeaveGaps() throws {
    var drawing = Drawing(width: 101, height: 9)
    drawing.add(
      .line([Point(0.5, 4.5), Point(100.5, 4.5)], Stroke(Color(0), width: 1, dash: .init(length: 5, gap: 5))))
    let png = try DecodedPNG(drawing)
    let dark = png.count(of: Color(0), x: 0..<101, y: 4..<5)
    #expect((50...70).contains(dark))
    #expect(png[8, 4] == Color(0xFFFFFF))
  }

  @Test func enlargedPixelsStayWhatTheyAre() throws {
    let image = PixelImage(width: 2, height: 2, bytes: [0, 50, 100, 200])
    var drawing = Drawing(width: 200, height: 200)
    drawing.add(.pixels(image, Rectangle(x: 20, y: 20, width: 160, height: 160), title: nil))
    let png = try DecodedPNG(drawing)
    for (x, y, value) in [(20, 20, 0), (99, 99, 0), (100, 20, 50), (99, 100, 100), (179, 179, 200)] {
      #expect(png[x, y].red == UInt8(value))
    }
    #expect(png[19, 20] == Color(0xFFFFFF) && png[180, 179] == Color(0xFFFFFF))
  }

  @Test func enlargedPixelsNeedNoHelpFromAViewer() throws {
    let image = PixelImage(width: 2, height: 1, channelCount: 3, bytes: [1, 2, 3, 4, 5, 6])
    let large = image.enlarged(toward: Rectangle(x: 0, y: 0, width: 6, height: 2))
    #expect(large.width == 6 && large.height == 2)
    let columns = (0..<6).map { large.color($0, 1).red }
    #expect(columns == [1, 1, 1, 4, 4, 4])
    let uneven = image.enlarged(toward: Rectangle(x: 0, y: 0, width: 5, height: 2))
    #expect(uneven == image)
    let png = try DecodedPNG(PNGEncoder.encode(large))
    #expect(png.pixels == large.bytes)
  }

  @Test func svgIsWellFormedWhateverTheNamesAre() throws {
    var drawing = Drawing(width: 50, height: 50, title: "<&\"'>")
    let evil = "a<b>&\"'\u{0}\u{1b}[31m\u{fffe} \u{6f22}\u{5b57} \u{1f600}"
    drawing.add(.label(Label(evil, at: Point(1, 2), bold: true, anchor: .end, direction: .up)))
    drawing.add(
      .pixels(
        PixelImage(width: 1, height: 1, bytes: [7]), Rectangle(x: 0, y: 0, width: 5, height: 5),
        title: evil))
    drawing.add(
      .line([Point(.nan, .infinity), Point(1, 2)], Stroke(blue, width: 1, dash: .init(length: 1, gap: 2))))
    drawing.add(.disc(center: Point(1.25, -3), radius: 2, blue))
    drawing.add(.polygon([Point(0, 0), Point(1, 0), Point(0, 1)], blue))
    let parser = XMLParser(data: Data(try drawing.encoded(as: .svg)))
    #expect(parser.parse())
    let text = String(decoding: try drawing.encoded(as: .svg), as: UTF8.self)
    #expect(text.contains("\u{6f22}\u{5b57}") && !text.contains("\u{1b}") && !text.contains("<b>"))
    #expect(text.contains("cx=\"1.25\" cy=\"-3\""))
  }

  @Test func namesCannotTurnTheDirectionOfWriting() {
    #expect(SVGDocument.escaped("a\u{202e}b\u{2066}c\u{200d}") == "a\u{fffd}b\u{fffd}c\u{200d}")
  }

  // MARK: In a page

  @Test func aPageMayReplaceTheColoursOfTheThemeAndNoneOfData() {
    var drawing = Drawing(width: 50, height: 40, title: "a < b", summary: "1 & 2")
    drawing.add(.label(Label("text", at: Point(1, 2), color: Theme.ink)))
    drawing.add(.label(Label("on data", at: Point(1, 2), color: Color(0xFFFFFF))))
    drawing.add(.rectangle(Rectangle(x: 0, y: 0, width: 9, height: 1), Theme.grid))
    drawing.add(.rectangle(Rectangle(x: 0, y: 0, width: 9, height: 9), DivergingScale(limit: 1).color(0)))
    drawing.add(.line([Point(0, 0), Point(1, 1)], SeriesStyle(1).stroke))
    drawing.add(.disc(center: Point(1, 1), radius: 2, Theme.background))
    let part = SVGDocument(drawing).embedded(id: "roc")
    for piece in [
      "<svg id=\"roc\" aria-labelledby=\"roc-title\" aria-describedby=\"roc-summary\" width=\"50\"",
      "<title id=\"roc-title\">a &lt; b</title>", "<desc id=\"roc-summary\">1 &amp; 2</desc>",
      "height=\"40\" fill=\"var(--chart-background, #ffffff)\"", "fill=\"var(--chart-ink, #1f2328)\">text<",
      "fill=\"#ffffff\">on data<", "height=\"1\" fill=\"var(--chart-grid, #e1e4e8)\"",
      "height=\"9\" fill=\"#ffffff\"", "stroke=\"var(--chart-series-2, #c75000)\"",
      "r=\"2\" fill=\"var(--chart-background, #ffffff)\"",
    ] { #expect(part.contains(piece), "\(piece)") }
    let file = SVGDocument(drawing).text
    #expect(!file.contains("var(") && file.contains("<desc>1 &amp; 2</desc>") && file.hasSuffix("</svg>\n"))
    // A name cannot end the attribute that it stands in.
    #expect(!SVGDocument(drawing).embedded(id: "a\"b").contains("a\"b"))
  }

  @Test func colorsOfAPageCanBeReadInTheLightAndInTheDark() {
    for role in PageColor.allCases where role != .background && role != .grid {
      // What is read needs a contrast of 4.5, what is looked at 3.
      let least = [.ink, .muted, .wrong].contains(role) ? 4.5 : 3
      #expect(role.light.contrast(with: PageColor.background.light) >= least, "\(role)")
      #expect(role.dark.contrast(with: PageColor.background.dark) >= least, "\(role)")
    }
    #expect(PageColor.declarations(isDark: true).hasPrefix("--chart-background:#14181d;--chart-ink:#e6edf3;"))
    #expect(PageColor.declarations(isDark: false).contains("--chart-series-4:#8a3f74;"))
  }

  @Test func numbersThatAreNoneDoNoHarmInPixels() throws {
    var drawing = Drawing(width: 20, height: 20)
    drawing.add(.rectangle(Rectangle(x: -1e12, y: 5, width: 2e12, height: 5), blue))
    drawing.add(.line([Point(-1e9, -1e9), Point(1e9, 1e9)], Stroke(blue, width: 2)))
    drawing.add(.label(Label("far away", at: Point(-5000, 10))))
    #expect(try DecodedPNG(drawing)[3, 7] == blue)
  }

  @Test func contrastIsThatOfItsStandard() {
    #expect(Color(0x000000).contrast(with: Color(0xFFFFFF)) == 21)
    #expect(abs(Color(0x777777).contrast(with: Color(0xFFFFFF)) - 4.478) < 0.001)
  }

  @Test func endingsDecideTheFormat() throws {
    #expect(try PictureFormat(path: "a/b.PNG") == .png)
    #expect(try PictureFormat(path: "c.d.svg") == .svg)
    for path in ["picture", "a.jpg", "a.png/file", "", "png"] {
      #expect(throws: PictureError.unknownEnding(path: path)) { try PictureFormat(path: path) }
    }
    #expect(!PictureError.unknownEnding(path: "a.jpg").description.contains("\n"))
  }

  @Test func tooLargePicturesAreRefusedBeforeAnyWork() {
    let drawing = Drawing(width: 70_000, height: 10)
    #expect(throws: PictureError.tooLarge(width: 70_000, height: 10)) { try drawing.encoded(as: .png) }
    #expect(throws: Never.self) { try drawing.encoded(as: .svg) }
  }

  @Test func nothingIsLeftWhereAFileCannotBeWritten() {
    #expect(throws: FileError.self) {
      try Drawing(width: 1, height: 1).write(to: "/no-such-folder/picture.png")
    }
    #expect(throws: PictureError.self) { try Drawing(width: 1, height: 1).write(to: "x.gif") }
  }
}
