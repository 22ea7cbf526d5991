"""Swift: 10,000 pictures of bytes, and a table with missing and unseen cells."""

import pathlib
import shutil
import subprocess

import code_harness

QUICK = True
REQUIREMENTS = []
COMMANDS = ["swiftc"]

READING = """
func text(_ cell: Substring) -> String? {
  guard cell.first == "h" else { return nil }
  var digits = cell.dropFirst()
  var bytes: [UInt8] = []
  while !digits.isEmpty {
    bytes.append(UInt8(digits.prefix(2), radix: 16)!)
    digits = digits.dropFirst(2)
  }
  return String(decoding: bytes, as: UTF8.self)
}
while let line = readLine() {
  let cells = line.split(separator: "\\t")
ROW  let probabilities = SoftmaxModel.probabilities(row).map { "\\($0)" }.joined(separator: " ")
  print(probabilities, SoftmaxModel.predict(row) ?? "refused")
}
"""


def build(export, row, folder):
    shutil.copy(export, folder / "model.swift")
    (folder / "main.swift").write_text(READING.replace("ROW", row))
    command = ["swiftc", "-O", "-warnings-as-errors", "-swift-version", "6", "model.swift", "main.swift", "-o", "proof"]
    subprocess.run(command, cwd=folder, check=True)
    return [str(folder / "proof")]


def check(context):
    folder = code_harness.folder(context, "swift")
    for model in (context.fashion, context.calibrated):
        program = build(context.export(model, name="model.swift"), "  let row = cells.map { UInt8($0)! }\n", folder)
        lines = "\n".join("\t".join(map(str, picture)) for picture in context.pictures.tolist()) + "\n"
        context.compare("Swift", model, *code_harness.run(program, lines.encode(), folder))
    for model in (context.table, context.indicators):
        export = context.export(model, name="model.swift")
        columns = code_harness.properties(pathlib.Path(export).read_text())
        read = {"Double": "Double(CELL)", "Bool": "Double(CELL).map { $0 != 0 }", "String": "text(CELL)"}
        row = "  var row = SoftmaxModel.Row()\n" + "".join(
            f"  row.{member} = {read[kind].replace('CELL', f'cells[{place}]')}\n"
            for place, (member, kind, _) in enumerate(columns))
        cells = code_harness.rows(context.rows, [name for _, _, name in columns])
        context.compare("Swift", model, *code_harness.run(build(export, row, folder), cells, folder))
