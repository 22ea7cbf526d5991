// C99: a source and a header.

/// C99, of which the header's text also stands in the source, so that the source needs no name for the file beside it.
///
/// Logits are added in double: the sum of 784 products in float would be off by more than 1e-6.
struct CLanguage: CodeLanguage {
  var name: String { "c" }
  var title: String { "C99" }
  var endings: [String] { [".c"] }
  var escapes: CodeEscapes { .octal }
  var floatSuffix: String { "f" }
  var mostNumbers: Int { 1_000_000 }
  var tools: [String] { ["gcc", "clang", "cc"] }
  var endsTextsAtZero: Bool { true }

  func frame(of slot: CodeSlot) -> (before: String, after: String) {
    switch slot {
    case .classNames:
      ("const char *const softmax_model_class_names[SOFTMAX_MODEL_CLASS_COUNT] = {", "};")
    case .columnNames:
      ("const char *const softmax_model_column_names[SOFTMAX_MODEL_COLUMN_COUNT] = {", "};")
    case .classOfRow: ("static const int class_of_row[SOFTMAX_MODEL_ROW_COUNT] = {", "};")
    case .bias: ("static const float bias[SOFTMAX_MODEL_ROW_COUNT] = {", "};")
    case .maximum: ("static const double maximum = ", ";")
    case .origins: ("static const double origins[SOFTMAX_MODEL_VALUE_COUNT] = {", "};")
    case .kinds: ("static const int kinds[SOFTMAX_MODEL_COLUMN_COUNT] = {", "};")
    case .sizes: ("static const int sizes[SOFTMAX_MODEL_COLUMN_COUNT] = {", "};")
    case .columnOrigins: ("static const double origins[SOFTMAX_MODEL_COLUMN_COUNT] = {", "};")
    case .means: ("static const float means[SOFTMAX_MODEL_COLUMN_COUNT] = {", "};")
    case .categories: ("static const char *const categories[] = {", "  0,\n};")
    case .terms: ("static const int terms[] = {", "};")
    case .refusesMissing: ("static const int refuses_missing = ", ";")
    case .refusesUnseen: ("static const int refuses_unseen = ", ";")
    case .weights: ("static const float weights[] = {", "};")
    }
  }

  /// The type of what is scored.
  private func parameter(_ program: LogitProgram) -> String {
    switch program.inputKind {
    case .bytes: "const unsigned char *input"
    case .picture, .vector: "const double *input"
    case .table: "const softmax_model_row *row"
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
      #define SOFTMAX_MODEL_CLASS_COUNT \(program.classNames.count)
      /* The classes and those that were merged into them. */
      #define SOFTMAX_MODEL_ROW_COUNT \(program.rowCount)

      """
    var row = ""
    if let table = program.table {
      counts += "#define SOFTMAX_MODEL_COLUMN_COUNT \(table.columns.count)\n"
      let names = CodeIdentifiers.names(for: table.columns.map(\.name))
      let members = zip(table.columns, names).map { column, name in
        let (type, what) =
          switch column.kind {
          case .number: ("double ", "number, NAN where it is missing")
          case .boolean, .reversedBoolean: ("double ", "1 for yes, 0 for no, NAN where it is missing")
          case .category: ("const char *", "text in UTF-8, NULL or \"\" where it is missing")
          }
        return "  \(type)\(name); // \(what): \(CodeComment.text(column.name))\n"
      }.joined()
      row = """

        extern const char *const softmax_model_column_names[SOFTMAX_MODEL_COLUMN_COUNT];

        // The cells of one row.
        typedef struct {
        \(members)} softmax_model_row;

        """
    } else {
      counts += "#define SOFTMAX_MODEL_VALUE_COUNT \(program.blockCount)\n"
    }
    let input =
      switch program.inputKind {
      case .bytes: "the \(program.blockCount) bytes of a picture, row by row"
      case .picture: "the \(program.blockCount) stored values of a picture, row by row"
      case .vector: "\(program.blockCount) numbers"
      case .table: "a row, in which cells may be missing or refused as in training"
      }
    return """
      #ifndef SOFTMAX_MODEL_H
      #define SOFTMAX_MODEL_H

      \(counts)
      #ifdef __cplusplus
      extern "C" {
      #endif

      // The classes' names in UTF-8.
      extern const char *const softmax_model_class_names[SOFTMAX_MODEL_CLASS_COUNT];
      \(row)
      // All take \(input).

      // The index of the most probable class; -1 where a cell is refused.
      int softmax_model_predict(\(parameter(program)));
      // The classes' probabilities; NAN where a cell is refused.
      void softmax_model_probabilities(\(parameter(program)), double *probabilities);
      // The numbers that softmax makes probabilities of; NAN where a cell is refused.
      void softmax_model_logits(\(parameter(program)), double *logits);

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
  }

  func body(of program: LogitProgram, _ tables: (CodeSlot) -> String) -> String {
    let declared = CodeSlot.all(of: program.inputKind).map(tables).joined()
    return """

      #include <math.h>

      // The header's text, so that this file stands alone.
      \(declarations(program))
      \(declared)
      \(program.table.map(rowCode) ?? valueCode(program))
      void softmax_model_probabilities(\(parameter(program)), double *probabilities) {
        double logits[SOFTMAX_MODEL_ROW_COUNT];
        double largest, sum = 0.0;
        int i;
        softmax_model_logits(\(argument(program)), logits);
        for (i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) probabilities[i] = 0.0;
        largest = logits[0];
        for (i = 1; i < SOFTMAX_MODEL_ROW_COUNT; i++) {
          if (logits[i] > largest) largest = logits[i];
        }
        for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) {
          const double exponential = (double)expf((float)(logits[i] - largest));
          probabilities[class_of_row[i]] += exponential;
          sum += exponential;
        }
        for (i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) probabilities[i] /= sum;
      }

      int softmax_model_predict(\(parameter(program))) {
        double probabilities[SOFTMAX_MODEL_CLASS_COUNT];
        int i, best = 0;
        softmax_model_probabilities(\(argument(program)), probabilities);
        for (i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) {
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
      void softmax_model_logits(\(parameter(program)), double *logits) {
        const float *block = weights;
        int i, j;
        for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) logits[i] = (double)bias[i];
        for (j = 0; j < SOFTMAX_MODEL_VALUE_COUNT; j++) {
          const double value = (double)(float)(\(value));
          for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) logits[i] += value * (double)block[i];
          block += SOFTMAX_MODEL_ROW_COUNT;
        }
      }

      """
  }

  private func rowCode(_ table: LogitProgram.Table) -> String {
    let names = CodeIdentifiers.names(for: table.columns.map(\.name))
    let members = zip(table.columns, names)
    let numbers = members.map { $0.kind == .category ? "    0.0,\n" : "    row->\($1),\n" }.joined()
    let words = members.map { $0.kind == .category ? "    row->\($1),\n" : "    0,\n" }.joined()
    return """
      static int is_same(const char *a, const char *b) {
        while (*a != '\\0' && *a == *b) {
          a++;
          b++;
        }
        return *a == *b;
      }

      void softmax_model_logits(const softmax_model_row *row, double *logits) {
        const double numbers[SOFTMAX_MODEL_COLUMN_COUNT] = {
      \(numbers)  };
        const char *const words[SOFTMAX_MODEL_COLUMN_COUNT] = {
      \(words)  };
        // A column's number, which of its blocks counts, and whether its cell is missing.
        float values[SOFTMAX_MODEL_COLUMN_COUNT];
        int choices[SOFTMAX_MODEL_COLUMN_COUNT];
        int missing[SOFTMAX_MODEL_COLUMN_COUNT];
        const char *const *names = categories;
        const float *block = weights;
        int i, j, refused = 0;
        for (j = 0; j < SOFTMAX_MODEL_COLUMN_COUNT; j++) {
          values[j] = 1.0f;
          choices[j] = 0;
          if (kinds[j] == 3) {
            const int count = sizes[j] - 2;
            missing[j] = words[j] == 0 || words[j][0] == '\\0';
            if (missing[j]) {
              choices[j] = count;
            } else {
              while (choices[j] < count && !is_same(words[j], names[choices[j]])) choices[j]++;
              if (choices[j] == count) {
                choices[j] = count + 1;
                if (refuses_unseen) refused = 1;
              }
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
        for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) logits[i] = refused ? (double)NAN : (double)bias[i];
        // Pairs of columns; -1: no second one; -2: whether the first one's cell is missing.
        for (j = 0; j < \(table.terms.count); j++) {
          const int first = terms[2 * j], second = terms[2 * j + 1];
          float value = values[first];
          int choice = choices[first], size = sizes[first];
          if (second == -2) {
            value = missing[first] ? 1.0f : 0.0f;
            choice = 0;
            size = 1;
          } else if (second >= 0) {
            value *= values[second];
            choice = choice * sizes[second] + choices[second];
            size *= sizes[second];
          }
          for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) {
            logits[i] += (double)value * (double)block[choice * SOFTMAX_MODEL_ROW_COUNT + i];
          }
          block += size * SOFTMAX_MODEL_ROW_COUNT;
        }
      }

      """
  }
}
