// A folder for compiling and running, which is removed.

import Foundation
import SoftmaxFiles

/// A new folder among the temporary files.
struct ToolFolder {
  let path: String
  /// The export that is proven, for messages.
  private let subject: String

  private static let prefix = "softmax-tool-"
  /// What says that the folder's owner lives.
  private static let mark = "owner"

  /// Calls `body` with a folder, which is removed afterwards. Those of processes that were killed are removed first: they may
  /// hold rows of training.
  static func use<Result>(path subject: String, _ body: (ToolFolder) throws -> Result) throws -> Result {
    let parent = FileManager.default.temporaryDirectory
    Leftovers.removeFolders(in: parent.path, prefix: prefix, mark: mark) {
      try? FileManager.default.removeItem(atPath: $0)
    }
    let url = parent.appendingPathComponent(prefix + UUID().uuidString)
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw FileError(
        .cannotCreate, path: url.path, problem: "the folder in which the export is tried cannot be made",
        remedy: "set TMPDIR to a folder that can be written")
    }
    let owner = OwnerMark(creating: url.path + "/" + mark)
    defer {
      withExtendedLifetime(owner) {}
      try? FileManager.default.removeItem(at: url)
    }
    return try body(ToolFolder(path: url.path, subject: subject))
  }

  /// The most that scores take as text: a number has at most 25 characters.
  static func mostBytes(samples: Int, numbers: Int) -> Int {
    let (count, overflow) = samples.multipliedReportingOverflow(by: 64 * (numbers + 1))
    return overflow ? .max : (1 << 20) + count
  }

  func write(_ bytes: [UInt8], _ name: String) throws(FileError) {
    let file = URL(fileURLWithPath: path + "/" + name)
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    } catch {
      throw FileError(
        .inputOutput, path: path + "/" + name, problem: "it cannot be written, where the export is tried",
        remedy: "set TMPDIR to a folder with room")
    }
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - tools: What there is.
  ///   - tool: The program's path.
  ///   - arguments: Its arguments.
  ///   - input: A file of the folder that it reads; nil: nothing.
  ///   - mostBytes: The most that it may print.
  /// - Returns: What it printed.
  /// - Throws: `FileError` where it fails, with the first lines of what it says.
  func run(
    _ tools: ExternalTools, _ tool: String, _ arguments: [String], input: String? = nil,
    mostBytes: Int = 16 << 20
  ) throws(FileError) -> [UInt8] {
    let name = (tool as NSString).lastPathComponent
    let seconds = 120.0
    let source = input.map { path + "/" + $0 }
    let outcome: ExternalTools.Outcome
    do throws(ExternalTools.Failure) {
      outcome = try tools.run(
        tool, arguments, input: source, in: path, seconds: seconds, mostBytes: mostBytes)
    } catch {
      let problem =
        switch error {
        case .couldNotStart: "could not be started"
        case .ranTooLong: "ran for more than \(Int(seconds)) s, and was ended"
        case .printedTooMuch: "printed more than the \(mostBytes) bytes that its answer can have, and was ended"
        }
      throw FileError(
        .badData, path: subject, problem: "\(name) \(problem)",
        remedy: "run without \(name) in PATH to have the export interpreted")
    }
    guard outcome.status == 0 else {
      let said =
        outcome.errors.isEmpty ? String(decoding: outcome.output.prefix(1000), as: UTF8.self) : outcome.errors
      let lines = said.split(whereSeparator: \.isNewline).prefix(4).joined(separator: "; ")
      throw FileError(
        .badData, path: subject,
        problem: "\(name) ended with status \(outcome.status): \(lines.printable(limit: 400))",
        remedy: "run without \(name) in PATH to have the export interpreted")
    }
    return outcome.output
  }
}
