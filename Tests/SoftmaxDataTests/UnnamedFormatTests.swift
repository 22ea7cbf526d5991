// What files are whose names say nothing, or something else than they are.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct UnnamedFormatTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func reference(_ bytes: [UInt8], _ name: String) throws -> DataReference {
    try DataReference(parsing: folder.write(bytes, to: name))
  }

  private func samples(_ bytes: [UInt8], _ name: String) throws -> LoadedSamples {
    try reference(bytes, name).load(default: .train, options: FetchOptions(offline: true))
  }

  /// The error of a file, without the folder's name.
  private func error(_ bytes: [UInt8], _ name: String) -> String {
    do {
      let reference = try reference(bytes, name)
      if let path = reference.tablePath {
        _ = try TableSources.open(path, reference.tableOptions, ReadingSizes())
      }
      return "no error"
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  private static let csv = Array("x,y\n1,a\n2,b\n3,a\n".utf8)
  private static let jsonLines = Array(
    "{\"x\":1,\"y\":\"a\"}\n{\"x\":2,\"y\":\"b\"}\n{\"x\":3,\"y\":\"a\"}\n".utf8)
  private static let workbook = WorkbookWriter(
    rows: WorkbookWriter.rows([["x", "y"], ["1", "a"], ["2", "b"], ["3", "a"]])
  ).file()

  @Test(arguments: ["data", "data.txt", "data.dat"], [csv, jsonLines, workbook])
  func tablesAreToldByTheirBytes(name: String, bytes: [UInt8]) throws {
    for bytes in [bytes, GzipWriter.file(bytes)] {
      #expect(try reference(bytes, name).tablePath != nil)
      let samples = try samples(bytes, name)
      #expect((0..<3).map { samples.features.row($0)[0] } == [1, 2, 3])
      #expect(samples.labels?.classIndices == [0, 1, 0])
    }
  }

  @Test func arraysAreToldByTheirBytes() throws {
    let npy = NPYWriter.floats([1, 2, 3, 4], shape: [2, 2])
    let npz = ZipWriter.file([ZipWriter.Entry("x.npy", npy)])
    let tensors = SafetensorsFile(
      tensors: [
        SafetensorsTensor(
          name: "x", type: .float32, shape: [2, 2], bytes: SharedStorage(Array(npy.suffix(16))))
      ], metadata: [:]
    ).encoded()
    for bytes in [npy, npz, tensors] {
      for (bytes, name) in [
        (bytes, "data"), (GzipWriter.file(bytes), "data"), (GzipWriter.file(bytes), "data.bin.gz"),
      ] {
        #expect(try reference(bytes, name).tablePath == nil)
        #expect(try samples(bytes, name).features.row(1) == [3, 4])
      }
    }
    let images = IDXWriter.images(count: 2, height: 2, width: 2)
    for bytes in [images, GzipWriter.file(images)] {
      #expect(try samples(bytes, "images").features.sampleCount == 2)
    }
  }

  @Test func whatIsNoTableIsSaidWithWhatToType() {
    let parquet = Array("PAR1".utf8) + [0x15, 0, 0x15, 2] + Array("PAR1".utf8)
    for name in ["people.parquet", "people", "people.csv", "people.jsonl", "people.xlsx"] {
      let message = error(parquet, name)
      #expect(
        message.hasPrefix("\(name): this is a Parquet file, expected a table or arrays; duckdb -c \"COPY '"),
        "\(message)")
      #expect(message.contains("people.csv' (HEADER)\""), "\(message)")
    }
    let known: [([UInt8], String)] = [
      (Array("ARROW1\0\0".utf8), "pandas.read_feather("), (Array("FEA1\0\0".utf8), "pandas.read_feather("),
      (Array("SQLite format 3\0".utf8), "sqlite3 -header -csv"), (Array("%PDF-1.7".utf8), "a PDF document"),
      (Array("<!DOCTYPE html><html>".utf8), "a web page (HTML)"),
      (Array("<?xml version='1.0'?>".utf8), "this is XML"),
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0], "unxz"), (Array("BZh91AY".utf8) + [0, 1], "bunzip2"),
      ([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a], "pandas.read_hdf("),
    ]
    for (bytes, word) in known {
      for name in ["data", "data.csv", "data.tsv.gz"] {
        #expect(error(bytes, name).contains(word), "\(name) \(word)")
      }
    }
  }

  @Test func aNameThatSaysSomethingElseIsAnError() {
    #expect(
      error(Self.workbook, "t.csv")
        == "t.csv: this is an Excel workbook (.xlsx), expected a table as delimited text; name it so, or say `InputFormat.xlsx`"
    )
    #expect(error(NPYWriter.floats([1], shape: [1, 1]), "t.csv").contains("NumPy's array (.npy)"))
    #expect(error(ZipWriter.file([.init("x.npy", [1])]), "t.csv").contains("`InputFormat.npz`"))
    #expect(error(IDXWriter.images(count: 2, height: 2, width: 2), "t.tsv").contains("an IDX file"))
    #expect(error(Self.csv, "t.jsonl").contains("line 1: expected an object of JSON"))
    // Its content is a table, whatever the name says of compression.
    #expect(error(GzipWriter.file(Self.csv), "t.csv") == "no error")
  }

  @Test func columnsMayBeCalledLikeFormats() throws {
    for names in ["PAR1,y", "ORC,y", "BZh,y", "RDX,y", "{x},y", "[x],y", "<x>,y"] {
      let samples = try samples(Array("\(names)\n1,a\n2,b\n".utf8), "data")
      #expect(samples.features.row(1) == [2])
    }
  }

  @Test func otherBytesAreOfNoFormat() {
    let path = folder.file("data")
    #expect(throws: DataError.unsupportedFormat(path: path)) { try samples([1, 2, 3, 0, 5], "data") }
  }

  @Test func anEmptyFileHasNothingInIt() {
    #expect(throws: FileError.self) { try samples([], "data") }
  }

  @Test func aFormatThatIsNamedIsBelieved() throws {
    let path = try folder.write(Array("{x},y\n1,a\n".utf8), to: "{x")
    #expect(try DataReference(parsing: path, format: .csv).format == .csv)
    let unread = try DataReference(parsing: path, format: .jsonl)
    #expect(throws: FileError.self) { try unread.load(default: .train, options: FetchOptions(offline: true)) }
  }
}
