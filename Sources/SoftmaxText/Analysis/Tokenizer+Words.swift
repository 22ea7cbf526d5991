// Words: runs of at least two letters, digits and underscores.

extension Tokenizer {
  /// Where a word is being written.
  private struct OpenWord {
    /// The first byte of the word, and the one behind its last so far.
    var start = 0
    var end = 0
    /// The byte of the text with which it began.
    var origin = 0
    /// Its characters so far.
    var length = 0
  }

  mutating func readWords(_ text: Span<UInt8>) throws(TextError) {
    // Taken out, so that all can be written at once.
    var (bytes, starts) = (units.bytes, units.starts)
    var origins = notesOrigins ? units.origins : nil
    (units.bytes, units.starts, units.origins) = ([], [], [])
    defer {
      (units.bytes, units.starts, units.origins) = (bytes, starts, origins ?? [])
      units.groups.append(0)
      units.groups.append(max(starts.count - 1, 0))
    }
    try write(wordsOf: text, &bytes, &starts, &origins)
  }

  /// Writes the words of a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - bytes: Get the words; there is room for them.
  ///   - starts: Get where the words begin, and where the next one would.
  ///   - origins: Get from which bytes of the text they came; nil where nobody asked.
  /// - Throws: `TextError.invalidUTF8`.
  private func write(
    wordsOf text: Span<UInt8>, _ bytes: inout [UInt8], _ starts: inout [Int], _ origins: inout [Range<Int>]?
  ) throws(TextError) {
    let table = CharacterTable.shared
    let isLowerCased = analysis.isLowerCased
    let stopWords = analysis.stopWords.isEmpty ? nil : analysis.stopWords
    let wordBytes = wordBytes.span
    var word = OpenWord()
    var target = bytes.mutableSpan
    var place = 0
    while place < text.count {
      // ASCII in a run: characters and bytes are the same.
      let (first, start) = (place, word.end)
      var end = start
      while place < text.count {
        let letter = wordBytes[Int(text[place])]
        if letter == 0 { break }
        target[end] = letter
        end += 1
        place += 1
      }
      if end > start {
        if word.length == 0 { word.origin = first }
        word.length += end - start
        word.end = end
        if place == text.count { break }
      }
      if text[place] < 0x80 {
        if word.length > 0 { Self.close(&word, at: place, &target, &starts, &origins, stopWords) }
        place += 1
        continue
      }
      let scalar = try UTF8Text.scalar(of: text, at: place)
      let next = place + UTF8Text.length(of: scalar)
      let written = isLowerCased ? try LowerCase.scalar(of: scalar, in: text, at: place, table) : scalar
      if table.kind(of: written).isWord {
        if word.length == 0 { word.origin = place }
        UTF8Text.write(written, to: &target, at: &word.end)
        word.length += 1
        // The dot above that follows it in lower case belongs to no word.
        if isLowerCased, scalar == CharacterTable.dottedCapitalI {
          Self.close(&word, at: next, &target, &starts, &origins, stopWords)
        }
      } else if word.length > 0 {
        Self.close(&word, at: place, &target, &starts, &origins, stopWords)
      }
      place = next
    }
    if word.length > 0 { Self.close(&word, at: place, &target, &starts, &origins, stopWords) }
    starts.append(word.start)
  }

  /// Ends a word, which is kept where it has two characters and is no stop word.
  ///
  /// - Parameters:
  ///   - word: The word; afterwards the next one, without characters.
  ///   - place: The byte of the text behind it.
  ///   - target: The units' bytes.
  ///   - starts: Where the words begin.
  ///   - origins: From which bytes of the text they came; nil where nobody asked.
  ///   - stopWords: What is not kept.
  @inline(__always)
  private static func close(
    _ word: inout OpenWord, at place: Int, _ target: inout MutableSpan<UInt8>, _ starts: inout [Int],
    _ origins: inout [Range<Int>]?, _ stopWords: WordList?
  ) {
    let isStopWord = stopWords?.contains(target.span.extracting(word.start..<word.end)) == true
    if word.length > 1, !isStopWord {
      starts.append(word.start)
      origins?.append(word.origin..<place)
      target[word.end] = UInt8(ascii: " ")
      word.end += 1
      word.start = word.end
    } else {
      word.end = word.start
    }
    word.length = 0
  }
}
