// Cutting texts in Swift: what SoftmaxText does, in the code of an export.

import SoftmaxText

/// The parts of a tokenizer that a table's texts need, in Swift without imports.
///
/// Words are bytes in it, since Swift compares a `String` by what it looks like: two ways of writing é are one.
struct SwiftTokenizer {
  let needs: TextNeeds

  /// Nil where the table has no texts.
  init?(_ table: LogitProgram.Table) {
    guard !table.texts.isEmpty else { return nil }
    needs = TextNeeds(table.texts)
  }

  // MARK: In the function for a row

  static let declarations = """
        var settings = Settings()

    """

  /// A term that is a text.
  static let term = """
          if kinds[first] == 4 {
            for (place, factor) in features(of: words[first] ?? "", settings) {
              let start = (block + place) * logits.count
              for row in logits.indices { logits[row] += Double(factor) * Double(weights[start + row]) }
            }
            settings.advance()
            block += size
            continue
          }

    """

  // MARK: Behind it

  var code: String {
    let functions = functions
    return settings(of: functions) + CharacterFacts.lists(for: needs).map(Self.table).joined() + functions
  }

  private var functions: String {
    Self.search
      + (needs.lowerCase ? Self.lowerCase : "") + (needs.hashes ? Self.hash : "")
      + (needs.vocabulary || needs.stopWords ? Self.wordSearch : "") + writing
      + (needs.units.contains(.words) ? words : "") + (needs.units == [.words] ? "" : appending)
      + (needs.units.contains(.characters) ? Self.characters : "")
      + (needs.units.contains(.charactersInWords) ? Self.pieces : "") + features
      + (needs.norms.contains(.l2) ? Self.root : "") + (needs.sublinear ? Self.logarithm : "")
  }

  private static func table(_ facts: CharacterFacts) -> String {
    let name =
      facts.words[0] + facts.words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    return "  private static let \(name): [Int] = [\n"
      + CodeText.lines(facts.numbers.map(String.init), indent: "    ") + "  ]\n"
  }

  /// The settings that some code asks for.
  private func settings(of code: String) -> String {
    let starts: [(isNeeded: Bool, name: String, setting: TextSetting)] = [
      (needs.vocabulary, "firstWord", .words), (needs.rarities, "firstRarity", .rarities),
      (needs.stopWords, "firstStopWord", .stopWords),
    ].filter(\.isNeeded)
    let names: [(TextSetting, String)] = [
      (.unit, "unit"), (.least, "least"), (.most, "most"), (.lowerCased, "lowerCased"), (.binary, "binary"),
      (.sublinear, "sublinear"), (.norm, "norm"), (.hashedColumns, "hashedColumns"), (.signs, "signs"),
      (.words, "wordCount"), (.rarities, "rarityCount"), (.stopWords, "stopWordCount"),
    ].filter { code.contains("settings." + $0.1) }
    return """

        /// How a column of texts is cut and weighted.
        private struct Settings {
          private var first = 0
      \(starts.map { "    var \($0.name) = 0\n" }.joined())\
      \(names.map { "    var \($1): Int { textSettings[first + \($0.rawValue)] }\n" }.joined())
          /// Goes on to the next column.
          mutating func advance() {
      \(starts.map { start in "      \(start.name) += textSettings[first + \(start.setting.rawValue)]\n" }.joined())\
            first += \(TextSetting.allCases.count)
          }
        }


      """
  }

  private static let search = """

      /// Whether a character lies in a run of a list: an odd number of edges is then at most as large.
      /// \(CharacterFacts.source)
      private static func isIn(_ edges: [Int], _ character: Int) -> Bool {
        var (low, high) = (0, edges.count)
        while low < high {
          let middle = (low + high) / 2
          if edges[middle] <= character { low = middle + 1 } else { high = middle }
        }
        return low % 2 == 1
      }

    """

  private static let lowerCase = """

      /// Whether a capital sigma ends a word: a character with case stands ahead of it, and none behind it.
      private static func isFinal(_ characters: [Int], _ sigma: Int) -> Bool {
        var place = sigma - 1
        while place >= 0, isIn(ignorableEdges, characters[place]) { place -= 1 }
        guard place >= 0, isIn(casedEdges, characters[place]) else { return false }
        place = sigma + 1
        while place < characters.count, isIn(ignorableEdges, characters[place]) { place += 1 }
        return place == characters.count || !isIn(casedEdges, characters[place])
      }

      /// The lower case of a character of a text. That of U+0130 has a second character, U+0307.
      private static func lowerCase(_ characters: [Int], _ place: Int) -> Int {
        let character = characters[place]
        if character == 0x3a3, isFinal(characters, place) { return 0x3c2 }
        var (low, high) = (0, lowerCaseShifts.count / 4)
        while low < high {
          let middle = (low + high) / 2
          let shift = 4 * middle
          if character > lowerCaseShifts[shift + 1] {
            low = middle + 1
          } else if character < lowerCaseShifts[shift] {
            high = middle
          } else {
            let isMember = (character - lowerCaseShifts[shift]) % lowerCaseShifts[shift + 2] == 0
            return isMember ? character + lowerCaseShifts[shift + 3] : character
          }
        }
        return character
      }

    """

  private static let hash = """

      /// MurmurHash3 for 32 bits, which is in the public domain, of some bytes.
      private static func hash(_ bytes: [UInt8], _ range: (start: Int, end: Int)) -> UInt32 {
        var hash: UInt32 = 0
        var place = range.start
        while place < range.end {
          let count = range.end - place < 4 ? range.end - place : 4
          var word: UInt32 = 0
          for i in 0..<count { word |= UInt32(bytes[place + i]) << UInt32(8 * i) }
          word = word &* 0xcc9e_2d51
          word = word << 15 | word >> 17
          hash ^= word &* 0x1b87_3593
          if count == 4 {
            hash = hash << 13 | hash >> 19
            hash = hash &* 5 &+ 0xe654_6b64
          }
          place += count
        }
        hash ^= UInt32(truncatingIfNeeded: range.end - range.start)
        hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
        return hash ^ hash >> 16
      }

    """

  private static let wordSearch = """

      /// The words whose bytes a text has in base 64, each behind their number: all bytes, and where each word begins and the
      /// last one ends.
      private static func decodedWords(_ text: String) -> (bytes: [UInt8], starts: [Int]) {
        var bytes: [UInt8] = []
        var starts = [0]
        var (count, shift, left) = (0, 0, 0)
        forEachByte(of: text) { byte in
          if left > 0 {
            bytes.append(byte)
            left -= 1
            if left == 0 { starts.append(bytes.count) }
          } else {
            count |= Int(byte & 127) << shift
            shift += 7
            if byte < 128 { (left, count, shift) = (count, 0, 0) }
          }
        }
        return (bytes, starts)
      }

      /// The place of a word that some bytes are, among a number of words in the order of their bytes; nil where it is not
      /// there.
      private static func wordPlace(
        of bytes: [UInt8], _ range: (start: Int, end: Int), in words: (bytes: [UInt8], starts: [Int]), _ first: Int,
        _ wordCount: Int
      ) -> Int? {
        var (low, high) = (0, wordCount)
        while low < high {
          let middle = (low + high) / 2
          var (own, other) = (range.start, words.starts[first + middle])
          let end = words.starts[first + middle + 1]
          while own < range.end, other < end, bytes[own] == words.bytes[other] { (own, other) = (own + 1, other + 1) }
          if own == range.end, other == end { return middle }
          if other == end || (own < range.end && bytes[own] > words.bytes[other]) { low = middle + 1 } else { high = middle }
        }
        return nil
      }

    """

  // MARK: Units

  private var written: String {
    needs.lowerCase
      ? "settings.lowerCased == 1 ? lowerCase(characters, place) : characters[place]" : "characters[place]"
  }

  private var writing: String {
    """

      /// Adds the bytes of a character.
      private static func write(_ character: Int, to bytes: inout [UInt8]) {
        guard character >= 0x80 else { return bytes.append(UInt8(character)) }
        let count = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4
        bytes.append(UInt8(0xf00 >> count & 0xff | character >> (6 * (count - 1))))
        var shift = 6 * (count - 2)
        while shift >= 0 {
          bytes.append(UInt8(0x80 | character >> shift & 0x3f))
          shift -= 6
        }
      }

    """
  }

  private var words: String {
    let stop =
      needs.stopWords
      ? """
      ,
                wordPlace(of: units.bytes, (start, units.bytes.count), in: stopWords, settings.firstStopWord, settings.stopWordCount)
                  == nil
      """ : ""
    return """

        /// Runs of at least two letters, digits and underscores\(needs.stopWords ? ", but for stop words" : ""): their bytes, with a space
        /// behind each, and where each begins.
        private static func words(_ characters: [Int], _ settings: Settings) -> (bytes: [UInt8], starts: [Int]) {
          var units: (bytes: [UInt8], starts: [Int]) = ([], [])
          var (start, length) = (0, 0)
          for place in 0...characters.count {
            if place < characters.count {
              let written = \(written)
              if isIn(wordEdges, written) {
                write(written, to: &units.bytes)
                length += 1
                \(needs.lowerCase ? "// The dot above that follows it in lower case belongs to no word.\n          if settings.lowerCased == 0 || characters[place] != 0x130 { continue }" : "continue")
              }
            }
            if length > 1\(stop) {
              units.starts.append(start)
              units.bytes.append(32)
            } else {
              units.bytes.removeLast(units.bytes.count - start)
            }
            (start, length) = (units.bytes.count, 0)
          }
          return units
        }

      """
  }

  private var appending: String {
    """

      /// Adds a character as a unit\(needs.lowerCase ? ", in lower case where that is asked for" : "").
      private static func append(
        _ characters: [Int], _ place: Int, _ settings: Settings, to units: inout (bytes: [UInt8], starts: [Int])
      ) {
        units.starts.append(units.bytes.count)
        write(\(written), to: &units.bytes)
    \(needs.lowerCase ? Self.dotAbove : "")\
      }

    """
  }

  private static let dotAbove = """
        if settings.lowerCased == 1, characters[place] == 0x130 {
          units.starts.append(units.bytes.count)
          write(0x307, to: &units.bytes)
        }

    """

  private static let characters = """

      /// All characters; white space of several characters is one space.
      private static func allCharacters(
        _ characters: [Int], _ settings: Settings
      ) -> (bytes: [UInt8], starts: [Int]) {
        var units: (bytes: [UInt8], starts: [Int]) = ([], [])
        var spaces = 0
        for place in characters.indices {
          spaces = isIn(spaceEdges, characters[place]) ? spaces + 1 : 0
          if spaces > 1 {
            units.bytes.removeLast(units.bytes.count - (units.starts.last ?? 0))
            units.bytes.append(32)
          } else {
            append(characters, place, settings, to: &units)
          }
        }
        return units
      }

    """

  private static let pieces = """

      /// The characters of each piece between white space, with a space on both sides.
      private static func pieces(
        _ characters: [Int], _ settings: Settings
      ) -> [(bytes: [UInt8], starts: [Int])] {
        var pieces: [(bytes: [UInt8], starts: [Int])] = []
        var isInside = false
        for place in characters.indices {
          let isSpace = isIn(spaceEdges, characters[place])
          if !isSpace {
            if !isInside { pieces.append(([32], [0])) }
            append(characters, place, settings, to: &pieces[pieces.count - 1])
          }
          isInside = !isSpace
        }
        for piece in pieces.indices {
          pieces[piece].starts.append(pieces[piece].bytes.count)
          pieces[piece].bytes.append(32)
        }
        return pieces
      }

    """
}
