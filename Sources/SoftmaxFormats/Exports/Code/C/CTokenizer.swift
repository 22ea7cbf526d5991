// Cutting texts in C: what SoftmaxText does, in the code of an export.

import SoftmaxText

/// The parts of a tokenizer that a table's texts need, in C99.
///
/// A text is cut into units, side by side as bytes, so that every n-gram is one piece of them. Features are collected as keys,
/// sorted and counted: memory is in proportion to the text. Bytes that are no UTF-8, and memory that is not there, are refused.
struct CTokenizer {
  let needs: TextNeeds
  let macro: String

  /// Nil where the table has no texts.
  init?(_ table: LogitProgram.Table, macro: String) {
    guard !table.texts.isEmpty else { return nil }
    (needs, self.macro) = (TextNeeds(table.texts), macro)
  }

  static let includes = """
    #include <stdint.h>
    #include <stdlib.h>
    #include <string.h>

    """

  /// All functions, with `add_text` as the last.
  var code: String {
    CharacterFacts.lists(for: needs).map(Self.table).joined() + Self.reading
      + (needs.lowerCase ? Self.lowerCase : "")
      + features + (needs.units.contains(.words) ? words : "")
      + (needs.units == [.words] ? "" : append) + (needs.units.contains(.characters) ? characters : "")
      + (needs.units.contains(.charactersInWords) ? pieces : "") + sum
  }

  // MARK: In the function for a row

  /// What goes from one column of texts to the next.
  static func declarations(_ table: LogitProgram.Table) -> String {
    let needs = TextNeeds(table.texts)
    return "  const int *settings = text_settings;\n"
      + (needs.vocabulary ? "  const char *const *known = vocabulary;\n" : "")
      + (needs.stopWords ? "  const char *const *stops = stop_words;\n" : "")
      + (needs.rarities ? "  const double *factors = rarities;\n" : "")
  }

  /// A term that is a text.
  static func term(_ table: LogitProgram.Table, macro: String) -> String {
    let needs = TextNeeds(table.texts)
    let arguments =
      (needs.vocabulary ? ", known" : "") + (needs.stopWords ? ", stops" : "")
      + (needs.rarities ? ", factors" : "")
    return """
          if (kinds[first] == 4) {
            if (!add_text(words[first], settings\(arguments), block, logits)) {
              for (i = 0; i < \(macro)_ROW_COUNT; i++) logits[i] = (double)NAN;
            }
            \(needs.vocabulary ? "known += settings[TEXT_WORDS];\n        " : "")\
      \(needs.stopWords ? "stops += settings[TEXT_STOP_WORDS];\n        " : "")\
      \(needs.rarities ? "factors += settings[TEXT_RARITIES];\n        " : "")\
      settings += TEXT_SETTING_COUNT;
            block += size * \(macro)_ROW_COUNT;
            continue;
          }

      """
  }

  // MARK: Characters

  private static func table(_ facts: CharacterFacts) -> String {
    "static const int32_t \(facts.words.joined(separator: "_"))[] = {\n"
      + CodeText.lines(facts.numbers.map(String.init), indent: "  ") + "};\n"
  }

  private static let reading = """

    // The settings of a column of texts: what n-grams are made of, how many units they have, and what counts become.
    enum {
      TEXT_UNIT, TEXT_LEAST, TEXT_MOST, TEXT_LOWER_CASED, TEXT_BINARY, TEXT_SUBLINEAR, TEXT_NORM, TEXT_HASHED_COLUMNS,
      TEXT_SIGNS, TEXT_WORDS, TEXT_RARITIES, TEXT_STOP_WORDS, TEXT_SETTING_COUNT
    };

    // Whether a character lies in a run of a list: an odd number of edges is then at most as large.
    // \(CharacterFacts.source)
    static int is_in(const int32_t *edges, size_t count, int32_t character) {
      size_t low = 0, high = count;
      while (low < high) {
        const size_t middle = (low + high) / 2;
        if (edges[middle] <= character) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return (int)(low % 2);
    }
    #define IS_IN(edges, character) is_in(edges, sizeof edges / sizeof edges[0], character)

    // The character at the beginning of a text that ends with a 0. Returns the number of its bytes; 0 where it is none.
    static size_t read_character(const unsigned char *text, int32_t *character) {
      const int32_t first = text[0];
      size_t count = 1, i;
      int32_t least = 0;
      *character = first;
      if (first >= 0xC2 && first <= 0xDF) {
        count = 2;
        least = 0x80;
        *character = first & 0x1F;
      } else if (first >= 0xE0 && first <= 0xEF) {
        count = 3;
        least = 0x800;
        *character = first & 0x0F;
      } else if (first >= 0xF0 && first <= 0xF4) {
        count = 4;
        least = 0x10000;
        *character = first & 0x07;
      } else if (first >= 0x80) {
        return 0;
      }
      for (i = 1; i < count; i++) {
        if ((text[i] & 0xC0) != 0x80) return 0;
        *character = *character << 6 | (text[i] & 0x3F);
      }
      if (*character < least || *character > 0x10FFFF) return 0;
      return *character >= 0xD800 && *character <= 0xDFFF ? 0 : count;
    }

    // Writes a character, and returns the number of its bytes.
    static size_t write_character(int32_t character, unsigned char *target) {
      size_t count = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4, i;
      if (count == 1) {
        target[0] = (unsigned char)character;
        return 1;
      }
      for (i = count - 1; i > 0; i--) {
        target[i] = (unsigned char)(0x80 | (character & 0x3F));
        character >>= 6;
      }
      target[0] = (unsigned char)((0xF00 >> count & 0xFF) | character);
      return count;
    }

    """

  private static let lowerCase = """

    // Whether a capital sigma ends a word: a character with case stands ahead of it, and none behind it.
    static int is_final(const unsigned char *text, const unsigned char *sigma) {
      const unsigned char *place = sigma;
      int32_t character = 0;
      do {
        if (place == text) return 0;
        do {
          place--;
        } while ((*place & 0xC0) == 0x80);
        read_character(place, &character);
      } while (IS_IN(ignorable_edges, character));
      if (!IS_IN(cased_edges, character)) return 0;
      place = sigma + 2;
      while (*place != 0) {
        place += read_character(place, &character);
        if (!IS_IN(ignorable_edges, character)) return !IS_IN(cased_edges, character);
      }
      return 1;
    }

    // The lower case of the character at a place of a text. That of U+0130 has a second character, U+0307.
    static int32_t lower_case(const unsigned char *text, const unsigned char *place, int32_t character) {
      size_t low = 0, high = sizeof lower_case_shifts / sizeof lower_case_shifts[0] / 4;
      if (character == 0x3A3 && is_final(text, place)) return 0x3C2;
      while (low < high) {
        const size_t middle = (low + high) / 2;
        const int32_t *shift = lower_case_shifts + 4 * middle;
        if (character > shift[1]) {
          low = middle + 1;
        } else if (character < shift[0]) {
          high = middle;
        } else {
          return (character - shift[0]) % shift[2] == 0 ? character + shift[3] : character;
        }
      }
      return character;
    }

    """

  // MARK: Features

  private var features: String {
    (needs.hashes ? Self.hash : "") + (needs.vocabulary || needs.stopWords ? Self.search : "") + """

      // A text that is being cut.
      typedef struct {
        const int *settings;
      \(needs.vocabulary ? "  const char *const *words;\n" : "")\
        unsigned char *bytes; // of the units, one behind the other
        size_t end;
        size_t *starts; // where each unit begins
        size_t count;
        uint64_t *keys; // columns times 2, and 1 more for a feature that counts below 0
        size_t key_count, key_room;
        int failed;
      } text_reader;

      static void add_feature(text_reader *reader, size_t start, size_t end) {
        uint64_t key;
      \(column)\
        if (reader->key_count == reader->key_room) {
          const size_t room = 2 * reader->key_room + 64;
          uint64_t *const keys = realloc(reader->keys, room * sizeof *keys);
          if (keys == 0) {
            reader->failed = 1;
            return;
          }
          reader->keys = keys;
          reader->key_room = room;
        }
        reader->keys[reader->key_count++] = key;
      }

      // Adds the n-grams of the units, and begins anew. Between two units are so many bytes. Fewer units than the shortest
      // n-gram has are one together where that is said.
      static void add_n_grams(text_reader *reader, size_t gap, int takes_short) {
        const size_t most = (size_t)reader->settings[TEXT_MOST], count = reader->count;
        size_t length, first;
        reader->starts[count] = reader->end;
        for (length = (size_t)reader->settings[TEXT_LEAST]; length <= most && length < count; length++) {
          for (first = 0; first + length <= count; first++) {
            add_feature(reader, reader->starts[first], reader->starts[first + length] - gap);
          }
        }
        if (count > 0 && length <= most && (length == count || takes_short)) add_feature(reader, 0, reader->end - gap);
        reader->count = 0;
        reader->end = 0;
      }

      """
  }

  /// The key of a feature.
  private var column: String {
    let hash = """
          const uint32_t hash = hash_of(reader->bytes + start, end - start);
          const uint32_t size = hash < 0x80000000u ? hash : 0u - hash;
          key = 2 * (uint64_t)(size % (uint32_t)reader->settings[TEXT_HASHED_COLUMNS]);

      """
      + (needs.signs ? "    if (reader->settings[TEXT_SIGNS] && hash >= 0x80000000u) key++;\n" : "")
    let search = """
          const int place = place_of(reader->bytes + start, end - start, reader->words, reader->settings[TEXT_WORDS]);
          if (place < 0) return;
          key = 2 * (uint64_t)place;

      """
    switch (needs.hashes, needs.vocabulary) {
    case (true, true):
      return "  if (reader->settings[TEXT_HASHED_COLUMNS] > 0) {\n" + hash + "  } else {\n" + search + "  }\n"
    case (true, false): return "  {\n" + hash + "  }\n"
    default: return "  {\n" + search + "  }\n"
    }
  }

  /// MurmurHash3_x86_32 with the seed 0.
  private static let hash = """

    // MurmurHash3 for 32 bits, which is in the public domain.
    static uint32_t hash_of(const unsigned char *bytes, size_t count) {
      uint32_t hash = 0;
      size_t place, i;
      for (place = 0; place < count; place += 4) {
        const size_t left = count - place < 4 ? count - place : 4;
        uint32_t word = 0;
        for (i = 0; i < left; i++) word |= (uint32_t)bytes[place + i] << (8 * i);
        word *= 0xCC9E2D51u;
        word = word << 15 | word >> 17;
        hash ^= word * 0x1B873593u;
        if (left == 4) {
          hash = hash << 13 | hash >> 19;
          hash = hash * 5 + 0xE6546B64u;
        }
      }
      hash ^= (uint32_t)count;
      hash = (hash ^ hash >> 16) * 0x85EBCA6Bu;
      hash = (hash ^ hash >> 13) * 0xC2B2AE35u;
      return hash ^ hash >> 16;
    }

    """

  private static let search = """

    // The place of a word among others in the order of their bytes; -1 where it is not there.
    static int place_of(const unsigned char *bytes, size_t count, const char *const *words, int word_count) {
      int low = 0, high = word_count;
      while (low < high) {
        const int middle = low + (high - low) / 2;
        int order = strncmp((const char *)bytes, words[middle], count);
        if (order == 0 && words[middle][count] != '\\0') order = -1;
        if (order == 0) return middle;
        if (order < 0) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return -1;
    }

    """

  // MARK: Units

  /// The lower case of a character, where a program has any.
  private static func written(_ needs: TextNeeds) -> String {
    needs.lowerCase
      ? "is_lower_cased ? lower_case(text, place, character) : character" : "character"
  }

  private var words: String {
    let stop =
      needs.stopWords
      ? """
       && place_of(reader->bytes + start, end - start, stops, reader->settings[TEXT_STOP_WORDS]) < 0
      """ : ""
    return """

      // Ends a word, which is kept where it has two characters\(needs.stopWords ? " and is no stop word" : "").
      static void end_word(text_reader *reader, size_t start, size_t end, size_t length\(stops)) {
        reader->end = start;
        if (length < 2) return;
        \(needs.stopWords ? "if (\(stop.dropFirst(4))) {\n    " : "")reader->starts[reader->count++] = start;
      \(needs.stopWords ? "    " : "  ")reader->bytes[end] = ' ';
      \(needs.stopWords ? "    " : "  ")reader->end = end + 1;
      \(needs.stopWords ? "  }\n" : "")}

      // Words: runs of at least two letters, digits and underscores.
      static void read_words(text_reader *reader, const unsigned char *text\(stops)) {
        const unsigned char *place = text;
      \(needs.lowerCase ? "  const int is_lower_cased = reader->settings[TEXT_LOWER_CASED];\n" : "")\
        size_t end = 0, length = 0;
        while (*place != 0) {
          int32_t character, written;
          const size_t count = read_character(place, &character);
          int is_word;
          written = \(Self.written(needs));
          is_word = IS_IN(word_edges, written);
          if (is_word) {
            if (length == 0) end = reader->end;
            end += write_character(written, reader->bytes + end);
            length++;
          }
          place += count;
      \(needs.lowerCase ? Self.dotAboveEndsWord : "")\
          if (is_word) continue;
          end_word(reader, reader->end, end, length\(needs.stopWords ? ", stops" : ""));
          length = 0;
        }
        end_word(reader, reader->end, end, length\(needs.stopWords ? ", stops" : ""));
        add_n_grams(reader, 1, 0);
      }

      """
  }

  private var stops: String { needs.stopWords ? ", const char *const *stops" : "" }

  private static let dotAboveEndsWord = """
        // The dot above that follows it in lower case belongs to no word.
        if (is_lower_cased && character == 0x130) is_word = 0;

    """

  private var append: String {
    """

    // Adds a character as a unit, in lower case where that is asked for.
    static void add_character(text_reader *reader, \(needs.lowerCase ? "const unsigned char *text, const unsigned char *place, " : "")\
    int32_t character) {
    \(needs.lowerCase ? "  const int is_lower_cased = reader->settings[TEXT_LOWER_CASED];\n" : "")\
      const int32_t written = \(Self.written(needs));
      reader->starts[reader->count++] = reader->end;
      reader->end += write_character(written, reader->bytes + reader->end);
    \(needs.lowerCase ? Self.dotAbove : "")\
    }

    """
  }

  private static let dotAbove = """
      if (is_lower_cased && character == 0x130) {
        reader->starts[reader->count++] = reader->end;
        reader->end += write_character(0x307, reader->bytes + reader->end);
      }

    """
}
