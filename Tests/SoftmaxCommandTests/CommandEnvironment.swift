// What the command finds around it when a test runs it: nothing of this machine.

import Foundation
import SoftmaxTestSupport

/// The environment variables of a run.
enum CommandEnvironment {
  /// Those of a machine on which nothing is installed, cached or set: no network, no data, no settings.
  ///
  /// - Parameters:
  ///   - home: The folder of everything that a user has. It exists and is empty.
  ///   - machine: What the tests themselves were started with. Only what a built program needs in order to start, or a
  ///     sanitizer and a coverage report in order to work, is taken from it.
  /// - Returns: The variables.
  static func own(
    home: TemporaryDirectory, machine: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String: String] {
    machine.filter { name, _ in toolPrefixes.contains { name.hasPrefix($0) } }.merging([
      "HOME": home.path, "TMPDIR": home.path, "XDG_CACHE_HOME": home.file("cache"),
      "XDG_DATA_DIRS": home.file("share"),
      "SOFTMAX_CACHE": home.file("cache/softmax"), "SOFTMAX_OFFLINE": "1", "PATH": "/usr/bin:/bin",
      "COLUMNS": "80",
      "TERM": "xterm", "LANG": "C.UTF-8", "TZ": "UTC",
    ]) { $1 }
  }

  /// Those of this machine, with its network, its cache and its proxies: for tests on the real data.
  static var ofThisMachine: [String: String] {
    ProcessInfo.processInfo.environment.merging(["SOFTMAX_OFFLINE": "", "COLUMNS": "80"]) { $1 }
  }

  private static let toolPrefixes = [
    "LD_LIBRARY_", "DYLD_", "LLVM_PROFILE_", "ASAN_", "TSAN_", "UBSAN_", "SWIFT_BACKTRACE",
  ]
}
