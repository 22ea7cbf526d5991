// The command's entrance: parse, run, and answer every failure with one clear text and the right exit code.

import ArgumentParser
import Foundation
import SoftmaxFiles
import SoftmaxRegression

@main
struct SoftmaxMain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "softmax",
    abstract: "Softmax regression: train, score and explain multiclass linear models.",
    discussion: """
      DATA is a dataset's name (digits, iris, fashion-mnist), with a part where you want one \
      (fashion-mnist:test), or a path: a table (.csv, .tsv), an array (.npy, .npz, .safetensors), \
      sparse rows (.libsvm, .mtx, .npz), an IDX file of images, a folder of them, or - for standard input. A quoted \
      pattern ('part-*.csv') is one table of several files.

      Example:
        softmax train fashion-mnist -o fashion.safetensors
        softmax predict fashion.safetensors fashion-mnist --count 6
      """,
    version: """
      softmax \(SoftmaxRuntime.version) (kernels \(SoftmaxRuntime.kernels), threads \
      \(SoftmaxRuntime.threads))
      """,
    subcommands: [
      TrainCommand.self, TuneCommand.self, EvaluateCommand.self, PredictCommand.self, ExplainCommand.self,
      ReportCommand.self, CalibrateCommand.self, CompareCommand.self, AuditCommand.self, EditCommand.self,
      InspectCommand.self, PlotCommand.self, ExportCommand.self, ImportCommand.self, VerifyCommand.self,
      DataCommand.self, DatasetsCommand.self, CacheCommand.self, ScaleCommand.self,
      ServeCommand.self, StudioCommand.self,
    ])

  static func main() {
    // First of all: no file that is opened later may become standard output.
    StandardStream.reserveClosedDescriptors()
    StandardStream.ignoreWriteSignals()
    MemoryExhaustion.endProcess(
      printing: """
        error: the work was aborted. If the message above is about memory, there was not enough: use less data or a \
        method that needs less, or raise the limit (ulimit -v, the container's)

        """,
      exitCode: CommandFailure.Code.system.rawValue)
    InputFile.explainFaults(exitCode: CommandFailure.Code.inputOutput.rawValue)
    do {
      if let argument = CommandLine.arguments.first(where: MarkRun.isLong) {
        throw CommandFailure(.usage, "in the argument '\(argument.printable(limit: 40))' \(MarkRun.problem)")
      }
      // What is not UTF-8 has been replaced by U+FFFD by now, and would name another file.
      if let argument = CommandLine.arguments.first(where: { $0.contains("\u{fffd}") }) {
        throw CommandFailure(.usage, "the argument '\(argument)' is not valid UTF-8: rename the file")
      }
      if let problem = SoftmaxRuntime.kernelsProblem { throw CommandFailure(.usage, problem) }
      let command = try parsed(Array(CommandLine.arguments.dropFirst()))
      Notice.turnOff((command as? any NotifyingCommand)?.notices.quiet ?? false)
      let interrupt = InterruptSignal.endingProcess()
      defer { withExtendedLifetime(interrupt) {} }
      StatusLine.shared.follow(InterruptSignal.monitor)
      try InterruptSignal.monitor.watching {
        guard let limited = command as? any MemoryLimitedCommand else {
          return try SharedProcesses.run(command)
        }
        try limited.memoryArguments.limiting { try SharedProcesses.run(command) }
      }
      StatusLine.shared.close()
      try InputFile.checkUnchanged()
      tellOfReplacedFiles()
      try checkOutput()
      SharedProcesses.finish()
    } catch is CancellationError {
      end(CommandFailure(.interrupted, "interrupted before there was anything to keep"))
    } catch let exitCode as ExitCode where InputFile.changes.isEmpty {
      tellOfReplacedFiles()
      SharedProcesses.finish()
      Foundation.exit(exitCode.rawValue)
    } catch {
      end(error)
    }
  }

  /// What the arguments say. A verb reads by itself what stands behind its name: the root would go through all flags of the
  /// verb twice more, and each time takes a quarter of the start of a debug build. What the verb cannot read, `--help`
  /// too, goes to the root, whose answers know the whole line.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    let verb = configuration.subcommands.first {
      $0.configuration.commandName == arguments.first && $0.configuration.subcommands.isEmpty
    }
    // A request for help is a command of its own, whose usage would lack the root's name.
    if let verb, let command = try? verb.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == verb {
      return command
    }
    return try parseAsRoot(arguments)
  }

  private static func tellOfReplacedFiles() {
    for path in InputFile.replaced {
      Notice.write(
        "note: \(path.printable(limit: 1000)) is a new file by now; what was read is the one before it\n")
    }
  }

  /// Says what went wrong, and ends the process.
  private static func end(_ error: any Error) -> Never {
    StatusLine.shared.close()
    // Whatever is wrong with a file that changes while it is read, the change is why.
    let failure =
      InputFile.changes.first.flatMap { CommandFailure($0) } ?? CommandFailure(error) ?? parsingFailure(error)
    SharedProcesses.end(after: failure)
    StandardStream.error.write("error: \(failure.message)\n")
    Foundation.exit(failure.exitCode)
  }

  /// A result that could not be printed is no success; a reader that has gone is none of our business.
  private static func checkOutput() throws {
    if let reason = StandardStream.output.failureReason {
      throw CommandFailure(.inputOutput, "standard output cannot be written: \(reason)")
    }
  }

  /// What the argument parser has to say, on one line; help, version and completion scripts are printed and end the process.
  private static func parsingFailure(_ error: any Error) -> CommandFailure {
    if exitCode(for: error) == .success {
      StandardStream.output.write(fullMessage(for: error) + "\n")
      do { try checkOutput() } catch { end(error) }
      Foundation.exit(0)
    }
    let suggestion = Suggestion(arguments: Array(CommandLine.arguments.dropFirst()))
    let message = suggestion.message(
      insteadOf: message(for: error).split(whereSeparator: \.isNewline).joined(separator: " "))
    return CommandFailure(.usage, "\(message.printableMessage) (see '\(suggestion.command) --help')")
  }
}
