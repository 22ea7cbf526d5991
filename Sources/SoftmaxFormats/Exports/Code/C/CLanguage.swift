// C99: a source and a header.

/// C99, of which the header's text also stands in the source, so that the source needs no name for the file beside it.
///
/// Logits are added in double: the sum of 784 products in float would be off by more than 1e-6.
struct CLanguage: CodeLanguage {
  /// What the names of all functions and types begin with.
  private(set) var prefix = "softmax_model"

  /// What those of all macros begin with.
  var macro: String { prefix.uppercased() }

  var name: String { "c" }
  var title: String { "C99" }
  var endings: [String] { [".c"] }
  var escapes: CodeEscapes { .octal }
  var floatSuffix: String { "f" }
  var mostNumbers: Int { 1_000_000 }
  var tools: [String] { ["gcc", "clang", "cc"] }
  var endsTextsAtZero: Bool { true }
  var readsTexts: Bool { true }

  // The one name that would become another's: of the rows' classes.
  var naming: CodeNaming? {
    CodeNaming(style: .lowerWithUnderscores, reserved: CodeIdentifiers.reserved.union(["class_of"]))
  }

  func named(_ name: String) -> any CodeLanguage {
    var language = self
    language.prefix = name
    return language
  }

  func frame(of slot: CodeSlot) -> (before: String, after: String) {
    switch slot {
    case .classNames:
      ("const char *const \(prefix)_class_names[\(macro)_CLASS_COUNT] = {", "};")
    case .columnNames:
      ("const char *const \(prefix)_column_names[\(macro)_COLUMN_COUNT] = {", "};")
    case .classOfRow: ("static const int class_of_row[\(macro)_ROW_COUNT] = {", "};")
    case .bias: ("static const float bias[\(macro)_ROW_COUNT] = {", "};")
    case .maximum: ("static const double maximum = ", ";")
    case .origins: ("static const double origins[\(macro)_VALUE_COUNT] = {", "};")
    case .kinds: ("static const int kinds[\(macro)_COLUMN_COUNT] = {", "};")
    case .sizes: ("static const int sizes[\(macro)_COLUMN_COUNT] = {", "};")
    case .columnOrigins: ("static const double origins[\(macro)_COLUMN_COUNT] = {", "};")
    case .means: ("static const float means[\(macro)_COLUMN_COUNT] = {", "};")
    case .categories: ("static const char *const categories[] = {", "  0,\n};")
    case .terms: ("static const int terms[] = {", "};")
    case .refusesMissing: ("static const int refuses_missing = ", ";")
    case .refusesUnseen: ("static const int refuses_unseen = ", ";")
    case .weights: ("static const float weights[] = {", "};")
    case .textSettings: ("static const int text_settings[] = {", "};")
    case .stopWords: ("static const char *const stop_words[] = {", "  0,\n};")
    case .vocabulary: ("static const char *const vocabulary[] = {", "  0,\n};")
    case .rarities: ("static const double rarities[] = {", "};")
    }
  }

  /// The type of what is scored.
  private func parameter(_ program: LogitProgram) -> String {
    switch program.inputKind {
    case .bytes: "const unsigned char *input"
    case .picture, .vector: "const double *input"
    case .table, .texts: "const \(prefix)_row *row"
    }
  }

  private func argument(_ program: LogitProgram) -> String { program.table == nil ? "input" : "row" }

  var companionEnding: String? { ".h" }

  func companion(of program: LogitProgram) -> (ending: String, body: String)? {
    (".h", "\n" + declarations(program))
  }

  /// The header's text.
  private func declarations(_ program: LogitProgram) -> String {
    var counts = """
      #define \(macro)_CLASS_COUNT \(program.classNames.count)
      /* The classes and those that were merged into them. */
      #define \(macro)_ROW_COUNT \(program.rowCount)

      """
    var row = ""
    if let table = program.table {
      counts += "#define \(macro)_COLUMN_COUNT \(table.columns.count)\n"
      let names = CodeIdentifiers.names(for: table.columns.map(\.name))
      let members = zip(table.columns, names).map { column, name in
        let (type, what) =
          switch column.kind {
          case .number: ("double ", "number, NAN where it is missing")
          case .boolean, .reversedBoolean: ("double ", "1 for yes, 0 for no, NAN where it is missing")
          case .text: ("const char *", "text in UTF-8, cut into words here, NULL or \"\" where it is missing")
          case .category where column.categories.contains(""):
            ("const char *", "text in UTF-8, NULL where it is missing")
          case .category: ("const char *", "text in UTF-8, NULL or \"\" where it is missing")
          }
        return "  \(type)\(name); // \(what): \(CodeComment.text(column.name))\n"
      }.joined()
      row = """

        extern const char *const \(prefix)_column_names[\(macro)_COLUMN_COUNT];

        // The cells of one row.
        typedef struct {
        \(members)} \(prefix)_row;

        """
    } else {
      counts += "#define \(macro)_VALUE_COUNT \(program.blockCount)\n"
    }
    let input =
      switch program.inputKind {
      case .bytes: "the \(program.blockCount) bytes of a picture, row by row"
      case .picture: "the \(program.blockCount) stored values of a picture, row by row"
      case .vector: "\(program.blockCount) numbers"
      case .table, .texts: "a row, in which cells may be missing or refused as in training"
      }
    let rule = program.table == nil ? "" : "// \(CodeText.emptyTexts)\n"
    return """
      #ifndef \(macro)_H
      #define \(macro)_H

      \(counts)
      #ifdef __cplusplus
      extern "C" {
      #endif

      // The classes' names in UTF-8.
      extern const char *const \(prefix)_class_names[\(macro)_CLASS_COUNT];
      \(row)
      // All take \(input).
      \(rule)
      // The index of the most probable class; -1 where a cell is refused.
      int \(prefix)_predict(\(parameter(program)));
      // The classes' probabilities; NAN where a cell is refused.
      void \(prefix)_probabilities(\(parameter(program)), double *probabilities);
      // The numbers that softmax makes probabilities of; NAN where a cell is refused.
      void \(prefix)_logits(\(parameter(program)), double *logits);

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  func body(of program: LogitProgram, _ tables: (CodeSlot) -> String) -> String {
    let declared = program.slots.map(tables).joined()
    let tokenizer = program.table.flatMap { CTokenizer($0, macro: macro) }
    return """

      #include <math.h>
      \(tokenizer == nil ? "" : CTokenizer.includes)\

      // The header's text, so that this file stands alone.
      \(declarations(program))
      \(declared)
      \(tokenizer?.code ?? "")\
      \(program.table.map(rowCode) ?? valueCode(program))
      void \(prefix)_probabilities(\(parameter(program)), double *probabilities) {
        double logits[\(macro)_ROW_COUNT];
        double largest, sum = 0.0;
        int i;
        \(prefix)_logits(\(argument(program)), logits);
        for (i = 0; i < \(macro)_CLASS_COUNT; i++) probabilities[i] = 0.0;
        largest = logits[0];
        for (i = 1; i < \(macro)_ROW_COUNT; i++) {
          if (logits[i] > largest) largest = logits[i];
        }
        for (i = 0; i < \(macro)_ROW_COUNT; i++) {
          const double exponential = (double)expf((float)(logits[i] - largest));
          probabilities[class_of_row[i]] += exponential;
          sum += exponential;
        }
        for (i = 0; i < \(macro)_CLASS_COUNT; i++) probabilities[i] /= sum;
      }

      int \(prefix)_predict(\(parameter(program))) {
        double probabilities[\(macro)_CLASS_COUNT];
        int i, best = 0;
        \(prefix)_probabilities(\(argument(program)), probabilities);
        for (i = 0; i < \(macro)_CLASS_COUNT; i++) {
          if (probabilities[i] != probabilities[i]) return -1;
          if (probabilities[i] > probabilities[best]) best = i;
        }
        return best;
      }

      """
  }

  private func valueCode(_ program: LogitProgram) -> String {
    let value =
      if case .vector = program.input { "input[j] - origins[j]" } else { "(double)input[j] / maximum" }
    return """
      void \(prefix)_logits(\(parameter(program)), double *logits) {
        const float *block = weights;
        int i, j;
        for (i = 0; i < \(macro)_ROW_COUNT; i++) logits[i] = (double)bias[i];
        for (j = 0; j < \(macro)_VALUE_COUNT; j++) {
          const double value = (double)(float)(\(value));
          for (i = 0; i < \(macro)_ROW_COUNT; i++) logits[i] += value * (double)block[i];
          block += \(macro)_ROW_COUNT;
        }
      }

      """
  }

  private func rowCode(_ table: LogitProgram.Table) -> String {
    let names = CodeIdentifiers.names(for: table.columns.map(\.name))
    let members = zip(table.columns, names)
    let numbers = members.map { $0.kind.isWord ? "    0.0,\n" : "    row->\($1),\n" }.joined()
    let words = members.map { $0.kind.isWord ? "    row->\($1),\n" : "    0,\n" }.joined()
    let hasTexts = !table.texts.isEmpty
    return """
      static int is_same(const char *a, const char *b) {
        while (*a != '\\0' && *a == *b) {
          a++;
          b++;
        }
        return *a == *b;
      }

      void \(prefix)_logits(const \(prefix)_row *row, double *logits) {
        const double numbers[\(macro)_COLUMN_COUNT] = {
      \(numbers)  };
        const char *const words[\(macro)_COLUMN_COUNT] = {
      \(words)  };
        // A column's number, which of its blocks counts, and whether its cell is missing.
        float values[\(macro)_COLUMN_COUNT];
        int choices[\(macro)_COLUMN_COUNT];
        int missing[\(macro)_COLUMN_COUNT];
        const char *const *names = categories;
        const float *block = weights;
      \(hasTexts ? CTokenizer.declarations(table) : "")\
        int i, j, refused = 0;
        for (j = 0; j < \(macro)_COLUMN_COUNT; j++) {
          values[j] = 1.0f;
          choices[j] = 0;
          if (kinds[j] == 3) {
            const int count = sizes[j] - 2;
            const char *word = words[j] == 0 ? "" : words[j];
            if (words[j] == 0) choices[j] = count;
            while (choices[j] < count && !is_same(word, names[choices[j]])) choices[j]++;
            missing[j] = choices[j] == count && word[0] == '\\0';
            if (choices[j] == count && !missing[j]) {
              choices[j] = count + 1;
              if (refuses_unseen) refused = 1;
            }
            names += count;
          } else {
            missing[j] = numbers[j] != numbers[j];
            if (missing[j]) {
              values[j] = means[j];
            } else if (kinds[j] == 2) {
              values[j] = 1.0f - (float)numbers[j];
            } else {
              values[j] = (float)(numbers[j] - origins[j]);
            }
          }
          if (missing[j] && refuses_missing) refused = 1;
        }
        for (i = 0; i < \(macro)_ROW_COUNT; i++) logits[i] = refused ? (double)NAN : (double)bias[i];
        // Pairs of columns; -1: no second one; -2: whether the first one's cell is missing.
        for (j = 0; j < \(table.terms.count); j++) {
          const int first = terms[2 * j], second = terms[2 * j + 1];
          float value = values[first];
          int choice = choices[first], size = sizes[first];
      \(hasTexts ? CTokenizer.term(table, macro: macro) : "")\
          if (second == -2) {
            value = missing[first] ? 1.0f : 0.0f;
            choice = 0;
            size = 1;
          } else if (second >= 0) {
            value *= values[second];
            choice = choice * sizes[second] + choices[second];
            size *= sizes[second];
          }
          for (i = 0; i < \(macro)_ROW_COUNT; i++) {
            logits[i] += (double)value * (double)block[choice * \(macro)_ROW_COUNT + i];
          }
          block += size * \(macro)_ROW_COUNT;
        }
      }

      """
  }
}
