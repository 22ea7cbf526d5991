// The service: models, settings, metrics and log, and what answers each endpoint.

#if Server
  import HTTPTypes
  import Hummingbird
  package import Logging
  import NIOCore
  package import SoftmaxRegression
  import SoftmaxFiles
  import SoftmaxKernels

  /// What `softmax serve` is.
  package struct Service: Sendable {
    static let serverName = "swift-softmax"

    package let shelf: ModelShelf
    package let settings: ServiceSettings
    package let metrics: ServiceMetrics
    let connections = ConnectionCount()
    let logger: Logger
    let execution: Execution

    package init(_ addresses: [ModelAddress], _ settings: ServiceSettings, execution: Execution, logger: Logger)
      throws
    {
      shelf = try ModelShelf(addresses, execution: execution, executor: ClosureExecutor.workThreads)
      metrics = ServiceMetrics()
      (self.settings, self.execution, self.logger) = (settings, execution, logger)
    }

    func answer(_ request: Request, _ endpoint: Endpoint, id: String) async throws -> Response {
      switch endpoint {
      case .root: return .json(ServiceDocuments.root(shelf))
      case .openAPI: return .json(OpenAPIDocument.bytes)
      case .metrics: return metricsAnswer
      case .server: return .json(ServiceDocuments.server)
      case .live: return .json(ServiceDocuments.flag("live"))
      case .ready: return .json(ServiceDocuments.flag("ready"))
      case .repositoryIndex:
        try ServiceDocuments.checkIndexRequest(try await body(of: request).inflated(limit: settings.bodyLimit))
        return .json(ServiceDocuments.index(shelf))
      case .model(let name, let version):
        let entry = try shelf.entry(name, version: version)
        return .json(entry.model.metadata(versions: shelf.versions(of: name)))
      case .modelReady(let name, let version):
        let entry = try shelf.entry(name, version: version)
        return .json(ServiceDocuments.ready(entry))
      case .modelConfiguration(let name, let version):
        return .json(
          ServiceDocuments.configuration(try shelf.entry(name, version: version), rowLimit: settings.rowLimit))
      case .modelStatistics(let name, let version):
        return .json(ServiceDocuments.statistics([try shelf.entry(name, version: version)]))
      case .allStatistics: return .json(ServiceDocuments.statistics(shelf.all))
      case .infer(let name, let version): return try await infer(request, name, version)
      case .predict(let name): return try await predict(request, name, id: id)
      }
    }

    private var metricsAnswer: Response {
      metrics.registry.set("rest_server_connections", to: Double(connections.value))
      metrics.registry.set("process_resident_memory_bytes", to: Double(ProcessUsage.memoryBytes))
      metrics.registry.set("process_cpu_seconds_total", to: ProcessUsage.processorSeconds)
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: metrics.registry.text)))
    }

    /// A request's body, within the limit.
    func body(of request: Request) async throws -> ReceivedBody {
      try await ReceivedBody(of: request, limit: settings.bodyLimit, advice: "send several requests")
    }
  }
#endif
