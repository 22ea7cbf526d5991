"""Rust: 10,000 pictures of bytes, and a table with missing and unseen cells."""

import shutil
import subprocess

import code_harness

QUICK = False
REQUIREMENTS = []
COMMANDS = ["rustc"]

PROGRAM = """
mod model;
use std::io::Read;
TEXT
fn main() {
    let mut given = String::new();
    std::io::stdin().read_to_string(&mut given).unwrap();
    for line in given.lines() {
        let texts: Vec<String> = line.split('\\t').map(text).collect();
        let row: Vec<_> = line.split('\\t').zip(&texts).map(|(cell, text)| CELL).collect();
        for number in model::probabilities(&row) {
            print!("{} ", number);
        }
        println!("{}", model::CLASS_NAMES[model::predict(&row).unwrap()]);
    }
}
"""
TEXT = """
fn text(cell: &str) -> String {
    if !cell.starts_with('h') {
        return String::new();
    }
    let bytes = (1..cell.len()).step_by(2).map(|at| u8::from_str_radix(&cell[at..at + 2], 16).unwrap());
    String::from_utf8(bytes.collect()).unwrap()
}
"""
BYTE = "{ let _ = text; cell.parse::<u8>().unwrap() }"
CELL = """match cell {
            "-" => model::Cell::Missing,
            _ if cell.starts_with('h') => model::Cell::Text(text),
            _ => model::Cell::Number(cell.parse().unwrap()),
        }"""


def check(context):
    folder = code_harness.folder(context, "rust")

    def compare(model, cell, given):
        shutil.copy(context.export(model, name="model.rs"), folder / "model.rs")
        (folder / "main.rs").write_text(PROGRAM.replace("TEXT", TEXT).replace("| CELL)", f"| {cell})"))
        subprocess.run(["rustc", "--edition=2021", "-O", "-D", "warnings", "main.rs", "-o", "proof"], cwd=folder, check=True)
        context.compare("Rust", model, *code_harness.run([str(folder / "proof")], given, folder))

    lines = "\n".join("\t".join(map(str, picture)) for picture in context.pictures.tolist()) + "\n"
    compare(context.fashion, BYTE, lines.encode())
    for model in (context.table, context.indicators):
        compare(model, CELL, code_harness.rows(context.rows, list(context.rows.columns)))
