// What texts of a column come to, counted while the rows go by.

import SoftmaxText

/// How many texts there are, how long they are, which scripts they have, and how many stand twice.
struct TextTally {
  private(set) var count = 0
  /// Texts without anything but white space.
  private(set) var blankCount = 0
  /// Texts that stood in a row before.
  private(set) var repeatedCount = 0
  private(set) var shortest = Int.max
  private(set) var longest = 0
  private var byteCount = 0
  private var scripts = ScriptCounts()
  /// Hashes of texts: two different ones have the same with a chance of 2^-64.
  private var seen: Set<UInt64> = []

  /// Counts a text, which stands `times` times; where it is no UTF-8, the byte that is not.
  mutating func add(_ text: Span<UInt8>, times: Int) -> TextError? {
    count += times
    shortest = min(shortest, text.count)
    longest = max(longest, text.count)
    byteCount += text.count * times
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var isBlank = true
    for i in text.indices {
      hash = (hash ^ UInt64(text[i])) &* 0x0000_0100_0000_01b3
      isBlank = isBlank && (text[i] == 32 || (9...13).contains(text[i]))
    }
    if isBlank { blankCount += times }
    repeatedCount += seen.insert(hash).inserted ? times - 1 : times
    do throws(TextError) {
      try scripts.add(text)
      return nil
    } catch {
      return error
    }
  }

  /// The figures; nil of no texts.
  var figures: TableSummary.Column.Texts? {
    guard count > 0 else { return nil }
    let total = Double(max(1, scripts.total))
    return TableSummary.Column.Texts(
      count: count, blankCount: blankCount, repeatedCount: repeatedCount, shortest: shortest,
      meanLength: Double(byteCount) / Double(count), longest: longest,
      scripts: scripts.met.prefix(5).map { (name: $0.name, share: Double(scripts[$0]) / total) }.map(
        TableSummary.Column.Script.init))
  }
}

extension TableSummary.Column {
  /// Figures of texts.
  public struct Texts: Sendable, Hashable {
    /// How many there are.
    public let count: Int
    /// How many of them have nothing but white space.
    public let blankCount: Int
    /// How many of them stood in a row before.
    public let repeatedCount: Int
    /// The bytes of the shortest.
    public let shortest: Int
    /// The mean number of bytes.
    public let meanLength: Double
    /// The bytes of the longest.
    public let longest: Int
    /// The scripts of their letters, the most frequent first, five at most.
    public let scripts: [Script]
  }

  /// A script of letters.
  public struct Script: Sendable, Hashable {
    /// What it is called: `Latin`.
    public let name: String
    /// Its share of all letters.
    public let share: Double

    init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }
}
