// Running the built command as a process, as a user would.

import Foundation
import SoftmaxTestSupport
import Synchronization

/// One finished run of `softmax`.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String

  /// What a run prints on.
  enum Stream {
    case output
    case errors
  }

  /// The command: SOFTMAX_COMMAND where it is set, else the one built beside these tests.
  static var executable: URL {
    if let path = ProcessInfo.processInfo.environment["SOFTMAX_COMMAND"] { return URL(fileURLWithPath: path) }
    // The test bundle lies in the build folder on Linux, and is a folder in it on macOS.
    var folder = Bundle.main.bundleURL
    #if os(macOS)
      if let bundle = Bundle.allBundles.first(where: { $0.bundlePath.hasSuffix(".xctest") }) {
        folder = bundle.bundleURL.deletingLastPathComponent()
      }
    #endif
    return folder.appendingPathComponent("softmax")
  }

  private static let ignoresClosedPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  /// Whoever starts the tests in the background may have interrupts ignored, and the command would inherit that: it is to be
  /// interrupted as at a keyboard.
  static let takesInterrupts: Void = {
    var action = sigaction()
    guard unsafe sigaction(SIGINT, nil, &action) == 0 else { return }
    #if canImport(Darwin)
      let handler = unsafe unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
    #else
      let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    #endif
    if handler == 1 { _ = signal(SIGINT, SIG_DFL) }
  }()

  /// Runs the command to its end.
  ///
  /// - Parameters:
  ///   - arguments: What stands after `softmax`.
  ///   - environment: Added to what the run finds around it.
  ///   - surroundings: What it finds around it; nil: `CommandEnvironment.own`, with a home of its own that goes with it.
  ///   - input: What comes in on standard input.
  ///   - folder: Where it runs.
  ///   - interruptedBy: The stream on which it gets SIGINT as soon as it has printed something there.
  /// - Throws: Where it can't be started.
  init(
    _ arguments: [String], environment: [String: String] = [:], surroundings: [String: String]? = nil,
    input: [UInt8] = [], in folder: String? = nil, interruptedBy: Stream? = nil
  ) throws {
    let home = try TemporaryDirectory()
    defer { withExtendedLifetime(home) {} }
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.environment = (surroundings ?? CommandEnvironment.own(home: home)).merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let (inputPipe, outputPipe, errorPipe) = (Pipe(), Pipe(), Pipe())
    process.standardInput = inputPipe
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    Self.takesInterrupts
    try process.run()
    let collected = Mutex(Data())
    let (begun, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      let first = errorPipe.fileHandleForReading.availableData
      begun.signal()
      let data = first + errorPipe.fileHandleForReading.readDataToEndOfFile()
      collected.withLock { $0 = data }
      done.signal()
    }
    // Beside the reading: a command that answers while it reads would wait for us, and we for it.
    // It may also end before it has read everything.
    _ = Self.ignoresClosedPipes
    let writer = inputPipe.fileHandleForWriting
    Thread.detachNewThread {
      try? writer.write(contentsOf: Data(input))
      try? writer.close()
    }
    var printed = Data()
    switch interruptedBy {
    case .output: printed = outputPipe.fileHandleForReading.availableData
    case .errors: begun.wait()
    case nil: break
    }
    if interruptedBy != nil { process.interrupt() }
    printed.append(outputPipe.fileHandleForReading.readDataToEndOfFile())
    output = String(decoding: printed, as: UTF8.self)
    done.wait()
    process.waitUntilExit()
    errors = collected.withLock { String(decoding: $0, as: UTF8.self) }
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  /// Standard output as one JSON document, nothing else there.
  func json() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    guard let document = value as? [String: Any] else { throw CocoaError(.coderInvalidValue) }
    return document
  }
}
