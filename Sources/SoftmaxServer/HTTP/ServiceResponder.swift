// Requests come in here that QuickAnswers has not answered, and their answers go out from here.

#if Server
  import HTTPTypes
  import Hummingbird
  import NIOCore

  /// Answers requests: who may ask, what is asked, what is said, and what is counted and logged.
  struct ServiceResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let service: Service

    func respond(to request: Request, context: Context) async -> Response {
      let metrics = service.metrics
      metrics.registry.add(to: "rest_server_requests_in_progress")
      defer { metrics.registry.add(-1, to: "rest_server_requests_in_progress") }
      let path = request.uri.path
      let record = RequestRecord(request.head, path: path, endpoint: Endpoint(path: path))
      var response: Response
      do {
        response = try await answer(request, record)
      } catch {
        response = Self.refusal(error, record.endpoint)
      }
      service.note(record, status: response.status.code, &response.headers)
      return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ record: RequestRecord) async throws -> Response {
      try record.check(service.settings)
      guard let endpoint = record.endpoint else {
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
      return try await service.answer(request, endpoint, id: record.id)
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
#endif
