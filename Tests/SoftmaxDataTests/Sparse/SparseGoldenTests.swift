// Sparse files of other programs: the same content, whatever the format.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import Testing

@Suite struct SparseGoldenTests {
  private func read(_ name: String) throws(FileError) -> SparseData {
    let path = GoldenSparseFiles.path(name)
    if name.hasSuffix(".npz") { return try SciPyReader.read(path) }
    return name.hasSuffix(".mtx") ? try MatrixMarketReader.read(path) : try LIBSVMReader.read(path)
  }

  @Test(arguments: [
    "zero-based.svm", "one-based.svm", "general.mtx", "column-major.mtx", "array.mtx", "csr.npz", "csc.npz",
    "coo.npz", "array-int64.npz",
  ])
  func theSameContentGivesTheSameMatrixToTheBit(_ name: String) throws {
    let contents = SparseContents(try read(name).matrix)
    #expect(contents.kind == .floats)
    #expect(contents.rows.map { $0.map(\.bitPattern) } == GoldenSparseFiles.table.map { $0.map(\.bitPattern) })
    #expect(contents == SparseContents(try read("csr.npz").matrix))
  }

  @Test func labelsAndTheIndexBaseOfScikitLearnAreRead() throws {
    let zero = try read("zero-based.svm")
    #expect(zero.labels?.texts == ["2", "0", "1", "2", "0"])
    #expect(zero.labels?.names == ["2", "0", "1"])
    #expect(zero.indexBase == .zero)
    #expect(zero.notes == SparseNotes())
    let one = try read("one-based.svm")
    #expect(one.labels == zero.labels)
    #expect(one.indexBase == .one)
    #expect(one.notes.queryRowCount == 5)
    #expect(one.notes.droppedZeroCount == 0)
  }

  @Test func matricesHaveNoLabelsAndNoIndexBase() throws {
    for name in ["general.mtx", "csr.npz"] {
      let data = try read(name)
      #expect(data.labels == nil && data.indexBase == nil && data.beyond == nil)
    }
  }

  /// 1/3, 3e20, 1e-5 and -0.1 have more digits in the Float64 of these files.
  @Test func float64IsRoundedAndToldOf() throws {
    #expect(try read("csr.npz").notes.isRounded)
    #expect(try !read("counts.npz").notes.isRounded)
  }

  @Test(arguments: ["counts.npz", "counts.mtx"])
  func wholeNumbersUpTo255AreBytes(_ name: String) throws {
    let contents = SparseContents(try read(name).matrix)
    #expect(contents.kind == .bytes)
    #expect(contents.rows == [[0, 3, 0], [255, 0, 1]])
  }

  @Test(arguments: ["flags.npz", "flags.mtx"])
  func flagsAreOnes(_ name: String) throws {
    let contents = SparseContents(try read(name).matrix)
    #expect(contents.kind == .ones)
    #expect(contents.rows == [[0, 1, 0], [1, 0, 1]])
  }

  @Test func aMatrixWithoutEntriesKeepsItsSize() throws {
    let contents = SparseContents(try read("empty.npz").matrix)
    #expect(contents.rows == [[0, 0, 0], [0, 0, 0]])
    #expect(contents.columns.isEmpty)
  }

  @Test(arguments: ["symmetric.mtx", "symmetric-array.mtx"])
  func symmetricMatricesAreExpanded(_ name: String) throws {
    #expect(try read(name).rows == [[1.5, 2, 0], [2, 0, -3], [0, -3, 4]])
  }

  @Test(arguments: ["skew-symmetric.mtx", "skew-symmetric-array.mtx"])
  func skewSymmetricMatricesAreExpanded(_ name: String) throws {
    #expect(try read(name).rows == [[0, -2, 0], [2, 0, 3.5], [0, -3.5, 0]])
  }

  @Test func complexMatricesAreRefused() {
    let error = #expect(throws: FileError.self) { try read("complex.mtx") }
    #expect(error?.position == .line(1))
    #expect(
      error?.problem == "the values are complex numbers, expected real ones, integers or a pattern")
    #expect(error?.remedy == "save real and imaginary parts as columns of their own")
  }

  @Test(arguments: ["bsr", "dia"])
  func formatsOfSciPyThatAreNotReadAreConvertedByOneLine(_ format: String) {
    let error = #expect(throws: FileError.self) { try read("\(format).npz") }
    #expect(error?.problem == "the matrix is in SciPy's format '\(format)', expected csr, csc or coo")
    #expect(
      error?.remedy == "scipy.sparse.save_npz(path, scipy.sparse.load_npz(path).tocsr()) converts it")
  }

  @Test func eachFormatIsToldByItsFirstBytes() throws {
    let svm = try InputFile.contents(of: GoldenSparseFiles.path("zero-based.svm"))
    let mtx = try InputFile.contents(of: GoldenSparseFiles.path("general.mtx"))
    let npz = try InputFile.contents(of: GoldenSparseFiles.path("csr.npz"))
    #expect(LIBSVMReader.recognises(svm.array) && !LIBSVMReader.recognises(mtx.array))
    #expect(MatrixMarketReader.recognises(mtx.array) && !MatrixMarketReader.recognises(svm.array))
    #expect(SciPyReader.recognises(npz) && !SciPyReader.recognises(svm))
    #expect(LIBSVMReader.recognises(Array("a qid:1 3:1\n".utf8)))
    #expect(LIBSVMReader.recognises(Array("# made\n\n-1\n+1 1:0.5 # x\n".utf8)))
    #expect(!LIBSVMReader.recognises(Array("time,value\n12:30,5\n".utf8)))
    #expect(!LIBSVMReader.recognises(Array("a b:c\n".utf8)))
    #expect(!LIBSVMReader.recognises(Array("1 2 3\n".utf8)))
    // Arrays with names are no sparse matrix.
    #expect(!SciPyReader.recognises(SharedStorage(try NumPyFiles.archive)))
  }
}
