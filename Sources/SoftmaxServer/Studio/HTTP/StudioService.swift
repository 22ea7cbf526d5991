// The studio over HTTP: on this machine alone, for whoever has the token.

#if Server
  import Foundation
  import HTTPTypes
  import Hummingbird
  import HummingbirdCore
  package import Logging
  import NIOCore
  import NIOPosix
  import ServiceLifecycle
  import Synchronization
  import UnixSignals

  /// What `softmax studio` is.
  package final class StudioService: Sendable {
    package let studio: Studio
    let settings: ServiceSettings
    /// What every request must have, as a cookie or a bearer token.
    package let token: String
    private let logger: Logger
    private let connections = ConnectionCount()
    private let portInUse = Atomic<Int>(0)

    /// - Parameters:
    ///   - studio: What answers.
    ///   - settings: The interface and the port.
    ///   - token: A text that nobody can guess; nil: one is drawn.
    ///   - logger: Where errors of the libraries go.
    package init(_ studio: Studio, _ settings: ServiceSettings, token: String? = nil, logger: Logger) {
      (self.studio, self.settings, self.logger) = (studio, settings, logger)
      self.token = token ?? Self.drawnToken
    }

    private static var drawnToken: String {
      var generator = SystemRandomNumberGenerator()
      return (0..<4).map { _ in
        let text = String(generator.next(), radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
      }.joined()
    }

    /// The cookies of two studios on one machine differ in their ports.
    var cookieName: String { "softmax-\(portInUse.load(ordering: .relaxed))" }

    /// Listens, and answers until SIGTERM or SIGINT comes.
    ///
    /// - Parameter onListening: Hears of the port, once.
    /// - Throws: What listening throws, such as a port that is taken.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
      var configuration = ServiceGroupConfiguration(
        services: [.init(service: application(onListening: onListening))],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger)
      configuration.maximumGracefulShutdownDuration = .seconds(settings.shutdownTimeout)
      configuration.maximumCancellationDuration = .seconds(2)
      defer { studio.close() }
      try await ServiceGroup(configuration: configuration).run()
    }

    func application(onListening: @escaping @Sendable (Int) -> Void = { _ in }) -> Application<StudioResponder>
    {
      var http1 = HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionGuard(self.settings, self.connections)],
        idleTimeout: .nanoseconds(Int64(settings.idleTimeout * 1e9)))
      http1.httpDecoder = .init(
        maxHeaderFieldSize: settings.headLimit, maxHeaderListSize: settings.headLimit, maxHeaderFieldCount: 100)
      return Application(
        responder: StudioResponder(service: self), server: .http1(configuration: http1),
        configuration: .init(
          address: .hostname(settings.host, port: settings.port), serverName: "swift-softmax"),
        onServerRunning: { [self] channel in
          guard let port = channel.localAddress?.port else { return }
          portInUse.store(port, ordering: .relaxed)
          onListening(port)
        },
        logger: logger)
    }
  }
#endif
