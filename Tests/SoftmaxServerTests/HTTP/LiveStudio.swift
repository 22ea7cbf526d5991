// A studio on a free port, and its page's requests as bytes.

#if Server
  import Foundation
  import Logging
  import SoftmaxFiles
  import SoftmaxTestSupport
  import Testing

  @testable import SoftmaxServer

  /// A studio that listens in this process.
  final class LiveStudio: Sendable {
    let port: Int
    let studio: Studio
    private let work: Task<Void, any Error>

    static let token = "a-token-that-nobody-guesses"

    struct Problem: Error {}

    init(_ change: (inout ServiceSettings) -> Void = { _ in }) async throws {
      var settings = ServiceSettings()
      (settings.port, settings.shutdownTimeout) = (0, 1)
      change(&settings)
      let studio = Studio()
      let service = StudioService(
        studio, settings, token: Self.token, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      let (ports, found) = AsyncStream.makeStream(of: Int.self)
      let work = Task {
        defer { found.finish() }
        try await service.run { found.yield($0) }
      }
      var first: Int?
      for await port in ports {
        first = port
        break
      }
      guard let first else { throw Problem() }
      (port, self.studio, self.work) = (first, studio, work)
    }

    /// Ends it, and waits until it has ended.
    func end() async {
      work.cancel()
      _ = await work.result
    }

    // MARK: Requests

    var cookie: String { "Cookie: softmax-\(port)=\(Self.token)" }

    /// A request as bytes. `fields` that are nil leave the cookie and the host as they are.
    func request(
      _ method: String, _ path: String, _ body: [UInt8]? = nil, host: String? = nil, hasCookie: Bool = true,
      closes: Bool = true, _ fields: [String] = []
    ) -> [UInt8] {
      var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\n"
      if closes { head += "Connection: close\r\n" }
      if hasCookie { head += cookie + "\r\n" }
      for field in fields { head += field + "\r\n" }
      if let body { head += "Content-Length: \(body.count)\r\n" }
      return Array((head + "\r\n").utf8) + (body ?? [])
    }

    /// Sends bytes, and reads until the studio closes.
    func exchange(_ bytes: [UInt8], halfCloses: Bool = false) async throws -> Reply {
      let replies = try await RawConnection.open(port) { connection in
        do { try await connection.send(bytes) } catch {
          // The studio may have closed.
        }
        if halfCloses { connection.halfClose() }
        return Reply.all(in: try await connection.rest())
      }
      guard let reply = replies.first, replies.count == 1 else { throw Problem() }
      return reply
    }

    func ask(
      _ method: String, _ path: String, _ body: String? = nil, host: String? = nil, hasCookie: Bool = true,
      fields: String...
    ) async throws -> Reply {
      try await exchange(
        request(method, path, body.map { Array($0.utf8) }, host: host, hasCookie: hasCookie, fields))
    }

    /// Begins a training.
    func start(_ body: String) async throws -> StudioRun {
      let reply = try await ask("POST", "/api/runs", body)
      #expect(reply.status == 201, "\(reply.text)")
      let id = try StrictJSON.parse(reply.body, path: "the answer")["id"]?.text
      return try studio.runs.run(try #require(id))
    }

    /// Listens to a run until `isEnough` of what came, or to its end.
    func events(
      of run: StudioRun, after last: Int? = nil,
      until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async throws -> String {
      let fields = last.map { ["Last-Event-ID: \($0)"] } ?? []
      let bytes = request("GET", "/api/runs/\(run.id)/events", closes: false, fields)
      return try await RawConnection.open(port) { connection in
        try await connection.send(bytes)
        return try await connection.text { isEnough($0) || $0.contains("event: end\n") }
      }
    }
  }

  /// Waits until something is so.
  func waiting(_ what: String, until condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition() {
      try #require(ContinuousClock.now < end, "waited in vain until \(what)")
      try await Task.sleep(for: .milliseconds(5))
    }
  }
#endif
