// The flags of softmax studio.

import ArgumentParser
import SoftmaxServer

extension StudioCommand {
  struct MainArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp("The port; 0 takes a free one (default: 8770).", valueName: "n"),
      transform: NumberArgument.whole)
    var port = 8770

    @Flag(help: "Open no browser.")
    var noOpen = false
  }

  /// How it listens: on this machine alone.
  func settings() throws -> ServiceSettings {
    guard (0...65535).contains(mainArguments.port) else {
      throw CommandFailure(.usage, "--port must be from 0 to 65535, not \(mainArguments.port)")
    }
    var settings = ServiceSettings()
    settings.port = mainArguments.port
    settings.shutdownTimeout = 3
    // The page asks for one thing after another, and streams stay open.
    settings.connectionLimit = 256
    return settings
  }
}
