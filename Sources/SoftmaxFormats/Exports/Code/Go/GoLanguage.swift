// Go: one file that needs `math` alone.

/// Go. A row's cells are given in the order of the columns.
struct GoLanguage: CodeLanguage {
  var name: String { "go" }
  var title: String { "Go" }
  var endings: [String] { [".go"] }
  var escapes: CodeEscapes { .wide }
  var mostNumbers: Int { 1_000_000 }
  var tools: [String] { ["go"] }

  func frame(of slot: CodeSlot) -> (before: String, after: String) {
    func list(_ name: String, _ type: String) -> (String, String) { ("var \(name) = []\(type){", "}") }
    return switch slot {
    case .classNames: ("// ClassNames are the classes' names.\nvar ClassNames = []string{", "}")
    case .columnNames: ("// ColumnNames are the columns' names.\nvar ColumnNames = []string{", "}")
    case .categories: list("categories", "string")
    case .classOfRow: list("classOfRow", "int")
    case .kinds: list("kinds", "int")
    case .sizes: list("sizes", "int")
    case .terms: list("terms", "int")
    case .origins, .columnOrigins: list("origins", "float64")
    case .bias: list("bias", "float32")
    case .means: list("means", "float32")
    case .weights: list("weights", "float32")
    case .maximum: ("const maximum = ", "")
    case .refusesMissing: ("const refusesMissing = ", "")
    case .refusesUnseen: ("const refusesUnseen = ", "")
    }
  }

  func body(of program: LogitProgram, _ tables: (CodeSlot) -> String) -> String {
    let declared = CodeSlot.all(of: program.inputKind).map(tables).joined()
    let type =
      switch program.inputKind {
      case .bytes: "[]byte"
      case .picture, .vector: "[]float64"
      case .table: "[]Cell"
      }
    return """

      package softmaxmodel

      import "math"

      \(program.table == nil ? "" : Self.cell)// Predict returns the index of the most probable class, and -1 where a cell is refused.
      func Predict(input \(type)) int {
      \tall := Probabilities(input)
      \tbest := 0
      \tfor index, value := range all {
      \t\tif math.IsNaN(value) {
      \t\t\treturn -1
      \t\t}
      \t\tif value > all[best] {
      \t\t\tbest = index
      \t\t}
      \t}
      \treturn best
      }

      // Probabilities returns those of the classes: NaN where a cell is refused.
      func Probabilities(input \(type)) []float64 {
      \tlogits := Logits(input)
      \tlargest, sum := logits[0], 0.0
      \tfor _, logit := range logits {
      \t\tlargest = math.Max(largest, logit)
      \t}
      \tresult := make([]float64, len(ClassNames))
      \tfor row, logit := range logits {
      \t\texponential := math.Exp(logit - largest)
      \t\tresult[classOfRow[row]] += exponential
      \t\tsum += exponential
      \t}
      \tfor index := range result {
      \t\tresult[index] /= sum
      \t}
      \treturn result
      }

      \(program.table == nil ? valueCode(program, type) : Self.rowCode)
      \(declared)
      """
  }

  private func valueCode(_ program: LogitProgram, _ type: String) -> String {
    let value = if case .vector = program.input { "value - origins[place]" } else { "float64(value) / maximum" }
    return """
      // Logits returns the numbers that softmax makes probabilities of.
      func Logits(input \(type)) []float64 {
      \tif len(input) != \(program.blockCount) {
      \t\tpanic("expected \(program.blockCount) values")
      \t}
      \tlogits := make([]float64, len(bias))
      \tfor row := range logits {
      \t\tlogits[row] = float64(bias[row])
      \t}
      \tfor place, value := range input {
      \t\tfeature := float64(float32(\(value)))
      \t\tfor row := range logits {
      \t\t\tlogits[row] += feature * float64(weights[place*len(logits)+row])
      \t\t}
      \t}
      \treturn logits
      }

      """
  }

  private static let cell = """
    // Cell is a cell of a column: missing where it is empty.
    type Cell struct {
    \t// Number is that of a column of numbers, and 1 and 0 for yes and no.
    \tNumber *float64
    \t// Text is that of a column of categories.
    \tText *string
    }


    """

  private static let rowCode = """
    // Logits returns the numbers that softmax makes probabilities of: NaN where a cell is refused.
    func Logits(input []Cell) []float64 {
    \tif len(input) != len(kinds) {
    \t\tpanic("expected a cell for each column")
    \t}
    \tlogits := make([]float64, len(bias))
    \trefused := false
    \t// A column's number, which of its blocks counts, and whether its cell is missing.
    \tvalues := make([]float32, len(kinds))
    \tchoices := make([]int, len(kinds))
    \tmissing := make([]bool, len(kinds))
    \tnames := 0
    \tfor column, kind := range kinds {
    \t\tvalues[column] = 1
    \t\tcell := input[column]
    \t\tif kind == 3 {
    \t\t\tcount := sizes[column] - 2
    \t\t\tmissing[column] = cell.Text == nil
    \t\t\tchoices[column] = count
    \t\t\tif cell.Text != nil {
    \t\t\t\tchoices[column] = count + 1
    \t\t\t\tfor place, name := range categories[names : names+count] {
    \t\t\t\t\tif name == *cell.Text {
    \t\t\t\t\t\tchoices[column] = place
    \t\t\t\t\t}
    \t\t\t\t}
    \t\t\t\trefused = refused || choices[column] > count && refusesUnseen == 1
    \t\t\t}
    \t\t\tnames += count
    \t\t} else if cell.Number == nil || math.IsNaN(*cell.Number) {
    \t\t\tmissing[column] = true
    \t\t\tvalues[column] = means[column]
    \t\t} else if kind == 2 {
    \t\t\tvalues[column] = 1 - float32(*cell.Number)
    \t\t} else {
    \t\t\tvalues[column] = float32(*cell.Number - origins[column])
    \t\t}
    \t\trefused = refused || missing[column] && refusesMissing == 1
    \t}
    \tfor row := range logits {
    \t\tlogits[row] = float64(bias[row])
    \t\tif refused {
    \t\t\tlogits[row] = math.NaN()
    \t\t}
    \t}
    \t// Pairs of columns; -1: no second one; -2: whether the first one's cell is missing.
    \tblock := 0
    \tfor term := 0; term < len(terms); term += 2 {
    \t\tfirst, second := terms[term], terms[term+1]
    \t\tvalue, choice, size := values[first], choices[first], sizes[first]
    \t\tif second == -2 {
    \t\t\tvalue, choice, size = 0, 0, 1
    \t\t\tif missing[first] {
    \t\t\t\tvalue = 1
    \t\t\t}
    \t\t} else if second >= 0 {
    \t\t\tvalue *= values[second]
    \t\t\tchoice = choice*sizes[second] + choices[second]
    \t\t\tsize *= sizes[second]
    \t\t}
    \t\tstart := (block + choice) * len(logits)
    \t\tfor row := range logits {
    \t\t\tlogits[row] += float64(value) * float64(weights[start+row])
    \t\t}
    \t\tblock += size
    \t}
    \treturn logits
    }

    """

  func run(_ program: LogitProgram) -> CodeRun {
    let (type, reading) =
      switch program.inputKind {
      case .bytes: ("byte", "number, _ := strconv.ParseFloat(cell, 64)\n\t\t\trow = append(row, byte(number))")
      case .picture, .vector:
        ("float64", "number, _ := strconv.ParseFloat(cell, 64)\n\t\t\trow = append(row, number)")
      case .table: ("model.Cell", Self.textCode)
      }
    let harness = """
      package main

      import (
      \t"bufio"
      \(program.table == nil ? "" : "\t\"encoding/hex\"\n")\t"fmt"
      \t"os"
      \tmodel "proof/model"
      \t"strconv"
      \t"strings"
      )

      func main() {
      \treader := bufio.NewReader(os.Stdin)
      \twriter := bufio.NewWriter(os.Stdout)
      \tdefer writer.Flush()
      \treader.ReadString('\\n')
      \tfor {
      \t\tline, err := reader.ReadString('\\n')
      \t\tif err != nil {
      \t\t\treturn
      \t\t}
      \t\trow := []\(type){}
      \t\tfor _, cell := range strings.Fields(line) {
      \t\t\t\(reading)
      \t\t}
      \t\tfor _, number := range append(model.Logits(row), model.Probabilities(row)...) {
      \t\t\tfmt.Fprint(writer, strconv.FormatFloat(number, 'g', -1, 64), " ")
      \t\t}
      \t\tfmt.Fprintln(writer, model.Predict(row))
      \t}
      }

      """
    return CodeRun(
      source: "model/model.go", harness: [("main.go", harness), ("go.mod", "module proof\n\ngo 1.18\n")],
      compile: ["build", "-o", "proof", "."])
  }

  private static let textCode = """
    if cell == "-" {
    \t\t\t\trow = append(row, model.Cell{})
    \t\t\t} else if cell[0] == 'h' {
    \t\t\t\tbytes, _ := hex.DecodeString(cell[1:])
    \t\t\t\ttext := string(bytes)
    \t\t\t\trow = append(row, model.Cell{Text: &text})
    \t\t\t} else {
    \t\t\t\tnumber, _ := strconv.ParseFloat(cell, 64)
    \t\t\t\trow = append(row, model.Cell{Number: &number})
    \t\t\t}
    """
}
