// What is known of a request from its head, and what is noted when it was answered.

#if Server
  import HTTPTypes
  import Hummingbird
  import Logging
  import SoftmaxFiles
  import Synchronization

  /// A request that is being answered.
  struct RequestRecord: Sendable {
    let head: HTTPRequest
    /// Without what follows a question mark.
    let path: String
    let endpoint: Endpoint?
    /// What it is called in logs.
    let id: String
    let start = ContinuousClock.now

    init(_ head: HTTPRequest, path: String, endpoint: Endpoint?) {
      (self.head, self.path, self.endpoint) = (head, path, endpoint)
      id = RequestID.of(head.headerFields[.requestID])
    }

    /// Refuses who may not ask.
    func check(_ settings: ServiceSettings) throws(RequestProblem) {
      let headers = head.headerFields
      // Of several the first one is the authority, and the others are fields.
      guard headers[.host] == nil else {
        throw RequestProblem(400, "the request has more than one Host header")
      }
      guard let host = head.authority, !host.isEmpty else {
        throw RequestProblem(400, "the request has no Host header")
      }
      guard settings.accepts(host: host) else {
        throw RequestProblem(
          403,
          "requests for the host '\(host.shown)' are not answered: the service is for this machine, or for the hosts that it was told of"
        )
      }
      let origin = headers[.origin]
      guard settings.accepts(origin: origin, host: host) else {
        throw RequestProblem(403, "pages of '\((origin ?? "").shown)' may not send requests")
      }
      guard let token = settings.token, endpoint?.isOpen != true else { return }
      let given = headers[.authorization] ?? ""
      let isBearer = given.lowercased().hasPrefix("bearer ")
      guard isBearer, tokensAreEqual(String(given.dropFirst(7)), token) else {
        throw RequestProblem(
          401,
          given.isEmpty
            ? "the request has no token: send 'Authorization: Bearer TOKEN'" : "the token is not the service's")
      }
    }

    /// Of methods that nobody knows there are too many for a label of metrics.
    fileprivate var method: String {
      switch head.method {
      case .get, .post, .head, .options, .put, .delete, .patch: head.method.rawValue
      default: "other"
      }
    }
  }

  extension Service {
    /// Writes what every answer has into its headers, and counts and logs the request.
    func note(_ record: RequestRecord, status: Int, _ headers: inout HTTPFields) {
      headers[.requestID] = record.id
      if let origin = record.head.headerFields[.origin], settings.allowedOrigins.contains(origin) {
        headers[.accessControlAllowOrigin] = origin
        headers[.vary] = "Origin"
      }
      let seconds = (ContinuousClock.now - record.start) / .seconds(1)
      metrics.request(
        method: record.method, path: record.endpoint?.pattern ?? "other", status: status, seconds: seconds)
      log(record, status, seconds)
    }

    private func log(_ record: RequestRecord, _ status: Int, _ seconds: Double) {
      let level: Logger.Level = status >= 500 ? .error : status >= 400 ? .notice : .info
      guard logger.logLevel <= level else { return }
      logger.log(
        level: level, "request",
        metadata: [
          "id": .string(record.id), "method": .string(record.head.method.rawValue.shown),
          "path": .string(record.path.printable(limit: 200)), "status": .stringConvertible(status),
          "milliseconds": .string("\((seconds * 1e6).rounded() / 1e3)"),
        ])
    }
  }

  extension HTTPField.Name {
    static let host = HTTPField.Name("Host") ?? .date
    static let requestID = HTTPField.Name("X-Request-ID") ?? .date
    static let inferenceHeaderLength = HTTPField.Name("Inference-Header-Content-Length") ?? .date
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
      // Drawn once and then counted, as the system's random numbers take their time: no two are alike, and those of two services
      // are not either.
      let number = drawn ^ UInt64(count.add(1, ordering: .relaxed).newValue)
      let text = String(number, radix: 16)
      return String(repeating: "0", count: 16 - text.utf8.count) + text
    }

    private static let drawn = UInt64.random(in: .min ... .max)
    private static let count = Atomic(0)
  }
#endif
