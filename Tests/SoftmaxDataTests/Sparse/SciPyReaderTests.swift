// Sparse matrices in .npz files, right and wrong.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct SciPyReaderTests {
  /// The arrays of a matrix of two rows and three columns, to be changed.
  private struct Made {
    var format = NPYWriter.file("|S3", shape: [], data: Array("csr".utf8))
    var shape = NPYWriter.integers([2, 3])
    var starts = NPYWriter.integers([0, 2, 3])
    var indices = NPYWriter.integers([0, 2, 1])
    var data = NPYWriter.floats([5, -1, 0.5], shape: [3])

    var file: [UInt8] {
      ZipWriter.file([
        ZipWriter.Entry("format.npy", format), ZipWriter.Entry("shape.npy", shape),
        ZipWriter.Entry("indptr.npy", starts), ZipWriter.Entry("indices.npy", indices),
        ZipWriter.Entry("data.npy", data),
      ])
    }
  }

  private func read(_ made: Made) throws(FileError) -> SparseData {
    try SciPyReader.read(SharedStorage(made.file), path: "a.npz")
  }

  private func changed(_ change: (inout Made) -> Void) throws(FileError) -> SparseData {
    var made = Made()
    change(&made)
    return try read(made)
  }

  private func check(
    _ expected: String, source: SourceLocation = #_sourceLocation, _ change: (inout Made) -> Void
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: source) { try changed(change) }
    #expect(error?.description == "a.npz: " + expected, sourceLocation: source)
  }

  private func doubles(_ values: [Double]) -> [UInt8] {
    NPYWriter.file(
      "<f8", shape: [values.count], data: values.flatMap { NPYWriter.bytes(of: $0.bitPattern) })
  }

  @Test func compressedRowsAndColumnsAreRead() throws {
    #expect(try read(Made()).rows == [[5, 0, -1], [0, 0.5, 0]])
    let columns = try changed {
      $0.format = NPYWriter.file("|S3", shape: [], data: Array("csc".utf8))
      $0.starts = NPYWriter.integers([0, 1, 2, 3])
      $0.indices = NPYWriter.integers([0, 1, 0])
      $0.data = NPYWriter.floats([5, 0.5, -1], shape: [3])
    }
    #expect(SparseContents(columns.matrix) == SparseContents(try read(Made()).matrix))
  }

  @Test func theNameOfTheFormatMayBeUnicode() throws {
    let data = try changed {
      $0.format = NPYWriter.file("<U3", shape: [], data: "csr".utf8.flatMap { [$0, 0, 0, 0] })
    }
    #expect(data.rows == [[5, 0, -1], [0, 0.5, 0]])
  }

  @Test func columnsOfARowThatAreNotInOrderAreSorted() throws {
    #expect(
      try changed { $0.indices = NPYWriter.integers([2, 0, 1]) }.rows == [[-1, 0, 5], [0, 0.5, 0]])
  }

  @Test func zerosAreLeftOutAndCounted() throws {
    let data = try changed { $0.data = NPYWriter.floats([0, -1, -0.0], shape: [3]) }
    #expect(data.rows == [[0, 0, -1], [0, 0, 0]])
    #expect(data.notes.droppedZeroCount == 2)
  }

  @Test func numbersOfEveryTypeAreRead() throws {
    let bytes: [UInt8] = [3, 255, 1]
    let types: [(String, [UInt8], [Float])] = [
      ("|u1", bytes, [3, 255, 1]), ("|i1", bytes, [3, -1, 1]), ("|b1", [1, 1, 1], [1, 1, 1]),
      ("<i2", [3, 0, 255, 255, 0, 1], [3, -1, 256]), (">u2", [0, 3, 255, 255, 1, 0], [3, 65_535, 256]),
      ("<f2", [0, 0x3c, 0, 0xc0, 0, 0x38], [1, -2, 0.5]),
    ]
    for (type, content, expected) in types {
      let data = try changed { $0.data = NPYWriter.file(type, shape: [3], data: content) }
      #expect(data.rows == [[expected[0], 0, expected[1]], [0, expected[2], 0]], "\(type)")
      #expect(!data.notes.isRounded)
    }
  }

  @Test func roundingIsToldOfWhereDigitsAreLost() throws {
    #expect(try !changed { $0.data = doubles([0.5, 3, -2]) }.notes.isRounded)
    #expect(try changed { $0.data = doubles([0.5, 0.1, -2]) }.notes.isRounded)
    #expect(try !changed { $0.data = NPYWriter.integers([1 << 24, 1 << 60, -2]) }.notes.isRounded)
    #expect(try changed { $0.data = NPYWriter.integers([1, 1 << 24 + 1, 2]) }.notes.isRounded)
    // Float64 would round this before Float32 does.
    #expect(try changed { $0.data = NPYWriter.integers([1, 1 << 60 + 1, 2]) }.notes.isRounded)
  }

  /// SciPy may leave room behind the last entry.
  @Test func elementsBehindTheLastEntryAreLeftAlone() throws {
    let data = try changed {
      $0.indices = NPYWriter.integers([0, 2, 1, 99])
      $0.data = NPYWriter.floats([5, -1, 0.5, .nan], shape: [4])
    }
    #expect(data.rows == [[5, 0, -1], [0, 0.5, 0]])
  }

  @Test func aPlaceWithTwoEntriesIsRefused() {
    check(
      "row 0, column 2 (both counted from 0) has two entries; a.sum_duplicates() adds them up; then save it again"
    ) { $0.indices = NPYWriter.integers([2, 2, 1]) }
    check(
      "row 1, column 0 (both counted from 0) has two entries; a.sum_duplicates() adds them up; then save it again"
    ) {
      $0.format = NPYWriter.file("|S3", shape: [], data: Array("csc".utf8))
      $0.starts = NPYWriter.integers([0, 2, 2, 2])
      $0.indices = NPYWriter.integers([1, 1, 0])
    }
  }

  @Test func otherFormatsAreRefused() {
    check(
      "the matrix is in SciPy's format 'dia', expected csr, csc or coo; scipy.sparse.save_npz(path, "
        + "scipy.sparse.load_npz(path).tocsr()) converts it"
    ) { $0.format = NPYWriter.file("|S3", shape: [], data: Array("dia".utf8)) }
    check(
      "the matrix is in SciPy's format 'xyz', expected csr, csc or coo; write it with scipy.sparse.save_npz"
    ) { $0.format = NPYWriter.file("|S3", shape: [], data: Array("xyz".utf8)) }
    check(
      "in the array 'format': expected one text, such as csr; write the file with scipy.sparse.save_npz"
    ) { $0.format = NPYWriter.integers([1]) }
    check(
      "in the array 'format': expected one text, such as csr, found what is no Unicode; write the file with "
        + "scipy.sparse.save_npz"
    ) { $0.format = NPYWriter.file("|S3", shape: [], data: [0xff, 0xff, 0xff]) }
  }

  @Test func startsAreChecked() {
    check(
      "in the array 'indptr': expected one number more than the 2 rows, found 2; write the file with scipy.sparse.save_npz"
    ) { $0.starts = NPYWriter.integers([0, 3]) }
    // 128 bytes of the array's header and 8 for each number, behind what lies before it in the archive.
    let error = #expect(throws: FileError.self) { try changed { $0.starts = NPYWriter.integers([0, 3, 2]) } }
    #expect(
      error?.problem == "in the array 'indptr': element 2 is 2, expected numbers that ascend from 0 on")
    let made = Made()
    let before = 3 * 30 + 10 + 9 + 10 + made.format.count + made.shape.count
    #expect(error?.position == .byte(before + 128 + 16))
    let first = #expect(throws: FileError.self) { try changed { $0.starts = NPYWriter.integers([1, 2, 3]) } }
    #expect(
      first?.problem == "in the array 'indptr': element 0 is 1, expected numbers that ascend from 0 on")
    check(
      "in the array 'indices': expected 4 elements, one for each entry, found 3; write the file with scipy.sparse.save_npz"
    ) { $0.starts = NPYWriter.integers([0, 2, 4]) }
    check(
      "in the array 'data': expected 3 elements, one for each entry, found 2; write the file with scipy.sparse.save_npz"
    ) { $0.data = NPYWriter.floats([1, 2], shape: [2]) }
  }

  @Test func indicesAreChecked() {
    for index: Int64 in [3, -1, 1 << 40] {
      let error = #expect(throws: FileError.self) {
        try changed { $0.indices = NPYWriter.integers([0, index, 1]) }
      }
      #expect(error?.problem == "in the array 'indices': element 1 is \(index), expected 0 to 2")
      #expect(error?.remedy == "check the matrix's shape")
      #expect(error?.position != nil)
    }
    let error = #expect(throws: FileError.self) {
      try changed { $0.indices = NPYWriter.floats([0, 1, 2], shape: [3]) }
    }
    #expect(error?.problem == "in the array 'indices': expected int32 or int64, found 3 float32")
  }

  @Test func shapesAreChecked() {
    check(
      "in the array 'shape': expected two numbers, of rows and of columns; save a matrix: rows x columns"
    ) { $0.shape = NPYWriter.integers([2]) }
    check(
      "the matrix is 2 x 0, expected at least one row and one column; check the matrix's shape"
    ) { $0.shape = NPYWriter.integers([2, 0]) }
    check(
      "the matrix is 2 x 4294967296, expected at most 2147483647 rows and columns; check the matrix's shape"
    ) { $0.shape = NPYWriter.integers([2, 1 << 32]) }
    // Empty rows are not taken for nothing.
    check(
      "the matrix has 2000000000 rows, but only 3 entries: expected one in 64 rows at least; check the matrix's shape"
    ) {
      $0.format = NPYWriter.file("|S3", shape: [], data: Array("csc".utf8))
      $0.shape = NPYWriter.integers([2_000_000_000, 2])
    }
    check(
      "in the array 'indptr': expected one number more than the -2 rows, found 3; write the file with scipy.sparse.save_npz"
    ) { $0.shape = NPYWriter.integers([-2, 3]) }
  }

  @Test func valuesThatAreNotFiniteAreRefused() {
    let cases: [(Double, String, String)] = [
      (.nan, "nan, expected a finite number", "replace it: a.data = numpy.nan_to_num(a.data)"),
      (-.infinity, "-inf, expected a finite number", "replace it: a.data = numpy.nan_to_num(a.data)"),
      (1e39, "1e+39, beyond the range of Float32 (about 3.4e38)", "scale the values"),
    ]
    for (value, problem, remedy) in cases {
      let error = #expect(throws: FileError.self) { try changed { $0.data = doubles([1, value, 2]) } }
      #expect(error?.problem == "in the array 'data': element 1 is \(problem)")
      #expect(error?.remedy == remedy)
    }
  }

  @Test func archivesWithoutTheArraysAreRefused() throws {
    let error = #expect(throws: FileError.self) {
      try SciPyReader.read(SharedStorage(try NumPyFiles.archive), path: "a.npz")
    }
    #expect(
      error?.description
        == "a.npz: there is no array 'format', expected one, as SciPy's sparse matrices have it: found x (2 x 3 float32), "
        + "y (2 int64); write the file with scipy.sparse.save_npz")
    let none = #expect(throws: FileError.self) {
      try SciPyReader.read(
        SharedStorage(
          ZipWriter.file([
            ZipWriter.Entry("format.npy", Made().format), ZipWriter.Entry("shape.npy", Made().shape),
          ])), path: "a.npz")
    }
    #expect(none?.problem.hasPrefix("there is no array 'indptr': found format") == true)
  }
}
