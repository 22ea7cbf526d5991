// Bytes in pieces, so that large arrays are written without a copy of them.

/// The content of a file that is to be written: bytes, and arrays of numbers as they lie in memory.
package struct ByteRope: Sendable {
  /// A run of bytes.
  package enum Piece: Sendable {
    case bytes([UInt8])
    /// Little-endian Float32.
    case floats(ArraySlice<Float>)
    /// Little-endian Float64.
    case doubles(ArraySlice<Double>)

    /// The number of bytes.
    package var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .floats(let values): 4 * values.count
      case .doubles(let values): 8 * values.count
      }
    }
  }

  package private(set) var pieces: [Piece] = []
  /// The number of bytes.
  package private(set) var count = 0

  package init() {}

  package init(_ bytes: [UInt8]) { append(bytes) }

  package init(_ text: String) { append(Array(text.utf8)) }

  package mutating func append(_ bytes: [UInt8]) {
    count += bytes.count
    if case .bytes(var last) = pieces.last {
      pieces.removeLast()
      last.append(contentsOf: bytes)
      pieces.append(.bytes(last))
    } else {
      pieces.append(.bytes(bytes))
    }
  }

  /// Adds numbers, least significant byte first. They are not copied.
  package mutating func append(_ values: ArraySlice<Float>) { append(.floats(values)) }

  /// Adds numbers, least significant byte first. They are not copied.
  package mutating func append(_ values: ArraySlice<Double>) { append(.doubles(values)) }

  package mutating func append(_ other: ByteRope) {
    for piece in other.pieces {
      if case .bytes(let bytes) = piece { append(bytes) } else { append(piece) }
    }
  }

  private mutating func append(_ piece: Piece) {
    count += piece.count
    pieces.append(piece)
  }

  /// Calls `body` with all bytes in order, at most 64 KiB at a time.
  package func forEachChunk<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    for piece in pieces {
      switch piece {
      case .bytes(let bytes):
        for first in stride(from: 0, to: bytes.count, by: Self.chunk) {
          try body(Array(bytes[first..<min(first + Self.chunk, bytes.count)]))
        }
      case .floats(let values):
        for first in stride(from: values.startIndex, to: values.endIndex, by: Self.chunk / 4) {
          let part = values[first..<min(first + Self.chunk / 4, values.endIndex)]
          try body(Self.bytes(of: part) { LittleEndian.bytes(of: $0.bitPattern) })
        }
      case .doubles(let values):
        for first in stride(from: values.startIndex, to: values.endIndex, by: Self.chunk / 8) {
          let part = values[first..<min(first + Self.chunk / 8, values.endIndex)]
          try body(Self.bytes(of: part) { LittleEndian.bytes(of: $0.bitPattern) })
        }
      }
    }
  }

  /// The bytes of numbers, least significant first, at once where memory has them so.
  private static func bytes<Element: BitwiseCopyable>(
    of values: ArraySlice<Element>, _ ordered: (Element) -> [UInt8]
  ) -> [UInt8] {
    guard UInt32(1).littleEndian == 1 else { return values.flatMap(ordered) }
    return unsafe values.withUnsafeBytes { unsafe Array($0) }
  }

  private static let chunk = 1 << 16

  /// All bytes in one array: a copy.
  package var array: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    forEachChunk { bytes.append(contentsOf: $0) }
    return bytes
  }
}
