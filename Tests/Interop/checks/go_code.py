"""Go: 10,000 pictures of bytes, and a table with missing and unseen cells."""

import os
import shutil
import subprocess

import code_harness

QUICK = False
REQUIREMENTS = []
COMMANDS = ["go"]

PROGRAM = """package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	model "proof/model"
	"strconv"
	"strings"
)

var _ = hex.DecodeString

func main() {
	reader := bufio.NewReader(os.Stdin)
	for {
		line, err := reader.ReadString('\\n')
		if err != nil {
			return
		}
		row := []TYPE{}
		for _, cell := range strings.Split(strings.TrimSpace(line), "\\t") {
			number, _ := strconv.ParseFloat(cell, 64)
			APPEND
		}
		for _, value := range model.Probabilities(row) {
			fmt.Print(strconv.FormatFloat(value, 'g', -1, 64), " ")
		}
		fmt.Println(model.ClassNames[model.Predict(row)])
	}
}
"""
CELL = """if cell == "-" {
				row = append(row, model.Cell{})
			} else if cell[0] == 'h' {
				bytes, _ := hex.DecodeString(cell[1:])
				text := string(bytes)
				row = append(row, model.Cell{Text: &text})
			} else {
				row = append(row, model.Cell{Number: &number})
			}"""


def check(context):
    folder = code_harness.folder(context, "go")
    (folder / "model").mkdir(exist_ok=True)
    (folder / "go.mod").write_text("module proof\n\ngo 1.18\n")
    environment = dict(os.environ, GOCACHE=str(folder / "cache"), GOFLAGS="-mod=mod", GOPROXY="off")

    def compare(model, kind, append, given):
        shutil.copy(context.export(model, name="model.go"), folder / "model" / "model.go")
        (folder / "main.go").write_text(PROGRAM.replace("TYPE", kind).replace("APPEND", append))
        for command in (["go", "vet", "./..."], ["go", "build", "-o", "proof", "."]):
            subprocess.run(command, cwd=folder, check=True, env=environment)
        context.compare("Go", model, *code_harness.run([str(folder / "proof")], given, folder))

    lines = "\n".join("\t".join(map(str, picture)) for picture in context.pictures.tolist()) + "\n"
    compare(context.fashion, "byte", "row = append(row, byte(number))", lines.encode())
    for model in (context.table, context.indicators):
        compare(model, "model.Cell", CELL, code_harness.rows(context.rows, list(context.rows.columns)))
