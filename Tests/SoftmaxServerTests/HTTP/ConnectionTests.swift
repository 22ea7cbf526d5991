// Connections that are slow, wrong, old, many, or there when the service ends.

#if Server
  import Foundation
  import SoftmaxServer
  import SoftmaxTestSupport
  import Testing

  @Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
    private static let question = Array(
      #"{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1,2]}]}"#.utf8)
    private static let infer = "/v2/models/v/infer"

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func aHeadOrABodyThatDoesNotComeEndsWith408() async throws {
      let service = try await LiveService { ($0.headTimeout, $0.bodyTimeout) = (0.3, 0.3) }
      let drops = [[UInt8]](repeating: bytes("x"), count: 40)
      let head = try await service.exchange(
        [bytes("GET /v2 HTTP/1.1\r\nX: ")] + drops, pause: .milliseconds(50))
      #expect(head.map(\.status) == [408] && head.first?.error?.contains("head") == true)
      let whole = service.request("POST", Self.infer, closes: false, "Content-Length: 1000")
      let body = try await service.exchange([whole] + drops, pause: .milliseconds(50))
      #expect(body.map(\.status) == [408] && body.first?.error?.contains("body") == true)
      let plain = service.request(
        "POST", "/predict", closes: false, "Content-Length: 1000", "Content-Type: text/csv")
      #expect(try await service.exchange([plain] + drops, pause: .milliseconds(50)).map(\.status) == [408])
      try await service.end()
    }

    @Test func aConnectionWithoutARequestIsClosed() async throws {
      let service = try await LiveService { $0.idleTimeout = 0.3 }
      let start = ContinuousClock.now
      #expect(try await service.exchange().isEmpty)
      #expect(try await service.exchange(service.request("GET", "/v2", closes: false)).map(\.status) == [200])
      #expect(ContinuousClock.now - start < .seconds(10))
      try await service.end()
    }

    @Test func whatIsNoHTTPIsToldSo() async throws {
      let service = try await LiveService { $0.headLimit = 2000 }
      for text in ["garbage\r\n\r\n", "GET /v2 HTTP/1.1\r\nno colon\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n"] {
        let replies = try await service.exchange(bytes(text))
        #expect(replies.map(\.status) == [400] && replies.first?.error != nil, "\(text.debugDescription)")
      }
      let large = try await service.exchange(
        service.request("GET", "/v2", "X: " + String(repeating: "a", count: 3000)))
      #expect(large.map(\.status) == [431] && large.first?.error?.contains("2000") == true)
      let smuggled = try await service.exchange(
        service.request("POST", Self.infer, closes: false, "Content-Length: 4", "Transfer-Encoding: chunked")
          + bytes("0\r\n\r\n") + service.request("GET", "/v2/smuggled"))
      #expect(smuggled.map(\.status) == [400])
      try await service.end()
    }

    @Test func oldAndClosingClientsSeeTheEnd() async throws {
      let service = try await LiveService()
      let old = try await service.exchange(bytes("GET /v2 HTTP/1.0\r\nHost: localhost\r\n\r\n"))
      #expect(old.map(\.status) == [200])
      let closing = try await service.exchange(
        bytes("GET /v2 HTTP/1.1\r\nHost: localhost\r\nConnection: Close\r\n\r\n"))
      #expect(closing.map(\.status) == [200])
      let half = try await service.exchange(
        service.request("POST", Self.infer, body: Self.question, closes: false), halfCloses: true)
      #expect(half.map(\.status) == [200])
      let cut = try await service.exchange(
        service.request("POST", Self.infer, closes: false, "Content-Length: 500") + Self.question,
        halfCloses: true)
      #expect(cut.map(\.status) == [400])
      let head = try await service.exchange(service.request("HEAD", "/v2"))
      #expect(head.first?.status == 200 && head.first?.body.isEmpty == true)
      try await service.end()
    }

    @Test func aClientThatWaitsForItsTurnGetsIt() async throws {
      let service = try await LiveService { $0.bodyLimit = 1000 }
      let head = service.request(
        "POST", Self.infer, "Expect: 100-continue", "Content-Length: \(Self.question.count)")
      let replies = try await service.exchange(head, Self.question, pause: .milliseconds(100))
      #expect(replies.map(\.status) == [100, 200])
      let tooLong = service.request("POST", Self.infer, "Expect: 100-continue", "Content-Length: 5000")
      #expect(try await service.exchange(tooLong).map(\.status) == [413])
      try await service.end()
    }

    @Test func requestsInARowAreAnsweredInTheirOrderAlsoBeforeGarbage() async throws {
      let service = try await LiveService()
      var all: [UInt8] = []
      for number in 0..<50 {
        let body = bytes(#"{"id":"n\#(number)",\#(String(decoding: Self.question.dropFirst(), as: UTF8.self))"#)
        all += service.request("POST", Self.infer, body: body, closes: false)
      }
      let replies = try await service.exchange(all + bytes("garbage\r\n\r\n"))
      #expect(replies.map(\.status) == [Int](repeating: 200, count: 50) + [400])
      for (number, reply) in replies.dropLast().enumerated() { #expect(reply.text.contains("\"n\(number)\"")) }
      try await service.end()
    }

    @Test func oneConnectionTooManyIsToldSo() async throws {
      let service = try await LiveService { $0.connectionLimit = 2 }
      let live = service.request("GET", "/v2/health/live", closes: false)
      // A connection is counted when it has been answered, and stays open.
      let refused = try await RawConnection.open(service.port) { first in
        try await first.send(live)
        #expect(try await first.text { $0.contains("live") }.hasPrefix("HTTP/1.1 200"))
        return try await RawConnection.open(service.port) { second in
          try await second.send(live)
          #expect(try await second.text { $0.contains("live") }.hasPrefix("HTTP/1.1 200"))
          return try await service.exchange(live)
        }
      }
      #expect(refused.map(\.status) == [503] && refused.first?.error?.contains("2 connections") == true)
      try await service.end()
    }

    // MARK: The end

    @Test func requestsInFlightAreAnsweredBeforeTheEnd() async throws {
      let service = try await LiveService()
      let whole = service.request("POST", Self.infer, body: Self.question, closes: false)
      let port = service.port
      let replies = try await RawConnection.open(port) { idle in
        try await RawConnection.open(port) { connection in
          try await connection.send(Array(whole.dropLast()))
          try await Task.sleep(for: .milliseconds(300))
          service.signal()
          try await Task.sleep(for: .milliseconds(300))
          try await connection.send(Array(whole.suffix(1)))
          let replies = Reply.all(in: try await connection.rest())
          #expect(try await idle.rest().isEmpty)
          return replies
        }
      }
      #expect(replies.map(\.status) == [200])
      guard case .whole = try await service.ending else {
        Issue.record("it was cut off")
        return
      }
    }

    @Test func requestsThatDoNotEndAreCutOffAtTheDeadline() async throws {
      let service = try await LiveService { $0.shutdownTimeout = 0.4 }
      let whole = service.request("POST", Self.infer, body: Self.question, closes: false)
      try await RawConnection.open(service.port) { connection in
        try await connection.send(Array(whole.dropLast()))
        try await Task.sleep(for: .milliseconds(200))
        let start = ContinuousClock.now
        guard case .cutOff(15) = try await service.end() else {
          Issue.record("it was not cut off")
          return
        }
        #expect(ContinuousClock.now - start >= .milliseconds(400))
      }
    }

    @Test func aSecondSignalDoesNotWait() async throws {
      let service = try await LiveService { $0.shutdownTimeout = 60 }
      let whole = service.request("POST", Self.infer, body: Self.question, closes: false)
      try await RawConnection.open(service.port) { connection in
        try await connection.send(Array(whole.dropLast()))
        try await Task.sleep(for: .milliseconds(200))
        service.signal(2)
        service.signal(2)
        guard case .cutOff(2) = try await service.ending else {
          Issue.record("it was not cut off")
          return
        }
      }
    }
  }
#endif
