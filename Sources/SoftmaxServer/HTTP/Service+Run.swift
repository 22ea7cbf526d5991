// From settings to a service that listens, until it is told to end.

#if Server
  import HTTPTypes
  import Hummingbird
  import HummingbirdCore
  import HummingbirdTLS
  import Logging
  import CoreMetrics
  import NIOCore
  import NIOPosix
  import NIOSSL
  import ServiceLifecycle
  import UnixSignals

  extension Service {
    /// Listens, and answers until SIGTERM or SIGINT comes; requests that are being answered then have `shutdownTimeout` seconds.
    ///
    /// - Parameter onListening: Hears of the port, once.
    /// - Throws: What listening throws: a port that is taken, a certificate that cannot be read.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
      MetricsSystem.bootstrap(metrics.registry)
      var reloader = ServiceGroupConfiguration.ServiceConfiguration(service: ModelReloader(service: self))
      reloader.successTerminationBehavior = .ignore
      var configuration = ServiceGroupConfiguration(
        services: [.init(service: try application(onListening: onListening)), reloader],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
      configuration.maximumGracefulShutdownDuration = .seconds(settings.shutdownTimeout)
      configuration.maximumCancellationDuration = .seconds(2)
      try await ServiceGroup(configuration: configuration).run()
    }

    /// The application of Hummingbird.
    func application(
      onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> Application<ServiceResponder> {
      Application(
        responder: ServiceResponder(service: self), server: try server(),
        configuration: .init(
          address: .hostname(settings.host, port: settings.port), serverName: "swift-softmax", backlog: 1024),
        onServerRunning: { channel in
          if let port = channel.localAddress?.port { onListening(port) }
        },
        logger: quiet)
    }

    /// What the libraries say is for those who look for an error in them.
    private var quiet: Logger {
      var logger = logger
      logger.logLevel = max(logger.logLevel, .error)
      return logger
    }

    private func server() throws -> HTTPServerBuilder {
      let (settings, connections) = (settings, connections)
      var http1 = HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionGuard(settings, connections)],
        idleTimeout: .nanoseconds(Int64(settings.idleTimeout * 1e9)))
      http1.httpDecoder = .init(
        maxHeaderFieldSize: settings.headLimit, maxHeaderListSize: settings.headLimit, maxHeaderFieldCount: 100)
      guard let files = settings.certificate else { return .http1(configuration: http1) }
      let chain: [NIOSSLCertificateSource]
      let key: NIOSSLPrivateKey
      do {
        chain = try NIOSSLCertificate.fromPEMFile(files.chain).map { .certificate($0) }
      } catch {
        throw ServiceProblem("\(files.chain): this is no chain of certificates in PEM form (\(error))")
      }
      do {
        key = try NIOSSLPrivateKey(file: files.key, format: .pem)
      } catch {
        throw ServiceProblem("\(files.key): this is no private key in PEM form without a password (\(error))")
      }
      var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
      tls.minimumTLSVersion = .tlsv12
      tls.applicationProtocols = ["http/1.1"]
      do {
        return try .tls(.http1(configuration: http1), tlsConfiguration: tls)
      } catch {
        throw ServiceProblem("\(files.chain) and \(files.key) do not belong together (\(error))")
      }
    }
  }

  /// Why the service cannot begin.
  package struct ServiceProblem: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
  }
#endif
