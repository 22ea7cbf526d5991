// Free text in the comments of code.

import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct CodeCommentTests {
  @Test(arguments: [
    ("T-shirt/top", "T-shirt/top"), ("3.5 (a, b): c_d + e = 1", "3.5 (a, b): c_d + e = 1"),
    ("größer", "gr<U+F6><U+DF>er"), ("a\\", "a<U+5C>"), ("a ??/", "a <U+3F><U+3F>/"),
    ("//go:build x", "//go:build x"), ("*/ int main", "<U+2A>/ int main"), ("a\r\nb", "a<U+D><U+A>b"),
    ("\u{2028}\u{85}\u{b}\u{c}\0", "<U+2028><U+85><U+B><U+C><U+0>"),
    ("\u{202e}abc\u{2066}", "<U+202E>abc<U+2066>"),
    ("coding: utf-7", "coding<U+3A> utf-7"), ("x VIM: set y", "x VIM<U+3A> set y"),
    ("coding=a", "coding<U+3D>a"),
    ("\u{1f642}", "<U+1F642>"), ("</script>", "<U+3C>/script<U+3E>"), ("e\u{301}", "e<U+301>"),
  ])
  func whatIsNotKnownToBeSafeIsANumber(_ text: String, _ written: String) {
    #expect(CodeComment.text(text) == written)
    #expect(CodeComment.isWritten(Array((CodeComment.bar + written).utf8)))
  }

  @Test func everyScalarStaysInItsLine() {
    let safe = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:()+-=_/<>".unicodeScalars)
    for value in (0...0x3100).lazy.map({ UInt32($0) }) + [0xfeff, 0xfffe, 0x1d173, 0xe0001, 0x10ffff] {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(Set(CodeComment.text(String(scalar)).unicodeScalars).isSubset(of: safe))
    }
  }

  @Test func aLongTextIsCut() {
    #expect(CodeComment.text(String(repeating: "a", count: 301)) == String(repeating: "a", count: 300) + "...")
    #expect(CodeComment.text(String(repeating: "a", count: 300)) == String(repeating: "a", count: 300))
    #expect(CodeComment.text(String(repeating: "ö", count: 1_000_000)).utf8.count == 300 * 6 + 3)
  }

  @Test(arguments: [
    "// ", "", "|a", "a", "| \\", "| a\u{e9}", "| <", "| <U+", "| <U+1234567>", "| <U+g>", "| a>",
  ])
  func whatWasNotWrittenIsSeen(_ line: String) {
    #expect(!CodeComment.isWritten(Array(line.utf8)))
  }

  /// In each language no line of the head begins with a text that the model's file brought.
  @Test(arguments: [("c", "//"), ("swift", "//"), ("js", "//"), ("rust", "//"), ("go", "//"), ("sql", "--")])
  func notesStandBehindABar(_ name: String, _ mark: String) throws {
    let contents = try ExportChecks.contents(
      try CodeFormatTests.format(name), ExportModels.recorded.file)
    let lines = String(decoding: contents.single.array, as: UTF8.self).split(separator: "\n")
    let notes = lines.filter { $0.hasPrefix("\(mark) \(CodeComment.bar)") }
    #expect(notes.count == ExportNotes(ExportModels.recorded.file, proof: nil).entries.count)
    #expect(notes.contains { $0.contains("| trained_on: ") && $0.contains("<U+5D><U+5D><U+3E>") })
  }
}
