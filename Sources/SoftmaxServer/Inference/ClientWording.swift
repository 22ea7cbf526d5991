// The library's errors in the words of a client of HTTP: what can be changed in a request is named, and nothing else.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxWorkflow

/// Messages for whoever sent a request. They have no file, no shell and no Swift, and cannot train the model anew.
enum ClientWording {
  static func text(of error: any Error) -> String {
    switch error {
    case let error as FileError: text(of: error, place: place(of: error))
    case let error as WorkflowError: text(of: error)
    case let error as any AdvisingError: error.message(in: .requests)
    default: "\(error)"
    }
  }

  /// An error about a table that was made of the tensors of a request: it names the input and its element.
  ///
  /// Elements are counted where `linesAreRows`: each row is one line, which texts of several lines prevent.
  static func text(ofInputs error: FileError, linesAreRows: Bool) -> String {
    guard case .cell(let line, let column) = error.position else { return text(of: error, place: "the inputs") }
    let element = linesAreRows && line > 1 ? ", element \(line - 1)" : ""
    return text(of: error, place: "input '\(column.shown)'\(element)")
  }

  private static func place(of error: FileError) -> String {
    let name = error.path.printablePath
    switch error.position {
    case .byte(let byte): return "\(name): byte \(byte)"
    case .line(let line): return "\(name): line \(line)"
    case .cell(let line, let column): return "\(name): line \(line), column '\(column.shown)'"
    case nil: return name
    }
  }

  private static func text(of error: FileError, place: String) -> String {
    var problem = error.problem
    for (start, other) in beginnings where problem.hasPrefix(start) {
      problem = other + problem.dropFirst(start.count)
    }
    let advice = error.advice.flatMap(self.advice)
    return "\(place): \(problem)" + (advice.map { "; \($0)" } ?? "")
  }

  /// What is said of files, for what came in a request.
  private static let beginnings = [
    ("there is nothing in this file", "there is nothing in it"), ("the file breaks off", "it breaks off"),
  ]

  /// Of advice that names settings what does without them is kept, or else what a client can do in their place is said. Other
  /// advice stays, but for that about files.
  private static func advice(_ advice: Advice) -> String? {
    let settings = advice.settings
    guard settings.isEmpty else {
      let kept = plainParts(of: advice.text(in: .marks))
      if !kept.isEmpty { return kept }
      var said: [String] = []
      for text in settings.compactMap(text) where !said.contains(text) { said.append(text) }
      return said.isEmpty ? nil : said.joined(separator: "; ")
    }
    let text = advice.description
    return words.first { text.contains($0.part) }?.advice ?? text
  }

  /// The sentences without a setting in them, and of others the choices without one.
  private static func plainParts(of text: String) -> String {
    func isPlain(_ part: Substring) -> Bool { !part.contains(RemedyWording.mark) }
    let sentences = text.split(separator: "; ").map { sentence in
      isPlain(sentence)
        ? String(sentence) : sentence.split(separator: ", or ").filter(isPlain).joined(separator: ", or ")
    }
    return sentences.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// Advice to whoever has a file and a shell, by a part of it.
  private static let words: [(part: String, advice: String)] = [
    ("gzip -d", "send it uncompressed"), ("get the file again", "send it again, whole"),
    ("save the file as UTF-8", "send text in UTF-8"),
    ("save it to a file first", "send it in several requests"),
    ("save the picture as PNG again", "send a PNG picture as it was saved"),
    ("unzip ", "send what is in it"), ("jq -c", "write each object on one line"),
    ("numpy.save", "send plain numbers, or texts with dtype=str"),
  ]

  /// What a client can do where others would change a setting; nil for nothing.
  private static func text(_ remedy: Remedy) -> String? {
    switch remedy {
    case .imputeMissing, .markMissing, .leaveOutIncompleteRows: "fill the cell in, or leave the row out"
    case .allowUnseenCategories: "correct it: the metadata of the model lists its categories"
    case .setDelimiter, .skipLines:
      "quote cells that have the delimiter in them, and let the first line name the columns"
    case .set(.header): "let the first line name the columns"
    case .readAsMissing: "leave the cell empty if it has no value"
    case .readNumbers: "write the number as the model's tables do"
    case .nameFormat: "say what it is in the header Content-Type"
    case .chooseLabel, .set(.keptColumns):
      "send the columns of the model, and name others that are to be passed through in the option keep"
    // For a program on the machine of the file.
    case .command(let line):
      words.first { line.contains($0.part) }?.advice ?? "send a table as CSV or JSON lines"
    case .nameOffsetColumn: "add it: the metadata of the model lists its columns"
    default: nil
    }
  }

  private static func text(of error: WorkflowError) -> String {
    switch error {
    case .onlyForTables(.keptColumns, let data):
      "the option keep is for tables, which \(data) is not: leave it out, or send text/csv or application/x-ndjson"
    case .notTheModelsColumns(let model, let expected, let featureCount, let data, let found):
      "\(model) was trained on \(expected): a row has \(Wording.count(featureCount)) numbers; \(data) has \(found): send "
        + "all numbers of each row, and no others"
    default: error.message(in: .requests)
    }
  }
}

extension RemedyWording {
  /// No text of an error has it: what is shown of names is printable.
  fileprivate static let mark: Character = "\u{1}"
  /// Shows where settings stand.
  fileprivate static let marks = RemedyWording { _ in String(mark) }

  /// What stands in a request; what does not is the model's.
  static let requests = RemedyWording { remedy in
    switch remedy {
    case .text(let text): text
    case .set(.keptColumns): "the option keep"
    case .nameFormat: "the header Content-Type"
    case .set(.offsets), .nameOffsetColumn: "offsets under the names that the model knows"
    default: "a setting of the model"
    }
  }
}
