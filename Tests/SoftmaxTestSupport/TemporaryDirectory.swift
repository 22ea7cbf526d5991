// A directory for one test.

import Foundation

/// A directory that goes with the object.
package final class TemporaryDirectory: Sendable {
  package let path: String

  package init() throws {
    // TMPDIR may name a folder that is gone or not ours.
    let named = FileManager.default.temporaryDirectory.path
    let parent = FileManager.default.isWritableFile(atPath: named) ? named : "/tmp"
    path = parent + "/softmax-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file in it.
  package func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Writes a file that may be run.
  ///
  /// A process of its own writes it: if we did, a process that another test starts meanwhile would inherit the
  /// open file, and running it would fail with "text file busy".
  package func writeScript(_ text: String, to name: String) throws {
    // It finds the system's tools whatever PATH it is started with.
    let whole = text.replacing("#!/bin/sh\n", with: "#!/bin/sh\nPATH=/usr/bin:/bin\n", maxReplacements: 1)
    try write(Array(whole.utf8), to: name + ".text")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.arguments = [
      "-c", "cp \"$1.text\" \"$1\" && chmod 755 \"$1\" && rm \"$1.text\"", "sh", file(name),
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// The names of what is in it, sorted.
  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  package func content(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: file(name)).map { [UInt8]($0) }
  }
}
