// Compiling and running C.

extension CLanguage {
  func run(_ program: LogitProgram) -> CodeRun {
    CodeRun(
      source: "model.c", companion: "model.h", harness: [("main.c", harness(program))],
      compile: ["-std=c99", "-O1", "-o", "proof", "model.c", "main.c", "-lm"])
  }

  /// A program that reads samples, each cell a word, and prints scores.
  private func harness(_ program: LogitProgram) -> String {
    let reading: String
    if let table = program.table {
      let names = CodeIdentifiers.names(for: table.columns.map(\.name))
      reading =
        "    \(prefix)_row row;\n"
        + zip(table.columns, names).map { column, name in
          "    row.\(name) = \(column.kind.isWord ? "text" : "number")(next());\n"
        }.joined()
    } else {
      let type = program.inputKind == .bytes ? "unsigned char" : "double"
      reading = """
            static \(type) row[\(macro)_VALUE_COUNT];
            for (int j = 0; j < \(macro)_VALUE_COUNT; j++) row[j] = (\(type))number(next());

        """
    }
    let argument = program.table == nil ? "row" : "&row"
    return """
      #include <math.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include "model.h"

      static char *position;

      static char *next(void) {
        char *word = position + strspn(position, " \\n");
        position = word + strcspn(word, " \\n");
        if (*position != '\\0') *position++ = '\\0';
        return word;
      }

      \(program.table == nil ? "" : textCode(program))static double number(char *word) { return word[0] == '-' && word[1] == '\\0' ? NAN : strtod(word, 0); }

      int main(void) {
        size_t length = 0, room = 1 << 16;
        char *samples = malloc(room + 1);
        while (samples != 0) {
          const size_t count = fread(samples + length, 1, room - length, stdin);
          if (count == 0) break;
          length += count;
          if (length == room) samples = realloc(samples, (room *= 2) + 1);
        }
        if (samples == 0) return 1;
        samples[length] = '\\0';
        position = samples;
        for (long count = (long)number(next()); count > 0; count--) {
          double logits[\(macro)_ROW_COUNT], probabilities[\(macro)_CLASS_COUNT];
      \(reading)    \(prefix)_logits(\(argument), logits);
          \(prefix)_probabilities(\(argument), probabilities);
          for (int i = 0; i < \(macro)_ROW_COUNT; i++) printf("%.17g ", logits[i]);
          for (int i = 0; i < \(macro)_CLASS_COUNT; i++) printf("%.17g ", probabilities[i]);
          printf("%d\\n", \(prefix)_predict(\(argument)));
        }
        return 0;
      }

      """
  }

  private func textCode(_ program: LogitProgram) -> String {
    guard program.table?.columns.contains(where: \.kind.isWord) ?? false else { return "" }
    return """
      static int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

      static const char *text(char *word) {
        char *to = word;
        if (word[0] == '-') return 0;
        for (const char *from = word + 1; from[0] != '\\0'; from += 2) {
          *to++ = (char)(digit(from[0]) * 16 + digit(from[1]));
        }
        *to = '\\0';
        return word;
      }


      """
  }
}
