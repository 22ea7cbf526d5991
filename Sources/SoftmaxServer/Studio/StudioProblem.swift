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
  package var problems: [String] = []
  /// The run that is in the way.
  package var running: String?

  package init(
    _ status: Int, _ message: String, place: Place? = nil, code: String? = nil, values: [String: String] = [:]
  ) {
    (self.status, self.message, self.place, self.code, self.values) = (status, message, place, code, values)
  }

  /// What stands in the request is wrong.
  static func bad(_ message: String, place: Place? = nil) -> StudioProblem {
    StudioProblem(400, message, place: place)
  }

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
      self.init(422, error.description)
      if case .unknownName(let name, _, _) = error {
        self.init(404, error.description, code: "no-such-data", values: ["source": name])
      }
    case WorkflowError.tableProblems(let warnings, _, _):
      self.init(422, "\(error)")
      problems = warnings.map(\.message)
      if let first = warnings.first {
        place = Place(line: CellPlace.line(in: first.message), column: first.columns.first)
      }
    case is CancellationError: self.init(409, "the work was stopped before there was anything to keep")
    default: self.init(422, "\(error)")
    }
  }

  private init(file error: FileError) {
    switch error.kind {
    case .noInput:
      self.init(404, error.description, code: "no-such-data", values: ["source": error.path])
    case .outOfMemory: self.init(413, error.description)
    case .inputOutput, .cannotCreate: self.init(500, error.description)
    case .badData: self.init(422, error.description)
    }
    switch error.position {
    case .line(let line): place = Place(line: line)
    case .cell(let line, let column): place = Place(line: line, column: column)
    case .byte, nil: break
    }
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
      if let code {
        json.member("code", code)
        json.member("values") { json in
          json.object { json in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
          }
        }
      }
      if !problems.isEmpty { json.member("problems") { $0.array(of: problems) } }
      if let running { json.member("running", running) }
    }
    return json.bytes
  }
}

/// Where a sentence of the readers says that a cell is.
enum CellPlace {
  /// The line of `line 7, column 'age': ...`; nil where the sentence begins otherwise.
  static func line(in message: String) -> Int? {
    guard message.hasPrefix("line ") else { return nil }
    return Int(message.dropFirst(5).prefix { $0.isNumber })
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
