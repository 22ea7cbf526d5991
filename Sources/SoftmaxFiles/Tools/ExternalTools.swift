// Programs of the machine that can run what we write: compilers and interpreters.

import CSoftmaxFiles
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

  /// Why there is no outcome.
  package enum Failure: Error, Equatable {
    case couldNotStart
    case ranTooLong
    case printedTooMuch
  }

  /// The longest file that a program may write: the disk is others' too.
  private static let mostFileBytes: UInt64 = 1 << 30

  /// Runs a program to its end, or until it has run for too long or printed too much. It ends when this process does.
  ///
  /// - Parameters:
  ///   - tool: Its path.
  ///   - arguments: Its arguments.
  ///   - input: A file that it reads as standard input; nil: nothing.
  ///   - folder: Where it runs; its outputs are kept there meanwhile.
  ///   - seconds: The longest that it may run.
  ///   - mostBytes: The most that it may print, as output and as errors each.
  /// - Returns: How it ended, and what it printed.
  /// - Throws: `Failure` where it cannot be started, takes too long or prints too much.
  package func run(
    _ tool: String, _ arguments: [String], input: String? = nil, in folder: String, seconds: Double = 60,
    mostBytes: Int = 64 << 20
  ) throws(Failure) -> Outcome {
    let (outputPath, errorPath) = (folder + "/tool.stdout", folder + "/tool.stderr")
    for path in [outputPath, errorPath] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    guard let output = FileHandle(forWritingAtPath: outputPath),
      let errors = FileHandle(forWritingAtPath: errorPath),
      let source = FileHandle(forReadingAtPath: input ?? "/dev/null")
    else { throw .couldNotStart }
    defer { withExtendedLifetime((output, errors, source)) {} }
    let process = Self.start(
      tool, arguments, in: folder, source.fileDescriptor, output.fileDescriptor, errors.fileDescriptor,
      seconds: 8 * UInt64(seconds.rounded(.up)))
    guard process >= 0 else { throw .couldNotStart }
    let failure = Self.wait(for: process, seconds: seconds) {
      [outputPath, errorPath].contains { (FileStatus(of: $0)?.size ?? 0) > mostBytes }
    }
    let status = smf_end_tool(process)
    if let failure { throw failure }
    let found = FileManager.default.contents(atPath: outputPath) ?? Data()
    let said = FileManager.default.contents(atPath: errorPath) ?? Data()
    return Outcome(status: status, output: Array(found), errors: String(decoding: said, as: UTF8.self))
  }

  /// Starts a program, which may take so many seconds of a processor; less than 0 where it cannot be started.
  private static func start(
    _ tool: String, _ arguments: [String], in folder: String, _ input: Int32, _ output: Int32,
    _ errors: Int32, seconds: UInt64
  ) -> Int32 {
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([tool] + arguments).map { unsafe strdup($0) }
    defer { unsafe words.forEach { unsafe free($0) } }
    unsafe words.append(nil)
    return unsafe smf_start_tool(tool, words, folder, input, output, errors, seconds, mostFileBytes)
  }

  /// Waits until a program ends; why it has to be ended, where it does not.
  private static func wait(for process: Int32, seconds: Double, hasPrintedTooMuch: () -> Bool) -> Failure? {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    // Most end soon; others are looked at now and then.
    var pause: UInt32 = 500
    while smf_tool_has_ended(process) == 0 {
      if hasPrintedTooMuch() { return .printedTooMuch }
      if clock.now > end { return .ranTooLong }
      usleep(pause)
      pause = min(pause * 5 / 4, 10_000)
    }
    return hasPrintedTooMuch() ? .printedTooMuch : nil
  }
}
