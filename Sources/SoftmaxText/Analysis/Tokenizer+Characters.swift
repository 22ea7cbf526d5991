// Characters: of the whole text, or of each piece between white space.

extension Tokenizer {
  /// All characters are one group; of white space of several characters one space is left, a single one stays as it is.
  mutating func readCharacters(_ text: Span<UInt8>) throws(TextError) {
    var end = 0
    var spaceRun = 0
    var place = 0
    while place < text.count {
      let scalar = try UTF8Text.scalar(of: text, at: place)
      let next = place + UTF8Text.length(of: scalar)
      if CharacterTable.shared.kind(of: scalar).isSpace {
        spaceRun += 1
        if spaceRun > 1 {
          let last = units.starts.count - 1
          end = units.starts[last]
          units.bytes[end] = UInt8(ascii: " ")
          end += 1
          if notesOrigins { units.origins[last] = units.origins[last].lowerBound..<next }
          place = next
          continue
        }
      } else {
        spaceRun = 0
      }
      try append(scalar, of: text, at: place..<next, end: &end)
      place = next
    }
    units.starts.append(end)
    units.groups.append(0)
    units.groups.append(units.count)
  }

  /// Each piece between white space is a group, with a space on both sides.
  mutating func readPieces(_ text: Span<UInt8>) throws(TextError) {
    var end = 0
    var isInside = false
    var place = 0
    while place < text.count {
      let scalar = try UTF8Text.scalar(of: text, at: place)
      let next = place + UTF8Text.length(of: scalar)
      if CharacterTable.shared.kind(of: scalar).isSpace {
        if isInside { appendSpace(at: place, end: &end) }
        isInside = false
      } else {
        if !isInside {
          units.groups.append(units.starts.count)
          appendSpace(at: place, end: &end)
          isInside = true
        }
        try append(scalar, of: text, at: place..<next, end: &end)
      }
      place = next
    }
    if isInside { appendSpace(at: place, end: &end) }
    units.groups.append(units.starts.count)
    units.starts.append(end)
  }

  /// Adds a character as a unit, in lower case where that is asked for.
  ///
  /// - Parameters:
  ///   - scalar: The character.
  ///   - text: The text.
  ///   - origin: Its bytes there.
  ///   - end: Where the units end.
  /// - Throws: `TextError.invalidUTF8` for bytes behind a sigma.
  private mutating func append(
    _ scalar: UInt32, of text: Span<UInt8>, at origin: Range<Int>, end: inout Int
  ) throws(TextError) {
    guard analysis.isLowerCased else { return append(scalar, origin, end: &end) }
    append(
      try LowerCase.scalar(of: scalar, in: text, at: origin.lowerBound, .shared), origin, end: &end)
    if scalar == CharacterTable.dottedCapitalI { append(CharacterTable.dotAbove, origin, end: &end) }
  }

  private mutating func append(_ scalar: UInt32, _ origin: Range<Int>, end: inout Int) {
    units.starts.append(end)
    if notesOrigins { units.origins.append(origin) }
    var target = units.bytes.mutableSpan
    UTF8Text.write(scalar, to: &target, at: &end)
  }

  /// The space at an edge of a piece, which is nowhere in the text.
  private mutating func appendSpace(at place: Int, end: inout Int) {
    append(0x20, place..<place, end: &end)
  }
}
