// Words and their numbers, looked up by bytes so that no string is made for a cell.

import SoftmaxFiles

/// The distinct words of a column in the order in which they were met.
struct CategoryIndex {
  /// The words.
  private(set) var names: [String]

  /// How many there are.
  var count: Int { names.count }

  // Every spelling of a word in bytes: canonically equivalent ones (é as one character or two) are one word.
  private var spellings: [UInt8] = []
  private var entries: [(hash: UInt64, start: Int, end: Int, code: UInt32)] = []
  // Entries by hash, open addressing; a power of two, at least half of it empty. 0 is empty, others entry + 1.
  private var slots = [UInt32](repeating: 0, count: 64)
  private var codes: [String: UInt32] = [:]
  // Chosen anew each time, so that no file can be made whose words all meet in one slot.
  private let seed = UInt64.random(in: .min ... .max) | 1

  /// An index of words that are known.
  init(_ names: [String] = []) {
    self.names = []
    for name in names {
      let bytes = Array(name.utf8)
      _ = code(adding: bytes.span)
    }
  }

  /// The number of a word, or nil where it is not known.
  func code(of word: Span<UInt8>) -> UInt32? {
    let hash = hash(word)
    let slot = slot(of: word, hash)
    if slots[slot] > 0 { return entries[Int(slots[slot]) - 1].code }
    return TextValidity.isPlain(word) ? nil : codes[Self.text(word)]
  }

  /// The number of a word, which is added where it is new.
  mutating func code(adding word: Span<UInt8>) -> UInt32 {
    let hash = hash(word)
    let slot = slot(of: word, hash)
    if slots[slot] > 0 { return entries[Int(slots[slot]) - 1].code }
    let name = Self.text(word)
    let code = codes[name] ?? UInt32(names.count)
    if code == names.count {
      names.append(name)
      codes[name] = code
    }
    let start = spellings.count
    for index in word.indices { spellings.append(word[index]) }
    entries.append((hash, start, spellings.count, code))
    slots[slot] = UInt32(entries.count)
    if entries.count * 2 > slots.count { grow() }
    return code
  }

  /// The text of UTF-8 bytes.
  static func text(_ bytes: Span<UInt8>) -> String {
    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
  }

  private func hash(_ word: Span<UInt8>) -> UInt64 {
    var hash = seed ^ UInt64(word.count)
    var position = 0
    while position <= word.count - 8 {
      hash = mixed(hash ^ word.word(at: position))
      position += 8
    }
    var rest: UInt64 = 0
    while position < word.count {
      rest = rest << 8 | UInt64(word[position])
      position += 1
    }
    return mixed(hash ^ rest)
  }

  private func mixed(_ value: UInt64) -> UInt64 {
    let (high, low) = (value ^ seed).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return high ^ low
  }

  /// The slot of a word, or the empty one where it belongs.
  private func slot(of word: Span<UInt8>, _ hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] > 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == hash, entry.end - entry.start == word.count, isSpelled(word, at: entry.start) {
        return slot
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func isSpelled(_ word: Span<UInt8>, at start: Int) -> Bool {
    let spelling = spellings.span.extracting(start..<start + word.count)
    var position = 0
    while position <= word.count - 8 {
      guard spelling.word(at: position) == word.word(at: position) else { return false }
      position += 8
    }
    while position < word.count {
      guard spelling[position] == word[position] else { return false }
      position += 1
    }
    return true
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (index, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
      while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }
}
