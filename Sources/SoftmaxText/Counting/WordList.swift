// Words in order, each of which has a number.

/// Different words in the order of their code points: a vocabulary, whose columns these are, or stop words.
///
/// Words are the same where their bytes are, which is not where `String` says so: two ways of writing é are two words.
package struct WordList: Sendable {
  private let table: ByteTable

  /// No words.
  package init() { table = ByteTable() }

  /// These words, in whatever order; those that stand there twice once.
  ///
  /// - Throws: `TextError.tooManyFeatures`.
  package init(_ words: [String]) throws(TextError) {
    var table = ByteTable()
    for word in words { _ = try table.insert(Array(word.utf8).span) }
    try self.init(of: table, places: Array(0..<table.count))
  }

  /// Words of a table, in whatever order.
  ///
  /// - Parameters:
  ///   - words: The table.
  ///   - places: Their places there.
  /// - Throws: `TextError.tooManyFeatures`.
  init(of words: ByteTable, places: [Int]) throws(TextError) {
    try self.init(of: words, sortedPlaces: words.sorted(places))
  }

  /// The same where the places are in the order of the words.
  ///
  /// - Parameters:
  ///   - words: The table.
  ///   - sortedPlaces: Their places there.
  /// - Throws: `TextError.tooManyFeatures`.
  init(of words: ByteTable, sortedPlaces: [Int]) throws(TextError) {
    var table = ByteTable()
    try table.append(sortedPlaces, of: words)
    self.table = table
  }

  /// Words as a file states them.
  ///
  /// - Parameters:
  ///   - bytes: All words in UTF-8, one behind the other.
  ///   - starts: Where each begins, and where the last one ends.
  /// - Throws: `TextError.badParts` where they are not in order, empty, there twice, or no UTF-8.
  package init(bytes: [UInt8], starts: [Int]) throws(TextError) {
    guard starts.first == 0, starts.last == bytes.count else {
      throw .badParts("the words' starts go from 0 to \(bytes.count), the number of bytes; they do not")
    }
    var table = ByteTable()
    for place in 0..<starts.count - 1 {
      guard starts[place] < starts[place + 1], starts[place + 1] <= bytes.count else {
        throw .badParts("word \(place + 1) of \(starts.count - 1) has no bytes: at least one is needed")
      }
      let range = starts[place]..<starts[place + 1]
      guard String(validating: bytes[range], as: UTF8.self) != nil else {
        throw .badParts("word \(place + 1) of \(starts.count - 1) is no UTF-8")
      }
      let isNext =
        place == 0 || bytes[starts[place - 1]..<starts[place]].lexicographicallyPrecedes(bytes[range])
      guard isNext else {
        throw .badParts(
          "word \(place + 1) of \(starts.count - 1) does not follow the one ahead of it: words are different, and in the "
            + "order of their code points")
      }
      _ = try table.insert(bytes.span, range)
    }
    self.table = table
  }

  /// The same of words that stand alone.
  ///
  /// - Throws: `TextError.badParts` where they are not in order, empty, or there twice.
  package init(inOrder words: [String]) throws(TextError) {
    var bytes: [UInt8] = []
    var starts = [0]
    for word in words {
      bytes += word.utf8
      starts.append(bytes.count)
    }
    try self.init(bytes: bytes, starts: starts)
  }

  /// The number of words.
  package var count: Int { table.count }

  package var isEmpty: Bool { table.count == 0 }

  /// All words in UTF-8, one behind the other.
  package var bytes: [UInt8] { table.bytes }

  /// Where each word begins, and where the last one ends.
  package var starts: [Int] { table.starts }

  /// A word, counted from 0.
  package subscript(place: Int) -> String { table.word(place) }

  /// All words.
  package var words: [String] { (0..<count).map { table.word($0) } }

  /// The place of a word, counted from 0; nil where it is not there.
  package func place(of word: Span<UInt8>) -> Int? { table.place(of: word) }

  /// The place of the word that a piece of bytes is.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - range: Which of them are the word.
  /// - Returns: Its place, counted from 0; nil where it is not there.
  func place(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int? { table.place(of: bytes, range) }

  /// Whether it is there.
  func contains(_ word: Span<UInt8>) -> Bool { table.place(of: word) != nil }
}

extension WordList: Hashable {
  package static func == (a: WordList, b: WordList) -> Bool {
    a.count == b.count && a.table.bytes == b.table.bytes && a.table.starts == b.table.starts
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(table.bytes)
    hasher.combine(table.starts)
  }
}
