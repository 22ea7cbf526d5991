// Byte order marks, other encodings, and text that takes for ever.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFiles

@Suite struct TextEncodingTests {
  private func text(_ bytes: [UInt8]) throws(FileError) -> String {
    try TextEncoding.text(SharedStorage(bytes), path: "t")
  }

  @Test func aByteOrderMarkOfUTF8IsNoText() throws {
    #expect(try text([0xef, 0xbb, 0xbf] + Array("a,1\n".utf8)) == "a,1\n")
    #expect(try text(Array("a".utf8)) == "a")
    #expect(try text([]) == "" && text([0xef, 0xbb, 0xbf]) == "")
  }

  @Test(arguments: [
    ([0xff, 0xfe, 0x61, 0x00], "t: line 1: this is UTF-16 text, expected UTF-8; save the file as UTF-8"),
    ([0xfe, 0xff, 0x00, 0x61], "t: line 1: this is UTF-16 text, expected UTF-8; save the file as UTF-8"),
    (
      [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0],
      "t: line 1: this is UTF-32 text, expected UTF-8; save the file as UTF-8"
    ),
    (
      [0, 0, 0xfe, 0xff, 0, 0, 0, 0x61],
      "t: line 1: this is UTF-32 text, expected UTF-8; save the file as UTF-8"
    ),
    ([0x61, 0, 0x62, 0], "t: line 1: this looks like UTF-16 text, expected UTF-8; save the file as UTF-8"),
    ([0, 0x61, 0, 0x62], "t: line 1: this looks like UTF-16 text, expected UTF-8; save the file as UTF-8"),
    ([0x61, 0x0a, 0x62, 0], "t: line 2: found a NUL byte, expected UTF-8 text; save the file as UTF-8"),
    ([0x61, 0x0a, 0xff], "t: line 2: this is not UTF-8 text; save the file as UTF-8"),
  ])
  func otherEncodingsAreNamed(_ bytes: [UInt8], _ message: String) {
    let error = #expect(throws: FileError.self) { try text(bytes) }
    #expect(error?.description == message)
  }

  @Test func marksWithoutEndAreRefusedWhereNamesAreRead() throws {
    let marks = String(repeating: "\u{301}\u{323}", count: 200_000)
    let start = ContinuousClock.now
    let error = #expect(throws: FileError.self) { try text(Array("a\nb\(marks)".utf8)) }
    #expect(
      error?.description
        == "t: line 2: more than 255 combining marks follow one another, which is no text; take them out")
    let json = #expect(throws: FileError.self) {
      try StrictJSON.parse(Array("{\"a\": 1, \"\(marks)\": 2}".utf8), path: "t")
    }
    #expect(json?.description.contains("combining marks") == true)
    // A Set of such names took the square of their length.
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func textOfAnyLanguageHasFewerMarks() throws {
    let few = String(repeating: "\u{301}", count: MarkRun.most)
    #expect(!MarkRun.isLong("a" + few + "b" + few + "漢" + few))
    #expect(MarkRun.isLong("a" + few + "\u{301}") && MarkRun.isLong(few + "\u{323}x"))
    #expect(!MarkRun.isLong(String(repeating: "漢", count: 10_000)))
    let bytes = Array(("漢字" + few + "\u{301}").utf8)
    #expect(MarkRun.firstFault(bytes.span) == 6)
  }
}
