// What the fuzz tests run of exports that are code: see FuzzTesting/README.md.

import SoftmaxFiles

extension FuzzingEntry {
  /// An export that is code, behind a digit for its language. Tables are read without the code around them, since nothing
  /// else than our own code is taken; what is written of them is read whole, and says the same.
  public static func code(_ bytes: [UInt8]) throws {
    let languages: [any CodeLanguage] = [
      CLanguage(), SwiftLanguage(), JavaScriptLanguage(), RustLanguage(), GoLanguage(),
    ]
    let text = Array(bytes.dropFirst())
    let choice = (Int(bytes.first ?? 0) + 10 - Int(UInt8(ascii: "0")) % 10) % 10
    guard languages.indices.contains(choice) else { return try query(text) }
    try tables(text, languages[choice])
  }

  private static func tables(_ bytes: [UInt8], _ language: any CodeLanguage) throws {
    let program = try CodeFormat.tables(language, bytes, path: "fuzz").program
    let whole = language.firstLine(program.inputKind) + "\n" + language.body(of: program)
    precondition(whole.utf8.allSatisfy { $0 < 0x7f }, "code that is not ASCII")
    let again = try? CodeFormat.program(language, Array(whole.utf8), path: "fuzz")
    precondition(again?.program == program, "tables that were read, written and read again")
    let samples = samples(of: program)
    precondition(program.problem(of: samples) == nil, "samples of the program's own")
    check(program.scores(of: samples), classCount: program.classNames.count)
  }

  /// Two samples: of zeros and known categories, and of missing cells, ones and categories that are none.
  private static func samples(of program: LogitProgram) -> RawSamples {
    guard let table = program.table else {
      let width = program.blockCount
      return RawSamples(
        count: 2,
        .dense([Double](repeating: 0, count: width) + [Double](repeating: 1, count: width), width: width))
    }
    return RawSamples(
      count: 2,
      .table(
        table.columns.enumerated().map { place, column in
          let isMissing = place.isMultiple(of: 2)
          if column.kind == .text {
            return .words(["What they wrote to US", isMissing ? nil : "\u{130}\u{3a3}"])
          }
          return column.kind == .category
            ? .words([column.categories.first, isMissing ? nil : "none of them"])
            : .numbers([0, isMissing ? .nan : 1])
        }))
  }

  private static func query(_ bytes: [UInt8]) throws {
    let query = try SQLParser.query(bytes, path: "fuzz")
    _ = try? SQLHead.check(bytes, query.classNames, path: "fuzz")
    let scorer = SQLScorer(query: query, text: bytes, tool: nil, tools: .none, path: "fuzz")
    let width = query.inputs.count
    let numbers = RawSamples(
      count: 2,
      .dense([Double](repeating: 1, count: width) + [Double](repeating: .nan, count: width), width: width))
    let words = RawSamples(count: 1, .table(query.inputs.map { .words([$0]) }))
    for samples in [numbers, words] {
      let scores = try scorer.scores(of: samples)
      precondition(
        scores.probabilities.count == samples.count * query.probabilities.count, "other probabilities")
      precondition(
        scores.labels?.allSatisfy { query.classNames.indices.contains($0) || $0 == -1 } ?? false, "a label")
    }
  }

  /// Probabilities that are such, or none where a cell is refused or a number too large.
  private static func check(_ scores: ExportScores, classCount: Int) {
    for (sample, label) in (scores.labels ?? []).enumerated() {
      let own = scores.probabilities[sample * classCount..<(sample + 1) * classCount]
      precondition(own.allSatisfy { $0.isNaN || (0...1.000_001).contains($0) }, "no probability")
      precondition(label >= 0 || own.contains { $0.isNaN }, "no class, and nothing was refused")
    }
  }
}
