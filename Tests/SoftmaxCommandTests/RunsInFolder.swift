// What suites share that run the command in a folder of their own.

import SoftmaxTestSupport
import Testing

/// A suite with a folder in which its runs find and leave their files.
protocol RunsInFolder {
  var folder: TemporaryDirectory { get }
}

extension RunsInFolder {
  func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  /// The document of a run that succeeds.
  func json(
    _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [String: Any] {
    let run = try run(arguments + ["--json"])
    #expect(run.status == 0, "\(run.errors)", sourceLocation: sourceLocation)
    return try run.json()
  }

  func write(_ text: String, to name: String) throws { try folder.write(Array(text.utf8), to: name) }
}
