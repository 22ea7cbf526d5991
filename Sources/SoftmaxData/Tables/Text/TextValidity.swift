// Whether bytes are text: UTF-8 without NUL.

import SoftmaxFiles

/// Looks for bytes that text does not have.
enum TextValidity {
  /// Whether every byte is ASCII and none is NUL.
  static func isPlain(_ bytes: Span<UInt8>) -> Bool {
    let lowBits: UInt64 = 0x0101_0101_0101_0101
    var odd: UInt64 = 0
    var position = 0
    while position <= bytes.count - 8 {
      let word = bytes.word(at: position)
      // A byte that is 0 or has its highest bit set; what borrows reach is set only above such a one.
      odd |= word | (word &- lowBits)
      position += 8
    }
    while position < bytes.count {
      odd |= UInt64(bytes[position] | (bytes[position] &- 1))
      position += 1
    }
    return odd & 0x8080_8080_8080_8080 == 0
  }

  /// The first byte that is NUL or does not belong to valid UTF-8, or nil.
  static func firstFault(_ bytes: Span<UInt8>) -> Int? {
    var position = 0
    while position < bytes.count {
      let first = bytes[position]
      if first &- 1 < 0x7f {
        position += 1
        continue
      }
      // The range of the second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF.
      let (length, second): (Int, ClosedRange<UInt8>)
      switch first {
      case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
      case 0xe0: (length, second) = (3, 0xa0...0xbf)
      case 0xed: (length, second) = (3, 0x80...0x9f)
      case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
      case 0xf0: (length, second) = (4, 0x90...0xbf)
      case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
      case 0xf4: (length, second) = (4, 0x80...0x8f)
      default: return position
      }
      guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return position }
      for offset in 2..<max(length, 2) where bytes[position + offset] & 0xc0 != 0x80 { return position }
      position += length
    }
    return nil
  }
}
