// Which words share their columns.

/// How many of the words of texts share their columns with others.
package struct HashCollisions: Sendable, Hashable {
  /// A column that several words share.
  package struct SharedColumn: Sendable, Hashable {
    package let column: Int
    /// How many words share it.
    package let wordCount: Int
    /// The first of them in the order of their code points.
    package let words: [String]
  }

  /// Distinct words.
  package let wordCount: Int
  /// Words that share their columns with others.
  package let sharingWordCount: Int
  /// Columns that have a word.
  package let usedColumnCount: Int
  /// The columns that most words share; of equals the first.
  package let mostShared: [SharedColumn]
  /// Whether all words were counted. Where memory was short, words that came later were not.
  package let isComplete: Bool
}

/// Counts who shares columns, in memory that has a limit.
package struct HashCollisionCounter: Sendable {
  private let columns: HashedColumns
  private var tokenizer: Tokenizer
  private var words = ByteTable()
  private let byteLimit: Int
  private var isComplete = true

  /// - Parameters:
  ///   - analysis: How texts are cut.
  ///   - columns: How features find their columns.
  ///   - byteLimit: The memory for distinct words, in bytes; beyond it no new ones are counted.
  package init(_ analysis: TextAnalysis, _ columns: HashedColumns, byteLimit: Int = 1 << 28) {
    self.columns = columns
    self.byteLimit = byteLimit
    tokenizer = Tokenizer(analysis)
  }

  /// Counts the features of a text.
  ///
  /// - Throws: `TextError.invalidUTF8`.
  package mutating func add(_ text: Span<UInt8>) throws(TextError) {
    try tokenizer.read(text)
    let units = tokenizer.units
    let bytes = units.bytes.span
    try units.forEachNGram(tokenizer.analysis.lengths) { (_, range) throws(TextError) in
      let word = bytes.extracting(range)
      // A table of words doubles: what it may come to is three times what it is.
      if words.count < ByteTable.limit, 3 * words.byteCount + word.count <= byteLimit {
        _ = try words.insert(word)
      } else if words.place(of: word) == nil {
        isComplete = false
      }
    }
  }

  /// What was found.
  ///
  /// - Parameters:
  ///   - limit: How many of the most shared columns are listed.
  ///   - wordLimit: How many words of each.
  /// - Returns: The report. Complexity: O(words x log words).
  package func finish(limit: Int = 10, wordLimit: Int = 5) -> HashCollisions {
    let placed = (0..<words.count).map { place in
      (columns.place(of: words.bytes.span.extracting(words.range(of: place))).column, place)
    }.sorted { $0 < $1 }
    var (used, sharing) = (0, 0)
    var shared: [Range<Int>] = []
    var start = 0
    while start < placed.count {
      var end = start + 1
      while end < placed.count, placed[end].0 == placed[start].0 { end += 1 }
      used += 1
      if end - start > 1 {
        sharing += end - start
        shared.append(start..<end)
      }
      start = end
    }
    shared.sort { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) }
    let listed = shared.prefix(max(limit, 0)).map { range in
      let first = words.sorted(range.map { placed[$0].1 }).prefix(max(wordLimit, 0))
      return HashCollisions.SharedColumn(
        column: placed[range.lowerBound].0, wordCount: range.count, words: first.map { words.word($0) })
    }
    return HashCollisions(
      wordCount: words.count, sharingWordCount: sharing, usedColumnCount: used, mostShared: listed,
      isComplete: isComplete)
  }
}
