// Lower case, with what it sees around a sigma.

/// The lower case of characters in their text.
enum LowerCase {
  /// The lower case of the character that a text has at a byte: a sigma at the end of a word becomes the final one. İ gives
  /// its first character; a dot above follows it.
  ///
  /// - Parameters:
  ///   - scalar: The character.
  ///   - text: The text, known to be well formed up to the end of the character.
  ///   - place: Where the character begins.
  ///   - table: What is known of characters.
  /// - Returns: Its lower case.
  /// - Throws: `TextError.invalidUTF8` for bytes behind a sigma.
  @inline(__always)
  static func scalar(
    of scalar: UInt32, in text: Span<UInt8>, at place: Int, _ table: CharacterTable
  ) throws(TextError) -> UInt32 {
    if scalar == CharacterTable.capitalSigma, try isFinal(in: text, at: place, table) {
      return CharacterTable.finalSigma
    }
    return table.lowerCase(of: scalar)
  }

  /// Whether a cased character stands ahead of a sigma and none behind it. The look around ends at the next sigma, so
  /// that the looks of all sigmas together take time in proportion to the text.
  private static func isFinal(
    in text: Span<UInt8>, at place: Int, _ table: CharacterTable
  ) throws(TextError) -> Bool {
    var start = place
    var isBehindCased = false
    while start > 0 {
      let scalar = try UTF8Text.scalar(of: text, before: start)
      let kind = table.kind(of: scalar)
      if !kind.isCaseIgnorable {
        isBehindCased = kind.isCased
        break
      }
      start -= UTF8Text.length(of: scalar)
    }
    guard isBehindCased else { return false }
    var end = place + UTF8Text.length(of: CharacterTable.capitalSigma)
    while end < text.count {
      let scalar = try UTF8Text.scalar(of: text, at: end)
      let kind = table.kind(of: scalar)
      if !kind.isCaseIgnorable { return !kind.isCased }
      end += UTF8Text.length(of: scalar)
    }
    return true
  }
}
