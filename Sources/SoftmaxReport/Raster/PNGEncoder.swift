// PNG files (ISO/IEC 15948), row by row.

import SoftmaxFiles

/// Writes a PNG of 8 bits a channel.
struct PNGEncoder {
  private let rowLength: Int
  private let compressor: Zlib.Compressor
  private var previous: [UInt8]
  private var pending: [UInt8] = []
  private var bytes: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// A picture of 1 (grey) or 3 (RGB) channels.
  init(width: Int, height: Int, channelCount: Int) {
    rowLength = width * channelCount
    // Very large pictures: a third of the time for a quarter more bytes.
    compressor = Zlib.Compressor(level: width * height > 32_000_000 ? 3 : 6)
    previous = []
    let colorType: UInt8 = channelCount == 1 ? 0 : 2
    // 8 bits a channel; deflate, adaptive filters, not interlaced.
    appendChunk(
      "IHDR",
      Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height)) + [8, colorType, 0, 0, 0])
    appendChunk("sRGB", [0])
  }

  /// All of a small picture.
  static func encode(_ image: PixelImage) -> [UInt8] {
    var encoder = PNGEncoder(
      width: image.width, height: image.height, channelCount: image.channelCount)
    let length = image.width * image.channelCount
    for row in 0..<image.height {
      encoder.append(row: image.bytes[row * length..<(row + 1) * length])
    }
    return encoder.finish()
  }

  /// Adds the next row.
  mutating func append(row: ArraySlice<UInt8>) {
    precondition(row.count == rowLength, "a whole row")
    let row = Array(row)
    // Rows that repeat, as those of enlarged pixels do, are nothing but zeros after the filter Up; on drawn
    // pictures no other filter gains anything over none.
    if row == previous {
      pending.append(2)
      pending.append(contentsOf: repeatElement(0, count: rowLength))
    } else {
      pending.append(0)
      pending.append(contentsOf: row)
      previous = row
    }
    if pending.count >= 1 << 18 { flush() }
  }

  /// Ends the file.
  mutating func finish() -> [UInt8] {
    flush()
    let rest = compressor.finish()
    if !rest.isEmpty { appendChunk("IDAT", rest) }
    appendChunk("IEND", [])
    return bytes
  }

  private mutating func flush() {
    compressor.append(pending)
    pending.removeAll(keepingCapacity: true)
    let output = compressor.takeOutput()
    if !output.isEmpty { appendChunk("IDAT", output) }
  }

  private mutating func appendChunk(_ type: String, _ content: [UInt8]) {
    let typed = Array(type.utf8) + content
    bytes += Self.bigEndian(UInt32(content.count))
    bytes += typed
    bytes += Self.bigEndian(Zlib.crc32(typed))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
