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
    package let shelf: ModelShelf
    package let settings: ServiceSettings
    package let metrics: ServiceMetrics
    let connections = ConnectionCount()
    let logger: Logger
    let execution: Execution

    package init(_ addresses: [ModelAddress], _ settings: ServiceSettings, execution: Execution, logger: Logger)
      throws
    {
      shelf = try ModelShelf(addresses, execution: execution)
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
        try ServiceDocuments.checkIndexRequest(try await body(of: request))
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

    // MARK: Inference

    private func infer(_ request: Request, _ name: String, _ version: String?) async throws -> Response {
      let start = ContinuousClock.now
      var entry: ModelShelf.Entry?
      do {
        let found = try shelf.entry(name, version: version)
        entry = found
        let length = try headerLength(request.headers[.inferenceHeaderLength])
        let bytes = try await body(of: request)
        let answer = try await found.model.answer(
          InferenceRequest(bytes, headerLength: length), rowLimit: settings.rowLimit, batches: found.batches)
        let (encoded, answerLength) = answer.encoded()
        var response = Response.json(encoded)
        if let answerLength {
          response.headers[.contentType] = "application/octet-stream"
          response.headers[.inferenceHeaderLength] = String(answerLength)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        metrics.inference(found, samples: answer.outputs.first?.shape[0] ?? 0, seconds: seconds)
        return try compressed(response, encoded, for: request)
      } catch {
        metrics.inference(entry, samples: nil, seconds: 0)
        entry?.batches.noteFailure()
        throw error
      }
    }

    private func headerLength(_ text: String?) throws(RequestProblem) -> Int? {
      guard let text else { return nil }
      guard let length = Int(text), length >= 0, text.utf8.first != UInt8(ascii: "+") else {
        throw .bad("the header Inference-Header-Content-Length is '\(text.shown)': expected a number of bytes")
      }
      return length
    }

    // MARK: Bodies

    /// A request's body, inflated where it is compressed, within the limit.
    func body(of request: Request) async throws -> [UInt8] {
      let limit = settings.bodyLimit
      let tooLarge = RequestProblem(
        413, "the body has more than \(limit) bytes, which is the limit: send several requests")
      // The parser took it, so that it is a number, if perhaps one beyond Int.
      let length = request.headers[.contentLength].map { Int($0) ?? .max }
      if let length, length > limit { throw tooLarge }
      var bytes: [UInt8] = []
      if let length { bytes.reserveCapacity(min(length, 1 << 20)) }
      do {
        for try await piece in request.body {
          guard bytes.count + piece.readableBytes <= limit else { throw tooLarge }
          bytes.append(contentsOf: piece.readableBytesView)
        }
      } catch let error as RequestProblem {
        throw error
      } catch {
        throw RequestProblem(400, "the body broke off before its end")
      }
      // A connection that ends in a body looks like the body's end.
      if let length, length != bytes.count {
        throw RequestProblem(400, "the body broke off before its end: \(bytes.count) of \(length) bytes came")
      }
      switch request.headers[.contentEncoding]?.lowercased() {
      case nil, "", "identity": return bytes
      case "gzip", "x-gzip", "deflate":
        return try Gzip.decompress(SharedStorage(bytes), path: "the compressed body", limit: limit)
      case let other?:
        throw RequestProblem(
          415, "the content encoding '\(other.shown)' is not read: send gzip, deflate or none")
      }
    }

    /// The answer compressed where the client asks for it and it is worth the time.
    private func compressed(_ response: Response, _ bytes: [UInt8], for request: Request) throws -> Response {
      guard bytes.count > 1024, let accepted = request.headers[.acceptEncoding]?.lowercased() else {
        return response
      }
      let encodings = accepted.split(separator: ",").filter { !$0.contains("q=0") || $0.contains("q=0.") }
        .map { $0.prefix { $0 != ";" }.filter { $0 != " " } }
      var response = response
      // zlib's own format is what HTTP calls deflate.
      if encodings.contains("gzip") {
        response.headers[.contentEncoding] = "gzip"
        response.body = .init(byteBuffer: ByteBuffer(bytes: Zlib.gzip(bytes)))
      } else if encodings.contains("deflate") {
        response.headers[.contentEncoding] = "deflate"
        response.body = .init(byteBuffer: ByteBuffer(bytes: Zlib.compress(bytes)))
      }
      response.headers[.vary] = "Accept-Encoding"
      return response
    }

    // MARK: Log

    func log(_ request: Request, _ response: Response, id: String, seconds: Double) {
      let level: Logger.Level =
        response.status.code >= 500 ? .error : response.status.code >= 400 ? .notice : .info
      guard logger.logLevel <= level else { return }
      logger.log(
        level: level, "request",
        metadata: [
          "id": .string(id), "method": .string(request.method.rawValue.shown),
          "path": .string(request.uri.path.printable(limit: 200)),
          "status": .stringConvertible(response.status.code),
          "milliseconds": .string("\((seconds * 1e6).rounded() / 1e3)"),
        ])
    }
  }
#endif
