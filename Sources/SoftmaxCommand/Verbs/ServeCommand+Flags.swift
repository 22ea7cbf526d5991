// The flags of softmax serve.

import ArgumentParser
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxServer

extension ServeCommand {
  struct MainArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp("The port; 0 takes a free one (default: 8000).", valueName: "n"),
      transform: NumberArgument.whole)
    var port = 8000

    @Option(
      help: ArgumentHelp(
        "The interface, by name or number; 127.0.0.1 is this machine alone.", valueName: "name"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("Log lines: text or json.", valueName: "form"))
    var logFormat = "text"

    @Option(
      help: ArgumentHelp(
        "What is logged: debug, info, notice, warning or error.", valueName: "level"))
    var logLevel = "info"

    @Flag(help: "Tell on standard output, as JSON, where the service listens.")
    var json = false

    @Flag(help: "Read models anew on SIGHUP alone, not when their files change.")
    var noWatch = false
  }

  struct AccessArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "A file with the token that requests must carry (Authorization: Bearer ...).", valueName: "file"),
      completion: .file())
    var tokenFile: String?

    @Option(
      help: ArgumentHelp("The certificate chain, PEM: the service speaks TLS.", valueName: "file"),
      completion: .file())
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's key, PEM.", valueName: "file"), completion: .file())
    var tlsKey: String?

    @Flag(help: "Listen beyond this machine without a token.")
    var insecure = false

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Answer requests for this name of the machine too (several may follow).", valueName: "name"))
    var allowHost: [String] = []

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Let pages of this origin send requests, such as https://example.org (several may follow).",
        valueName: "url"))
    var allowOrigin: [String] = []
  }

  struct LimitArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The most bytes of a body that is read as a whole, inflated too (default: 64MB).", valueName: "size"),
      transform: ByteSizeArgument.bytes)
    var maxBody = 64 << 20

    @Option(
      help: ArgumentHelp("The most samples of an inference request (default: 100000).", valueName: "n"),
      transform: NumberArgument.whole)
    var maxRows = 100_000

    @Option(
      help: ArgumentHelp("The most bytes of a request's head (default: 32KB).", valueName: "size"),
      transform: ByteSizeArgument.bytes)
    var maxHeader = 32 << 10

    @Option(
      help: ArgumentHelp("The most connections; others get 503 (default: 1024).", valueName: "n"),
      transform: NumberArgument.whole)
    var maxConnections = 1024

    @Option(
      help: ArgumentHelp("Seconds for a request's head, else 408 (default: 10).", valueName: "s"),
      transform: NumberArgument.any)
    var headerTimeout = 10.0

    @Option(
      help: ArgumentHelp(
        "Seconds for a request's body, and one more for each 16 KB of it, else 408 (default: 30).",
        valueName: "s"),
      transform: NumberArgument.any)
    var bodyTimeout = 30.0

    @Option(
      help: ArgumentHelp(
        "Seconds after which a connection without a request is closed, or one whose answer nobody reads (default: 75).",
        valueName: "s"),
      transform: NumberArgument.any)
    var idleTimeout = 75.0

    @Option(
      help: ArgumentHelp("Seconds that requests have when the service ends (default: 10).", valueName: "s"),
      transform: NumberArgument.any)
    var shutdownTimeout = 10.0
  }

  /// The settings, checked before any work.
  func settings() throws -> ServiceSettings {
    func refuse(_ isRefused: Bool, _ message: String) throws {
      if isRefused { throw CommandFailure(.usage, message) }
    }
    let (main, access, limits) = (mainArguments, accessArguments, limitArguments)
    try refuse(models.isEmpty, "name at least one MODEL")
    try refuse(!(0...65535).contains(main.port), "--port must be from 0 to 65535, not \(main.port)")
    try refuse(
      (access.tlsCert == nil) != (access.tlsKey == nil),
      "--tls-cert and --tls-key go together: give both, or none")
    for (flag, value) in [
      ("--header-timeout", limits.headerTimeout), ("--body-timeout", limits.bodyTimeout),
      ("--idle-timeout", limits.idleTimeout), ("--shutdown-timeout", limits.shutdownTimeout),
    ] {
      try refuse(
        !(value > 0 && value <= 86_400), "\(flag) must be more than 0 and at most 86400 seconds, not \(value)")
    }
    for (flag, value) in [("--max-rows", limits.maxRows), ("--max-connections", limits.maxConnections)] {
      try refuse(value < 1, "\(flag) must be at least 1, not \(value)")
    }
    try refuse(
      access.allowOrigin.contains { !$0.hasPrefix("http://") && !$0.hasPrefix("https://") },
      "--allow-origin is an origin such as https://example.org")
    var settings = ServiceSettings()
    (settings.host, settings.port) = (main.host, main.port)
    settings.token = try access.tokenFile.map(Self.token)
    if let chain = access.tlsCert, let key = access.tlsKey { settings.certificate = (chain, key) }
    (settings.allowedHosts, settings.allowedOrigins) = (access.allowHost, access.allowOrigin)
    (settings.bodyLimit, settings.rowLimit) = (limits.maxBody, limits.maxRows)
    (settings.headLimit, settings.connectionLimit) = (limits.maxHeader, limits.maxConnections)
    (settings.headTimeout, settings.bodyTimeout) = (limits.headerTimeout, limits.bodyTimeout)
    (settings.idleTimeout, settings.shutdownTimeout) = (limits.idleTimeout, limits.shutdownTimeout)
    settings.watchesFiles = !main.noWatch
    try refuse(
      !settings.isLoopback && settings.token == nil && !access.insecure,
      "--host \(main.host.printable(limit: 60)) can be reached from other machines: name a --token-file, or say --insecure"
    )
    return settings
  }

  /// The token in a file, without the line break at its end.
  private static func token(in path: String) throws -> String {
    let bytes = try InputFile.contents(of: path)
    let text = String(decoding: bytes.array.prefix(5000), as: UTF8.self).trimmingSpace
    guard (16...4096).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw CommandFailure(
        .badData,
        "--token-file \(path.printable(limit: 200)): expected one line of 16 to 4096 characters without spaces, such as that of: "
          + "openssl rand -hex 32")
    }
    return text
  }
}

extension String {
  fileprivate var trimmingSpace: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    return String(text)
  }
}
