// Files of sparse rows as samples: the same rows in every format, bases, columns, labels, and what is a table.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct SparseSamplesTests {
  private let folder: TemporaryDirectory
  private let options = FetchOptions(offline: true)

  init() throws { folder = try TemporaryDirectory() }

  private func samples(_ bytes: [UInt8], _ name: String, for model: InputDescription? = nil) throws
    -> LoadedSamples
  {
    try DataReference(parsing: folder.write(bytes, to: name)).load(
      default: .train, options: options, for: model)
  }

  private func error(_ text: String, _ name: String = "x.libsvm", for model: InputDescription? = nil) -> String
  {
    do {
      _ = try samples(Array(text.utf8), name, for: model)
      return "no error"
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  /// What is stored of the rows.
  private func stored(_ features: Features) -> [UInt8] {
    var bytes: [UInt8] = []
    features.rows.forEachRunOfBytes { run in for i in run.indices { bytes.append(run[i]) } }
    return bytes
  }

  @Test func theSameRowsAreTheSameInEveryFormat() throws {
    let made = SparseFiles.made
    let first = try samples(made.libsvm(), "a.libsvm")
    #expect(first.features.rows.isSparse)
    #expect(
      (0..<3).map { first.features.row($0) } == (0..<3).map { Array(made.dense[12 * $0..<12 * ($0 + 1)]) })
    #expect(first.labels?.classes.names == ["0", "1", "2"])
    #expect(first.labels?.classIndices == made.labels.map(UInt32.init))
    for (bytes, name) in [
      (made.libsvm(), "b.svm"), (made.libsvm(base: 0), "b.svmlight"),
      (GzipWriter.file(made.libsvm()), "b.libsvm.gz"),
      (made.libsvm(), "b"), (made.libsvm(base: 0), "b.txt"), (made.matrixMarket, "b.mtx"),
      (made.matrixMarket, "c"),
      (GzipWriter.file(made.matrixMarket), "b.mtx.gz"), (made.scipy, "b.npz"), (made.scipy, "d"),
    ] {
      let other = try samples(bytes, name)
      #expect(stored(other.features) == stored(first.features), "\(name)")
      #expect(other.features.input.fits(first.features.input))
    }
  }

  @Test func whereColumnsAreCountedFromIsKept() throws {
    let made = SparseFiles.made
    #expect(try samples(made.libsvm(), "a.libsvm").features.input.indexBase == 1)
    #expect(try samples(made.libsvm(base: 0), "a.libsvm").features.input.indexBase == 0)
    #expect(try samples(made.matrixMarket, "a.mtx").features.input.indexBase == nil)
    // Rows without column 0 are one-based by themselves, and zero-based for a model that is.
    let part = Array("1 1:5\n0 3:2\n".utf8)
    let zeroBased = InputDescription.vector(featureCount: 4).counted(from: 0)
    #expect(try samples(part, "b.libsvm").features.row(0) == [5, 0, 0])
    #expect(try samples(part, "b.libsvm", for: zeroBased).features.row(0) == [0, 5, 0, 0])
    // A model that does not say so leaves it to the file, and has its columns.
    #expect(try samples(part, "b.libsvm", for: .vector(featureCount: 5)).features.row(1) == [0, 0, 2, 0, 0])
  }

  @Test func whatAModelDoesNotHaveIsAnErrorWithItsLine() {
    let model = InputDescription.vector(featureCount: 3).counted(from: 1)
    #expect(
      error("1 1:5\n0 0:1 2:2\n", for: model)
        == "x.libsvm: line 2: the index is 0, but the indices of this data begin at 1; write the file with indices from 1 on, "
        + "as the other data has them, or read it as counted from 0")
    #expect(
      error("1 1:5\n0 2:1 4:2\n", for: model)
        == "x.libsvm: line 2: the index 4 is beyond the 3 columns of the model, whose indices are 1 to 3 (1 such entry in 1 "
        + "row); leave them out, or train a model with these columns")
    let counted = InputDescription.vector(featureCount: 3, origins: [0, 1e9, 0])
    #expect(error("1 1:5\n", for: counted).contains("these rows are sparse, but the model counts its numbers"))
  }

  @Test func labelsThatAreTheSameNumberAreOneClass() throws {
    let samples = try samples(Array("+1 1:1\n-1 2:1\n1.0 1:2\n1e0 2:3\n".utf8), "a.libsvm")
    #expect(samples.labels?.classes.names == ["-1", "1"])
    #expect(samples.labels?.classIndices == [1, 0, 1, 1])
    let words = try self.samples(Array("spam 1:1\nham 2:1\nspam 1:2\n".utf8), "b.libsvm")
    #expect(words.labels?.classes.names == ["ham", "spam"])
  }

  @Test func labelsMayStandInAFileOfTheirOwn() throws {
    let path = try folder.write(SparseFiles.made.part(0..<3).matrixMarket, to: "a.mtx")
    let labels = try folder.write(Array("a\nb\na\n".utf8), to: "y.txt")
    let samples = try DataReference(parsing: path).load(default: .train, labelsPath: labels, options: options)
    #expect(samples.labels?.classIndices == [0, 1, 0])
    #expect(throws: DataError.self) {
      try DataReference(parsing: path).load(default: .train, options: options).dataset()
    }
    let few = try folder.write(Array("a\nb\n".utf8), to: "few.txt")
    let error = #expect(throws: FileError.self) {
      try DataReference(parsing: path).load(default: .train, labelsPath: few, options: options)
    }
    #expect("\(try #require(error))".contains("expected 3 labels, as many as there are samples in"))
  }

  @Test(arguments: [
    "x,y\n1,a\n2,b\n", "5 12:30 13:45\n6 12:31 14:00\n7 08:05 09:10\n", "1;2:3\n2;4:5\n", "a 1:2,3\nb 2:3,4\n",
    "1 2 3\n4 5 6\n", "a b\n1 2:3\n", "1 2:3:4\n2 3:4:5\n", "word\nother\n", "1\t3:1\n2\t5:2\n",
    "5 3:1 2:1\n6 4:1 5:2\n",
  ])
  func whatMayBeATableStaysOne(text: String) throws {
    #expect(try DataReference(parsing: folder.write(Array(text.utf8), to: "table")).tablePath != nil)
  }

  @Test(arguments: [
    "1 1:0.5 2:3\n0 2:1\n", "# words, in all; of them\n+1 3:1 11:1 \n-1 4:1\n", "2 qid:1 1:0.5\n1 qid:1 2:1\n",
  ])
  func sparseRowsAreToldByTheirBytes(text: String) throws {
    let reference = try DataReference(parsing: folder.write(Array(text.utf8), to: "rows"))
    #expect(reference.tablePath == nil && reference.format == .libsvm)
  }

  @Test func rowsInBatchesAreThoseOfTheWhole() throws {
    let text = (0..<5000).map { "\($0 % 7) \($0 % 11 + 1):\($0).5 \($0 % 11 + 13):-1\n" }.joined()
    let path = try folder.write(Array(text.utf8), to: "a.libsvm")
    let reference = try DataReference(parsing: path)
    let whole = try reference.load(default: .train, options: options)
    guard var rows = try reference.libsvmRows(for: whole.features.input) else {
      Issue.record("rows of LIBSVM's text")
      return
    }
    var (count, batchCount) = (0, 0)
    while let batch = try rows.next() {
      #expect(batch.firstIndex == count)
      for row in 0..<batch.features.sampleCount {
        #expect(batch.features.row(row) == whole.features.row(count))
        #expect(batch.labelNames[Int(batch.labels[row])] == "\(count % 7)")
        count += 1
      }
      batchCount += 1
    }
    #expect(count == 5000 && batchCount > 0)
    // Without a base all has to be read first.
    let other = try reference.libsvmRows(for: .vector(featureCount: 30)) == nil
    #expect(other)
  }

  @Test(arguments: 1...8) func rowsInBatchesOfAnySizeAreThoseOfTheWhole(chunk: Int) throws {
    let text = Array("# rows\n+1 1:0.5 3:2 # all\n\n-1\n1 qid:2 2:1\n7 1:3 2:4 3:5\n-1.0 3:1".utf8)
    let options = LIBSVMReader.Options(base: .known(.one), columnCount: 4)
    var rows = try LIBSVMRows(
      ChunkedInput(text, name: "x"), options: options, sizes: TextWindow.Sizes(chunk: chunk, longest: 64),
      leastRows: chunk % 3)
    var (values, labels): ([[Float]], [String]) = ([], [])
    while let batch = try rows.next() {
      #expect(batch.firstIndex == values.count)
      for row in 0..<batch.features.sampleCount { values.append(batch.features.row(row)) }
      labels += batch.labels.map { batch.labelNames[Int($0)] }
    }
    #expect(values == [[0.5, 0, 2, 0], [0, 0, 0, 0], [0, 1, 0, 0], [3, 4, 5, 0], [0, 0, 1, 0]])
    #expect(labels == ["1", "-1", "1", "7", "-1"])
  }

  @Test func figuresOfSparseRowsAreThoseWorkedOutByHand() throws {
    let text = "1 qid:1 1:2 2:0 5:-1.5\n0\n1 2:4\n0 1:2 2:3\n"
    let summary = SampleSummary(try samples(Array(text.utf8), "a.libsvm"))
    let figures = try #require(summary.sparse)
    #expect(figures.entryCount == 5 && figures.density == 0.25)
    #expect(figures.leastOfRow == 0 && figures.meanOfRow == 1.25 && figures.mostOfRow == 2)
    #expect(figures.emptyRowCount == 1 && figures.emptyColumnCount == 2)
    #expect(figures.minimum == -1.5 && figures.maximum == 4)
    #expect(figures.droppedZeroCount == 1 && figures.queryRowCount == 1)
    #expect(summary.minimum == -1.5 && summary.maximum == 4 && summary.mean == 9.5 / 20)
    // Columns 3 and 4 are 0 in every row; column 1 is 2 in two of them.
    #expect(summary.constantFeatureCount == 2)
  }
}
