// How often each word of a column occurs.

/// Words and their counts, up to a number of different ones.
struct WordTally {
  /// The most different words that are counted.
  let limit: Int
  /// Whether there were more; none is held any longer then.
  private(set) var isOver = false
  private var index: CategoryIndex?
  private var counts: [Int] = []

  init(limit: Int) {
    self.limit = limit
  }

  /// The words with their counts, in the order in which they were met.
  var entries: [ValueCounts.Entry] {
    zip(index?.names ?? [], counts).map { ValueCounts.Entry(name: $0, count: $1) }
  }

  /// Adds a word that stands `times` times.
  mutating func add(_ word: Span<UInt8>, times: Int = 1) {
    guard !isOver else { return }
    // Most columns of a wide table have no words, and so no index.
    let code = Int((index?.code(adding: word)) ?? begin(with: word))
    if code < counts.count {
      counts[code] += times
    } else {
      counts.append(times)
    }
    if counts.count > limit {
      isOver = true
      (index, counts) = (nil, [])
    }
  }

  private mutating func begin(with word: Span<UInt8>) -> UInt32 {
    var first = CategoryIndex()
    let code = first.code(adding: word)
    index = first
    return code
  }
}
