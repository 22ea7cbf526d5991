// Text from files on its way to people: bounded, linear, and nothing that a terminal would obey.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxFiles

@Suite struct PrintableTests {
  /// What hostile names are made of.
  static let scalars: [Unicode.Scalar] = [
    "a", " ", "'", "\u{1b}", "\u{7}", "\n", "\r", "\t", "\0", "\u{7f}", "\u{9b}", "\u{ad}", "\u{301}",
    "\u{323}", "\u{489}",
    "\u{200b}", "\u{200d}", "\u{200e}", "\u{202e}", "\u{2066}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fe0f}",
    "\u{e000}",
    "\u{378}", "\u{fffe}", "\u{10ffff}", "\u{e0041}", "\u{115f}", "\u{1160}", "\u{1161}", "\u{1100}",
    "\u{3164}", "\u{6f22}",
    "\u{1f469}", "\u{1f3fd}", "\u{1f1e9}", "\u{5d0}", "\u{627}", "\u{905}", "\u{94d}", "\u{34f}",
  ]

  static func texts(_ count: Int) -> [String] {
    var numbers = MadeNumbers(seed: 9)
    return (0..<count).map { index in
      String(
        String.UnicodeScalarView(numbers.indices(index % 60, below: scalars.count).map { scalars[Int($0)] }))
    }
  }

  /// The columns as a terminal counts them, by a rule of its own.
  private func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark: sum
      default:
        switch scalar.value {
        case 0x1161...0x11ff: sum
        case 0x1100...0x115f, 0x2e80...0x9fff, 0xac00...0xd7a3, 0xff01...0xff60, 0x1f300...0x1faff: sum + 2
        default: sum + 1
        }
      }
    }
  }

  private func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
      default: true
      }
    }
  }

  @Test func nothingThatATerminalObeysIsLeft() {
    for text in Self.texts(2000) {
      for limit in [1, 2, 7, 40, 200] {
        let shown = text.printable(limit: limit)
        #expect(columns(shown) <= limit && isHarmless(shown), "\(shown.debugDescription)")
        #expect(shown.printable(limit: limit) == shown)
        let cut = text.printable(limit: limit + 5, end: 3)
        #expect(columns(cut) <= limit + 5 && isHarmless(cut))
      }
      #expect(isHarmless(text.printableMessage) && isHarmless(text.printablePath))
      #expect(
        isHarmless(String(String.UnicodeScalarView(text.printableLines.unicodeScalars.filter { $0 != "\n" }))))
    }
  }

  @Test func whatIsHarmlessIsShownAsItIs() {
    for text in [
      "", "ankle boot", "Größe in °C", "漢字", "nai\u{308}ve", "\u{1f469}", "שלום", "हिन्दी", "\u{2764}\u{fe0f}",
    ] {
      #expect(text.printable() == text && text.printablePath == text && text.printableLines == text)
    }
    #expect("two\nlines\n".printableLines == "two\nlines\n")
  }

  @Test func whatIsNotIsWrittenOut() {
    #expect("a\u{1b}[2J\u{9b}\u{202e}\n".printable() == "a\\u{1b}[2J\\u{9b}\\u{202e}\\u{a}")
    #expect("a\u{1b}\n".printableLines == "a\\u{1b}\n")
    // A mark without a letter would be drawn over what stands before.
    #expect("\u{301}a".printable() == "\u{25cc}\u{301}a")
    #expect("x\n\u{301}".printableLines == "x\n\u{25cc}\u{301}")
  }

  @Test func lengthsAreCountedInColumns() {
    #expect("abcdef".printable(limit: 6) == "abcdef" && "abcdefg".printable(limit: 6) == "abcde…")
    #expect("漢字漢字".printable(limit: 5) == "漢字…" && "漢字漢字".printable(limit: 8) == "漢字漢字")
    #expect("e\u{301}e\u{301}e\u{301}".printable(limit: 2) == "e\u{301}…")
  }

  @Test func marksWithoutEndAreBounded() {
    let marks = String(repeating: "\u{301}\u{323}", count: 20_000)
    for text in ["a" + marks, marks, marks + "a", String(repeating: "a\u{301}", count: 40_000)] {
      let start = ContinuousClock.now
      for limit in [12, 40, 200, 1000] {
        #expect(text.printable(limit: limit).unicodeScalars.count <= 9 * (limit + 1))
        #expect(text.printable(limit: limit, .sign).unicodeScalars.count <= 9 * (limit + 1))
      }
      #expect(text.printableMessage.unicodeScalars.count <= 9 * 1001)
      #expect(text.printablePath.unicodeScalars.count <= 9 * 201)
      // One call took a minute when the text was counted anew with each mark.
      #expect(ContinuousClock.now - start < .seconds(30))
    }
  }

  @Test func theMiddleOfPathsIsLeftOutAndTheReasonStays() {
    let path = "/" + String(repeating: "long/", count: 800) + "data.csv"
    let error = FileError(
      .noInput, path: path, position: .line(3), problem: "this is the reason", remedy: "do that")
    #expect(error.path == path)
    #expect(error.description.hasPrefix("/long/long/") && error.description.count < 300)
    #expect(error.description.contains("long/data.csv: line 3: this is the reason; do that"))
    let both = "\(path) and \(path) are one file: choose another name"
    #expect(both.printableMessage.count <= 1000)
    #expect(
      both.printableMessage.contains("data.csv and /long") && both.printableMessage.hasSuffix("another name"))
    // Many words, too.
    let words = String(repeating: "word ", count: 1000) + "the reason"
    #expect(words.printableMessage.count <= 1000 && words.printableMessage.hasSuffix("the reason"))
  }

  @Test(arguments: [
    ("plain-1.csv", "plain-1.csv"), ("two words", "'two words'"), ("", "''"), ("it's", "'it'\\''s'"),
    // A quote with an accent is another Character, but ends a shell's quotes.
    ("'\u{301}; ls #", "''\\''\u{301}; ls #'"), ("a;b", "'a;b'"), ("$(ls)", "'$(ls)'"),
  ])
  func wordsForAShellCannotEndTheirQuotes(_ word: String, _ quoted: String) {
    #expect(Array(word.shellQuoted.utf8) == Array(quoted.utf8))
  }
}
