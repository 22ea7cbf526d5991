// Running the command under limits of the system's, or under another program.

import Foundation
import SoftmaxTestSupport

/// One finished run of `softmax` that a shell has limited before.
struct LimitedRun {
  let status: Int32
  let output: String
  let errors: String

  /// Runs `preparation` in a shell, which then becomes the command.
  ///
  /// - Parameters:
  ///   - preparation: `ulimit -v 300000`.
  ///   - arguments: What stands after `softmax`.
  ///   - folder: Where it runs; its streams are kept in files there, so that nothing waits for a pipe.
  ///   - seconds: How long it may take.
  /// - Throws: Where it cannot be started.
  init(_ preparation: String, _ arguments: [String], in folder: String, seconds: Double = 60) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "\(preparation); exec \"$@\" >run.out 2>run.err", "sh", CommandRun.executable.path] + arguments
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": folder, "SOFTMAX_OFFLINE": "1", "SOFTMAX_CACHE": folder + "/no-cache",
      "COLUMNS": "80", "SWIFT_BACKTRACE": "enable=no",
      "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    try process.run()
    let deadline = ContinuousClock.now + .seconds(seconds)
    while process.isRunning, ContinuousClock.now < deadline { usleep(10_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
    }
    (output, errors) = (try text("run.out"), try text("run.err"))
  }
}
