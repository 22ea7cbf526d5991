// Every request comes in here, and every answer goes out from here.

#if Server
  import HTTPTypes
  import Hummingbird
  import Logging
  import NIOCore

  /// Answers requests: who may ask, what is asked, what is said, and what is counted and logged.
  struct ServiceResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let service: Service

    func respond(to request: Request, context: Context) async -> Response {
      let start = ContinuousClock.now
      let id = RequestID.of(request.headers[.requestID])
      let metrics = service.metrics
      metrics.registry.add(to: "rest_server_requests_in_progress")
      defer { metrics.registry.add(-1, to: "rest_server_requests_in_progress") }
      var response: Response
      let endpoint = Endpoint(path: request.uri.path)
      do {
        response = try await answer(request, endpoint, id)
      } catch {
        response = Self.refusal(error, endpoint)
      }
      response.headers[.requestID] = id
      if let origin = request.headers[.origin], service.settings.allowedOrigins.contains(origin) {
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "Origin"
      }
      if request.method == .head { response = response.createHeadResponse() }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      metrics.request(
        method: Self.method(request.method), path: endpoint?.pattern ?? "other", status: response.status.code,
        seconds: seconds)
      service.log(request, response, id: id, seconds: seconds)
      return response
    }

    /// Of methods that nobody knows there are too many for a label.
    private static func method(_ method: HTTPRequest.Method) -> String {
      ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"].contains(method.rawValue)
        ? method.rawValue : "other"
    }

    private func answer(_ request: Request, _ endpoint: Endpoint?, _ id: String) async throws -> Response {
      try check(request, endpoint)
      guard let endpoint else {
        throw RequestProblem(404, "there is nothing at this address; GET / lists what there is")
      }
      if request.method == .options {
        return Response(
          status: .noContent,
          headers: [
            .allow: "\(endpoint.method), OPTIONS", .accessControlAllowMethods: "\(endpoint.method), OPTIONS",
            .accessControlAllowHeaders: "Authorization, Content-Type, Inference-Header-Content-Length",
          ])
      }
      let isRead = endpoint.method == "GET" && request.method == .head
      guard request.method.rawValue == endpoint.method || isRead else {
        throw RequestProblem(
          405, "\(endpoint.pattern) answers \(endpoint.method), not \(request.method.rawValue.shown)")
      }
      return try await service.answer(request, endpoint, id: id)
    }

    /// Refuses who may not ask.
    private func check(_ request: Request, _ endpoint: Endpoint?) throws(RequestProblem) {
      let settings = service.settings
      // Of several the first one is the authority, and the others are fields.
      guard request.headers[.host] == nil else {
        throw RequestProblem(400, "the request has more than one Host header")
      }
      let host = request.head.authority
      guard let host, !host.isEmpty else { throw RequestProblem(400, "the request has no Host header") }
      guard settings.accepts(host: host) else {
        throw RequestProblem(
          403,
          "requests for the host '\(host.shown)' are not answered: the service is for this machine, or for the hosts that it was told of"
        )
      }
      let origin = request.headers[.origin]
      guard settings.accepts(origin: origin, host: host) else {
        throw RequestProblem(403, "pages of '\((origin ?? "").shown)' may not send requests")
      }
      guard let token = settings.token, endpoint?.isOpen != true else { return }
      let given = request.headers[.authorization] ?? ""
      let isBearer = given.lowercased().hasPrefix("bearer ")
      guard isBearer, tokensAreEqual(String(given.dropFirst(7)), token) else {
        throw RequestProblem(
          401,
          given.isEmpty
            ? "the request has no token: send 'Authorization: Bearer TOKEN'" : "the token is not the service's")
      }
    }

    /// The answer to a request that cannot be answered.
    static func refusal(_ error: any Error, _ endpoint: Endpoint?) -> Response {
      let problem = RequestProblem(error)
      var response = Response.json(problem.body, status: .init(code: problem.status))
      if problem.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
      if problem.status == 405, let endpoint { response.headers[.allow] = "\(endpoint.method), OPTIONS" }
      // Its body may not have been read, and need not be.
      if [401, 403, 408, 411, 413, 415].contains(problem.status) { response.headers[.connection] = "close" }
      return response
    }
  }

  extension Response {
    /// An answer in JSON.
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
      Response(
        status: status, headers: [.contentType: "application/json"],
        body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }

  extension HTTPField.Name {
    static var host: HTTPField.Name { HTTPField.Name("Host") ?? .date }
    static var requestID: HTTPField.Name { HTTPField.Name("X-Request-ID") ?? .date }
    static var inferenceHeaderLength: HTTPField.Name {
      HTTPField.Name("Inference-Header-Content-Length") ?? .date
    }
  }

  /// What a request is called in logs.
  enum RequestID {
    /// The client's own, where it is short and plain; else a new one.
    static func of(_ given: String?) -> String {
      if let given, (1...128).contains(given.utf8.count),
        given.utf8.allSatisfy({ $0 >= 0x21 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c })
      {
        return given
      }
      var generator = SystemRandomNumberGenerator()
      let number = generator.next()
      let text = String(number, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }
  }
#endif
