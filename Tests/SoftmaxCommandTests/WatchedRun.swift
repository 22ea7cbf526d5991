// Running the command while something happens to its files or its descriptors.

import Foundation
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
  ///   - folder: Where it runs. Its temporary folder is there too.
  ///   - script: What the shell does; `"$0" "$@"` in it is the command.
  ///   - stream: Where the command has to print `text` before `meanwhile`.
  ///   - text: What it has to print.
  ///   - meanwhile: What happens then; it gets the process's number.
  /// - Throws: Where it can't be started, or does not print that within a minute.
  init(
    _ arguments: [String], in folder: String, script: String = #"exec "$0" "$@""#,
    stream: CommandRun.Stream = .output, until text: String = "\n", meanwhile: ((Int32) throws -> Void)? = nil
  ) throws {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "softmax-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: scratch.appendingPathComponent("temporary"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, CommandRun.executable.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "SOFTMAX_OFFLINE": "1", "SOFTMAX_CACHE": "/nonexistent/cache", "COLUMNS": "80",
      "SWIFT_BACKTRACE": "enable=no",
      "TMPDIR": scratch.appendingPathComponent("temporary").path,
    ]) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let files = ["output", "errors"].map { scratch.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
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
