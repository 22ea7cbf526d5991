// Characters from bytes and back, with every error in the bytes noticed.

/// Reading and writing of UTF-8.
enum UTF8Text {
  /// How many bytes a code point takes.
  @inline(__always)
  static func length(of scalar: UInt32) -> Int {
    scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x1_0000 ? 3 : 4
  }

  /// The code point that begins at a byte.
  ///
  /// - Parameters:
  ///   - text: The bytes.
  ///   - place: Where it begins.
  /// - Returns: The code point, which is no surrogate and at most U+10FFFF.
  /// - Throws: `TextError.invalidUTF8` with that place, where the bytes there are no character or an overlong one.
  @inline(__always)
  static func scalar(of text: Span<UInt8>, at place: Int) throws(TextError) -> UInt32 {
    let first = text[place]
    if first < 0x80 { return UInt32(first) }
    return try longScalar(of: text, at: place, first)
  }

  private static func longScalar(
    of text: Span<UInt8>, at place: Int, _ first: UInt8
  ) throws(TextError) -> UInt32 {
    let count: Int
    let least: UInt32
    var scalar: UInt32
    switch first {
    case 0xC2...0xDF: (count, least, scalar) = (2, 0x80, UInt32(first & 0x1F))
    case 0xE0...0xEF: (count, least, scalar) = (3, 0x800, UInt32(first & 0x0F))
    case 0xF0...0xF4: (count, least, scalar) = (4, 0x1_0000, UInt32(first & 0x07))
    default: throw .invalidUTF8(document: nil, offset: place, byte: first)
    }
    for i in 1..<count {
      guard place + i < text.count, text[place + i] & 0xC0 == 0x80 else {
        throw .invalidUTF8(document: nil, offset: place, byte: first)
      }
      scalar = scalar << 6 | UInt32(text[place + i] & 0x3F)
    }
    guard scalar >= least, scalar < CharacterTable.codePointCount, scalar < 0xD800 || scalar > 0xDFFF else {
      throw .invalidUTF8(document: nil, offset: place, byte: first)
    }
    return scalar
  }

  /// The code point that ends ahead of a byte.
  ///
  /// - Parameters:
  ///   - text: The bytes, known to be well formed up to there.
  ///   - end: The byte behind it, after the first.
  /// - Returns: The code point.
  /// - Throws: `TextError.invalidUTF8` where they were not.
  static func scalar(of text: Span<UInt8>, before end: Int) throws(TextError) -> UInt32 {
    var place = end - 1
    while place > 0, text[place] & 0xC0 == 0x80 { place -= 1 }
    return try scalar(of: text, at: place)
  }

  /// Writes a code point.
  ///
  /// - Parameters:
  ///   - scalar: The code point.
  ///   - target: Where to; it has room for four bytes.
  ///   - place: The first byte; afterwards the one behind the last.
  @inline(__always)
  static func write(_ scalar: UInt32, to target: inout MutableSpan<UInt8>, at place: inout Int) {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
    if scalar < 0x80 {
      target[place] = UInt8(truncatingIfNeeded: scalar)
      place += 1
    } else if scalar < 0x800 {
      target[place] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
      target[place + 1] = tail(0)
      place += 2
    } else if scalar < 0x1_0000 {
      target[place] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
      target[place + 1] = tail(6)
      target[place + 2] = tail(0)
      place += 3
    } else {
      target[place] = UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0)
      target[place + 1] = tail(12)
      target[place + 2] = tail(6)
      target[place + 3] = tail(0)
      place += 4
    }
  }
}
