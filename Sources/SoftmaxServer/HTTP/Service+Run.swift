// From settings to a service that listens, until it is told to end.

#if Server
  import Foundation
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
  import SoftmaxFiles
  import UnixSignals

  extension Service {
    /// How a service ended.
    package enum Ending: Sendable {
      /// All requests were answered.
      case whole
      /// Requests were cut off: their time had passed, or a second signal came.
      case cutOff(signal: Int32)
    }

    /// Lets what other libraries count stand among the service's metrics. Once in a program.
    package func takeMetrics() { MetricsSystem.bootstrap(metrics.registry) }

    /// Listens, and answers until SIGTERM or SIGINT comes; requests that are being answered then have `shutdownTimeout` seconds.
    ///
    /// - Parameter onListening: Hears of the port, once.
    /// - Returns: Whether all requests were answered.
    /// - Throws: What listening throws: a port that is taken, a certificate that cannot be read.
    package func run(onListening: @escaping @Sendable (Int) -> Void) async throws -> Ending {
      let signals = await UnixSignalsSequence(trapping: [.sigterm, .sigint])
      return try await run(until: signals.map(\.rawValue), onListening: onListening)
    }

    /// The same, until `signals` has a number.
    package func run<Signals: AsyncSequence & Sendable>(
      until signals: Signals, onListening: @escaping @Sendable (Int) -> Void
    ) async throws -> Ending where Signals.Element == Int32 {
      var reloader = ServiceGroupConfiguration.ServiceConfiguration(service: ModelReloader(service: self))
      reloader.successTerminationBehavior = .ignore
      let group = ServiceGroup(
        configuration: .init(
          services: [.init(service: try application(onListening: onListening)), reloader], logger: quiet))
      let (endings, said) = AsyncThrowingStream.makeStream(of: Ending.self)
      // Not children of one task, which would be waited for: what does not end in time is left to the program's end.
      let work = Task {
        do {
          try await group.run()
          said.yield(.whole)
        } catch {
          said.finish(throwing: Self.problem(error, settings))
        }
      }
      let timeout = settings.shutdownTimeout
      let watch = Task {
        var timer: Task<Void, Never>?
        for try await signal in signals {
          if timer != nil {
            said.yield(.cutOff(signal: signal))
            break
          }
          await group.triggerGracefulShutdown()
          timer = Task {
            do {
              try await Task.sleep(for: .seconds(timeout))
              said.yield(.cutOff(signal: signal))
            } catch {}
          }
        }
      }
      defer {
        watch.cancel()
        work.cancel()
      }
      for try await ending in endings { return ending }
      return .whole
    }

    /// An error of listening, as its reader knows what it is about.
    private static func problem(_ error: any Error, _ settings: ServiceSettings) -> any Error {
      guard let error = error as? IOError else { return error }
      let reason =
        switch error.errnoCode {
        case EADDRINUSE: "another program listens there"
        case EACCES: "the system keeps it for itself"
        case EADDRNOTAVAIL: "this machine has no such interface"
        default: "error \(error.errnoCode) of the system"
        }
      return ServiceProblem(
        "port \(settings.port) of \(settings.host.printable(limit: 60)) cannot be listened to: \(reason)")
    }

    /// The application of Hummingbird.
    func application(
      onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> Application<ServiceResponder> {
      Application(
        responder: ServiceResponder(service: self), server: try server(),
        configuration: .init(
          address: .hostname(settings.host, port: settings.port), serverName: Self.serverName, backlog: 1024),
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
        additionalChannelHandlers: [ConnectionGuard(settings, connections), QuickAnswers(self)])
      http1.httpDecoder = .init(
        maxHeaderFieldSize: settings.headLimit, maxHeaderListSize: settings.headLimit, maxHeaderFieldCount: 100)
      let configuration = http1
      let plain = HTTPServerBuilder { responder in
        LoopBoundChannel(HTTP1Channel(responder: responder, configuration: configuration))
      }
      guard let files = settings.certificate else { return plain }
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
        return try .tls(plain, tlsConfiguration: tls)
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
