// Text from files, made safe to show and no longer than there is room for.

extension String {
  /// The text on one line, without anything that a terminal would obey, in at most `limit` columns: what is longer ends with
  /// an ellipsis. Complexity: O(limit), however long the text is.
  package func printable(limit: Int = 200) -> String {
    printable(limit: limit, .escape)
  }

  /// The same with another way of writing what cannot be shown.
  package func printable(limit: Int, _ replacement: ShownText.Replacement) -> String {
    if isPlain(limit: limit) { return self }
    let (shown, isWhole) = beginning(limit: limit, replacement)
    return isWhole ? shown : shown + "…"
  }

  /// The text on one line in at most `limit` columns, of which `end` are left to its end: what is longer lacks its middle,
  /// because the ends of paths and of messages say most. Complexity: O(limit).
  package func printable(limit: Int, end: Int) -> String {
    precondition(end + 1 < limit, "room for a beginning and an ellipsis")
    if isPlain(limit: limit) { return self }
    let (shown, isWhole) = beginning(limit: limit, .escape)
    return isWhole ? shown : beginning(limit: limit - end - 1, .escape).text + "…" + ending(limit: end)
  }

  /// A path in a message, which must leave room for what is said of it.
  package var printablePath: String { printable(limit: 200, end: 140) }

  /// A message in at most 1,000 columns. Very long words, as paths are, lack their middle, so that the reason is not pushed
  /// out; of what is still too long the end is kept. Complexity: O(length).
  package var printableMessage: String {
    let words = unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
    return words.map { String($0).printablePath }.joined(separator: " ").printable(limit: 1000, end: 600)
  }

  /// The text without anything that a terminal would obey but line feeds. Complexity: O(length).
  package var printableLines: String {
    if utf8.allSatisfy({ $0 &- 0x20 < 0x5f || $0 == UInt8(ascii: "\n") }) { return self }
    var shown = ShownText(keepsLineFeeds: true)
    for scalar in unicodeScalars { shown.append(scalar) }
    return shown.text
  }

  /// Whether the text fits and is ASCII that is shown as it is.
  private func isPlain(limit: Int) -> Bool {
    utf8.count <= limit && utf8.allSatisfy { $0 &- 0x20 < 0x5f }
  }

  /// All of the text where it fits, else what fits beside an ellipsis.
  private func beginning(limit: Int, _ replacement: ShownText.Replacement) -> (text: String, isWhole: Bool) {
    var shown = ShownText(replacement)
    // The scalars that leave room for an ellipsis.
    var kept = 0
    for scalar in unicodeScalars.prefix(Self.mostScalars(limit)) {
      shown.append(scalar)
      if shown.columns > limit { break }
      if shown.columns < limit { kept = shown.count }
    }
    // Marks beyond the most may be left out without an end.
    guard shown.columns > limit || unicodeScalars.dropFirst(Self.mostScalars(limit)).first != nil else {
      return (shown.text, true)
    }
    return (String(String.UnicodeScalarView(shown.scalars.prefix(kept))), false)
  }

  /// The end of the text in at most `limit` columns.
  private func ending(limit: Int) -> String {
    var shown = ShownText()
    for scalar in unicodeScalars.suffix(Self.mostScalars(limit)) { shown.append(scalar) }
    // From the back, until the columns are used up; a mark without its letter is left out.
    let scalars = Array(shown.scalars)
    var (start, used) = (scalars.count, 0)
    for place in scalars.indices.reversed() {
      used += scalars[place].terminalColumns
      guard used <= limit else { break }
      if !scalars[place].isMark { start = place }
    }
    return String(String.UnicodeScalarView(scalars[start...]))
  }

  /// More scalars do not fit into so many columns: each column may have a letter with its marks, joined to others.
  private static func mostScalars(_ columns: Int) -> Int { 100 * (columns + 1) }
}
