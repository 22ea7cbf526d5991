// Running the command with a terminal for standard error, and with input that comes when the test says so.

import Foundation
import SoftmaxTestSupport
import Synchronization

/// A run of `softmax` at somebody's terminal.
final class TerminalRun: Sendable {
  private let process: Process
  private let input = Pipe()
  private let output = Pipe()
  private let home: TemporaryDirectory
  private let shown = Mutex(Data())
  private let terminal: FileHandle
  private let other: FileHandle

  /// Starts the command.
  init(_ arguments: [String], in folder: String? = nil) throws {
    home = try TemporaryDirectory()
    let (descriptor, name) = try Self.openTerminal()
    terminal = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let line = unsafe open(name, O_RDWR | O_NOCTTY)
    guard line >= 0 else { throw CocoaError(.fileNoSuchFile) }
    other = FileHandle(fileDescriptor: line, closeOnDealloc: true)
    process = Process()
    process.executableURL = CommandRun.executable
    process.arguments = arguments
    process.environment = CommandEnvironment.own(home: home)
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = other
    CommandRun.takesInterrupts
    try process.run()
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        if count <= 0 { return }
        shown.withLock { $0.append(contentsOf: buffer[..<count]) }
      }
    }
  }

  /// A new terminal: our end of it, and the name of the other one.
  private static func openTerminal() throws -> (descriptor: Int32, name: String) {
    #if canImport(Darwin)
      let descriptor = posix_openpt(O_RDWR | O_NOCTTY)
      guard descriptor >= 0, grantpt(descriptor) == 0, unlockpt(descriptor) == 0,
        let name = unsafe ptsname(descriptor)
      else {
        throw CocoaError(.fileNoSuchFile)
      }
      return unsafe (descriptor, String(cString: name))
    #else
      // Linux's own calls, which Swift sees without the C library's extensions: TIOCSPTLCK and TIOCGPTN.
      let descriptor = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (isLocked, number): (Int32, Int32) = (0, -1)
      guard descriptor >= 0, unsafe ioctl(descriptor, 0x4004_5431, &isLocked) == 0,
        unsafe ioctl(descriptor, 0x8004_5430, &number) == 0
      else { throw CocoaError(.fileNoSuchFile) }
      return (descriptor, "/dev/pts/\(number)")
    #endif
  }

  /// Gives the command something to read.
  func type(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  /// What the terminal was sent so far.
  var screen: String { shown.withLock { String(decoding: $0, as: UTF8.self) } }

  /// Waits until it holds `text`, or for a minute; whether it does.
  func waits(for text: String) -> Bool { waits { self.screen.contains(text) } }

  /// Waits until something is so, or for a minute; whether it is.
  func waits(until isSo: () -> Bool) -> Bool {
    let deadline = Date() + 60
    while !isSo() {
      guard Date() < deadline else { return false }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return true
  }

  func interrupt() { process.interrupt() }

  /// Waits for the end: the exit code, or the negative of the signal that ended it.
  func end() -> (status: Int32, output: String) {
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try? input.fileHandleForWriting.close()
    // The last words may still be on their way.
    Thread.sleep(forTimeInterval: 0.05)
    return (
      process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      String(decoding: data, as: UTF8.self)
    )
  }

  /// Ends the input.
  func endInput() throws { try input.fileHandleForWriting.close() }
}
