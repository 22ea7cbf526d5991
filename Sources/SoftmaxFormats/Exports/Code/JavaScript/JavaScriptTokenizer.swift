// Cutting texts in JavaScript: what SoftmaxText does, in the code of an export.

import SoftmaxText

/// The parts of a tokenizer that a table's texts need, in JavaScript.
struct JavaScriptTokenizer {
  private let needs: TextNeeds

  /// Nil where the table has no texts.
  init?(_ table: LogitProgram.Table) {
    guard !table.texts.isEmpty else { return nil }
    needs = TextNeeds(table.texts)
  }

  // MARK: In the function for a row

  static let declarations = """
      /** @type {string[]} */
      const words = [];
      let text = 0;

    """

  /// The cell of a column of texts.
  static let cell = """
    } else if (kinds[column] === 4) {
          if (!missing[column] && typeof cell !== "string") throw new TypeError("the cell of '" + name + "' is no string");
          words[column] = missing[column] ? "" : String(cell);
          missing[column] = 0;
        
    """

  /// A term that is a text.
  static let term = """
        if (kinds[first] === 4) {
          for (const [place, factor] of featuresOf(words[first], texts[text++])) {
            const start = (block + place) * result.length;
            for (let row = 0; row < result.length; row++) result[row] += factor * weights[start + row];
          }
          block += size;
          continue;
        }

    """

  // MARK: Behind the tables

  /// How each column is cut and weighted, as an object.
  var settings: String {
    let own: [(isNeeded: Bool, setting: TextSetting, start: String, property: String)] = [
      (
        needs.vocabulary, .words, "nextWord",
        "places: new Map(vocabulary.slice(nextWord, nextWord += words).map((word, place) => [word, place]))"
      ),
      (
        needs.rarities, .rarities, "nextRarity",
        "factors: rarities.slice(nextRarity, nextRarity += rarityCount)"
      ),
      (
        needs.stopWords, .stopWords, "nextStop",
        "stops: new Set(stopWords.slice(nextStop, nextStop += stopCount))"
      ),
    ].filter(\.isNeeded)
    let starts = own.map { ", \($0.start) = 0" }.joined()
    let properties = own.map { "    \($0.property),\n" }.joined()
    let count = TextSetting.allCases.count
    return """

      /** How each column of texts is cut and weighted. */
      const texts = [];
      for (let first = 0\(starts); first < textSettings.length; first += \(count)) {
        const [
          unit, least, most, lowerCased, binary, sublinear, norm, hashedColumns, signs, words, rarityCount, stopCount,
        ] = textSettings.slice(first, first + \(count));
        texts.push({
          unit, least, most, lowerCased, binary, sublinear, norm, hashedColumns, signs,
      \(properties)\
        });
      }

      """
  }

  // MARK: Functions

  var code: String {
    CharacterFacts.lists(for: needs).map(Self.table).joined() + Self.search
      + (needs.lowerCase ? Self.lowerCase : "") + (needs.hashes ? Self.hash : "")
      + (needs.units.contains(.words) ? words : "") + (needs.units == [.words] ? "" : appending)
      + (needs.units.contains(.characters) ? Self.characters : "")
      + (needs.units.contains(.charactersInWords) ? Self.pieces : "") + features
  }

  private static func table(_ facts: CharacterFacts) -> String {
    let name =
      facts.words[0] + facts.words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    return "const \(name) = [\n" + CodeText.lines(facts.numbers.map(String.init), indent: "  ") + "];\n"
  }

  private static let search = """

    /**
     * Whether a character lies in a run of a list: an odd number of edges is then at most as large.
     * \(CharacterFacts.source)
     * @param {number[]} edges
     * @param {number} character
     */
    function isIn(edges, character) {
      let low = 0, high = edges.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (edges[middle] <= character) low = middle + 1;
        else high = middle;
      }
      return low % 2 === 1;
    }

    """

  private static let lowerCase = """

    /**
     * Whether a capital sigma ends a word: a character with case stands ahead of it, and none behind it.
     * @param {number[]} characters
     * @param {number} sigma
     */
    function isFinal(characters, sigma) {
      let place = sigma - 1;
      while (place >= 0 && isIn(ignorableEdges, characters[place])) place--;
      if (place < 0 || !isIn(casedEdges, characters[place])) return false;
      place = sigma + 1;
      while (place < characters.length && isIn(ignorableEdges, characters[place])) place++;
      return place === characters.length || !isIn(casedEdges, characters[place]);
    }

    /**
     * The lower case of a character of a text. That of U+0130 has a second character, U+0307.
     * @param {number[]} characters
     * @param {number} place
     */
    function lowerCase(characters, place) {
      const character = characters[place];
      if (character === 0x3a3 && isFinal(characters, place)) return 0x3c2;
      let low = 0, high = lowerCaseShifts.length / 4;
      while (low < high) {
        const middle = (low + high) >> 1;
        const [first, last, stride, step] = lowerCaseShifts.slice(4 * middle, 4 * middle + 4);
        if (character > last) low = middle + 1;
        else if (character < first) high = middle;
        else return (character - first) % stride === 0 ? character + step : character;
      }
      return character;
    }

    """

  private static let hash = """

    /**
     * MurmurHash3 for 32 bits, which is in the public domain, as a signed number.
     * @param {Uint8Array} bytes
     */
    function hashOf(bytes) {
      let hash = 0;
      for (let place = 0; place < bytes.length; place += 4) {
        let word = 0;
        for (let i = 0; i < 4; i++) word |= (bytes[place + i] ?? 0) << (8 * i);
        word = Math.imul(word, 0xcc9e2d51);
        hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593);
        if (place + 4 <= bytes.length) hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
      }
      hash ^= bytes.length;
      hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      return (hash ^ (hash >>> 16)) | 0;
    }

    const encoder = new TextEncoder();

    """

  // MARK: Units

  private var written: String {
    needs.lowerCase ? "text.lowerCased ? lowerCase(characters, place) : characters[place]" : "characters[place]"
  }

  private var words: String {
    """

    /**
     * Runs of at least two letters, digits and underscores\(needs.stopWords ? ", but for stop words" : "").
     * @param {number[]} characters
     * @param {(typeof texts)[0]} text
     */
    function wordsOf(characters, text) {
      /** @type {string[]} */
      const found = [];
      let word = "", length = 0;
      for (let place = 0; place <= characters.length; place++) {
        if (place < characters.length) {
          const written = \(written);
          if (isIn(wordEdges, written)) {
            word += String.fromCodePoint(written);
            length++;
            \(needs.lowerCase ? "// The dot above that follows it in lower case belongs to no word.\n        if (!text.lowerCased || characters[place] !== 0x130) continue;" : "continue;")
          }
        }
        if (length > 1\(needs.stopWords ? " && !text.stops.has(word)" : "")) found.push(word);
        word = "";
        length = 0;
      }
      return found;
    }

    """
  }

  private var appending: String {
    """

    /**
     * Adds a character to units\(needs.lowerCase ? ", in lower case where that is asked for" : "").
     * @param {string[]} units
     * @param {number[]} characters
     * @param {number} place
     * @param {(typeof texts)[0]} text
     */
    function addCharacter(units, characters, place, text) {
      units.push(String.fromCodePoint(\(written)));
    \(needs.lowerCase ? "  if (text.lowerCased && characters[place] === 0x130) units.push(\"\\u0307\");\n" : "")\
    }

    """
  }

  private static let characters = """

    /**
     * All characters; white space of several characters is one space.
     * @param {number[]} characters
     * @param {(typeof texts)[0]} text
     */
    function charactersOf(characters, text) {
      /** @type {string[]} */
      const units = [];
      let spaces = 0;
      for (let place = 0; place < characters.length; place++) {
        spaces = isIn(spaceEdges, characters[place]) ? spaces + 1 : 0;
        if (spaces > 1) units[units.length - 1] = " ";
        else addCharacter(units, characters, place, text);
      }
      return units;
    }

    """

  private static let pieces = """

    /**
     * The characters of each piece between white space, with a space on both sides.
     * @param {number[]} characters
     * @param {(typeof texts)[0]} text
     */
    function piecesOf(characters, text) {
      /** @type {string[][]} */
      const pieces = [];
      let isInside = false;
      for (let place = 0; place < characters.length; place++) {
        const isSpace = isIn(spaceEdges, characters[place]);
        if (!isSpace) {
          if (!isInside) pieces.push([" "]);
          addCharacter(pieces[pieces.length - 1], characters, place, text);
        }
        isInside = !isSpace;
      }
      for (const units of pieces) units.push(" ");
      return pieces;
    }

    """

  // MARK: Features

  private var features: String {
    """

    /**
     * The features of a text that are not 0: their places, ascending, and their values.
     * @param {string} cell
     * @param {(typeof texts)[0]} text
     * @returns {[number, number][]}
     */
    function featuresOf(cell, text) {
      // What is half of a character alone is none.
      const characters = Array.from(cell, (character) => {
        const code = character.codePointAt(0) ?? 0;
        return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
      });
      /** @type {Map<number, number>} */
      const counts = new Map();
      /** @param {string} feature */
      const count = (feature) => {
    \(counting)\
      };
      for (const units of \(groups)) {
        for (let length = text.least; length <= text.most; length++) {
          if (length >= units.length) {
            // The whole group, or nothing: longer n-grams find no more.
            if (\(takesGroup)) count(units.join(\(separator)));
            break;
          }
          for (let first = 0; first + length <= units.length; first++) {
            count(units.slice(first, first + length).join(\(separator)));
          }
        }
      }
      const found = [...counts.keys()].sort((a, b) => a - b);
      /** @type {[number, number][]} */
      const features = [];
    \(needs.norms == [.none] ? "" : "  let norm = 0;\n")\
      for (const place of found) {
        let value = counts.get(place) ?? 0;
    \(weighting)\
        features.push([place, value]);
    \(sizes)\
      }
    \(divided)\
      for (const feature of features) feature[1] = Math.fround(feature[1]\(needs.norms == [.none] ? "" : " / norm"));
      return features;
    }

    """
  }

  private var counting: String {
    let hash = """
          const hash = hashOf(encoder.encode(feature));
          const place = Math.abs(hash) % text.hashedColumns;
          counts.set(place, (counts.get(place) ?? 0) + \(needs.signs ? "(text.signs && hash < 0 ? -1 : 1)" : "1"));

      """
    let search = """
          const place = text.places.get(feature);
          if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);

      """
    func inner(_ code: String) -> String {
      code.split(separator: "\n").map { "  " + $0 + "\n" }.joined()
    }
    switch (needs.hashes, needs.vocabulary) {
    case (true, true):
      return "    if (text.hashedColumns > 0) {\n" + inner(hash) + "    } else {\n" + inner(search) + "    }\n"
    case (true, false): return hash
    default: return search
    }
  }

  private var groups: String {
    let readers: [(TextAnalysis.Unit, String)] = [
      (.words, "[wordsOf(characters, text)]"), (.characters, "[charactersOf(characters, text)]"),
      (.charactersInWords, "piecesOf(characters, text)"),
    ]
    let own = readers.enumerated().filter { needs.units.contains($0.element.0) }
    return own.dropLast().map { "text.unit === \($0.offset) ? \($0.element.1) : " }.joined()
      + own[own.count - 1].element.1
  }

  private var separator: String {
    needs.units == [.words] ? "\" \"" : needs.units.contains(.words) ? "text.unit === 0 ? \" \" : \"\"" : "\"\""
  }

  /// When a group that has no more units than an n-gram is one.
  private var takesGroup: String {
    if needs.units == [.charactersInWords] { return "units.length > 0" }
    return needs.units.contains(.charactersInWords)
      ? "units.length > 0 && (length === units.length || text.unit === 2)"
      : "units.length > 0 && length === units.length"
  }

  private var weighting: String {
    (needs.binary ? "    if (text.binary) value = 1;\n" : "")
      + (needs.signs ? "    if (value === 0) continue;\n" : "")
      + (needs.sublinear ? "    if (text.sublinear) value = Math.log(value) + 1;\n" : "")
      + (needs.rarities ? "    if (text.factors.length > 0) value *= text.factors[place];\n" : "")
  }

  private var sizes: String {
    needs.norms == [.none] ? "" : "    norm += text.norm === 2 ? value * value : Math.abs(value);\n"
  }

  private var divided: String {
    needs.norms == [.none] ? "" : "  norm = text.norm === 2 ? Math.sqrt(norm) : text.norm === 1 ? norm : 1;\n"
  }
}
