// The last functions of a tokenizer in C: characters as units, and what a text adds to the logits.

import SoftmaxText

extension CTokenizer {
  /// Characters of the whole text.
  var characters: String {
    """

    // Characters: white space of several characters is one space.
    static void read_characters(text_reader *reader, const unsigned char *text) {
      const unsigned char *place = text;
      size_t spaces = 0;
      while (*place != 0) {
        int32_t character;
        const size_t count = read_character(place, &character);
        spaces = IS_IN(space_edges, character) ? spaces + 1 : 0;
        if (spaces > 1) {
          reader->end = reader->starts[reader->count - 1];
          reader->bytes[reader->end++] = ' ';
        } else {
          add_character(reader, \(place)character);
        }
        place += count;
      }
      add_n_grams(reader, 0, 0);
    }

    """
  }

  /// Characters of each piece between white space.
  var pieces: String {
    """

    // Characters of each piece between white space, with a space on both sides.
    static void read_pieces(text_reader *reader, const unsigned char *text) {
      const unsigned char *place = text;
      int is_inside = 0;
      for (;;) {
        int32_t character;
        const size_t count = read_character(place, &character);
        const int is_space = *place == 0 || IS_IN(space_edges, character);
        if (is_inside == is_space) add_character(reader, \(place)' ');
        if (is_inside && is_space) add_n_grams(reader, 0, 1);
        if (*place == 0) return;
        if (!is_space) add_character(reader, \(place)character);
        is_inside = !is_space;
        place += count;
      }
    }

    """
  }

  /// The text around a character, for its lower case.
  private var place: String { needs.lowerCase ? "text, place, " : "" }

  /// What a text adds to the logits.
  var sum: String {
    let parameters =
      (needs.vocabulary ? "const char *const *words, " : "")
      + (needs.stopWords ? "const char *const *stops, " : "")
      + (needs.rarities ? "const double *factors, " : "")
    return """

      static int compare_keys(const void *a, const void *b) {
        const uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
        return (first > second) - (first < second);
      }

      // Adds what the features of a text add to the logits. Returns 0 where its bytes are no UTF-8, or there is no memory.
      static int add_text(const char *cell, const int *settings, \(parameters)const float *block, double *logits) {
        const unsigned char *text = (const unsigned char *)(cell == 0 ? "" : cell);
        const unsigned char *place = text;
        text_reader reader;
        double *values = 0;
        size_t i, count, feature_count = 0;
        int32_t character;
        for (; *place != 0; place += count) {
          count = read_character(place, &character);
          if (count == 0) return 0;
        }
        count = (size_t)(place - text);
        memset(&reader, 0, sizeof reader);
        reader.settings = settings;
      \(needs.vocabulary ? "  reader.words = words;\n" : "")\
        // A lower case has at most half as many bytes more, a piece between white space two spaces.
        reader.bytes = malloc(2 * count + 8);
        reader.starts = malloc((count + 4) * sizeof *reader.starts);
        reader.failed = reader.bytes == 0 || reader.starts == 0;
        if (!reader.failed) {
      \(reading)\
        }
        if (!reader.failed) values = malloc((reader.key_count + 1) * sizeof *values);
        if (values != 0) {
          if (reader.key_count > 0) qsort(reader.keys, reader.key_count, sizeof *reader.keys, compare_keys);
          for (i = 0; i < reader.key_count;) {
            const uint64_t column = reader.keys[i] / 2;
            double value = 0.0;
            for (; i < reader.key_count && reader.keys[i] / 2 == column; i++) {
              value += reader.keys[i] % 2 == 0 ? 1.0 : -1.0;
            }
      \(weighting)\
            reader.keys[feature_count] = column;
            values[feature_count++] = value;
          }
      \(norm)\
          for (i = 0; i < feature_count; i++) {
            const float *weight = block + (size_t)reader.keys[i] * \(macro)_ROW_COUNT;
            const double value = (double)(float)values[i];
            int row;
            for (row = 0; row < \(macro)_ROW_COUNT; row++) logits[row] += value * (double)weight[row];
          }
        }
        free(reader.bytes);
        free(reader.starts);
        free(reader.keys);
        free(values);
        return values != 0;
      }

      """
  }

  private var reading: String {
    let readers: [(TextAnalysis.Unit, String, Int)] = [
      (.words, "read_words(&reader, text\(needs.stopWords ? ", stops" : ""))", 0),
      (.characters, "read_characters(&reader, text)", 1), (.charactersInWords, "read_pieces(&reader, text)", 2),
    ]
    let own = readers.filter { needs.units.contains($0.0) }
    return own.map { _, call, number in
      own.count == 1 ? "    \(call);\n" : "    if (settings[TEXT_UNIT] == \(number)) \(call);\n"
    }.joined()
  }

  private var weighting: String {
    (needs.binary ? "      if (settings[TEXT_BINARY]) value = 1.0;\n" : "")
      + (needs.signs ? "      if (value == 0.0) continue;\n" : "")
      + (needs.sublinear ? "      if (settings[TEXT_SUBLINEAR]) value = 1.0 + log(value);\n" : "")
      + (needs.rarities ? "      if (settings[TEXT_RARITIES] > 0) value *= factors[column];\n" : "")
  }

  private var norm: String {
    guard needs.norms != [.none] else { return "" }
    let (l1, l2) = (needs.norms.contains(.l1), needs.norms.contains(.l2))
    let size =
      l1 ? "settings[TEXT_NORM] == 1 ? fabs(values[i]) : values[i] * values[i]" : "values[i] * values[i]"
    return """
          if (settings[TEXT_NORM] > 0) {
            double norm = 0.0;
            for (i = 0; i < feature_count; i++) norm += \(l2 ? size : "fabs(values[i])");
      \(l2 ? "      if (settings[TEXT_NORM] == 2) norm = sqrt(norm);\n" : "")\
            for (i = 0; i < feature_count; i++) values[i] /= norm;
          }

      """
  }
}
