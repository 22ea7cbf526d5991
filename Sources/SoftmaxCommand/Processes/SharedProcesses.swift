// The command as one of several processes that an MPI launcher started.

import ArgumentParser
import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxMPI
import SoftmaxRegression
import SoftmaxWorkflow
import Synchronization

/// A verb that several processes do together. Every one of them runs all of it; the first one talks and writes.
protocol SharedCommand: ParsableCommand {
  /// Takes what each process does for itself, or refuses flags that are for one process.
  mutating func share(rank: Int, size: Int) throws
}

extension SharedCommand {
  mutating func share(rank: Int, size: Int) throws {}
}

/// Joins the processes of a job, and ends with them.
enum SharedProcesses {
  private static let joined = Mutex<MPICommunicator?>(nil)

  /// Those of this job, once they have joined.
  private static var current: MPICommunicator? { joined.withLock { $0 } }

  /// Whether there are several.
  static var areThere: Bool { current != nil }

  /// The threads of a process where several share a machine and no launcher gave each its own cores; nil: as ever.
  static var threads: Int? {
    guard areThere, let local = LaunchedProcesses(environment: environment)?.localCount,
      UsableCores.count == ProcessInfo.processInfo.processorCount
    else { return nil }
    return max(1, UsableCores.count / max(1, local))
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Runs a verb: alone, or together with the other processes that a launcher started.
  ///
  /// - Throws: What the verb throws, and `CommandFailure` for a verb that is for one process, and where processes cannot join.
  static func run(_ command: any ParsableCommand) throws {
    let environment = environment
    // A program that a launcher started may start this command for itself alone.
    guard environment["SOFTMAX_MPI"] != "off", let launched = LaunchedProcesses(environment: environment) else {
      var command = command
      return try command.run()
    }
    guard var shared = command as? any SharedCommand else {
      let name = type(of: command).configuration.commandName ?? "this"
      throw WorkflowError.severalProcesses(.job("softmax \(name)"))
    }
    let patience = try environment["SOFTMAX_MPI_PATIENCE"].map { text in
      guard let seconds = Int(text), seconds >= 0 else {
        throw CommandFailure(
          .usage,
          "SOFTMAX_MPI_PATIENCE is '\(text.printable(limit: 40))', expected seconds, or 0 to wait for ever")
      }
      return seconds
    }
    InterruptSignal.waitsForAgreement()
    let processes: MPICommunicator
    do throws(MPIError) {
      processes = try MPICommunicator(
        launched, library: environment["SOFTMAX_LIBMPI"].flatMap { $0.isEmpty ? nil : $0 },
        patience: patience ?? Watchdog.patience,
        request: { InterruptSignal.request }, onStop: { InterruptSignal.agree(on: $0) })
    } catch {
      throw CommandFailure(.system, error.description)
    }
    joined.withLock { $0 = processes }
    if processes.rank > 0 {
      Notice.turnOff(true)
      StatusLine.shared.close()
    }
    try SharedJob.$communicator.withValue(processes) {
      try shared.share(rank: processes.rank, size: processes.size)
      try shared.run()
    }
  }

  /// Leaves the other processes in good order.
  static func finish() { current?.finish() }

  /// Ends all processes after a failure of this one; returns where there are no others.
  static func end(after failure: CommandFailure) {
    guard let current else { return }
    // What all of them refuse is said once.
    if current.rank > 0 { Thread.sleep(forTimeInterval: 0.5) }
    current.end(after: failure.message, code: failure.exitCode)
  }
}
