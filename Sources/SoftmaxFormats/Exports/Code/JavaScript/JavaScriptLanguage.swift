// JavaScript: one module for browsers, Node.js and Deno.

/// JavaScript, with types in its comments and weights in base 64.
struct JavaScriptLanguage: CodeLanguage {
  var name: String { "js" }
  var title: String { "JavaScript" }
  var endings: [String] { [".mjs", ".js"] }
  var escapes: CodeEscapes { .braces }
  var packsFloats: Bool { true }
  var mostNumbers: Int { 4_000_000 }
  var readsTexts: Bool { true }
  var tools: [String] { ["node", "nodejs"] }

  func frame(of slot: CodeSlot) -> (before: String, after: String) {
    func list(_ name: String) -> (String, String) { ("const \(name) = [", "];") }
    func floats(_ name: String) -> (String, String) { ("const \(name) = decoded(`", "`);") }
    return switch slot {
    case .classNames: ("/** The classes' names. */\nexport const classNames = [", "];")
    case .columnNames: ("/** The columns' names. */\nexport const columnNames = [", "];")
    case .classOfRow: list("classOfRow")
    case .origins, .columnOrigins: list("origins")
    case .kinds: list("kinds")
    case .sizes: list("sizes")
    case .terms: list("terms")
    case .categories: ("/** @type {string[]} */\nconst categories = [", "];")
    case .bias: floats("bias")
    case .means: floats("means")
    case .weights: floats("weights")
    case .maximum: ("const maximum = ", ";")
    case .refusesMissing: ("const refusesMissing = ", " > 0;")
    case .refusesUnseen: ("const refusesUnseen = ", " > 0;")
    case .textSettings: list("textSettings")
    case .stopWords: ("/** @type {string[]} */\nconst stopWords = [", "];")
    case .vocabulary: ("/** @type {string[]} */\nconst vocabulary = [", "];")
    case .rarities: list("rarities")
    }
  }

  func body(of program: LogitProgram, _ tables: (CodeSlot) -> String) -> String {
    let declared = program.slots.map(tables).joined()
    let (type, what) =
      switch program.inputKind {
      case .bytes, .picture:
        ("ArrayLike<number>", "the \(program.blockCount) stored values of a picture, row by row")
      case .vector: ("ArrayLike<number>", "\(program.blockCount) numbers")
      case .table, .texts:
        (
          "Record<string, number | boolean | string | null | undefined>",
          "the cells by their columns' names"
        )
      }
    let tokenizer = program.table.flatMap { JavaScriptTokenizer($0) }
    return """

      // @ts-check
      /* eslint-disable */
      \(program.table == nil ? "" : Self.cells)
      /**
       * The class of a sample.
       * @param {\(type)} input \(what)
       * @returns {string | null} null where a cell is refused
       */
      export function predict(input) {
        const index = classIndex(input);
        return index < 0 ? null : classNames[index];
      }

      /**
       * The index of the most probable class.
       * @param {\(type)} input \(what)
       * @returns {number} -1 where a cell is refused
       */
      export function classIndex(input) {
        const all = probabilities(input);
        let best = 0;
        for (let index = 0; index < all.length; index++) {
          if (Number.isNaN(all[index])) return -1;
          if (all[index] > all[best]) best = index;
        }
        return best;
      }

      /**
       * The classes' probabilities.
       * @param {\(type)} input \(what)
       * @returns {Float64Array} NaN where a cell is refused
       */
      export function probabilities(input) {
        const all = logits(input);
        let largest = all[0];
        for (const logit of all) if (logit > largest) largest = logit;
        const result = new Float64Array(classNames.length);
        let sum = 0;
        for (let row = 0; row < all.length; row++) {
          const exponential = Math.exp(all[row] - largest);
          result[classOfRow[row]] += exponential;
          sum += exponential;
        }
        return result.map((value) => value / sum);
      }

      \(program.table.map { Self.rowCode($0, type, what) } ?? valueCode(program, type, what))
      \(tokenizer?.code ?? "")\
      /**
       * The numbers whose bytes, least significant first, a text has in base 64.
       * @param {string} text
       * @returns {Float32Array}
       */
      function decoded(text) {
        const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
        const view = new DataView(bytes.buffer);
        return Float32Array.from({ length: bytes.length / 4 }, (_, place) => view.getFloat32(4 * place, true));
      }

      \(declared)
      """
        + (program.table == nil ? "" : Self.places) + (tokenizer?.settings ?? "")
  }

  private func valueCode(_ program: LogitProgram, _ type: String, _ what: String) -> String {
    let value =
      if case .vector = program.input { "input[place] - origins[place]" } else { "input[place] / maximum" }
    return """
      /**
       * The numbers that softmax makes probabilities of.
       * @param {\(type)} input \(what)
       * @returns {Float64Array}
       */
      export function logits(input) {
        if (input.length !== \(program.blockCount)) throw new RangeError("expected \(program.blockCount) values");
        const result = Float64Array.from(bias);
        for (let place = 0, block = 0; place < input.length; place++, block += result.length) {
          if (typeof input[place] !== "number") throw new TypeError("value " + place + " is no number");
          const value = Math.fround(\(value));
          for (let row = 0; row < result.length; row++) result[row] += value * weights[block + row];
        }
        return result;
      }

      """
  }

  private static func rowCode(_ table: LogitProgram.Table, _ type: String, _ what: String) -> String {
    let hasTexts = !table.texts.isEmpty
    return """
      /**
       * The numbers that softmax makes probabilities of.
       * @param {\(type)} input \(what)
       * @returns {Float64Array} NaN where a cell is refused
       */
      export function logits(input) {
        const result = Float64Array.from(bias);
        // A column's number, which of its blocks counts, and whether its cell is missing.
        const values = new Float32Array(kinds.length).fill(1);
        const choices = new Int32Array(kinds.length);
        const missing = new Uint8Array(kinds.length);
      \(hasTexts ? JavaScriptTokenizer.declarations : "")\
        let areRefused = false;
        for (let column = 0; column < kinds.length; column++) {
          const name = columnNames[column];
          if (!Object.hasOwn(input, name)) {
            throw new TypeError("there is no column '" + name + "': a missing cell is null");
          }
          const cell = input[name];
          missing[column] = cell === null || cell === undefined || Number.isNaN(cell) ? 1 : 0;
          if (kinds[column] === 3) {
            const count = sizes[column] - 2;
            choices[column] = count;
            if (!missing[column]) {
              if (typeof cell !== "string") throw new TypeError("the cell of '" + name + "' is no string");
              const place = placesOfCategories[column].get(cell);
              missing[column] = place === undefined && cell === "" ? 1 : 0;
              choices[column] = place ?? (cell === "" ? count : count + 1);
            }
            if (choices[column] > count) areRefused ||= refusesUnseen;
          \(hasTexts ? JavaScriptTokenizer.cell : "")} else if (missing[column]) {
            values[column] = means[column];
          } else if (kinds[column] === 0) {
            if (typeof cell !== "number") throw new TypeError("the cell of '" + name + "' is no number");
            values[column] = cell - origins[column];
          } else {
            if (cell !== true && cell !== false && cell !== 1 && cell !== 0) {
              throw new TypeError("the cell of '" + name + "' is not true, false, 1 or 0");
            }
            values[column] = kinds[column] === 2 ? 1 - Number(cell) : Number(cell) - origins[column];
          }
          if (missing[column]) areRefused ||= refusesMissing;
        }
        if (areRefused) return result.fill(NaN);
        // Pairs of columns; -1: no second one; -2: whether the first one's cell is missing.
        for (let term = 0, block = 0; term < terms.length; term += 2) {
          const first = terms[term], second = terms[term + 1];
          let value = values[first], choice = choices[first], size = sizes[first];
      \(hasTexts ? JavaScriptTokenizer.term : "")\
          if (second === -2) {
            value = missing[first];
            choice = 0;
            size = 1;
          } else if (second >= 0) {
            value = Math.fround(value * values[second]);
            choice = choice * sizes[second] + choices[second];
            size *= sizes[second];
          }
          const start = (block + choice) * result.length;
          for (let row = 0; row < result.length; row++) result[row] += value * weights[start + row];
          block += size;
        }
        return result;
      }

      """
  }

  private static let cells = """
    // A row is an object with a property for each column: a number, true or false (or 1 and 0), or a string.
    // Nothing is converted: a cell of another type, and a column that is not there, is a TypeError.
    // A missing cell is null, undefined or NaN. \(CodeText.emptyTexts)

    """

  private static let places = """

    let nextCategory = 0;
    /** The places of each column's categories. */
    const placesOfCategories = kinds.map((kind, column) => {
      /** @type {Map<string, number>} */
      const places = new Map();
      const count = kind === 3 ? sizes[column] - 2 : 0;
      for (let place = 0; place < count; place++) places.set(categories[nextCategory++], place);
      return places;
    });

    """

  func run(_ program: LogitProgram) -> CodeRun {
    let reading =
      program.table == nil
      ? "const row = cells.map(number);"
      : "const row = Object.fromEntries(cells.map((cell, place) => [model.columnNames[place], value(cell)]));"
    let harness = """
      import { readFileSync } from "node:fs";
      import * as model from "./model.mjs";

      function number(cell) { return cell === "inf" ? Infinity : cell === "-inf" ? -Infinity : Number(cell); }

      function value(cell) {
        if (cell === "-") return null;
        return cell[0] === "h" ? Buffer.from(cell.slice(1), "hex").toString("utf8") : number(cell);
      }

      const lines = readFileSync(0, "utf8").trim().split("\\n").slice(1);
      const output = lines.map((line) => {
        const cells = line.split(" ");
        \(reading)
        return [...model.logits(row), ...model.probabilities(row), model.classIndex(row)].join(" ") + "\\n";
      });
      process.stdout.write(output.join(""));

      """
    return CodeRun(
      source: "model.mjs", harness: [("main.mjs", harness)], compile: nil, interpret: ["main.mjs"])
  }
}
