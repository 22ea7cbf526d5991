"""Texts in code: every character of Unicode alone and between letters, and a table of messages, in C, JavaScript and Swift."""

import json
import pathlib
import random
import subprocess

import code_harness
import pandas
from checks import c_code, swift_code

QUICK = True
REQUIREMENTS = ["pandas==3.1.1"]
COMMANDS = ["gcc", "node", "swiftc"]
MESSAGES = pathlib.Path(__file__).resolve().parents[3] / "Documentation" / "messages.csv"

SCRIPT = """
import { readFileSync } from "node:fs";
import * as model from "./model.mjs";
const rows = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(
  rows.map((row) => [...model.probabilities(row), model.predict(row)].join(" ") + "\\n").join(""));
"""

# Bytes that are no UTF-8: cut off, overlong, a surrogate, beyond the last character, a second byte alone.
WRONG = """
#include <stdio.h>
#include "model.h"
int main(void) {
  static const char *const texts[] = {
    "good \\xC3", "\\xE2\\x82", "\\xF0\\x9F\\x99", "\\xC0\\x80", "\\xE0\\x80\\x80", "\\xF0\\x80\\x80\\x80", "\\xED\\xA0\\x80",
    "\\xF4\\x90\\x80\\x80", "\\xF5\\x80\\x80\\x80", "\\x80", "ab\\xFFg", "\\xC3(",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    softmax_model_row row;
    double probabilities[SOFTMAX_MODEL_CLASS_COUNT];
    row.text = texts[i];
    softmax_model_probabilities(&row, probabilities);
    if (softmax_model_predict(&row) != -1 || probabilities[0] == probabilities[0]) return (int)i + 1;
  }
  return 0;
}
"""


def characters(quick):
    """All that texts can have but U+0000, which ends a text in C; a part of them where there is little time."""
    step = 61 if quick else 1
    numbers = list(range(1, 0x3000)) + list(range(0x3000, 0xd800, step)) + list(range(0xe000, 0x110000, step))
    return [chr(number) for number in numbers]


def unicode_model(context, name, *flags):
    """Texts of all characters, and a model in which every token weighs something: hashes of more words than columns."""
    generator = random.Random(11)
    frame = pandas.DataFrame({
        "text": [" ".join(f"w{generator.randrange(10**6)}" for _ in range(20)) for _ in range(1500)],
        "kind": [generator.choice(["no", "yes"]) for _ in range(1500)]})
    training, data = context.folder / f"{name}.train.csv", context.folder / f"{name}.csv"
    frame.to_csv(training, index=False)
    found = characters(context.quick)
    texts = [
        " ".join(f"{one} ab{one}cd a\u03a3{one}" for one in found[first:first + 16])
        for first in range(0, len(found), 16)]
    pandas.DataFrame({"text": texts, "kind": "no"}).to_csv(data, index=False)
    path = context.folder / f"{name}.safetensors"
    context.run([
        "train", training, "--label", "kind", "--text", "text", "--hash-bits", "12", "--text-norm", "none", "--quiet",
        "-o", path, *flags])
    return context.model(name, path, data), pandas.DataFrame({"text": texts})


def compare(context, model, rows):
    """Runs a model's rows in each language."""
    names = list(rows.columns)
    folder = code_harness.folder(context, f"texts-{model.name}")
    export = context.export(model, "--no-tools", name=f"{model.name}.c")
    columns = code_harness.members(export.with_suffix(".h").read_text())
    assert [name for _, _, name in columns] == names, columns
    cells = code_harness.rows(rows, names)
    program = c_code.table_program([(member, is_text) for member, is_text, _ in columns])
    for compiler in c_code.COMMANDS:
        # The header has the source's name in the folder.
        output = code_harness.run(c_code.build(compiler, export, program, folder), cells, folder)
        context.compare(f"C by {compiler}", model, *output)

    records = [
        {name: None if cell is None or cell != cell else cell for name, cell in row.items()}
        for row in rows.to_dict("records")]
    (folder / "main.mjs").write_text(SCRIPT)
    export = context.export(model, "--no-tools", name=f"{model.name}.mjs")
    (folder / "model.mjs").write_bytes(export.read_bytes())
    output = code_harness.run(["node", "main.mjs"], json.dumps(records).encode(), folder)
    context.compare("JavaScript", model, *output)

    export = context.export(model, "--no-tools", name=f"{model.name}.swift")
    read = {"Double": "Double(CELL)", "Bool": "Double(CELL).map { $0 != 0 }", "String": "text(CELL)"}
    row = "  var row = SoftmaxModel.Row()\n" + "".join(
        f"  row.{member} = {read[kind].replace('CELL', f'cells[{place}]')}\n"
        for place, (member, kind, _) in enumerate(code_harness.properties(export.read_text())))
    output = code_harness.run(swift_code.build(export, row, folder), cells, folder)
    context.compare("Swift", model, *output)


def check_wrong_bytes(context, model):
    """Bytes that are no UTF-8 get no class in C."""
    folder = code_harness.folder(context, "wrong")
    export = context.export(model, "--no-tools", name="wrong.c")
    program = c_code.build("gcc", export, WRONG, folder)
    assert subprocess.run(program).returncode == 0, "bytes that are no UTF-8 got a class"


def check(context):
    model, rows = unicode_model(context, "words", "--term-weights", "counts")
    check_wrong_bytes(context, model)
    compare(context, model, rows)
    compare(context, *unicode_model(
        context, "pieces", "--term-weights", "binary", "--text-unit", "char_wb", "--ngrams", "1-2"))
    path = context.folder / "messages.safetensors"
    context.run([
        "train", MESSAGES, "--text", "message", "--ngrams", "1-2", "--sublinear", "--quiet", "-o", path])
    messages = pandas.read_csv(MESSAGES, keep_default_na=False)
    compare(context, context.model("messages", path, MESSAGES), messages.drop(columns="topic"))
