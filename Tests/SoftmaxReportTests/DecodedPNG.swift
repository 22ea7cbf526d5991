// A PNG read back by other code than wrote it: only zlib is shared.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxReport

/// The pixels of an 8-bit PNG; every chunk's CRC is checked bit by bit.
struct DecodedPNG {
  struct Damage: Error {
    let what: String
  }

  let width: Int
  let height: Int
  let channelCount: Int
  private(set) var pixels: [UInt8] = []

  init(_ bytes: [UInt8]) throws {
    guard bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) else {
      throw Damage(what: "signature")
    }
    var position = 8
    var header: [UInt8] = []
    var data: [UInt8] = []
    var types: [String] = []
    while position < bytes.count {
      let length = Self.number(bytes, position)
      let typed = Array(bytes[position + 4..<position + 8 + length])
      guard Self.number(bytes, position + 8 + length) == Self.crc(typed) else {
        throw Damage(what: "CRC at \(position)")
      }
      let type = String(decoding: typed[..<4], as: UTF8.self)
      types.append(type)
      if type == "IHDR" { header = Array(typed[4...]) }
      if type == "IDAT" { data += typed[4...] }
      position += 12 + length
    }
    guard types.first == "IHDR", types.last == "IEND", header.count == 13,
      header[8] == 8, header[9] == 0 || header[9] == 2, header[10...] == [0, 0, 0]
    else { throw Damage(what: "chunks \(types)") }
    (width, height) = (Self.number(header, 0), Self.number(header, 4))
    channelCount = header[9] == 2 ? 3 : 1
    let length = width * channelCount
    let raw = try Gzip.decompress(SharedStorage(data), path: "test.png", limit: height * (length + 1))
    guard raw.count == height * (length + 1) else { throw Damage(what: "\(raw.count) bytes") }
    var above = [UInt8](repeating: 0, count: length)
    for row in 0..<height {
      var line = Array(raw[row * (length + 1) + 1..<(row + 1) * (length + 1)])
      switch raw[row * (length + 1)] {
      case 0: break
      case 2: for i in line.indices { line[i] &+= above[i] }
      default: throw Damage(what: "filter of row \(row)")
      }
      pixels += line
      above = line
    }
  }

  init(_ drawing: Drawing) throws {
    try self.init(drawing.encoded(as: .png))
  }

  subscript(x: Int, y: Int) -> Color {
    let start = (y * width + x) * channelCount
    return channelCount == 1
      ? Color(red: pixels[start], green: pixels[start], blue: pixels[start])
      : Color(red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
  }

  /// How many pixels of a part have that colour.
  func count(of color: Color, x: Range<Int>, y: Range<Int>) -> Int {
    y.reduce(0) { sum, row in sum + x.count { self[$0, row] == color } }
  }

  private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func crc(_ bytes: [UInt8]) -> Int {
    var register: UInt32 = 0xffff_ffff
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xedb8_8320 : register >> 1 }
    }
    return Int(~register)
  }
}
