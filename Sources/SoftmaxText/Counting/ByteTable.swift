// Words and their places, by their bytes: the one table behind vocabularies, stop words and counts.

/// Words as bytes, each with the number with which it came in. Open addressing over one piece of memory with all bytes: no
/// object for each word.
struct ByteTable: Sendable {
  /// All words' bytes, one behind the other.
  private(set) var bytes: [UInt8] = []
  private var heads: [Head] = []
  /// 0, or the upper half of a word's hash and, below it, the word's place plus 1.
  private var slots: [UInt64] = [UInt64](repeating: 0, count: 16)
  /// Where hashes begin. Nobody who writes texts knows it, so that they cannot be made to collide; no result depends on it.
  private let seed = UInt64.random(in: .min ... .max)

  /// What is known of a word without a look at its bytes.
  private struct Head: Sendable {
    /// Its first eight bytes. Most words have no more.
    var bytes: UInt64
    /// Where it begins among all bytes.
    var start: Int
    /// How many bytes it has.
    var count: Int
  }

  /// The most words.
  static let limit = Int(Int32.max)

  /// The number of words.
  var count: Int { heads.count }

  /// Where each word begins, and where the last one ends.
  var starts: [Int] { heads.map(\.start) + [bytes.count] }

  /// The memory that it takes, in bytes.
  var byteCount: Int { bytes.count + 8 * (3 * heads.count + slots.count) }

  /// A word's bytes.
  func range(of place: Int) -> Range<Int> {
    let head = heads[place]
    return head.start..<head.start + head.count
  }

  /// A word as a text.
  func word(_ place: Int) -> String { String(decoding: bytes[range(of: place)], as: UTF8.self) }

  /// The place of a word; nil where it is not there.
  func place(of word: Span<UInt8>) -> Int? { place(of: word, 0..<word.count) }

  /// The place of the word that a piece of bytes is.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - range: Which of them are the word.
  /// - Returns: Its place; nil where it is not there.
  func place(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let head = Self.word(of: bytes, range.lowerBound, range.upperBound)
    let hash = hash(of: bytes, range, head)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      let place = Int(entry & 0xFFFF_FFFF) - 1
      if entry >> 32 == hash, isWord(bytes, range, head, at: place) { return place }
      slot = (slot + 1) & mask
    }
  }

  /// The place of a word, which comes in where it was not there.
  mutating func insert(_ word: Span<UInt8>) throws(TextError) -> Int { try insert(word, 0..<word.count) }

  /// The place of the word that a piece of bytes is. It comes in where it was not there.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - range: Which of them are the word.
  /// - Returns: Its place.
  /// - Throws: `TextError.tooManyFeatures`.
  mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(TextError) -> Int {
    let head = Self.word(of: bytes, range.lowerBound, range.upperBound)
    let hash = hash(of: bytes, range, head)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      let place = Int(entry & 0xFFFF_FFFF) - 1
      if entry >> 32 == hash, isWord(bytes, range, head, at: place) { return place }
      slot = (slot + 1) & mask
    }
    try append(bytes, range, head, hash, at: slot)
    return count - 1
  }

  /// Takes words of another table, in this order. None of them is in this one yet.
  ///
  /// - Parameters:
  ///   - places: Their places there.
  ///   - words: The other table.
  /// - Throws: `TextError.tooManyFeatures`.
  mutating func append(_ places: [Int], of words: ByteTable) throws(TextError) {
    heads.reserveCapacity(count + places.count)
    bytes.reserveCapacity(bytes.count + words.bytes.count)
    let content = words.bytes.span
    for place in places {
      let range = words.range(of: place)
      let head = words.heads[place].bytes
      let hash = hash(of: content, range, head)
      let mask = slots.count - 1
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      try append(content, range, head, hash, at: slot)
    }
  }

  /// Puts a new word behind the others.
  ///
  /// - Parameters:
  ///   - bytes: Bytes among which it stands.
  ///   - range: Where.
  ///   - head: Its first eight.
  ///   - hash: Its hash.
  ///   - slot: The free slot that is its own.
  /// - Throws: `TextError.tooManyFeatures`.
  private mutating func append(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ head: UInt64, _ hash: UInt64, at slot: Int
  ) throws(TextError) {
    guard count < Self.limit else { throw .tooManyFeatures }
    heads.append(Head(bytes: head, start: self.bytes.count, count: range.count))
    for i in range { self.bytes.append(bytes[i]) }
    slots[slot] = hash << 32 | UInt64(count)
    if 4 * count > 3 * slots.count { grow() }
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

  /// 32 bits of all bytes, eight at a time: each eight are multiplied to twice their length, and the halves mixed.
  @inline(__always)
  private func hash(of bytes: Span<UInt8>, _ range: Range<Int>, _ head: UInt64) -> UInt64 {
    var hash = Self.mixed(head ^ seed, UInt64(range.count) ^ 0x9E37_79B9_7F4A_7C15)
    var place = range.lowerBound + 8
    while place < range.upperBound {
      hash = Self.mixed(hash ^ Self.word(of: bytes, place, range.upperBound), 0xA076_1D64_78BD_642F)
      place += 8
    }
    return hash >> 32
  }

  @inline(__always)
  private static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Up to eight bytes as one number, the first lowest; 0 for those that the word does not have.
  @inline(__always)
  private static func word(of bytes: Span<UInt8>, _ place: Int, _ end: Int) -> UInt64 {
    let count = end - place
    guard place >= 0, place + 8 <= bytes.count else { return shortWord(of: bytes, place, end) }
    // One load, for a compiler that sees it.
    var word = UInt64(bytes[place])
    word |= UInt64(bytes[place + 1]) << 8
    word |= UInt64(bytes[place + 2]) << 16
    word |= UInt64(bytes[place + 3]) << 24
    word |= UInt64(bytes[place + 4]) << 32
    word |= UInt64(bytes[place + 5]) << 40
    word |= UInt64(bytes[place + 6]) << 48
    word |= UInt64(bytes[place + 7]) << 56
    return count >= 8 ? word : word & ((1 << UInt64(8 * count)) - 1)
  }

  private static func shortWord(of bytes: Span<UInt8>, _ place: Int, _ end: Int) -> UInt64 {
    var word: UInt64 = 0
    for i in 0..<min(end - place, 8) { word |= UInt64(bytes[place + i]) << UInt64(8 * i) }
    return word
  }

  @inline(__always)
  private func isWord(_ bytes: Span<UInt8>, _ range: Range<Int>, _ head: UInt64, at place: Int) -> Bool {
    let own = heads[place]
    guard own.bytes == head, own.count == range.count else { return false }
    return range.count <= 8 || isTail(bytes, range, at: own.start)
  }

  private func isTail(_ bytes: Span<UInt8>, _ range: Range<Int>, at start: Int) -> Bool {
    for i in 8..<range.count where self.bytes[start + i] != bytes[range.lowerBound + i] { return false }
    return true
  }

  /// Places in the order of their words: by code points, which is the order of their bytes.
  func sorted(_ places: [Int]) -> [Int] {
    // Nearly all words are told apart by their first eight bytes.
    let keyed: [(key: UInt64, place: Int)] = places.map { place in
      (heads[place].bytes.byteSwapped, place)
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
