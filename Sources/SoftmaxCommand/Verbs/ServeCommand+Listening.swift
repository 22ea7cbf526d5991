// softmax serve, where the server is built in.

#if Server
  import ArgumentParser
  import Foundation
  import Logging
  import SoftmaxFiles
  import SoftmaxRegression
  import SoftmaxServer

  extension ServeCommand {
    /// Serves until a signal ends it.
    func listen(_ addresses: [ModelAddress], _ settings: ServiceSettings, _ execution: Execution) throws {
      guard let form = ServiceLog.Form(rawValue: mainArguments.logFormat) else {
        throw CommandFailure(
          .usage, "--log-format is text or json, not '\(mainArguments.logFormat.printable(limit: 40))'")
      }
      guard let level = Logger.Level(rawValue: mainArguments.logLevel) else {
        throw CommandFailure(
          .usage,
          "--log-level is debug, info, notice, warning or error, not '\(mainArguments.logLevel.printable(limit: 40))'"
        )
      }
      var logger = Logger(label: "softmax") { _ in ServiceLog(form) { StandardStream.error.write($0) } }
      logger.logLevel = notices.quiet ? max(level, .error) : level
      let service = try Service(addresses, settings, execution: execution, logger: logger)
      service.takeMetrics()
      let ending = try Self.waiting {
        try await service.run { port in
          let shown = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
          let url = "\(settings.certificate == nil ? "http" : "https")://\(shown):\(port)"
          self.tell(url, addresses)
        }
      }
      // As shells count a program that a signal ended.
      if case .cutOff(let signal) = ending { throw ExitCode(128 + signal) }
    }

    private func tell(_ url: String, _ addresses: [ModelAddress]) {
      let names = addresses.map { "\($0.name)\($0.version == 1 ? "" : "@\($0.version)")" }
      let line =
        if mainArguments.json {
          #"{"event":"listening","models":[\#(names.map { "\"\($0)\"" }.joined(separator: ","))],"port":\#(url.split(separator: ":").last ?? ""),"url":"\#(url)"}"#
        } else {
          "softmax \(SoftmaxRuntime.version) serves \(names.joined(separator: ", ")) at \(url) (Ctrl-C ends it)"
        }
      StandardStream.output.write(line + "\n")
    }

    /// Does asynchronous work on a thread that waits for it.
    static func waiting<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) throws
      -> Result?
    {
      let outcome = Outcome<Result>()
      Task {
        do {
          outcome.result = try await work()
        } catch {
          outcome.error = error
        }
        outcome.done.signal()
      }
      outcome.done.wait()
      if let error = outcome.error {
        throw CommandFailure(error) ?? CommandFailure(.unavailable, "the service ended: \(error)")
      }
      return outcome.result
    }

    private final class Outcome<Result>: @unchecked Sendable {
      let done = DispatchSemaphore(value: 0)
      // Written before the signal, read after the wait.
      var result: Result?
      var error: (any Error)?
    }
  }
#endif
