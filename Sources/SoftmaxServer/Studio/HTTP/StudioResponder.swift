// Every request to the studio comes in here: who may ask, and which part answers.

#if Server
  import HTTPTypes
  import Hummingbird
  import NIOCore
  import ServiceLifecycle
  import SoftmaxFiles
  import SoftmaxKernels

  /// Answers requests to the studio.
  struct StudioResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let service: StudioService

    /// The most bytes of a request that is no file.
    private static let bodyLimit = 16 << 20

    func respond(to request: Request, context: Context) async -> Response {
      var response: Response
      do {
        response = try await answer(request)
      } catch {
        let problem = StudioProblem(error)
        response = Response.json(problem.body, status: .init(code: problem.status))
        if [401, 403, 408, 413, 415].contains(problem.status) { response.headers[.connection] = "close" }
      }
      response.headers[.xContentTypeOptions] = "nosniff"
      if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
      return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request) async throws -> Response {
      try check(request)
      let path = request.uri.path
      if path == "/", let given = request.uri.queryParameters["token"] {
        guard tokensAreEqual(String(given), service.token) else { return Self.refusedPage }
        return Response(
          status: .seeOther,
          headers: [
            .location: "/",
            .setCookie: "\(service.cookieName)=\(service.token); HttpOnly; SameSite=Strict; Path=/",
          ])
      }
      guard isAllowed(request) else {
        if path == "/" { return Self.refusedPage }
        throw StudioProblem(401, Self.refusal)
      }
      if path == "/" { return try file(StudioFiles.pageName, request) }
      if path.hasPrefix("/assets/") { return try file(String(path.dropFirst("/assets/".count)), request) }
      guard path.hasPrefix("/api/") else { throw StudioProblem(404, "there is no such address") }
      return try await api(String(path.dropFirst("/api".count)), request)
    }

    // MARK: Who may ask

    private static let refusal = "open the address that the command printed: it has the token"

    private static var refusedPage: Response {
      Response(
        status: .unauthorized, headers: [.contentType: "text/html; charset=utf-8"],
        body: .init(
          byteBuffer: ByteBuffer(
            string: "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>softmax studio</title>"
              + "<h1>softmax studio</h1><p>Please \(refusal).</p></html>\n")))
    }

    /// Refuses requests that some page elsewhere has led a browser to.
    private func check(_ request: Request) throws(StudioProblem) {
      let settings = service.settings
      guard let host = request.head.authority, !host.isEmpty else {
        throw .bad("the request has no Host header")
      }
      guard settings.accepts(host: host) else {
        throw StudioProblem(
          403, "requests for the host '\(host.shown)' are not answered: the studio is for this machine")
      }
      let origin = request.headers[.origin]
      guard settings.accepts(origin: origin, host: host) else {
        throw StudioProblem(403, "pages of '\((origin ?? "").shown)' may not send requests")
      }
    }

    private func isAllowed(_ request: Request) -> Bool {
      if let given = request.headers[.authorization], given.lowercased().hasPrefix("bearer ") {
        return tokensAreEqual(String(given.dropFirst(7)), service.token)
      }
      let prefix = service.cookieName + "="
      return request.headers[values: .cookie].joined(separator: ";").split(separator: ";").contains { cookie in
        let text = cookie.drop { $0 == " " }
        return text.hasPrefix(prefix) && tokensAreEqual(String(text.dropFirst(prefix.count)), service.token)
      }
    }

    // MARK: The page

    private func file(_ name: String, _ request: Request) throws(StudioProblem) -> Response {
      guard request.method == .get || request.method == .head else {
        throw StudioProblem(405, "this address does not answer \(request.method.rawValue.shown)")
      }
      guard let file = StudioFiles.all[name] else { throw StudioProblem(404, "there is no such address") }
      var headers: HTTPFields = [
        .contentType: file.type, .eTag: file.tag, .cacheControl: "no-cache", .vary: "Accept-Encoding",
      ]
      if name == StudioFiles.pageName {
        headers[.contentSecurityPolicy] =
          "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'"
      }
      if request.headers[.ifNoneMatch] == file.tag { return Response(status: .notModified, headers: headers) }
      guard Self.takesGzip(request) else {
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
      }
      headers[.contentEncoding] = "gzip"
      return Response(
        status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.compressed)))
    }

    private static func takesGzip(_ request: Request) -> Bool {
      let accepted = request.headers[.acceptEncoding]?.lowercased() ?? ""
      return accepted.split(separator: ",").contains { part in
        let words = part.filter { $0 != " " }.split(separator: ";")
        return words.first == "gzip" && !["q=0", "q=0.0"].contains(words.dropFirst().first ?? "")
      }
    }

    // MARK: The API

    private func api(_ path: String, _ request: Request) async throws -> Response {
      let parts = path.split(separator: "/")
      if parts.count == 3, parts[0] == "runs", parts[2] == "events", request.method == .get {
        return events(of: try service.studio.runs.run(String(parts[1])), request)
      }
      let limit = parts.first == "uploads" ? StudioUploads.fileLimit : Self.bodyLimit
      let body = try await ReceivedBody(of: request, limit: limit)
      // The page compresses nothing.
      guard !body.isCompressed else {
        throw StudioProblem(415, "a compressed body is not read here: send it without a content encoding")
      }
      let query = Dictionary(
        request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { $1 })
      let asked = StudioRequest(request.method.rawValue, path, query: query, body: body.bytes)
      let studio = service.studio
      // Reading data and scoring take their time, which tasks must not.
      let (answer, bytes, isPacked) = try await Self.onThread { [takesGzip = Self.takesGzip(request)] in
        let answer = studio.answer(asked)
        let isText = answer.type.hasPrefix("application/json") || answer.type.hasPrefix("text/")
        let isPacked = takesGzip && isText && answer.bytes.count > 1024
        return (answer, isPacked ? Zlib.gzip(answer.bytes) : answer.bytes, isPacked)
      }
      var headers: HTTPFields = answer.status == 204 ? [:] : [.contentType: answer.type]
      for (name, value) in answer.headers { if let name = HTTPField.Name(name) { headers[name] = value } }
      if isPacked { headers[.contentEncoding] = "gzip" }
      return Response(
        status: .init(code: answer.status), headers: headers,
        body: answer.status == 204 ? .init() : .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value
    {
      try await withCheckedThrowingContinuation { continuation in
        let status = SystemThread.start { continuation.resume(returning: work()) }
        if status != 0 { continuation.resume(throwing: StudioProblem.noThread) }
      }
    }

    // MARK: Events

    /// How often a listener is looked after, and when it hears that the connection lives.
    private static let pause = Duration.milliseconds(40)
    private static let silence = Duration.seconds(12)

    private func events(of run: StudioRun, _ request: Request) -> Response {
      let last = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
      return Response(
        status: .ok,
        headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
        body: ResponseBody { writer in
          var events = RunEvents(run, lastEventID: last)
          var heard = ContinuousClock.now
          // A run goes on without listeners; a listener that goes away ends this with the next write.
          while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let text = events.next()
            if !text.isEmpty {
              try await writer.write(ByteBuffer(bytes: text))
              heard = .now
            } else if ContinuousClock.now - heard >= Self.silence {
              try await writer.write(ByteBuffer(bytes: RunEvents.alive))
              heard = .now
            }
            if events.isOver { break }
            try await Task.sleep(for: Self.pause)
          }
          try await writer.finish(nil)
        })
    }
  }
#endif
