// Files that the tests of a suite begin with, made by the command once.

import SoftmaxTestSupport
import Testing

/// What runs of the command leave in an empty folder.
struct MadeFiles: Sendable {
  private let contents: [String: [UInt8]]

  /// Runs the command, which must succeed each time.
  init(by runs: [[String]]) throws {
    let folder = try TemporaryDirectory()
    for arguments in runs {
      let run = try CommandRun(arguments, in: folder.path)
      #expect(run.status == 0, "\(run.errors)")
    }
    contents = Dictionary(uniqueKeysWithValues: folder.names.map { ($0, folder.content($0) ?? []) })
  }

  func write(to folder: TemporaryDirectory) throws {
    for (name, bytes) in contents { try folder.write(bytes, to: name) }
  }
}
