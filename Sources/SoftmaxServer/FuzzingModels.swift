// What the fuzz tests ask: small models, bodies in pieces, and pictures from parts.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// A model of vectors, one of pictures and one of a table.
enum FuzzingModels {
  static let all = Result<[ServedModel], any Error> { [try vectors(), try pictures(), try table()] }

  private static func vectors() throws -> ServedModel {
    let features = try Features(rows: [[1, 2], [3, 5], [2, 1], [5, 3]], input: .vector(featureCount: 2))
    return try model("vectors", features)
  }

  private static func pictures() throws -> ServedModel {
    let bytes = (0..<4 * 6).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    return try model("pictures", try Features(bytes: bytes, input: .image(shape: [2, 3])))
  }

  private static func model(_ name: String, _ features: Features) throws -> ServedModel {
    let data = try Dataset(
      name: name, features: features, classIndices: [0, 0, 1, 1],
      classes: ClassVocabulary(names: ["up", "a, \"b\""]))
    return ServedModel(name: name, version: 1, file: ModelFile(try SoftmaxClassifier().fit(data).model))
  }

  private static func table() throws -> ServedModel {
    let text = "age,plan,member,label\n31,a,yes,x\n44,b,no,y\n,a,no,x\n19,\"c, d\",yes,y\n"
    var options = TableOptions(label: .named("label"), refusesMissing: false)
    options.input = OpenedInput(try ChunkedInput(Array(text.utf8), name: "fuzz.csv"))
    let table = try Table(contentsOf: "fuzz.csv", options: options)
    let preparation = try Preparation(learnedOn: table, missing: .mean, unseen: .zeros)
    let fit = try SoftmaxClassifier().fit(try preparation.dataset(of: table))
    return ServedModel(name: "table", version: 1, file: ModelFile(fit.model, preparation: preparation))
  }
}

/// A body that comes in pieces of so many bytes.
final class FuzzingPieces: ByteSource {
  private var rest: ArraySlice<UInt8>
  private let size: Int

  init(_ bytes: [UInt8], of size: Int) { (rest, self.size) = (bytes[...], size) }

  var isReady: Bool { true }

  func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    let piece = rest.prefix(min(count, size))
    buffer.replaceSubrange(start..<start + piece.count, with: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }
}

/// PNG files whose checksums are right.
enum FuzzingPicture {
  /// A file of its parts: 13 bytes of the header, a length and so many bytes of the palette, and the rows with their filters.
  static func file(of parts: ArraySlice<UInt8>) -> [UInt8] {
    let (header, rest) = (parts.prefix(13), parts.dropFirst(13))
    let palette = rest.dropFirst().prefix(Int(rest.first ?? 0))
    let rows = rest.dropFirst(1 + palette.count)
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    append("IHDR", Array(header), to: &file)
    if !palette.isEmpty {
      append("PLTE", Array(palette), to: &file)
      append("tRNS", Array(palette.prefix(6)), to: &file)
    }
    append("IDAT", Zlib.compress(Array(rows)), to: &file)
    append("IEND", [], to: &file)
    return file
  }

  private static func append(_ name: String, _ content: [UInt8], to file: inout [UInt8]) {
    func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    let named = Array(name.utf8) + content
    file += word(UInt32(truncatingIfNeeded: content.count)) + named + word(Zlib.crc32(named))
  }
}
