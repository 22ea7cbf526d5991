// LIBSVM's text, as people and programs write it.

import Foundation
@testable import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct LIBSVMReaderTests {
  private func read(
    _ text: String, _ options: LIBSVMReader.Options = .init(), chunk: Int = 1 << 18, longest: Int = 1 << 16
  ) throws(FileError) -> SparseData {
    try LIBSVMReader.read(
      ChunkedInput(Array(text.utf8), name: "a.svm"), options: options,
      sizes: TextWindow.Sizes(chunk: chunk, longest: longest))
  }

  private static let text = """
    # made by hand, with spaces and tabs\u{20}
    cat 1:0.5 3:-2e-1   7:+4\t
    \t
    dog\t2:1e3 # a comment: 5:x
    1 qid:3 1:.25\t3:5.\r
    1.0\r
    bird 7:3 1:2 3:1
    -1#nothing
    cat 1:12345678901234567890 3:0.1234567890123456789 10000000:1
    """

  private func check(_ data: SparseData) {
    #expect(data.labels?.texts == ["cat", "dog", "1", "1.0", "bird", "-1", "cat"])
    #expect(data.matrix.columnCount == 10_000_000)
    #expect(data.matrix.rowStarts.array == [0, 3, 4, 6, 6, 9, 9, 12])
    #expect(data.matrix.columns.array == [0, 2, 6, 1, 0, 2, 0, 2, 6, 0, 2, 9_999_999])
    #expect(
      SparseContents(data.matrix).values.map { Float(bitPattern: $0) }
        == [0.5, -0.2, 4, 1000, 0.25, 5, 2, 1, 3, 1.23456794e19, 0.12345679, 1])
    #expect(data.notes.queryRowCount == 1)
  }

  @Test func linesWithCommentsTabsAndQueriesAreRead() throws { check(try read(Self.text)) }

  @Test func theLastLineNeedsNoEnd() throws { check(try read(Self.text + "\n\n# the end")) }

  @Test(arguments: [1, 2, 3, 7, 26, 27, 64])
  func chunksOfAnySizeGiveTheSameRows(_ chunk: Int) throws {
    check(try read(Self.text, chunk: chunk, longest: 64))
  }

  @Test func lineEndsOfWindowsAreReadAsOthers() throws {
    check(try read(Self.text.replacing("\r", with: "").replacing("\n", with: "\r\n")))
  }

  @Test func aByteOrderMarkIsPassedOver() throws { check(try read("\u{feff}" + Self.text)) }

  @Test func compressedTextIsInflated() throws {
    check(
      try LIBSVMReader.read(ChunkedInput(GzipWriter.file(Array(Self.text.utf8)), name: "a.svm.gz")))
  }

  @Test func textFromAPipeIsRead() throws {
    let pipe = Pipe()
    let bytes = Data(Self.text.utf8)
    Thread.detachNewThread {
      for start in stride(from: 0, to: bytes.count, by: 50) {
        pipe.fileHandleForWriting.write(bytes[start..<min(start + 50, bytes.count)])
      }
      try? pipe.fileHandleForWriting.close()
    }
    check(try LIBSVMReader.read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"))
  }

  @Test func anIndexZeroAnywhereMakesAFileZeroBased() throws {
    let one = try read("a 1:1 2:2\nb 3:3\n")
    #expect(one.indexBase == .one)
    #expect(one.rows == [[1, 2, 0], [0, 0, 3]])
    let zero = try read("a 1:1 2:2\nb 3:3\nc 0:4\n")
    #expect(zero.indexBase == .zero)
    #expect(zero.rows == [[0, 1, 2, 0], [0, 0, 0, 3], [4, 0, 0, 0]])
    // An entry that is 0 tells it too.
    #expect(try read("a 1:1\nb 0:0\n").indexBase == .zero)
  }

  @Test func aGivenBaseIsTaken() throws {
    let data = try read("a 1:1 2:2\n", .init(base: .known(.zero)))
    #expect(data.rows == [[0, 1, 2]])
    #expect(data.indexBase == .zero)
    #expect(try read("a 1:1 2:2\n", .init(base: .known(.one))).rows == [[1, 2]])
  }

  @Test func zerosAreLeftOutAndCounted() throws {
    let data = try read("a 1:0 2:5 3:-0.0 4:1e-60\nb 1:0\n")
    #expect(data.rows == [[0, 5], [0, 0]])
    #expect(data.notes.droppedZeroCount == 4)
    #expect(data.matrix.entryCount == 1)
  }

  @Test func valuesAreAsNarrowAsTheyCanBe() throws {
    #expect(SparseContents(try read("a 1:1 2:1.0\nb 3:1\n").matrix).kind == .ones)
    #expect(SparseContents(try read("a 1:1 2:255\n").matrix).kind == .bytes)
    #expect(SparseContents(try read("a 1:1 2:256\n").matrix).kind == .floats)
    #expect(SparseContents(try read("a 1:1 2:-1\n").matrix).kind == .floats)
    #expect(SparseContents(try read("a 1:1 2:0.5\n").matrix).kind == .floats)
  }

  @Test func aKnownNumberOfColumnsIsKept() throws {
    let data = try read("a 1:1\n", .init(base: .known(.one), columnCount: 4))
    #expect(data.rows == [[1, 0, 0, 0]])
    #expect(data.beyond == nil)
  }

  @Test func entriesBeyondTheColumnsAreToldOfByLine() throws {
    let text = "# two columns\na 1:1 2:2\n\nb 9:5 2:7 3:1\nc 3:1\nd 1:4\n"
    let data = try read(text, .init(base: .known(.one), columnCount: 2))
    #expect(data.rows == [[1, 2], [0, 7], [0, 0], [4, 0]])
    #expect(data.beyond == ColumnsBeyond(line: 4, index: 9, entryCount: 3, rowCount: 2))
    #expect(
      data.beyond?.error(path: "a.svm", columnCount: 2, base: .one).description
        == "a.svm: line 4: the index 9 is beyond the 2 columns of the model, whose indices are 1 to 2 (3 such entries "
        + "in 2 rows); leave them out, or train a model with these columns")
  }

  /// Whether an index is beyond depends on the base, which is known at the end alone.
  @Test func entriesBeyondAreFoundWhateverTheBase() throws {
    #expect(try read("a 1:1 2:2\n", .init(columnCount: 2)).beyond == nil)
    // What is 0 is nowhere.
    #expect(try read("a 1:1 3:0\n", .init(columnCount: 2)).beyond == nil)
    let zero = try read("a 1:1 2:2\nb 0:3\n", .init(columnCount: 2))
    #expect(zero.beyond == ColumnsBeyond(line: 1, index: 2, entryCount: 1, rowCount: 1))
    #expect(zero.rows == [[0, 1], [3, 0]])
    let one = try read("a 2:1 3:2\nb 1:3 4:1\n", .init(columnCount: 2))
    #expect(one.beyond == ColumnsBeyond(line: 1, index: 3, entryCount: 2, rowCount: 2))
  }

  @Test func aRowOfAMillionEntriesInAnyOrderIsRead() throws {
    // 7 is no divisor of the count, so that each index comes once.
    let indices = (0..<1_000_000).map { $0 * 7 % 1_000_000 }
    let text = "a " + indices.map { "\($0):\($0 % 250 + 1)" }.joined(separator: " ")
    let data = try read(text)
    #expect(data.matrix.columns.array == (0..<1_000_000).map { Int32($0) })
    #expect(SparseContents(data.matrix).values == (0..<1_000_000).map { Float($0 % 250 + 1).bitPattern })
  }

  /// The quick way and the exact one have to give the same bits.
  @Test func numbersAreThoseOfTheStandardLibrary() throws {
    var random = MadeNumbers(seed: 5)
    let texts = (0..<2000).map { i -> String in
      let number = Double(random.next()) * [1e-4, 1, 1e3, 1e9][i % 4]
      return i % 3 == 0 ? "\(Float(number))" : i % 3 == 1 ? "\(-number)" : "\(Int(number))"
    }
    let text = "a " + texts.enumerated().map { "\($0 + 1):\($1)" }.joined(separator: " ") + "\n"
    let expected = texts.map { Float(Double($0) ?? .nan) }
    #expect(try read(text).rows == [expected])
  }
}
