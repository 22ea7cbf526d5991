// softmax serve: models that answer over HTTP.

import ArgumentParser
import SoftmaxFiles
import SoftmaxServer

struct ServeCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer requests over HTTP with models.",
    discussion: """
      MODEL is a model file; NAME=FILE gives it a name, NAME@2=FILE a version. Clients of the Open Inference Protocol, \
      version 2 (Triton, KServe, MLServer), work as they are, with JSON and with binary tensors. POST /predict takes CSV, \
      JSON, .npy or PNG and answers as softmax predict does, row by row as the body comes in. GET / lists the addresses, \
      /openapi.json describes them, /metrics counts for Prometheus.

      The service listens on this machine alone; another --host needs a token or --insecure. A model is read anew when \
      its file changes, or on SIGHUP: a request is answered by the old model or by the new one. SIGTERM and Ctrl-C end the \
      service when the requests that are there are answered.

      Answers have the bits of softmax predict.

      Examples:
        softmax serve fashion.safetensors
        softmax serve shop=people.safetensors digits.safetensors --port 8080
        softmax serve m.safetensors --host 0.0.0.0 --token-file token
      """)

  @Argument(
    help: ArgumentHelp("The model files, each perhaps with a name: NAME=FILE.", valueName: "model"),
    completion: .file())
  var models: [String]

  @OptionGroup(title: HelpTitle.mostUsed) var mainArguments: MainArguments

  @OptionGroup(title: HelpTitle.access) var accessArguments: AccessArguments

  @OptionGroup(title: HelpTitle.limits) var limitArguments: LimitArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  func run() throws {
    let addresses = try models.map { text in
      do throws(AddressProblem) {
        return try ModelAddress(parsing: text)
      } catch {
        throw CommandFailure(.usage, "MODEL \(error)")
      }
    }
    let settings = try settings()
    let execution = try executionArguments.execution()
    #if Server
      try listen(addresses, settings, execution)
    #else
      _ = (addresses, settings, execution)
      throw CommandFailure.withoutServer
    #endif
  }
}

extension CommandFailure {
  /// This program was built without the server.
  static var withoutServer: CommandFailure {
    CommandFailure(
      .unavailable,
      "this softmax was built without its server; build it with: swift build -c release --traits Server")
  }
}
