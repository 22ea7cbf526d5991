// What a programming language has to say to be exported to.

import SoftmaxFiles

/// A language: how it writes tables, and the code around them.
protocol CodeLanguage: Sendable {
  /// What the format is called: `c`.
  var name: String { get }
  /// The language in sentences: `C99`.
  var title: String { get }
  /// The endings of file names.
  var endings: [String] { get }
  var escapes: CodeEscapes { get }
  /// What stands behind a Float32.
  var floatSuffix: String { get }
  /// Whether numbers of Float32 stand as bytes in base 64.
  var packsFloats: Bool { get }
  /// Whether long lists of words stand as bytes in base 64.
  var packsWords: Bool { get }
  /// Whether it has a tokenizer, so that texts can be given as they are.
  var readsTexts: Bool { get }
  /// The most weights for which compilers are quick enough.
  var mostNumbers: Int { get }
  /// Programs that compile or run it, the best first.
  var tools: [String] { get }
  /// Whether a text ends at its first 0.
  var endsTextsAtZero: Bool { get }

  /// What stands before each line of a table.
  var indent: String { get }
  /// Which names the code as a whole may have; nil: it has none.
  var naming: CodeNaming? { get }

  /// The language with another name for the code as a whole, of which `naming` finds no fault.
  func named(_ name: String) -> any CodeLanguage

  /// What stands before and behind a table's values. Each begins a line but for single values.
  func frame(of slot: CodeSlot) -> (before: String, after: String)

  /// All that follows the comment at the head of the file; `tables` writes a table.
  func body(of program: LogitProgram, _ tables: (CodeSlot) -> String) -> String

  /// The ending of the file beside; nil: there is none.
  var companionEnding: String? { get }

  /// The ending and text of a file beside, which declares what the other defines; nil: there is none.
  func companion(of program: LogitProgram) -> (ending: String, body: String)?

  /// How to run what was emitted.
  func run(_ program: LogitProgram) -> CodeRun
}

extension CodeLanguage {
  var floatSuffix: String { "" }
  var packsFloats: Bool { false }
  var packsWords: Bool { false }
  var readsTexts: Bool { false }
  var endsTextsAtZero: Bool { false }
  var companionEnding: String? { nil }
  var indent: String { "  " }
  var naming: CodeNaming? { nil }

  func named(_ name: String) -> any CodeLanguage { self }

  func companion(of program: LogitProgram) -> (ending: String, body: String)? { nil }

  /// A table.
  func text(of slot: CodeSlot, _ values: CodeValues) -> String {
    let (before, after) = frame(of: slot)
    if slot.isSingle { return before + items(values).joined() + after + "\n" }
    let inside =
      switch values {
      case .strings(let words) where packsWords && slot.isLong: CodeText.packed(words)
      case .strings(let texts): texts.map { indent + CodeText.literal($0, escapes) + ",\n" }.joined()
      case .floats(let floats) where packsFloats: CodeText.packed(floats)
      default: CodeText.lines(items(values), indent: indent)
      }
    return before + "\n" + inside + after + "\n"
  }

  private func items(_ values: CodeValues) -> [String] {
    switch values {
    case .strings(let texts): texts
    case .integers(let numbers): numbers.map(String.init)
    case .floats(let numbers): numbers.map { "\($0)" + floatSuffix }
    case .doubles(let numbers): numbers.map { "\($0)" }
    }
  }

  /// What follows the head of the file.
  func body(of program: LogitProgram) -> String {
    body(of: program) { text(of: $0, program.values(of: $0)) }
  }

  /// The first line of the file: what it is, and the input that its code is for.
  func firstLine(_ kind: CodeInputKind) -> String {
    "// A softmax regression model in \(title), for \(kind.rawValue)."
  }
}

/// How code is compiled and run for a proof.
struct CodeRun: Sendable {
  /// The names of the emitted file and of that beside it in the folder.
  let source: String
  var companion = ""
  /// The other files: the program that reads samples and prints scores.
  let harness: [(name: String, text: String)]
  /// The compiler's arguments, which make `proof`; nil: the tool runs the code itself.
  let compile: [String]?
  /// The tool's arguments where it runs the code itself.
  var interpret: [String] = []
}
