// Running the command while something happens to its files or its descriptors.

import Foundation
import SoftmaxTestSupport
import Testing

/// One finished run of `softmax` by a shell, which prints into files.
struct WatchedRun {
  let status: Int32
  let output: String
  let errors: String

  /// Runs the command to its end.
  ///
  /// - Parameters:
  ///   - arguments: What stands after `softmax`.
  ///   - folder: Where it runs. What a user has, the temporary folder too, is elsewhere.
  ///   - script: What the shell does; `"$0" "$@"` in it is the command.
  ///   - stream: Where the command has to print `text` before `meanwhile`.
  ///   - text: What it has to print.
  ///   - meanwhile: What happens then; it gets the process's number.
  /// - Throws: Where it can't be started, or does not print that within a minute.
  init(
    _ arguments: [String], in folder: String, script: String = #"exec "$0" "$@""#,
    stream: CommandRun.Stream = .output, until text: String = "\n", meanwhile: ((Int32) throws -> Void)? = nil
  ) throws {
    let (scratch, home) = (try TemporaryDirectory(), try TemporaryDirectory())
    defer { withExtendedLifetime((scratch, home)) {} }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, CommandRun.executable.path] + arguments
    process.environment = CommandEnvironment.own(home: home).merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let files = ["output", "errors"].map { URL(fileURLWithPath: scratch.file($0)) }
    for file in files { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    CommandRun.takesInterrupts
    try process.run()
    if let meanwhile {
      let deadline = Date() + 60
      let printed = files[stream == .output ? 0 : 1]
      while try !String(decoding: Data(contentsOf: printed), as: UTF8.self).contains(text) {
        guard process.isRunning, Date() < deadline else {
          process.terminate()
          throw CocoaError(.fileReadUnknown)
        }
        Thread.sleep(forTimeInterval: 0.01)
      }
      try meanwhile(process.processIdentifier)
    }
    process.waitUntilExit()
    output = String(decoding: try Data(contentsOf: files[0]), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }
}
