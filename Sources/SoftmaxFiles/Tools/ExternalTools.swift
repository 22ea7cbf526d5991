// Programs of the machine that can run what we write: compilers and interpreters.

import Foundation

/// The programs that can be found, by name.
package struct ExternalTools: Sendable {
  private let folders: [String]

  /// Programs in these folders.
  package init(folders: [String]) { self.folders = folders }

  /// Those that the process's PATH names.
  package static var installed: ExternalTools {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return ExternalTools(folders: path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") })
  }

  /// None: what has to be run is interpreted.
  package static let none = ExternalTools(folders: [])

  /// The first of these programs that is there, as a path.
  package func first(of names: [String]) -> String? {
    for name in names {
      for folder in folders {
        let path = folder + "/" + name
        if FileStatus(of: path)?.kind == .regular, FileManager.default.isExecutableFile(atPath: path) {
          return path
        }
      }
    }
    return nil
  }

  /// What a program did.
  package struct Outcome: Sendable {
    package let status: Int32
    package let output: [UInt8]
    package let errors: String
  }

  /// Runs a program to its end, or until it has run for too long.
  ///
  /// - Parameters:
  ///   - tool: Its path.
  ///   - arguments: Its arguments.
  ///   - input: A file that it reads as standard input; nil: nothing.
  ///   - folder: Where it runs; its outputs are kept there meanwhile.
  ///   - seconds: The longest that it may run.
  /// - Returns: What it did; nil where it could not be started or ran for too long.
  package func run(
    _ tool: String, _ arguments: [String], input: String? = nil, in folder: String, seconds: Double = 60
  ) -> Outcome? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let (outputPath, errorPath) = (folder + "/tool.stdout", folder + "/tool.stderr")
    for path in [outputPath, errorPath] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    guard let output = FileHandle(forWritingAtPath: outputPath),
      let errors = FileHandle(forWritingAtPath: errorPath),
      let source = FileHandle(forReadingAtPath: input ?? "/dev/null")
    else { return nil }
    (process.standardOutput, process.standardError, process.standardInput) = (output, errors, source)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    guard (try? process.run()) != nil else { return nil }
    if ended.wait(timeout: .now() + seconds) == .timedOut {
      process.terminate()
      if ended.wait(timeout: .now() + 2) == .timedOut { kill(process.processIdentifier, SIGKILL) }
      return nil
    }
    let found = FileManager.default.contents(atPath: outputPath) ?? Data()
    let said = FileManager.default.contents(atPath: errorPath) ?? Data()
    return Outcome(
      status: process.terminationStatus, output: Array(found), errors: String(decoding: said, as: UTF8.self))
  }
}
