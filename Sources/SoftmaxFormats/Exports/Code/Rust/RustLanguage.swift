// Rust: one file without crates.

/// Rust. A row's cells are given in the order of the columns.
struct RustLanguage: CodeLanguage {
  var name: String { "rust" }
  var title: String { "Rust" }
  var endings: [String] { [".rs"] }
  var escapes: CodeEscapes { .braces }
  var mostNumbers: Int { 1_000_000 }
  var tools: [String] { ["rustc"] }
  var indent: String { "    " }

  func frame(of slot: CodeSlot) -> (before: String, after: String) {
    func list(_ name: String, _ type: String) -> (String, String) {
      ("\(Self.skip)static \(name): &[\(type)] = &[", "];")
    }
    return switch slot {
    case .classNames: ("/// The classes' names.\n\(Self.skip)pub static CLASS_NAMES: &[&str] = &[", "];")
    case .columnNames: ("/// The columns' names.\n\(Self.skip)pub static COLUMN_NAMES: &[&str] = &[", "];")
    case .categories: list("CATEGORIES", "&str")
    case .classOfRow: list("CLASS_OF_ROW", "usize")
    case .kinds: list("KINDS", "u8")
    case .sizes: list("SIZES", "usize")
    case .terms: list("TERMS", "isize")
    case .origins, .columnOrigins: list("ORIGINS", "f64")
    case .bias: list("BIAS", "f32")
    case .means: list("MEANS", "f32")
    case .weights: list("WEIGHTS", "f32")
    case .maximum: ("const MAXIMUM: f64 = ", ";")
    case .refusesMissing: ("const REFUSES_MISSING: u8 = ", ";")
    case .refusesUnseen: ("const REFUSES_UNSEEN: u8 = ", ";")
    case .textSettings, .stopWords, .vocabulary, .rarities: preconditionFailure("texts, which are refused")
    }
  }

  func body(of program: LogitProgram, _ tables: (CodeSlot) -> String) -> String {
    let declared = program.slots.map(tables).joined()
    let type =
      switch program.inputKind {
      case .bytes: "&[u8]"
      case .picture, .vector: "&[f64]"
      case .table, .texts: "&[Cell]"
      }
    return """

      #![allow(dead_code)]

      \(program.table == nil ? "" : Self.cell)/// The index of the most probable class; None where a cell is refused.
      pub fn predict(input: \(type)) -> Option<usize> {
          let all = probabilities(input);
          let mut best = 0;
          for (index, value) in all.iter().enumerate() {
              if value.is_nan() {
                  return None;
              }
              if *value > all[best] {
                  best = index;
              }
          }
          Some(best)
      }

      /// The classes' probabilities; NaN where a cell is refused.
      pub fn probabilities(input: \(type)) -> Vec<f64> {
          let all = logits(input);
          let largest = all.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
          let mut result = vec![0.0; CLASS_NAMES.len()];
          let mut sum = 0.0;
          for (logit, class) in all.iter().zip(CLASS_OF_ROW) {
              let exponential = (logit - largest).exp();
              result[*class] += exponential;
              sum += exponential;
          }
          result.iter().map(|value| value / sum).collect()
      }

      \(program.table == nil ? valueCode(program, type) : Self.rowCode)
      \(declared)
      """
  }

  private func valueCode(_ program: LogitProgram, _ type: String) -> String {
    let value =
      if case .vector = program.input { "input[place] - ORIGINS[place]" } else {
        "f64::from(input[place]) / MAXIMUM"
      }
    return """
      /// The numbers that softmax makes probabilities of.
      pub fn logits(input: \(type)) -> Vec<f64> {
          assert_eq!(input.len(), \(program.blockCount));
          let mut logits: Vec<f64> = BIAS.iter().map(|bias| f64::from(*bias)).collect();
          for (place, block) in WEIGHTS.chunks(BIAS.len()).enumerate() {
              let value = f64::from((\(value)) as f32);
              for (logit, weight) in logits.iter_mut().zip(block) {
                  *logit += value * f64::from(*weight);
              }
          }
          logits
      }

      """
  }

  /// Tables keep their lines.
  private static let skip = "#[rustfmt::skip]\n"

  private static let cell = """
    /// The cell of a column; 1 and 0 for yes and no.
    ///
    /// A number that is NaN is missing. A text in a column of numbers, and a number in one of categories, is refused.
    /// \(CodeText.emptyTexts)
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum Cell<'a> {
        Missing,
        Number(f64),
        Text(&'a str),
    }


    """

  private static let rowCode = """
    /// The numbers that softmax makes probabilities of; NaN where a cell is refused.
    pub fn logits(input: &[Cell]) -> Vec<f64> {
        assert_eq!(input.len(), KINDS.len());
        let mut logits: Vec<f64> = BIAS.iter().map(|bias| f64::from(*bias)).collect();
        let refused = vec![f64::NAN; logits.len()];
        // A column's number, which of its blocks counts, and whether its cell is missing.
        let mut values = vec![1.0f32; KINDS.len()];
        let mut choices = vec![0usize; KINDS.len()];
        let mut missing = vec![false; KINDS.len()];
        let mut names = 0;
        for column in 0..KINDS.len() {
            let count = if KINDS[column] == 3 {
                SIZES[column] - 2
            } else {
                0
            };
            match input[column] {
                Cell::Text(text) if KINDS[column] == 3 => {
                    let known = &CATEGORIES[names..names + count];
                    choices[column] = match known.iter().position(|name| *name == text) {
                        Some(place) => place,
                        None if text.is_empty() => count,
                        None => count + 1,
                    };
                    missing[column] = choices[column] == count;
                    if choices[column] > count && REFUSES_UNSEEN == 1
                        || missing[column] && REFUSES_MISSING == 1
                    {
                        return refused;
                    }
                }
                Cell::Number(number) if KINDS[column] != 3 && !number.is_nan() => {
                    values[column] = if KINDS[column] == 2 {
                        1.0 - number as f32
                    } else {
                        (number - ORIGINS[column]) as f32
                    };
                }
                Cell::Text(_) => return refused,
                Cell::Number(number) if !number.is_nan() => return refused,
                _ => {
                    if REFUSES_MISSING == 1 {
                        return refused;
                    }
                    missing[column] = true;
                    choices[column] = count;
                    if KINDS[column] != 3 {
                        values[column] = MEANS[column];
                    }
                }
            }
            names += count;
        }
        // Pairs of columns; -1: no second one; -2: whether the first one's cell is missing.
        let mut block = 0;
        for term in TERMS.chunks(2) {
            let first = term[0] as usize;
            let (mut value, mut choice, mut size) = (values[first], choices[first], SIZES[first]);
            if term[1] == -2 {
                value = if missing[first] { 1.0 } else { 0.0 };
                choice = 0;
                size = 1;
            } else if term[1] >= 0 {
                let second = term[1] as usize;
                value *= values[second];
                choice = choice * SIZES[second] + choices[second];
                size *= SIZES[second];
            }
            let start = (block + choice) * logits.len();
            for (row, logit) in logits.iter_mut().enumerate() {
                *logit += f64::from(value) * f64::from(WEIGHTS[start + row]);
            }
            block += size;
        }
        logits
    }

    """

  func run(_ program: LogitProgram) -> CodeRun {
    let (kinds, reading) =
      switch program.inputKind {
      case .bytes: ("", "cell.parse::<f64>().unwrap() as u8")
      case .picture, .vector: ("", "cell.parse::<f64>().unwrap()")
      case .table, .texts: (Self.textCode, "value(cell, &mut texts)")
      }
    let harness = """
      mod model;
      use std::io::BufRead;

      \(kinds)fn main() {
          for line in std::io::stdin().lock().lines().skip(1) {
              let line = line.unwrap();
      \(program.table == nil ? "" : "        let texts: Vec<String> = line.split(' ').map(text).collect();\n        let mut texts = texts.iter();\n")\
              let row: Vec<_> = line.split(' ').map(|cell| \(reading)).collect();
              for number in model::logits(&row).iter().chain(&model::probabilities(&row)) {
                  print!("{} ", number);
              }
              println!("{}", model::predict(&row).map_or(-1, |class| class as i64));
          }
      }

      """
    return CodeRun(
      source: "model.rs", harness: [("main.rs", harness)],
      compile: ["-o", "proof", "main.rs"])
  }

  private static let textCode = """
    fn text(cell: &str) -> String {
        if !cell.starts_with('h') {
            return String::new();
        }
        let bytes = (1..cell.len()).step_by(2).map(|at| u8::from_str_radix(&cell[at..at + 2], 16).unwrap());
        String::from_utf8(bytes.collect()).unwrap()
    }

    fn value<'a>(cell: &str, texts: &mut std::slice::Iter<'a, String>) -> model::Cell<'a> {
        let text = texts.next().unwrap();
        match cell {
            "-" => model::Cell::Missing,
            _ if cell.starts_with('h') => model::Cell::Text(text),
            _ => model::Cell::Number(cell.parse().unwrap()),
        }
    }


    """
}
