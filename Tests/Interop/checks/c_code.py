"""C99: a strict compile by gcc and clang, 10,000 pictures of bytes, and a table with missing and unseen cells."""

import pathlib
import subprocess

import code_harness

QUICK = True
REQUIREMENTS = []
COMMANDS = ["gcc", "clang"]
FLAGS = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-Wconversion", "-O2"]

PICTURES = """
#include <stdio.h>
#include "model.h"
int main(void) {
  unsigned char picture[SOFTMAX_MODEL_VALUE_COUNT];
  double probabilities[SOFTMAX_MODEL_CLASS_COUNT];
  while (fread(picture, sizeof picture, 1, stdin) == 1) {
    softmax_model_probabilities(picture, probabilities);
    for (int i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) printf("%.17g ", probabilities[i]);
    printf("%s\\n", softmax_model_class_names[softmax_model_predict(picture)]);
  }
  return 0;
}
"""


def table_program(columns):
    """Reads the rows of code_harness.rows: cells with tabs between them, and in hexadecimal digits what is text."""
    lines = []
    for member, is_text in columns:
        lines.append(f"    row.{member} = {'text' if is_text else 'number'}(next());")
    return """
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "model.h"
static char line[1 << 20];
static char *place;
static char *next(void) {
  char *cell = place;
  place += strcspn(place, "\\t\\n");
  if (*place != '\\0') *place++ = '\\0';
  return cell;
}
static double number(const char *cell) { return cell[0] == '-' && cell[1] == '\\0' ? (double)NAN : strtod(cell, 0); }
static const char *text(char *cell) {
  size_t i;
  if (cell[0] == '-') return 0;
  for (i = 0; cell[1 + 2 * i] != '\\0'; i++) {
    char digits[3] = {cell[1 + 2 * i], cell[2 + 2 * i], '\\0'};
    cell[i] = (char)strtol(digits, 0, 16);
  }
  cell[i] = '\\0';
  return cell;
}
int main(void) {
  double probabilities[SOFTMAX_MODEL_CLASS_COUNT];
  while (fgets(line, sizeof line, stdin) != 0) {
    softmax_model_row row;
    place = line;
""" + "\n".join(lines) + """
    softmax_model_probabilities(&row, probabilities);
    for (int i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) printf("%.17g ", probabilities[i]);
    printf("%s\\n", softmax_model_class_names[softmax_model_predict(&row)]);
  }
  return 0;
}
"""


def build(compiler, export, program, folder):
    """Compiles an export with a program, the export under every warning that there is."""
    export = pathlib.Path(export)
    (folder / "model.h").write_bytes(export.with_suffix(".h").read_bytes())
    (folder / "main.c").write_text(program)
    subprocess.run([compiler, *FLAGS, "-c", str(export), "-o", "model.o"], cwd=folder, check=True)
    subprocess.run([compiler, "-std=c99", "-O2", "main.c", "model.o", "-o", "proof", "-lm"], cwd=folder, check=True)
    return [str(folder / "proof")]


def check(context):
    for compiler in COMMANDS:
        folder = code_harness.folder(context, f"c-{compiler}")
        for model in (context.fashion, context.calibrated):
            export = context.export(model, name="model.c")
            output = code_harness.run(build(compiler, export, PICTURES, folder), context.pictures.tobytes(), folder)
            context.compare(f"C by {compiler}", model, *output)
        for model in (context.table, context.indicators):
            export = context.export(model, name="model.c")
            columns = code_harness.members(pathlib.Path(export).with_suffix(".h").read_text())
            program = table_program([(member, is_text) for member, is_text, _ in columns])
            cells = code_harness.rows(context.rows, [name for _, _, name in columns])
            output = code_harness.run(build(compiler, export, program, folder), cells, folder)
            context.compare(f"C by {compiler}", model, *output)
