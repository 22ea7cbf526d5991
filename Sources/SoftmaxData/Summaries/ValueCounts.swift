// How often words occur: the most frequent ones, and how many others there are.

/// Words and how often each occurs.
public struct ValueCounts: Sendable, Hashable {
  /// A word and how often it occurs.
  public struct Entry: Sendable, Hashable {
    /// The word.
    public let name: String
    /// How often it occurs.
    public let count: Int

    /// A word that occurs so often.
    package init(name: String, count: Int) { (self.name, self.count) = (name, count) }
  }

  /// How many different words there are; where `hasMore`, how many were told apart before counting was given up.
  public let distinctCount: Int
  /// Whether there are more different words than were counted. Nothing is listed then.
  public let hasMore: Bool
  /// Words with their counts: see where they are used which ones, and in what order.
  public let listed: [Entry]
  /// How many cells hold words that are not listed.
  public let otherCount: Int

  /// The most frequent words first, at most `limit` of them; those that are as frequent in the order in which they are given.
  init(mostFrequent limit: Int, of entries: [Entry]) {
    // Sorting is stable.
    let sorted = entries.sorted { $0.count > $1.count }
    self.init(listed: Array(sorted.prefix(limit)), of: entries)
  }

  /// All classes in their order where there are at most `limit`, else the most frequent ones.
  init(classes entries: [Entry], limit: Int) {
    if entries.count <= limit {
      self.init(listed: entries, of: entries)
    } else {
      self.init(mostFrequent: limit, of: entries)
    }
  }

  /// More than `limit` words, which are not counted.
  init(moreThan limit: Int) {
    distinctCount = limit
    hasMore = true
    listed = []
    otherCount = 0
  }

  private init(listed: [Entry], of entries: [Entry]) {
    distinctCount = entries.count
    hasMore = false
    self.listed = listed
    otherCount = entries.reduce(0) { $0 + $1.count } - listed.reduce(0) { $0 + $1.count }
  }
}
