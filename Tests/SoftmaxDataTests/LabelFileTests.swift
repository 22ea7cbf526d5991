// Files of labels, as text and as arrays.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct LabelFileTests {
  private func read(_ text: String, _ path: String = "y.txt") throws(FileError) -> StoredLabels {
    try LabelFile.read(SharedStorage(Array(text.utf8)), path: path)
  }

  private func read(_ type: String, shape: [Int]? = nil, _ data: [UInt8], width: Int) throws(FileError)
    -> StoredLabels
  {
    let bytes = NPYWriter.file(type, shape: shape ?? [data.count / width], data: data)
    return try LabelFile.read(SharedStorage(bytes), path: "y.npy")
  }

  @Test(
    arguments: [
      ("cat\ndog\ncat\n", ["cat", "dog", "cat"]), ("cat\ndog", ["cat", "dog"]),
      ("\u{feff}cat\r\ndog\r\n", ["cat", "dog"]), ("  a b \t\n é\n", ["a b", "é"]),
      ("label\na\n", ["label", "a"]),
      ("a,b\n\"c\"\n", ["a,b", "\"c\""]), ("01\n2\n", ["01", "2"]), ("+1\n2", ["+1", "2"]),
      ("1.0\n2\n", ["1.0", "2"]),
    ])
  func textHasALabelOnEachLine(_ text: String, _ labels: [String]) throws {
    #expect(try read(text) == .texts(labels))
  }

  @Test func wholeNumbersAreOrderedByValueAndTextsByUnicode() throws {
    #expect(try read("10\n9\n-1\n") == .integers([10, 9, -1]))
    let features = try Features([1, 2, 3], input: .vector(featureCount: 1))
    let numbers = try read("10\n9\n-1\n").dataset(name: "a", features: features)
    #expect(numbers.classes.names == ["-1", "9", "10"])
    #expect(numbers.classIndices == [2, 1, 0])
    let texts = try read("10\n9\nx\n").dataset(name: "a", features: features)
    #expect(texts.classes.names == ["10", "9", "x"])
  }

  @Test(arguments: ["label", "labels", "class", "y", "target", "Label", "\u{feff}TARGET\r"])
  func tablesOfOneColumnMayHaveAHeader(_ header: String) throws {
    for path in ["y.csv", "Y.CSV"] {
      #expect(try read(header + "\n1\n2\n", path) == .integers([1, 2]))
    }
    #expect(try read("1\n2\n", "y.csv") == .integers([1, 2]))
    #expect(try read("name\na\n", "y.csv") == .texts(["name", "a"]))
  }

  @Test func labelsInTablesMayStandInQuotes() throws {
    #expect(
      try read("class\n\"a, b\"\n\"say \"\"no\"\"\"\nplain\n", "y.csv")
        == .texts(["a, b", "say \"no\"", "plain"]))
  }

  /// Swift takes a quote with an accent behind it for one character, and a comma too.
  @Test func quotesAndCommasAreBytesWhateverFollowsThem() throws {
    #expect(
      try read("\"\u{301}a, b\"\n\"c\"\"\u{301}d\"\n", "y.csv") == .texts(["\u{301}a, b", "c\"\u{301}d"]))
    for line in ["a,\u{301}b", "a\"\u{301}b", "\"a\"\u{301}b\""] {
      #expect(throws: FileError.self) { try read("\(line)\n", "y.csv") }
    }
  }

  @Test func labelsThatAreNoTextAreRefusedWithTheirLine() throws {
    let marks = String(repeating: "\u{301}\u{323}", count: 20_000)
    for (text, problem) in [
      ("a\n\0#\0\0\n", "found a NUL byte"), ("a\nb\(marks)\n", "more than 255 combining marks"),
    ] {
      let error = #expect(throws: FileError.self) { try read(text) }
      #expect(error?.position == .line(2) && error?.problem.hasPrefix(problem) == true)
    }
    let letters = ("a" + marks).unicodeScalars.flatMap { NPYWriter.bytes(of: $0.value) }
    let array = NPYWriter.file("<U\(letters.count / 4)", shape: [1], data: letters)
    let error = #expect(throws: FileError.self) { try LabelFile.read(SharedStorage(array), path: "y.npy") }
    #expect(error?.problem.hasPrefix("label 0: more than 255 combining marks") == true)
  }

  @Test func compressedFilesAreTheSame() throws {
    let folder = try TemporaryDirectory()
    let table = try folder.write(GzipWriter.file(Array("y\n3\n4\n".utf8)), to: "y.csv.gz")
    #expect(try LabelFile.read(table) == .integers([3, 4]))
    let array = try folder.write(GzipWriter.file(NPYWriter.integers([5, -6])), to: "y.npy.gz")
    #expect(try LabelFile.read(array) == .integers([5, -6]))
  }

  @Test(
    arguments: [
      ("", "y.txt", nil, "the file has no labels: expected one on each line"),
      ("\n", "y.txt", nil, "the file has no labels"), ("label\n", "y.csv", nil, "the file has no labels"),
      ("a\n\nb\n", "y.txt", 2, "the line is blank: expected a label"),
      ("a\n \t\r\nb\n", "y.txt", 2, "the line is blank"), ("a\nb\n\n", "y.txt", 3, "the line is blank"),
      ("label\n\na\n", "y.csv", 2, "the line is blank"), ("a\n\"\"\n", "y.csv", 2, "the line is blank"),
      (
        "id,label\n1,a\n", "y.csv", 1,
        "found more than one column, or a quote without an end: expected one label"
      ),
      ("a\n\"b\n", "y.csv", 2, "found more than one column, or a quote without an end"),
      ("a\n\"\n", "y.csv", 2, "found more than one column, or a quote without an end"),
      ("a\n\"b\",\"c\"\n", "y.csv", 2, "found more than one column, or a quote without an end"),
    ] as [(String, String, Int?, String)])
  func textThatIsNotLabelsNamesTheLine(_ text: String, _ path: String, _ line: Int?, _ part: String) {
    let error = #expect(throws: FileError.self) { try read(text, path) }
    #expect(error?.kind == .badData)
    #expect(error?.position == line.map { .line($0) })
    #expect(error?.problem.hasPrefix(part) == true, "\(error?.problem ?? "none")")
  }

  @Test func bytesThatAreNoTextNameTheLine() {
    let error = #expect(throws: FileError.self) {
      try LabelFile.read(SharedStorage([97, 10, 0xff, 10]), path: "y.txt")
    }
    #expect(
      error?.description
        == "y.txt: line 2: this is not UTF-8 text: expected a label; save the file as UTF-8, or labels as .npy")
  }

  @Test func filesOfSeveralArraysAreNoLabels() throws {
    for bytes in try [
      NumPyFiles.archive, SafetensorsFile(tensors: [], metadata: [:]).encoded(),
    ] {
      let error = #expect(throws: FileError.self) { try LabelFile.read(SharedStorage(bytes), path: "y") }
      #expect(error?.problem == "this file has several arrays: expected labels as text or in a .npy file")
    }
  }

  // MARK: Arrays

  @Test func arraysOfNumbersBooleansAndTextsAreLabels() throws {
    #expect(
      try read("<i8", NPYWriter.bytes(of: Int64(-3)) + NPYWriter.bytes(of: Int64.max), width: 8)
        == .integers([-3, .max]))
    #expect(try read(">u2", [1, 0, 0, 2], width: 2) == .integers([256, 2]))
    #expect(try read("|i1", [0xff, 1], width: 1) == .integers([-1, 1]))
    #expect(try read(">i4", [0xff, 0xff, 0xff, 0xfe], width: 4) == .integers([-2]))
    #expect(try read("<u4", [0xff, 0xff, 0xff, 0xff], width: 4) == .integers([4_294_967_295]))
    #expect(try read("|u1", [200, 1], width: 1) == .integers([200, 1]))
    #expect(try read("<i2", [0, 0x80], width: 2) == .integers([-32_768]))
    #expect(try read("<u8", NPYWriter.bytes(of: UInt64(7)), width: 8) == .integers([7]))
    #expect(try read("|b1", [1, 0, 1], width: 1) == .texts(["true", "false", "true"]))
    #expect(try read("<f8", NPYWriter.bytes(of: (-2.0).bitPattern), width: 8) == .integers([-2]))
    #expect(try read("<f2", [0, 0x3c], width: 2) == .integers([1]))
    #expect(try read("<f4", NPYWriter.bytes(of: Float(3).bitPattern), width: 4) == .integers([3]))
    #expect(try read("|S2", [97, 0, 98, 99], width: 2) == .texts(["a", "bc"]))
    #expect(try read(">U2", [0, 1, 0xf6, 0, 0, 0, 0, 97], width: 8) == .texts(["😀a"]))
    // One column is one dimension.
    #expect(try read("|u1", shape: [3, 1], [1, 2, 3], width: 1) == .integers([1, 2, 3]))
  }

  @Test(
    arguments: [
      (
        "<f4", [2], NPYWriter.bytes(of: Float(1).bitPattern) + NPYWriter.bytes(of: Float(0.5).bitPattern), 132,
        "label 1 is 0.5: expected a whole number or a text"
      ),
      ("<f8", [1], NPYWriter.bytes(of: Double.nan.bitPattern), 128, "label 0 is nan: expected a whole number"),
      ("<f8", [1], NPYWriter.bytes(of: 1e300.bitPattern), 128, "label 0 is 1e+300: expected a whole number"),
      (
        "<u8", [2], NPYWriter.bytes(of: UInt64(1)) + NPYWriter.bytes(of: UInt64.max), 136,
        "label 1 is 18446744073709551615: expected at most 9223372036854775807"
      ),
      ("|S1", [2], [97, 0], 129, "label 1 is empty: expected a text"),
      ("|S1", [1], [0xff], 128, "label 0 is not Unicode text"),
      ("<U1", [1], [0, 0xd8, 0, 0], 128, "label 0 is not Unicode text"),
      ("|S3", [1], [97, 0, 98], 128, "label 0 has a NUL in it"),
      ("|u1", [2, 2], [1, 0, 0, 1], nil, "expected labels in one dimension, found 2 x 2 uint8"),
    ] as [(String, [Int], [UInt8], Int?, String)])
  func arraysThatAreNotLabelsNameTheByte(
    _ type: String, _ shape: [Int], _ data: [UInt8], _ byte: Int?, _ part: String
  ) {
    let error = #expect(throws: FileError.self) { try read(type, shape: shape, data, width: 1) }
    #expect(error?.position == byte.map { .byte($0) }, "\(part)")
    #expect(error?.problem.hasPrefix(part) == true, "\(error?.problem ?? "none")")
  }
}
