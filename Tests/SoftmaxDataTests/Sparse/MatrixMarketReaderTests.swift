// Matrix Market files, as people and programs write them, and those that are refused.

@testable import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct MatrixMarketReaderTests {
  private func read(_ text: String, chunk: Int = 1 << 18) throws(FileError) -> SparseData {
    try MatrixMarketReader.read(
      ChunkedInput(Array(text.utf8), name: "a.mtx"), sizes: TextWindow.Sizes(chunk: chunk, longest: 1 << 16))
  }

  private static let general = "%%MatrixMarket matrix coordinate real general\n"

  private func check(_ text: String, _ expected: String, smallChunk: Int = 1) {
    for chunk in [1 << 18, smallChunk] {
      let error = #expect(throws: FileError.self) { try read(text, chunk: chunk) }
      #expect(error?.description == "a.mtx: " + expected)
    }
  }

  private static let mixed =
    "%%matrixmarket MATRIX Coordinate Real GENERAL\r\n% made\r\n\r\n  3 4\t5 \r\n3 4 1e1\r\n"
    + "1 2 0.5\r\n% between\r\n\r\n2 1  -3\r\n1\t1 +.25\r\n3 1 0\r\n\r\n"

  @Test(arguments: [1, 5, 26, 1 << 18])
  func entriesInAnyOrderAreSortedIntoRows(_ chunk: Int) throws {
    let data = try read(Self.mixed, chunk: chunk)
    #expect(data.rows == [[0.25, 0.5, 0, 0], [-3, 0, 0, 0], [0, 0, 0, 10]])
    #expect(data.notes.droppedZeroCount == 1)
    #expect(data.matrix.problem == nil)
  }

  @Test func compressedTextIsInflated() throws {
    let data = try MatrixMarketReader.read(
      ChunkedInput(GzipWriter.file(Array(Self.mixed.utf8)), name: "a.mtx.gz"))
    #expect(data.rows == (try read(Self.mixed)).rows)
  }

  @Test func arraysAreListedColumnByColumn() throws {
    let data = try read("%%MatrixMarket matrix array integer general\n2 3\n1\n0\n3\n4\n5\n6")
    #expect(data.rows == [[1, 3, 5], [0, 4, 6]])
    // All of an array is listed, so that its zeros say nothing.
    #expect(data.notes.droppedZeroCount == 0)
  }

  @Test func manyEntriesInColumnsAreTheSameAsInRows() throws {
    var numbers = MadeNumbers(seed: 3)
    var (byRow, byColumn) = ("", "")
    let values = (0..<100).map { _ in (0..<80).map { _ in numbers.next() } }
    for i in 0..<100 { for j in 0..<80 { byRow += "\(i + 1) \(j + 1) \(values[i][j])\n" } }
    for j in 0..<80 { for i in 0..<100 { byColumn += "\(i + 1) \(j + 1) \(values[i][j])\n" } }
    let first = try read(Self.general + "100 80 8000\n" + byRow)
    #expect(first.rows == values)
    let second = try read(Self.general + "100 80 8000\n" + byColumn)
    #expect(SparseContents(first.matrix) == SparseContents(second.matrix))
  }

  @Test func placesWithTwoEntriesAreToldOfWithBothLines() {
    check(
      Self.general + "2 2 4\n1 1 5\n% between\n\n2 2 1\n1 1 0\n1 2 1\n",
      "line 7: row 1, column 1 stands twice, on line 3 too; keep one of the two entries, or their sum")
    // Of a symmetric matrix both triangles are one.
    check(
      "%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n3 3 5\n2 1 1\n1 2 1\n",
      "line 5: row 1, column 2 stands twice, on line 4 too; keep one of the two entries, or their sum")
  }

  @Test func otherFilesAreRefused() {
    check(
      "1 2 3\n",
      "line 1: the file begins with '1 2 3', expected %%MatrixMarket and the kind of matrix; check that this is a Matrix "
        + "Market file")
    check(
      "",
      "the file is empty, expected %%MatrixMarket and the kind of matrix; check that this is the file you mean")
  }

  @Test(arguments: [
    (
      "vector coordinate real general",
      "the file has a 'vector', expected a 'matrix'; save a matrix: rows are samples"
    ),
    (
      "matrix sparse real general",
      "the format is 'sparse', expected 'coordinate' or 'array'; write the file with scipy.io.mmwrite"
    ),
    (
      "matrix coordinate complex general",
      "the values are complex numbers, expected real ones, integers or a pattern; save real and imaginary parts as columns "
        + "of their own"
    ),
    (
      "matrix coordinate words general",
      "the values are 'words', expected 'real', 'integer' or 'pattern'; write the file with scipy.io.mmwrite"
    ),
    (
      "matrix coordinate real hermitian",
      "the matrix is Hermitian, which complex numbers alone make a difference to, expected a general or symmetric one; save "
        + "real and imaginary parts as columns of their own"
    ),
    (
      "matrix coordinate real diagonal",
      "the symmetry is 'diagonal', expected 'general', 'symmetric' or 'skew-symmetric'; write the file with scipy.io.mmwrite"
    ),
    (
      "matrix array pattern general",
      "an array has no pattern, because all of its values are listed; write it as a coordinate file"
    ),
    (
      "matrix coordinate pattern skew-symmetric",
      "a pattern has no signs, which a skew-symmetric matrix needs; write it as a general matrix"
    ),
    (
      "matrix coordinate real",
      "expected five words, such as %%MatrixMarket matrix coordinate real general, found 4; write the file with "
        + "scipy.io.mmwrite"
    ),
  ])
  func kindsThatAreNotReadAreNamed(_ kind: String, _ expected: String) {
    check("%%MatrixMarket \(kind)\n1 1 1\n1 1 1\n", "line 1: " + expected)
  }

  @Test func sizesThatAreNoneAreRefused() {
    check(
      Self.general + "2 2\n",
      "line 2: found '2 2', expected the size: the numbers of rows, columns and entries; write the file with "
        + "scipy.io.mmwrite")
    check(
      "%%MatrixMarket matrix array real general\n2 -2\n",
      "line 2: found '2 -2', expected the size: the numbers of rows and columns; write the file with scipy.io.mmwrite"
    )
    check(
      Self.general + "0 2 0\n",
      "line 2: the matrix is 0 x 2, expected at least one row and one column; check the size behind the header")
    check(
      Self.general + "2 99999999999999999999 1\n",
      "line 2: found '2 99999999999999999999 1', expected the size: the numbers of rows, columns and entries; write the file "
        + "with scipy.io.mmwrite")
    check(
      Self.general + "2 3000000000 1\n",
      "line 2: the matrix is 2 x 3000000000, expected at most 2147483647 rows and columns; check the size behind the header"
    )
    check(
      Self.general + "2000000000 2 1\n1 1 1\n",
      "line 2: the matrix has 2000000000 rows, but only 1 entries: expected one in 64 rows at least; check the size behind "
        + "the header")
    check(
      "%%MatrixMarket matrix coordinate real symmetric\n2 3 1\n",
      "line 2: the matrix is 2 x 3, expected a square one, because it is symmetric; write it as a general matrix"
    )
    check(Self.general + "% made\n", "line 3: the file ends before the size of the matrix; get the file again")
  }

  @Test func theNumberOfEntriesIsChecked() {
    check(
      Self.general + "2 2 3\n1 1 1\n2 2 1\n",
      "line 5: the file ends after 2 entries, expected 3, as its size states; get the file again, or state the number of "
        + "entries that there are")
    check(
      Self.general + "2 2 1\n1 1 1\n2 2 1\n",
      "line 4: expected the end of the file after 1 entries, which its size states, found '2 2 1'; state the number of "
        + "entries that there are")
  }

  @Test func entriesThatAreNoneAreRefused() {
    let cases = [
      (
        "3 1 1",
        "the row is '3', expected one from 1 to 2; count rows and columns from 1, and state the matrix's size behind the "
          + "header"
      ),
      (
        "1 0 1",
        "the column is '0', expected one from 1 to 2; count rows and columns from 1, and state the matrix's size behind the "
          + "header"
      ),
      (
        "-1 1 1",
        "the row is '-1', expected one from 1 to 2; count rows and columns from 1, and state the matrix's size behind the "
          + "header"
      ),
      ("1 1", "found '1 1', expected a row, a column and a value; write the file with scipy.io.mmwrite"),
      (
        "1 1 1 2", "found '1 1 1 2', expected a row, a column and a value; write the file with scipy.io.mmwrite"
      ),
      (
        "1 1 nan",
        "the value is 'nan', expected a finite number; write a number, or leave the entry out, which makes it 0"
      ),
      ("1 1 1e39", "the value is '1e39', beyond the range of Float32 (about 3.4e38); scale the values"),
    ]
    for (line, expected) in cases {
      check(Self.general + "2 2 2\n2 2 1\n\(line)\n", "line 4: " + expected)
    }
    check(
      "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n2 2 1\n",
      "line 3: row 2, column 2 is on the diagonal, which is 0 in a skew-symmetric matrix; leave the entry out")
    check(
      "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n2 2 1\n",
      "line 3: found '2 2 1', expected a row and a column; write the file with scipy.io.mmwrite")
    check(
      "%%MatrixMarket matrix array real general\n1 2\n1\n1 2\n",
      "line 4: found '1 2', expected one value; write the file with scipy.io.mmwrite")
  }

  @Test func aLineWithoutEndIsRefused() {
    check(
      Self.general + "%" + String(repeating: "x", count: 70_000),
      "line 2: this line has 65536 bytes or more, which is the limit; check that lines end in LF or CRLF",
      smallChunk: 1 << 14)
  }
}
