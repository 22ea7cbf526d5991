// XML out of memory: whole names, texts, and where it is broken.

import SoftmaxFiles
import SoftmaxKernels
import Testing

@Suite struct XMLScannerTests {
  private func scanner(_ text: String, chunk: Int = 64) throws(FileError) -> XMLScanner {
    try XMLScanner(SharedStorage(Array(text.utf8)), path: "a.xml", chunk: chunk, remedy: "write it again")
  }

  private func refusal(_ text: String) -> String {
    do throws(FileError) {
      var scanner = try scanner(text)
      while true {
        switch try scanner.next() {
        case .start: _ = (try scanner.wholeName(), try scanner.wholeAttributes())
        case .text:
          var text: [UInt8] = []
          try scanner.appendContent(to: &text)
        case .end: break
        case .finish: return "taken"
        }
      }
    } catch {
      return error.description
    }
  }

  @Test func aDocumentTypeIsRefusedAndToBeTakenOut() {
    let found = refusal("<!DOCTYPE a><a/>")
    #expect(found.contains("document type, which is refused; take <!DOCTYPE ...> out of the file"))
  }

  @Test func aByteBeforeTheTextIsToldByItsPlace() throws {
    let bytes = [0x20, 0xff] + Array("<?xml version='1.0'?><a/>".utf8)
    var scanner = try XMLScanner(SharedStorage(bytes), path: "a.xml", chunk: 64, remedy: "write it again")
    let error = #expect(throws: FileError.self) { try scanner.next() }
    #expect(error?.position == .byte(1) && error?.problem.contains("outside of all elements") == true)
  }

  @Test(arguments: [64, 4096]) func elementsAreTakenApart(chunk: Int) throws {
    let long = String(repeating: "long", count: 100)
    var scanner = try scanner(
      "\u{feff}<?xml version='1.0'?><!-- <a> --><p:\(long) é='&lt;&#65;&#x1F642;'\n b = \"x\ty\n'\"><c/>t<![CDATA[<&]]></p:\(long)>",
      chunk: chunk)
    #expect(try scanner.next() == .start)
    #expect(try scanner.wholeName() == "p:" + long)
    let attributes = try scanner.wholeAttributes()
    #expect(attributes.map(\.name) == ["é", "b"])
    // Literal tabs and line feeds are spaces in attributes.
    #expect(attributes.map(\.value) == ["<A🙂", "x y '"])
    #expect(try scanner.next() == .start)
    #expect(try scanner.wholeName() == "c")
    #expect(try scanner.wholeAttributes().isEmpty)
    #expect(try scanner.next() == .end)
    var text: [UInt8] = []
    #expect(try scanner.next() == .text)
    try scanner.appendContent(to: &text)
    #expect(try scanner.next() == .text)
    try scanner.appendContent(to: &text)
    #expect(String(decoding: text, as: UTF8.self) == "t<&")
    #expect(try scanner.next() == .end)
    #expect(try scanner.next() == .finish)
    #expect(scanner.consumedCount == scanner.compressedCount)
  }

  @Test(arguments: [
    ("<a><b></a></b>", "ends that did not begin last"), ("<a>", "breaks off"), ("<a", "breaks off in a tag"),
    ("", "breaks off"), (" x<a/>", "outside of all elements"), ("<a/>\n.", "outside of all elements"),
    ("<a/><b/>", "second element"),
    ("<a b='1' b='2'/>", "'b' stands twice"), ("<a b/>", "no value"), ("<a b=1/>", "no quotes"),
    ("<a b='&nbsp;'/>", "'nbsp' is none"), ("<a>&x;</a>", "'x' is none"), ("<a>& </a>", "begins no entity"),
    ("<a b='&#0;'/>", "none of XML's own"), (String(repeating: "<a>", count: 65), "deeper than 64"),
    ("<a>" + String(repeating: "x", count: (1 << 20) + 100), "longer than 1048576 bytes"),
    ("<a " + (0..<65).map { "b\($0)=''" }.joined(separator: " ") + "/>", "more than 64 attributes"),
    ("<a b='e" + String(repeating: "\u{301}", count: 300) + "'/>", "combining marks"),
  ]) func whatIsNoXMLIsRefused(_ text: String, _ problem: String) {
    let found = refusal(text)
    #expect(found.contains(problem), "\(found)")
    #expect(found.hasPrefix("a.xml: byte ") && found.hasSuffix("write it again"))
  }

  @Test func bytesThatAreNoUTF8AreRefused() throws {
    for bytes: [UInt8] in [[0x3c, 0x61, 0xff, 0x2f, 0x3e], Array("<a b='".utf8) + [0xff] + Array("'/>".utf8)] {
      var scanner = try XMLScanner(SharedStorage(bytes), path: "a.xml", remedy: "write it again")
      #expect(try scanner.next() == .start)
      #expect(throws: FileError.self) {
        _ = try scanner.wholeName()
        _ = try scanner.wholeAttributes()
      }
    }
  }
}
