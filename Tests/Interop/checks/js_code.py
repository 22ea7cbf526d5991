"""JavaScript in Node.js: 10,000 pictures of bytes, and a table with missing and unseen cells."""

import json
import shutil

import code_harness

QUICK = True
REQUIREMENTS = []
COMMANDS = ["node"]

PROGRAM = """
import { readFileSync } from "node:fs";
import * as model from "./model.mjs";
const given = readFileSync(0);
const rows = [];
if (process.argv[2] === "pictures") {
  for (let first = 0; first < given.length; first += 784) rows.push(given.subarray(first, first + 784));
} else {
  rows.push(...JSON.parse(given.toString("utf8")));
}
process.stdout.write(
  rows.map((row) => [...model.probabilities(row), model.predict(row)].join(" ") + "\\n").join(""));
"""


def check(context):
    folder = code_harness.folder(context, "js")
    (folder / "main.mjs").write_text(PROGRAM)

    def compare(model, kind, given):
        shutil.copy(context.export(model, name="model.js"), folder / "model.mjs")
        context.compare("JavaScript", model, *code_harness.run(["node", "main.mjs", kind], given, folder))

    for model in (context.fashion, context.calibrated):
        compare(model, "pictures", context.pictures.tobytes())
    records = [
        {name: None if cell is None or cell != cell else cell for name, cell in row.items()}
        for row in context.rows.to_dict("records")
    ]
    for model in (context.table, context.indicators):
        compare(model, "rows", json.dumps(records).encode())
