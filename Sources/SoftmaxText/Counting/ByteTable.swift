// Words and their places, by their bytes: the one table behind vocabularies, stop words and counts.

/// Words as bytes, each with the number with which it came in. Open addressing over one piece of memory with all bytes: no
/// object for each word.
struct ByteTable: Sendable {
  /// All words' bytes, one behind the other.
  private(set) var bytes: [UInt8] = []
  /// Where each word begins, and where the last one ends.
  private(set) var starts: [Int] = [0]
  /// 0, or the upper half of a word's hash and, below it, the word's place plus 1.
  private var slots: [UInt64] = [UInt64](repeating: 0, count: 16)
  /// Where hashes begin. Nobody who writes texts knows it, so that they cannot be made to collide; no result depends on it.
  private let seed = UInt64.random(in: .min ... .max)

  /// The most words.
  static let limit = Int(Int32.max)

  /// The number of words.
  var count: Int { starts.count - 1 }

  /// The memory that it takes, in bytes.
  var byteCount: Int { bytes.count + 8 * (starts.count + slots.count) }

  /// A word's bytes.
  func range(of place: Int) -> Range<Int> { starts[place]..<starts[place + 1] }

  /// A word as a text.
  func word(_ place: Int) -> String { String(decoding: bytes[range(of: place)], as: UTF8.self) }

  /// The place of a word; nil where it is not there.
  func place(of word: Span<UInt8>) -> Int? {
    let hash = hash(of: word)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash, isWord(word, at: Int(slots[slot] & 0xFFFF_FFFF) - 1) {
        return Int(slots[slot] & 0xFFFF_FFFF) - 1
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The place of a word, which comes in where it was not there.
  ///
  /// - Throws: `TextError.tooManyFeatures`.
  mutating func insert(_ word: Span<UInt8>) throws(TextError) -> Int {
    let hash = hash(of: word)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash, isWord(word, at: Int(slots[slot] & 0xFFFF_FFFF) - 1) {
        return Int(slots[slot] & 0xFFFF_FFFF) - 1
      }
      slot = (slot + 1) & mask
    }
    guard count < Self.limit else { throw .tooManyFeatures }
    for i in word.indices { bytes.append(word[i]) }
    starts.append(bytes.count)
    slots[slot] = hash << 32 | UInt64(count)
    if 2 * count > slots.count { grow() }
    return count - 1
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: 2 * old.count)
    let mask = slots.count - 1
    for entry in old where entry != 0 {
      var slot = Int(truncatingIfNeeded: entry >> 32) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }

  /// FNV-1a from a start of its own, its halves mixed; 32 bits.
  @inline(__always)
  private func hash(of word: Span<UInt8>) -> UInt64 {
    var hash = seed
    for i in word.indices { hash = (hash ^ UInt64(word[i])) &* 0x100_0000_01B3 }
    hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
    return hash >> 32
  }

  @inline(__always)
  private func isWord(_ word: Span<UInt8>, at place: Int) -> Bool {
    let start = starts[place]
    guard starts[place + 1] - start == word.count else { return false }
    for i in word.indices where bytes[start + i] != word[i] { return false }
    return true
  }

  /// Places in the order of their words: by code points, which is the order of their bytes.
  func sorted(_ places: [Int]) -> [Int] {
    // Nearly all words are told apart by their first eight bytes.
    let keyed = places.map { place -> (key: UInt64, place: Int) in
      let range = range(of: place)
      var key: UInt64 = 0
      for i in 0..<8 { key = key << 8 | (i < range.count ? UInt64(bytes[range.lowerBound + i]) : 0) }
      return (key, place)
    }
    return keyed.sorted { $0.key != $1.key ? $0.key < $1.key : precedes($0.place, $1.place) }.map(\.place)
  }

  /// Whether a word stands ahead of another one in their order.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (range(of: a), range(of: b))
    let (i, j) = (first.lowerBound, second.lowerBound)
    for offset in 0..<min(first.count, second.count) where bytes[i + offset] != bytes[j + offset] {
      return bytes[i + offset] < bytes[j + offset]
    }
    return first.count < second.count
  }
}
