// What is wrong with a request to the studio, as the page can show it beside what it is about.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxWorkflow

/// A request that cannot be answered: a sentence, and where it belongs.
package struct StudioProblem: Error, Hashable {
  /// Where in a file, or of which setting.
  package struct Place: Hashable, Sendable {
    package var line: Int?
    package var column: String?
    package var setting: String?

    package init(line: Int? = nil, column: String? = nil, setting: String? = nil) {
      (self.line, self.column, self.setting) = (line, column, setting)
    }
  }

  /// The status of HTTP.
  package let status: Int
  /// What is wrong, where, and what was expected.
  package var message: String
  package var place: Place?
  /// What the page has words of its own for; nil: it shows the sentence.
  package var code: String?
  /// What stands in these words.
  package var values: [String: String] = [:]
  /// More than one thing that is wrong.
  var problems: [DataNote] = []
  /// The run that is in the way.
  package var running: String?
  /// The rows around the place, as JSON: a table is shown with what is wrong in it.
  package var sample: [UInt8]?

  package init(
    _ status: Int, _ message: String, place: Place? = nil, code: String? = nil, values: [String: String] = [:]
  ) {
    (self.status, self.message, self.place, self.code, self.values) = (status, message, place, code, values)
  }

  /// What stands in the request is wrong.
  static func bad(_ message: String, place: Place? = nil) -> StudioProblem {
    StudioProblem(400, message, place: place)
  }

  /// The system refuses a thread, which a request or a training needs.
  static let noThread = StudioProblem(503, "the system has no thread left for this: try again later")

  /// The problem that an error of the library is for whoever sent the request.
  package init(_ error: any Error) {
    switch error {
    case let problem as StudioProblem: self = problem
    case let problem as RequestProblem: self.init(problem.status, problem.message)
    case let error as ConfigurationError:
      let setting = StudioSettings.id(ofParameter: error.parameter)
      self.init(400, error.description, place: setting.map { Place(setting: $0) })
    case let error as FileError: self.init(file: error)
    case let error as DataError:
      self.init(422, error.message(in: .page))
      if case .unknownName(let name, _, _) = error {
        self.init(404, error.message(in: .page), code: "no-such-data", values: ["source": name])
      }
    case let error as FetchError:
      self.init(502, error.message(in: .page))
    case WorkflowError.tableProblems(let warnings, _, _):
      self.init(422, Self.message(of: error))
      problems = warnings.map { DataNote($0) }
      if let first = warnings.first {
        place = Place(line: CellPlace.line(in: first.message), column: first.columns.first)
      }
    case is CancellationError: self.init(409, "the work was stopped before there was anything to keep")
    default: self.init(422, Self.message(of: error))
    }
  }

  /// What an error says, in words that fit a page.
  private static func message(of error: any Error) -> String {
    (error as? any AdvisingError)?.message(in: .page) ?? "\(error)"
  }

  private init(file error: FileError) {
    let message = error.message(in: .page)
    switch error.kind {
    case .noInput:
      self.init(404, message, code: "no-such-data", values: ["source": error.path])
    case .outOfMemory: self.init(413, message)
    case .inputOutput, .cannotCreate: self.init(500, message)
    case .badData: self.init(422, message)
    }
    switch error.position {
    case .line(let line): place = Place(line: line)
    case .cell(let line, let column): place = Place(line: line, column: column)
    case .byte, nil: break
    }
    guard case .line(let line)? = error.position, let cells = CellPlace.counts(in: error.problem) else {
      return
    }
    code = "ragged"
    values = ["line": "\(line)", "expected": "\(cells.expected)", "found": "\(cells.found)"]
  }

  /// The answer's body.
  package var body: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("error") { $0.string(message) }
      if let place {
        json.member("place") { json in
          json.object { json in
            if let line = place.line { json.member("line", line) }
            if let column = place.column { json.member("column", column) }
            if let setting = place.setting { json.member("setting", setting) }
          }
        }
      }
      writeCode(to: &json)
      if !problems.isEmpty {
        json.member("problems") { json in json.array { for problem in problems { problem.write(to: &$0) } } }
      }
      if let running { json.member("running", running) }
      if let sample { json.member("sample") { $0.raw(sample) } }
    }
    return json.bytes
  }

  func writeCode(to json: inout JSONWriter) {
    guard let code else { return }
    json.member("code", code)
    json.member("values") { json in
      json.object { json in
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
      }
    }
  }
}

/// Where a sentence of the readers says that a cell is.
enum CellPlace {
  /// The line of `line 7, column 'age': ...`; nil where the sentence begins otherwise.
  static func line(in message: String) -> Int? {
    guard message.hasPrefix("line ") else { return nil }
    return Int(message.dropFirst(5).prefix { $0.isNumber })
  }

  /// The numbers of `expected 3 cells, found 2`, what is said of a row of another length than the header.
  static func counts(in problem: String) -> (expected: Int, found: Int)? {
    let words = problem.split(separator: " ")
    guard words.count == 5, words[0] == "expected", words[2].hasPrefix("cell"), words[3] == "found",
      let expected = Int(words[1]), let found = Int(words[4])
    else { return nil }
    return (expected, found)
  }
}

extension JSONWriter {
  mutating func member(_ name: String, _ value: String?) {
    member(name) { json in if let value { json.string(value) } else { json.null() } }
  }

  mutating func member(_ name: String, _ value: Int?) {
    member(name) { json in if let value { json.integer(value) } else { json.null() } }
  }

  mutating func member(_ name: String, _ value: Double?) {
    member(name) { json in if let value { json.number(value) } else { json.null() } }
  }

  mutating func member(_ name: String, _ value: Bool) { member(name) { $0.boolean(value) } }
}
