// The studio over real sockets: who may ask, what is refused, and what happens to listeners.

#if Server
  import Foundation
  import SoftmaxFiles
  import Testing

  @testable import SoftmaxServer

  @Suite(.timeLimit(.minutes(3))) struct StudioResponderTests {
    private static let long = #"{"source":"digits","settings":{"method":"sgd","epochs":100000}}"#

    private func ids(_ text: String) -> [Int] {
      // Chunks have line ends of their own.
      text.replacing("\r\n", with: "\n").components(separatedBy: "\nid: ").dropFirst().compactMap {
        Int($0.prefix { $0.isNumber })
      }
    }

    private func error(_ reply: Reply) throws -> String {
      #expect(reply.fields["content-type"] == "application/json")
      return try #require(try StrictJSON.parse(reply.body, path: "the answer")["error"]?.text)
    }

    // MARK: Who may ask

    @Test func theTokenBecomesACookieAndOthersAreSentAway() async throws {
      let studio = try await LiveStudio()
      let first = try await studio.ask("GET", "/?token=\(LiveStudio.token)", hasCookie: false)
      #expect(first.status == 303 && first.fields["location"] == "/")
      let cookie = try #require(first.fields["set-cookie"])
      #expect(cookie == "softmax-\(studio.port)=\(LiveStudio.token); HttpOnly; SameSite=Strict; Path=/")
      let page = try await studio.ask("GET", "/")
      #expect(page.status == 200 && page.text.contains("<html"))
      #expect(page.fields["content-security-policy"]?.hasPrefix("default-src 'self'") == true)
      #expect(page.fields["x-content-type-options"] == "nosniff")
      for path in ["/", "/?token=wrong"] {
        let refused = try await studio.ask("GET", path, hasCookie: false)
        #expect(refused.status == 401 && refused.text.contains("open the address"), "\(path)")
      }
      for path in ["/api/state", "/assets/main.js", "/nothing"] {
        let refused = try await studio.ask("GET", path, hasCookie: false)
        #expect(refused.status == 401, "\(path)")
        #expect(try error(refused).contains("open the address"))
      }
      let bearer = try await studio.ask(
        "GET", "/api/state", hasCookie: false, fields: "Authorization: Bearer \(LiveStudio.token)")
      #expect(bearer.status == 200)
      #expect(
        try await studio.ask("GET", "/api/state", hasCookie: false, fields: "Authorization: Bearer x").status
          == 401)
      #expect(
        try await studio.ask(
          "GET", "/api/state", hasCookie: false, fields: "Cookie: softmax-1=\(LiveStudio.token); other=1"
        ).status == 401)
      await studio.end()
    }

    @Test func aForeignHostAndAForeignOriginAreRefused() async throws {
      let studio = try await LiveStudio()
      for host in ["evil.example", "evil.example:\(studio.port)", "127.0.0.1.evil.example"] {
        let refused = try await studio.ask("GET", "/api/state", host: host)
        #expect(refused.status == 403, "\(host)")
        #expect(try error(refused).contains("not answered"))
      }
      #expect(try await studio.ask("GET", "/api/state", host: "localhost:\(studio.port)").status == 200)
      for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        let refused = try await studio.ask("POST", "/api/runs", "{}", fields: "Origin: \(origin)")
        #expect(refused.status == 403, "\(origin)")
      }
      let own = try await studio.ask("GET", "/api/state", fields: "Origin: http://127.0.0.1:\(studio.port)")
      #expect(own.status == 200)
      #expect(studio.studio.runs.all.isEmpty)
      await studio.end()
    }

    // MARK: Requests that are none

    @Test func unknownPathsAndWrongMethodsHaveTheirStatus() async throws {
      let studio = try await LiveStudio()
      let paths = [
        "/nothing", "/assets/nothing.js", "/assets/../Package.swift", "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/api",
        "/api/nothing", "/api/runs/r9", "/api/runs/r9/events", "/api/runs/r1/../../state", "/api/state/more",
      ]
      for path in paths {
        let reply = try await studio.ask("GET", path)
        #expect(reply.status == 404, "\(path)")
        #expect(try !error(reply).contains("/"), "\(path)")
      }
      for (method, path) in [
        ("POST", "/"), ("DELETE", "/assets/main.js"), ("DELETE", "/api/state"), ("PUT", "/api/runs"),
        ("GET", "/api/uploads"), ("PATCH", "/api/data"),
      ] {
        let reply = try await studio.ask(method, path)
        #expect(reply.status == 405, "\(method) \(path)")
        #expect(try error(reply).contains(method))
      }
      let run = try await studio.start(#"{"source":"iris"}"#)
      #expect(try await studio.ask("POST", "/api/runs/\(run.id)/events").status == 405)
      #expect(try await studio.ask("GET", "/api/runs/\(run.id)/epochs/x").status == 400)
      let head = try await studio.ask("HEAD", "/api/state")
      #expect(head.status == 200 && head.body.isEmpty)
      await studio.end()
    }

    @Test func bodiesThatAreNoJSONAndBodiesThatBreakOffAreRefused() async throws {
      let studio = try await LiveStudio()
      for body in [
        "", "{", "[", "null", "[1]", #"{"source":1}"#, #"{"source":"digits","source":"iris"}"#, "\u{0}",
      ] {
        let reply = try await studio.ask("POST", "/api/runs", body)
        #expect(reply.status == 400, "\(body)")
        #expect(!(try error(reply)).isEmpty)
      }
      let deep = String(repeating: "[", count: 100_000)
      #expect(try await studio.ask("POST", "/api/data", deep).status == 400)
      let cut = studio.request("POST", "/api/data", closes: false, ["Content-Length: 500"]) + Array("{".utf8)
      #expect(try await studio.exchange(cut, halfCloses: true).status == 400)
      #expect(studio.studio.runs.all.isEmpty)
      await studio.end()
    }

    @Test func bodiesAndUploadsHaveALimit() async throws {
      let studio = try await LiveStudio()
      let data = studio.request("POST", "/api/data", closes: false, ["Content-Length: \(17 << 20)"])
      let large = try await studio.exchange(data)
      #expect(large.status == 413 && large.fields["connection"] == "close")
      #expect(try error(large).contains("\(16 << 20) bytes"))
      let upload = studio.request(
        "POST", "/api/uploads?name=x.csv", closes: false, ["Content-Length: \(StudioUploads.fileLimit + 1)"])
      #expect(try await studio.exchange(upload).status == 413)
      // In pieces without a length, what has come counts.
      var chunks = studio.request("POST", "/api/data", closes: false, ["Transfer-Encoding: chunked"])
      let piece = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
      for _ in 0..<17 { chunks += Array("100000\r\n".utf8) + piece + Array("\r\n".utf8) }
      #expect(try await studio.exchange(chunks).status == 413)
      // What is sent has the name that it was given, and no path.
      let sent = try await studio.ask("POST", "/api/uploads?name=..%2Fsecret.csv", "a,b\n1,x\n2,y\n")
      #expect(sent.status == 200 && sent.text.contains(#""name":"secret.csv""#))
      #expect(try await studio.ask("POST", "/api/uploads?name=..", "a").status == 400)
      #expect(try await studio.ask("POST", "/api/uploads?name=x.csv", "").status == 422)
      // What the page never sends is refused, and not taken for text.
      let packed = try await studio.ask("POST", "/api/data", "{}", fields: "Content-Encoding: gzip")
      #expect(packed.status == 415 && packed.fields["connection"] == "close")
      #expect(try error(packed).contains("compressed"))
      await studio.end()
    }

    @Test func answersArePackedForThoseWhoTakeIt() async throws {
      let studio = try await LiveStudio()
      let plain = try await studio.ask("GET", "/assets/main.js")
      let packed = try await studio.ask("GET", "/assets/main.js", fields: "Accept-Encoding: br, gzip")
      #expect(packed.fields["content-encoding"] == "gzip" && packed.body.count < plain.body.count)
      #expect(plain.fields["content-encoding"] == nil)
      let tag = try #require(plain.fields["etag"])
      #expect(try await studio.ask("GET", "/assets/main.js", fields: "If-None-Match: \(tag)").status == 304)
      #expect(
        try await studio.ask("GET", "/assets/main.js", fields: "Accept-Encoding: gzip;q=0").fields[
          "content-encoding"]
          == nil)
      await studio.end()
    }

    // MARK: Listeners

    @Test func twoTabsHearTheSameOfOneRun() async throws {
      let studio = try await LiveStudio()
      let run = try await studio.start(
        #"{"source":"digits","settings":{"method":"sgd","epochs":20},"speed":100}"#)
      async let first = studio.events(of: run)
      async let second = studio.events(of: run)
      let texts = try await [first, second]
      for text in texts {
        #expect(text.contains("text/event-stream"))
        #expect(ids(text) == Array(0...20))
        #expect(text.contains("event: frame\n") && text.contains(#""state":"finished""#))
      }
      await studio.end()
    }

    @Test func aClosedTabDoesNotEndARun() async throws {
      let studio = try await LiveStudio()
      let run = try await studio.start(Self.long)
      _ = try await studio.events(of: run) { $0.contains("event: point\n") }
      let count = run.points.count
      try await waiting("it goes on") { run.points.count > count + 20 }
      #expect(run.phase == .running)
      // Nor does a request that nobody waits for.
      let request = studio.request("GET", "/api/runs/\(run.id)")
      try await RawConnection.open(studio.port) { try await $0.send(request) }
      #expect(try await studio.ask("GET", "/api/runs/\(run.id)").status == 200)
      #expect(try await studio.ask("POST", "/api/runs/\(run.id)/control", #"{"action":"stop"}"#).status == 200)
      try await waiting("it ends") { run.phase == .stopped }
      await studio.end()
    }

    @Test func aLostConnectionGoesOnWhereItWas() async throws {
      let studio = try await LiveStudio()
      let run = try await studio.start(
        #"{"source":"digits","settings":{"method":"sgd","epochs":40},"speed":100}"#)
      let before = try await studio.events(of: run) { $0.contains("\nid: 5\n") }
      let last = try #require(ids(before).last)
      let after = try await studio.events(of: run, after: last)
      #expect(ids(after) == Array(last + 1...40))
      #expect(after.contains("event: end\n"))
      // Long after the end too; and what no run has sent counts as all of it.
      #expect(ids(try await studio.events(of: run, after: 39)) == [40])
      #expect(ids(try await studio.events(of: run, after: 1000)).isEmpty)
      await studio.end()
    }

    @Test func aSecondTrainingIsRefusedWhileOneRunsAlsoAtTheSameMoment() async throws {
      let studio = try await LiveStudio()
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<8 { group.addTask { try await studio.ask("POST", "/api/runs", Self.long).status } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.sorted() == [201] + [Int](repeating: 409, count: 7))
      let run = try #require(studio.studio.runs.running)
      let refused = try await studio.ask("POST", "/api/runs", Self.long)
      #expect(refused.status == 409 && refused.text.contains(#""running":"\#(run.id)""#))
      #expect(try await studio.ask("DELETE", "/api/runs/\(run.id)").status == 409)
      _ = try await studio.ask("POST", "/api/runs/\(run.id)/control", #"{"action":"stop"}"#)
      try await waiting("it ends") { run.phase == .stopped }
      #expect(try await studio.ask("DELETE", "/api/runs/\(run.id)").status == 204)
      #expect(try await studio.ask("GET", "/api/runs/\(run.id)").status == 404)
      await studio.end()
    }

    @Test func theEndOfTheStudioEndsRunsAndListeners() async throws {
      let studio = try await LiveStudio()
      let run = try await studio.start(Self.long)
      let listener = Task { try await studio.events(of: run) }
      try await waiting("it runs") { run.points.count > 3 }
      let began = ContinuousClock.now
      await studio.end()
      _ = await listener.result
      #expect(ContinuousClock.now - began < .seconds(10))
      try await waiting("the run ends") { run.phase.isOver }
    }
  }
#endif
