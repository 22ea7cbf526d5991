// Reading PNG pictures (ISO/IEC 15948), strictly.

import SoftmaxKernels

/// A PNG picture: its pixels as bytes, row by row.
package struct PNGImage: Sendable, Hashable {
  package let width: Int
  package let height: Int
  /// 1 (grey) or 3 (red, green, blue).
  package let channelCount: Int
  /// [height x width x channels]. What is transparent lies on black.
  package let pixels: [UInt8]

  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Reads a file's bytes.
  ///
  /// Where a shape is expected, a picture of another size is refused by its header, before its pixels take memory.
  ///
  /// - Throws: `FileError` naming the byte of what is no PNG, for a picture that is interlaced, and one of more than 16 million
  ///   pixels.
  package init(_ bytes: [UInt8], path: String, expecting shape: [Int]? = nil) throws(FileError) {
    var chunks = Chunks(bytes: bytes, path: path)
    guard bytes.starts(with: Self.signature) else { throw chunks.error(0, "this is no PNG picture") }
    chunks.position = Self.signature.count
    var (header, palette, transparency) = (Header?.none, [UInt8](), [UInt8]())
    var compressed: [UInt8] = []
    reading: while true {
      let (name, place, content) = try chunks.next()
      switch name {
      case "IHDR":
        guard header == nil, place == Self.signature.count else {
          throw chunks.error(place, "a second header")
        }
        let found = try Header(content, place, chunks)
        if let shape { try Self.check(found.height, found.width, against: shape, path) }
        header = found
      case "PLTE": palette = Array(content)
      case "tRNS": transparency = Array(content)
      case "IDAT":
        guard header != nil else { throw chunks.error(place, "pixels before the header") }
        compressed += content
      case "IEND": break reading
      default:
        // A chunk whose name begins with a capital letter is needed for the picture.
        if let first = name.utf8.first, first & 0x20 == 0 {
          throw chunks.error(place, "an unknown chunk '\(name.printable(limit: 8))' that the picture needs")
        }
      }
    }
    guard let header else { throw chunks.error(Self.signature.count, "there is no header (IHDR)") }
    let raw = try Gzip.decompress(
      SharedStorage(compressed), path: path, limit: (header.rowLength + 1) * header.height)
    guard raw.count == (header.rowLength + 1) * header.height else {
      throw chunks.error(
        bytes.count,
        "the pixels break off: expected \((header.rowLength + 1) * header.height) bytes, found \(raw.count)")
    }
    let rows = try header.unfiltered(raw, chunks)
    (width, height, channelCount) = (header.width, header.height, header.isGrey ? 1 : 3)
    pixels = try header.pixels(rows, palette, transparency, chunks)
  }

  /// The pixels of a picture of this shape, [height, width] or [height, width, channels]: grey from colours by their brightness
  /// (ITU-R BT.601), colours from grey as they are.
  ///
  /// - Throws: `FileError` for a picture of another size.
  package func samples(for shape: [Int], path: String) throws(FileError) -> [UInt8] {
    try Self.check(height, width, against: shape, path)
    let wanted = shape.count == 2 ? 1 : shape[2]
    if wanted == channelCount { return pixels }
    if wanted == 1 {
      return stride(from: 0, to: pixels.count, by: 3).map { place in
        let (red, green, blue) = (Int(pixels[place]), Int(pixels[place + 1]), Int(pixels[place + 2]))
        return UInt8((299 * red + 587 * green + 114 * blue + 500) / 1000)
      }
    }
    return pixels.flatMap { [UInt8](repeating: $0, count: wanted) }
  }

  private static func check(_ height: Int, _ width: Int, against shape: [Int], _ path: String) throws(FileError)
  {
    guard shape.count >= 2, shape[0] == height, shape[1] == width else {
      throw FileError(
        .badData, path: path,
        problem:
          "the picture has \(height) x \(width) pixels, expected \(shape.prefix(2).map(String.init).joined(separator: " x "))",
        remedy: "scale it first")
    }
  }
}

/// The chunks of a PNG file.
private struct Chunks {
  let bytes: [UInt8]
  let path: String
  var position = 0

  func error(_ byte: Int, _ problem: String) -> FileError {
    FileError(
      .badData, path: path, position: .byte(byte), problem: problem, remedy: "save the picture as PNG again")
  }

  func word(at place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }

  mutating func next() throws(FileError) -> (name: String, place: Int, content: ArraySlice<UInt8>) {
    let start = position
    guard bytes.count - start >= 12 else {
      throw error(start, "the file breaks off: expected a chunk, at the end IEND")
    }
    let length = word(at: start)
    guard length <= bytes.count - start - 12 else {
      throw error(start, "the chunk is said to have \(length) bytes, but \(bytes.count - start - 12) are left")
    }
    let name = String(decoding: bytes[start + 4..<start + 8], as: UTF8.self)
    let expected = UInt32(truncatingIfNeeded: word(at: start + 8 + length))
    guard Zlib.crc32(Array(bytes[start + 4..<start + 8 + length])) == expected else {
      throw error(start, "the checksum of the chunk '\(name.printable(limit: 8))' is wrong")
    }
    position = start + 12 + length
    return (name, start, bytes[start + 8..<start + 8 + length])
  }
}

/// What the header says of the pixels.
private struct Header {
  let (width, height): (Int, Int)
  let depth: Int
  let colorType: Int

  init(_ content: ArraySlice<UInt8>, _ place: Int, _ chunks: Chunks) throws(FileError) {
    guard content.count == 13 else {
      throw chunks.error(place, "a header has 13 bytes, found \(content.count)")
    }
    let fields = Array(content)
    (width, height) = (chunks.word(at: place + 8), chunks.word(at: place + 12))
    (depth, colorType) = (Int(fields[8]), Int(fields[9]))
    guard width > 0, height > 0, width <= 1 << 24, height <= 1 << 24, width * height <= 1 << 24 else {
      throw chunks.error(place, "a picture of \(height) x \(width) pixels: expected 1 to \(1 << 24) of them")
    }
    let depths: [Int: [Int]] = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]]
    guard depths[colorType]?.contains(depth) == true, fields[10] == 0, fields[11] == 0 else {
      throw chunks.error(
        place, "a kind of pixels that PNG does not have (colour type \(colorType), depth \(depth))")
    }
    guard fields[12] == 0 else { throw chunks.error(place, "the picture is interlaced, which is not read") }
  }

  /// Whether there are no colours.
  var isGrey: Bool { colorType == 0 || colorType == 4 }
  /// The numbers of a pixel as it is stored.
  var storedCount: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType] ?? 1 }
  var rowLength: Int { (width * storedCount * depth + 7) / 8 }

  /// The rows without their filters (section 9 of the standard).
  func unfiltered(_ raw: [UInt8], _ chunks: Chunks) throws(FileError) -> [UInt8] {
    let (length, step) = (rowLength, max(1, storedCount * depth / 8))
    var rows = [UInt8](repeating: 0, count: length * height)
    for row in 0..<height {
      let (source, target) = (row * (length + 1), row * length)
      let filter = raw[source]
      guard filter < 5 else { throw chunks.error(0, "row \(row + 1) has an unknown filter (\(filter))") }
      for i in 0..<length {
        let left = i >= step ? Int(rows[target + i - step]) : 0
        let up = row > 0 ? Int(rows[target + i - length]) : 0
        let corner = row > 0 && i >= step ? Int(rows[target + i - length - step]) : 0
        let guess =
          switch filter {
          case 0: 0
          case 1: left
          case 2: up
          case 3: (left + up) / 2
          default: Self.nearest(left, up, corner)
          }
        rows[target + i] = raw[source + 1 + i] &+ UInt8(guess)
      }
    }
    return rows
  }

  /// Paeth's predictor.
  private static func nearest(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let estimate = left + up - corner
    let (a, b, c) = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
    return a <= b && a <= c ? left : b <= c ? up : corner
  }

  /// Bytes of grey or of three colours.
  func pixels(
    _ rows: [UInt8], _ palette: [UInt8], _ transparency: [UInt8], _ chunks: Chunks
  ) throws(FileError) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * (isGrey ? 1 : 3))
    for row in 0..<height {
      for column in 0..<width {
        let stored = (0..<storedCount).map { value(rows, row, column * storedCount + $0) }
        switch colorType {
        case 0: pixels.append(scaled(stored[0]))
        case 2: pixels += stored.map(scaled)
        case 3:
          guard stored[0] * 3 + 2 < palette.count else {
            throw chunks.error(0, "row \(row + 1) has colour \(stored[0]), which the palette does not have")
          }
          let alpha = stored[0] < transparency.count ? Int(transparency[stored[0]]) : 255
          for channel in 0..<3 { pixels.append(Self.onBlack(Int(palette[stored[0] * 3 + channel]), alpha)) }
        default:
          let alpha = Int(scaled(stored[storedCount - 1]))
          for channel in stored.dropLast() { pixels.append(Self.onBlack(Int(scaled(channel)), alpha)) }
        }
      }
    }
    return pixels
  }

  private func value(_ rows: [UInt8], _ row: Int, _ index: Int) -> Int {
    let start = row * rowLength
    switch depth {
    case 16: return Int(rows[start + 2 * index]) << 8 | Int(rows[start + 2 * index + 1])
    case 8: return Int(rows[start + index])
    default:
      let bit = index * depth
      return Int(rows[start + bit / 8]) >> (8 - depth - bit % 8) & ((1 << depth) - 1)
    }
  }

  /// A number of the picture's depth as one of 8 bits.
  private func scaled(_ value: Int) -> UInt8 {
    depth == 8 ? UInt8(value) : UInt8((value * 255 + ((1 << depth) - 1) / 2) / ((1 << depth) - 1))
  }

  private static func onBlack(_ value: Int, _ alpha: Int) -> UInt8 { UInt8((value * alpha + 127) / 255) }
}
