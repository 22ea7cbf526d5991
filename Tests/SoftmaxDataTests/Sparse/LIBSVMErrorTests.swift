// LIBSVM's text that is refused: which line, what was expected, what to do.

@testable import SoftmaxData
import SoftmaxFiles
import SoftmaxTestSupport
import Testing

@Suite struct LIBSVMErrorTests {
  private func message(
    _ text: [UInt8], _ options: LIBSVMReader.Options = .init(), chunk: Int = 1 << 18
  ) -> String? {
    do throws(FileError) {
      _ = try LIBSVMReader.read(
        ChunkedInput(text, name: "a.svm"), options: options,
        sizes: TextWindow.Sizes(chunk: chunk, longest: 1 << 16))
      return nil
    } catch {
      return error.description
    }
  }

  /// The line is the third in each; in small chunks it is the same.
  private func check(
    _ line: String, _ expected: String, _ options: LIBSVMReader.Options = .init(), smallChunk: Int = 1
  ) {
    let text = Array(("# made\na 1:1 2:0.5\n" + line + "\nb 1:2\n").utf8)
    for chunk in [1 << 18, smallChunk] {
      #expect(message(text, options, chunk: chunk) == "a.svm: line 3: " + expected)
    }
  }

  @Test func listsOfLabelsAreRefused() {
    check(
      "1,3 1:1",
      "'1,3' is a list of labels (multilabel), expected one label; softmax regression gives each row one class: write one "
        + "file for each label, or one row for each of its labels")
  }

  @Test func rowsWithoutLabelsAreRefused() {
    for word in ["1:1", "qid:3"] {
      check(
        "\(word) 2:1",
        "the line begins with '\(word)', expected a label and then index:value; write the label of each row first; where it "
          + "is not known, write 0")
    }
  }

  @Test func columnsThatStandTwiceAreRefused() {
    let twice = "the index 4 stands twice on this line; keep one of the two entries, or their sum"
    check("a 1:1 4:2 4:3", twice)
    check("a 4:1 2:2 4:3", twice)
    // An entry that is left out is one all the same.
    check("a 4:0 4:3", twice)
  }

  @Test func indicesThatAreNoneAreRefused() {
    check(
      "a -3:1", "the index '-3' is negative, expected one from 0 on; count columns from 0 or from 1")
    check(
      "a 2147483647:1",
      "the index '2147483647' is greater than 2147483646, the limit; number the columns anew, or hash them into fewer"
    )
    check(
      "a 99999999999999999999999:1",
      "the index '99999999999999999999999' is greater than 2147483646, the limit; number the columns anew, or hash them "
        + "into fewer")
    for word in ["x:1", "1.5:1", ":1", "-:1", "+1", "abc", "qid:", "1e2:3"] {
      check(
        "a 1:1 \(word)",
        "found '\(word)', expected index:value, the index a whole number; write one label and then entries on each line, "
          + "with spaces or tabs between them and # before comments")
    }
  }

  @Test func anIndexZeroWhereIndicesBeginAtOneIsRefused() {
    check(
      "a 2:1 0:5",
      "the index is 0, but the indices of this data begin at 1; write the file with indices from 1 on, as the other data "
        + "has them, or read it as counted from 0", .init(base: .known(.one)))
  }

  @Test func valuesThatAreNoNumbersAreRefused() {
    for value in ["nan", "inf", "-Infinity", "1:2", "0x1", "1,5", "1e", "?"] {
      check(
        "a 7:\(value)",
        "the value of index 7 is '\(value)', expected a finite number; write a number, or leave the entry out, which makes "
          + "it 0")
    }
    check(
      "a 7:",
      "the value of index 7 is missing, expected index:value; write a number, or leave the entry out, which makes it 0"
    )
    for value in ["1e39", "-1e999"] {
      check(
        "a 7:\(value)",
        "the value of index 7 is '\(value)', beyond the range of Float32 (about 3.4e38); scale the values")
    }
  }

  @Test func labelsThatAreNoTextAreRefused() {
    let first = Array("a 1:1\n".utf8)
    #expect(
      message(first + [0x63, 0xe9] + first)
        == "a.svm: line 2: in the label, byte 0xe9 is no UTF-8 text; save the file as UTF-8")
    #expect(
      message(first + [0x63, 0] + first)
        == "a.svm: line 2: found a NUL byte, expected UTF-8 text; save the file as UTF-8")
    #expect(
      message(first + Array(("e" + String(repeating: "\u{301}", count: 300)).utf8) + first)
        == "a.svm: line 2: in the label, more than 255 combining marks follow one another, which is no text; take them out"
    )
    // In a comment any byte may stand.
    #expect(message(first + [0x23, 0xe9, 0, 0x0a]) == nil)
  }

  @Test func textInUTF16IsRefused() {
    #expect(
      message([0xff, 0xfe, 0x31, 0])
        == "a.svm: line 1: this is UTF-16 text, expected UTF-8; save the file as UTF-8")
  }

  @Test func aWordWithoutEndIsRefused() {
    let digits = String(repeating: "1", count: 100_000)
    for line in ["a 1:\(digits)", digits] {
      check(
        line,
        "a word has 65536 bytes or more, which is the limit, expected a label or index:value; check that this is a text "
          + "file in the LIBSVM format", smallChunk: 1 << 14)
    }
    // A comment may be long.
    #expect(message(Array("a 1:1 # \(digits)\n".utf8)) == nil)
  }

  @Test func wordsInMessagesAreCutAndPrintable() {
    check(
      "a \u{1b}[31m" + String(repeating: "x", count: 100),
      "found '\\u{1b}[31mxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…', expected index:value, the index a whole number; write one label "
        + "and then entries on each line, with spaces or tabs between them and # before comments")
  }

  @Test func filesWithoutRowsAreRefused() {
    for text in ["", "\n\n", "# nothing\n"] {
      #expect(
        message(Array(text.utf8))
          == "a.svm: there are no rows in it, expected a label and index:value on each line; check that this is the file you "
          + "mean")
    }
  }

  @Test func gzipThatBreaksOffIsRefused() {
    let file = GzipWriter.file(Array("a 1:1\nb 2:1\n".utf8))
    #expect(message(Array(file.dropLast(9)))?.contains("the compressed data breaks off") == true)
  }

  @Test func aFileThatIsNotThereIsRefused() {
    let error = #expect(throws: FileError.self) { try LIBSVMReader.read("/nowhere/a.svm") }
    #expect(error?.kind == .noInput)
  }
}
