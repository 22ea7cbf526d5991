// The formats that are code.

package import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// A format that is a file of code, with a file beside it in some languages.
///
/// What is read is the tables. The code is then written of them once more, and has to be the same to the byte: so nothing but
/// what this program writes is ever compiled or run, and what is interpreted is what the code does.
package struct CodeFormat: ExportFormat {
  private let language: any CodeLanguage

  init(_ language: some CodeLanguage) { self.language = language }

  package var name: String { language.name }
  package var title: String { language.title }
  package var endings: [String] { language.endings }
  package var isFolder: Bool { false }
  package var companions: [String] { language.companionEnding.map { [$0] } ?? [] }
  package var options: Set<ExportOptions.Name> { language.naming == nil ? [] : [.name] }
  package var naming: CodeNaming? { language.naming }
  package var readsTexts: Bool { language.readsTexts }

  /// What a line of the head begins with that says the name of the code as a whole, where it is not the usual one.
  static let nameMark = "// name: "

  package func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    guard model.parameterCount <= language.mostNumbers else {
      return ExportProblem(
        "\(model.parameterCount) weights, where compilers take \(language.mostNumbers)", instead: "onnx")
    }
    return language.endsTextsAtZero ? model.textWithZero.map { .zero(in: $0, instead: "js") } : nil
  }

  package func files(
    of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes
  ) throws -> [ExportedFile] {
    let program = LogitProgram(model)
    if let problem = program.problem {
      throw FileError(.badData, path: title, problem: "the model cannot be written: \(problem)")
    }
    var language = language
    if let name = options.name, let naming = language.naming {
      guard naming.allows(name) else {
        throw FileError(
          .badData, path: title, problem: "the code cannot be called '\(name.printable(limit: 80))'")
      }
      language = language.named(name)
    }
    let head = head(program, options.name, notes)
    let companion = language.companion(of: program)
    return [ExportedFile("", ByteRope(head + language.body(of: program)))]
      + (companion.map { [ExportedFile($0.ending, ByteRope(head + $0.body))] } ?? [])
  }

  private func head(_ program: LogitProgram, _ name: String?, _ notes: ExportNotes) -> String {
    language.firstLine(program.inputKind) + "\n" + (name.map { Self.nameMark + $0 + "\n" } ?? "")
      + CodeComment.lines(notes, after: "//")
  }

  package func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let source = contents.single.array
    let (program, language) = try Self.program(language, source, path: contents.path)
    var companion: [UInt8] = []
    if let (ending, body) = language.companion(of: program) {
      let path = contents.path(ofEnding: ending)
      guard let bytes = contents.files[ending]?.array else {
        throw FileError(
          .noInput, path: path, problem: "the file beside '\(contents.path.printablePath)' is not there",
          remedy: "export the model again")
      }
      guard try Self.head(language, bytes, path) == body else {
        throw FileError(
          .badData, path: path, problem: "it is not what belongs to the tables of the other file",
          remedy: "export the model again")
      }
      companion = bytes
    }
    return CodeScorer(
      program: program, language: language, tool: tools.first(of: language.tools), tools: tools,
      source: source, companion: companion, path: contents.path)
  }

  package func recognises(_ contents: ExportContents) -> Bool {
    let bytes = contents.single.slice(0..<min(contents.single.count, 200)).array
    return CodeInputKind.allCases.contains { bytes.starts(with: Array(language.firstLine($0).utf8)) }
  }

  /// The program of a file that is what this program writes of it.
  static func program(
    _ language: any CodeLanguage, _ bytes: [UInt8], path: String
  ) throws(FileError) -> (program: LogitProgram, language: any CodeLanguage) {
    let (program, start, language) = try tables(language, bytes, path: path)
    let expected = Array(language.body(of: program).utf8)
    let found = bytes[start...]
    if !found.elementsEqual(expected) {
      let same = zip(found, expected).prefix { $0 == $1 }.count
      let line = 1 + bytes[..<(start + same)].count { $0 == UInt8(ascii: "\n") }
      throw FileError(
        .badData, path: path, position: .line(line),
        problem: "the code is not what softmax writes: it was changed, or another release wrote it",
        remedy: "export the model again")
    }
    return (program, language)
  }

  /// The program of a file's tables, whatever stands around them; and where the head ends.
  static func tables(
    _ language: any CodeLanguage, _ bytes: [UInt8], path: String
  ) throws(FileError) -> (program: LogitProgram, start: Int, language: any CodeLanguage) {
    var scanner = CodeScanner(bytes, path: path)
    let (kind, language) = try scanner.head(language)
    let start = scanner.place
    var values: [CodeSlot: CodeValues] = [:]
    for slot in CodeSlot.all(of: kind) { values[slot] = try scanner.values(of: slot, language) }
    for slot in CodeSlot.all(ofTexts: values[.textSettings]?.integers ?? []) {
      values[slot] = try scanner.values(of: slot, language)
    }
    guard let program = LogitProgram(kind, values) else {
      throw scanner.error("the tables do not fit together")
    }
    if let problem = program.problem { throw scanner.error(problem) }
    return (program, start, language)
  }

  /// What follows the head.
  private static func head(
    _ language: any CodeLanguage, _ bytes: [UInt8], _ path: String
  ) throws(FileError) -> String {
    var scanner = CodeScanner(bytes, path: path)
    _ = try scanner.head(language)
    return String(decoding: bytes[scanner.place...], as: UTF8.self)
  }
}
