// Pictures in the terminal.

@testable import SoftmaxReport
import Testing

@Suite struct TerminalTests {
  private func plainLines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The text without its colours.
  private func bare(_ text: String) -> String {
    text.replacing(/\u{1b}\[[0-9;]*m/, with: "")
  }

  @Test(arguments: [1, 7, 20, 41, 60, 80, 200])
  func linesFitTheTerminal(_ width: Int) throws {
    let entries = (0..<6).map { _ in PredictionGalleryTests.entry(true: "ankle boot") }
    let gallery = try PredictionGallery(entries)
    for style in [TerminalStyle.color, .plain] {
      for line in plainLines(bare(gallery.terminalText(width: width, style: style))).dropFirst(2) {
        #expect(TerminalText.width(of: line) <= width)
      }
    }
  }

  @Test func halfBlocksCarryTwoRowsOfPixels() throws {
    let image = PixelImage(
      width: 32, height: 2, bytes: [UInt8](repeating: 10, count: 32) + [UInt8](repeating: 200, count: 32))
    let entry = PredictionGallery.Entry(
      image: image, trueName: nil, predictedName: "a", probability: 1)
    let text = try PredictionGallery([entry]).terminalText(width: 80, style: .color)
    #expect(text.contains("\u{1b}[38;2;10;10;10;48;2;200;200;200m" + String(repeating: "\u{2580}", count: 32)))
    #expect(text.contains("\u{1b}[0m"))
  }

  @Test func plainTextHasNoColoursAndOnlyASCII() throws {
    let entries = [
      PredictionGalleryTests.entry(255), PredictionGalleryTests.entry(0, true: "an ankle boot of great length"),
    ]
    let text = try PredictionGallery(entries).terminalText(width: 60, style: .plain)
    #expect(text.allSatisfy(\.isASCII) && !text.contains("\u{1b}"))
    #expect(text.contains("@@@@") && text.contains("x pred: bag (wrong)"))
  }

  @Test func namesCannotSteerTheTerminal() throws {
    let entry = PredictionGalleryTests.entry(true: nil, predicted: "\u{1b}[2J\u{7}\u{9b}x")
    let text = try PredictionGallery([entry], title: "\u{1b}]0;t\u{7}").terminalText(width: 80, style: .plain)
    #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x9b })
  }

  @Test func tallPicturesFitAScreen() throws {
    let tall = PixelImage(width: 1, height: 1000, channelCount: 1, bytes: [UInt8](repeating: 9, count: 1000))
    let gallery = try PredictionGallery(
      [.init(image: tall, trueName: nil, predictedName: "a", probability: 1)], title: "")
    let lines = gallery.terminalText(width: 80, style: .plain).split(separator: "\n")
    #expect(lines.count < 40)
  }

  @Test func joinedEmojiStayWhole() throws {
    #expect(TerminalText.safe("\u{1f469}\u{200d}\u{1f467}") == "\u{1f469}\u{200d}\u{1f467}")
  }

  @Test func wideCharactersCountTwice() {
    #expect(TerminalText.width(of: "a\u{6f22}") == 3)
    #expect(TerminalText.fitted("\u{6f22}\u{5b57}\u{6f22}", to: 4, ellipsis: "\u{2026}") == "\u{6f22}\u{2026} ")
  }

  @Test func sparklinesRunFromLowToHigh() {
    #expect(Sparkline.text([8, 1, 4.5]) == "\u{2588}\u{2581}\u{2585}")
    #expect(Sparkline.text([]) == "" && Sparkline.text([2, 2]).count == 2)
    #expect(Sparkline.text([1, .nan, 2]) == "\u{2581} \u{2588}")
    #expect(Sparkline.text((0..<1000).map(Double.init), width: 30).count == 30)
  }
}
