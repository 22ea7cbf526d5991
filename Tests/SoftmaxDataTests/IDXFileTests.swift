// IDX files: read in every form, refused by name in every wrong one.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct IDXFileTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test func plainAndCompressedFilesAreTheSame() throws {
    let bytes = IDXWriter.images(count: 3, height: 4, width: 5)
    let plain = try IDXFile(contentsOf: folder.write(bytes, to: "a"))
    let compressed = try IDXFile(contentsOf: folder.write(GzipWriter.file(bytes), to: "a.gz"))
    #expect(plain.dimensions == [3, 4, 5])
    #expect(plain.elements.array == Array(bytes[16...]))
    #expect(compressed.elements.array == plain.elements.array)
    let features = try IDXSamples.features(of: plain)
    #expect(features.input == .image(shape: [4, 5]))
    #expect(features.row(2).first == Float(bytes[16 + 40]) * (1 / 255))
  }

  @Test(
    arguments: [
      (0x09, [0xff, 0x7f], [-1, 127]), (0x0b, [0xff, 0xfe, 0x01, 0x00], [-2, 256]),
      (0x0c, [0, 1, 0, 0, 0xff, 0xff, 0xff, 0xff], [65536, -1]),
      (0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], [1, -2.5]),
      (0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0x04, 0, 0, 0, 0, 0, 0], [1, -2.5]),
    ] as [(UInt8, [UInt8], [Float])])
  func everyElementTypeIsReadMostSignificantByteFirst(_ type: UInt8, _ elements: [UInt8], _ values: [Float])
    throws
  {
    let bytes = IDXWriter.file(type: type, dimensions: [1, 2], elements: elements)
    let features = try IDXSamples.features(of: IDXFile(SharedStorage(bytes), path: "a"))
    #expect(features.row(0) == values)
    #expect(features.input == .vector(featureCount: 2))
  }

  private static let images = IDXWriter.images(count: 2, height: 2, width: 2)

  @Test(
    arguments: [
      ("empty", [], .byte(0), "breaks off"),
      ("headerBreaksOff", [0, 0, 8], .byte(3), "breaks off"),
      ("dimensionBreaksOff", [0, 0, 8, 1, 0, 0], .byte(4), "breaks off in dimension 1"),
      ("wrongMagic", [1, 2] + images.dropFirst(2), .byte(0), "expected two zero bytes, found 0x0102"),
      ("unknownType", [0, 0, 0x0a] + images.dropFirst(3), .byte(2), "found 0x0a"),
      ("noDimensions", [0, 0, 8, 0], .byte(3), "expected 1 to 8 dimensions, found 0"),
      ("tooManyDimensions", [0, 0, 8, 9], .byte(3), "found 9"),
      ("zeroSamples", IDXWriter.file(dimensions: [0, 2, 2], elements: []), .byte(4), "at least one sample"),
      ("zeroWidth", IDXWriter.file(dimensions: [2, 2, 0], elements: []), .byte(12), "dimension 3 is 0"),
      (
        "overflow", IDXWriter.file(dimensions: [.max, .max, .max], elements: []), .byte(8),
        "more than any memory"
      ),
      (
        "breaksOff", Array(images.dropLast()), .byte(23),
        "expected 8 bytes of data for 2 x 2 x 2 elements, found 7"
      ),
      ("trailing", images + [0], .byte(24), "expected the end of the file"),
      (
        "hugeClaim", IDXWriter.file(dimensions: [1 << 30, 28, 28], elements: [1, 2, 3]), .byte(19),
        "expected 841813590016 bytes"
      ),
    ] as [(String, [UInt8], FileError.Position, String)])
  func malformedFilesNameTheByte(
    _ name: String, _ bytes: [UInt8], _ position: FileError.Position, _ part: String
  ) {
    for (path, content) in [("a", bytes), ("a.gz", GzipWriter.file(bytes))] {
      let error = #expect(throws: FileError.self, "\(name)") {
        try IDXFile(SharedStorage(content), path: path)
      }
      #expect(error?.kind == .badData)
      // A compressed file that claims more than it can hold is refused before it is unpacked.
      guard path == "a" || name != "hugeClaim" else { continue }
      #expect(error?.position == position, "\(name)")
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
    }
  }

  @Test func labelsAreCheckedAgainstTheirImages() throws {
    func labels(_ bytes: [UInt8], classCount: Int? = nil) throws(FileError) -> [Int] {
      try IDXSamples.labels(
        of: IDXFile(SharedStorage(bytes), path: "labels"), count: 3, images: "images", classCount: classCount)
    }
    #expect(try labels(IDXWriter.labels([0, 9, 200])) == [0, 9, 200])
    let range = #expect(throws: FileError.self) { try labels(IDXWriter.labels([0, 9, 10]), classCount: 10) }
    #expect(range?.description == "labels: byte 10: label 10 of sample 2: expected 0...9")
    let count = #expect(throws: FileError.self) { try labels(IDXWriter.labels([0, 1])) }
    #expect(count?.problem == "expected 3 labels, as many as there are images in images, found 2")
    #expect(throws: FileError.self) { try labels(IDXWriter.images(count: 3, height: 1, width: 1)) }
    #expect(throws: FileError.self) {
      try labels(IDXWriter.file(type: 0x0d, dimensions: [3], elements: [UInt8](repeating: 0, count: 12)))
    }
  }

  @Test func aNumberThatIsNotFiniteIsNamedWithItsByte() throws {
    let bytes = IDXWriter.file(
      type: 0x0d, dimensions: [2, 2], elements: [0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0x80, 0, 0, 0, 0, 0, 0])
    let error = #expect(throws: FileError.self) {
      try IDXSamples.features(of: IDXFile(SharedStorage(bytes), path: "a"))
    }
    #expect(error?.description == "a: byte 20: sample 1, feature 0 is inf: expected a finite number")
  }
}
