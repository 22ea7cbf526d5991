// Requests that are answered at once, on the thread of their connection, beside those that are not.

#if Server
  import Foundation
  import SoftmaxServer
  import SoftmaxTestSupport
  import Testing

  @Suite(.timeLimit(.minutes(2))) struct QuickAnswerTests {
    private static let infer = "/v2/models/v/infer"

    private func question(_ id: Int, spaces: Int = 0) -> [UInt8] {
      Array(
        (#"{"id":"n\#(id)","inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1,2]}]"#
          + String(repeating: " ", count: spaces) + "}").utf8)
    }

    /// The same request without a length, which is never answered at once.
    private func chunked(_ service: LiveService, _ body: [UInt8], closes: Bool = true) -> [UInt8] {
      service.request("POST", Self.infer, closes: closes, "Transfer-Encoding: chunked")
        + Array("\(String(body.count, radix: 16))\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
    }

    @Test func anAnswerAtOnceIsTheAnswerThatOthersGive() async throws {
      let service = try await LiveService { $0.allowedOrigins = ["https://example.org"] }
      let origin = "Origin: https://example.org"
      let body = question(1)
      let quick = service.request("POST", Self.infer, body: body, closes: false, origin, "X-Request-ID: one")
      let slow = chunked(service, body, closes: false)
      // The last one closes the connection.
      let replies = try await service.exchange(quick + slow + service.request("GET", "/v2"))
      #expect(replies.map(\.status) == [200, 200, 200])
      #expect(replies[0].body == replies[1].body)
      #expect(replies[0].fields["x-request-id"] == "one")
      #expect(replies[0].fields["access-control-allow-origin"] == "https://example.org")
      for name in ["content-type", "content-length", "server"] {
        #expect(replies[0].fields[name] == replies[1].fields[name], "\(name)")
      }
      let date = try #require(replies[0].fields["date"])
      #expect(date.wholeMatch(of: /\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT/) != nil, "\(date)")
      let counted = try await service.get("/metrics").text
      #expect(counted.contains(#"model_infer_request_success_total{model_name="v",model_version="1"} 2"#))
      #expect(
        counted.contains(
          #"rest_server_requests_total{method="POST",path="/v2/models/{model}/infer",status_code="200"} 2"#))
      try await service.end()
    }

    @Test func requestsOfAllKindsAreAnsweredInTheirOrder() async throws {
      let service = try await LiveService()
      var (all, expected) = ([UInt8](), [String]())
      for id in 0..<40 {
        switch id % 4 {
        case 0, 1: all += service.request("POST", Self.infer, body: question(id), closes: false)
        case 2: all += chunked(service, question(id), closes: false)
        default:
          all += service.request("GET", "/v2", closes: false)
          expected.append("softmax")
          continue
        }
        expected.append("\"n\(id)\"")
      }
      let replies = try await service.exchange(all, halfCloses: true)
      #expect(replies.count == expected.count)
      for (reply, text) in zip(replies, expected) {
        #expect(reply.status == 200 && reply.text.contains(text), "\(text): \(reply.text)")
      }
      try await service.end()
    }

    @Test func aConnectionStaysOpenAfterAnAnswerAtOnce() async throws {
      let service = try await LiveService { ($0.headTimeout, $0.bodyTimeout, $0.idleTimeout) = (0.2, 0.2, 20) }
      let replies = try await service.exchange(
        service.request("POST", Self.infer, body: question(1), closes: false),
        service.request("POST", Self.infer, body: question(2), closes: false),
        service.request("GET", "/v2"), pause: .milliseconds(600))
      #expect(replies.map(\.status) == [200, 200, 200])
      try await service.end()
    }

    @Test func aConnectionThatIsIdleAfterAnAnswerAtOnceIsClosed() async throws {
      let service = try await LiveService { $0.idleTimeout = 0.3 }
      let replies = try await service.exchange(
        service.request("POST", Self.infer, body: question(1), closes: false))
      #expect(replies.map(\.status) == [200])
      try await service.end()
    }

    @Test func aBodyMayComeInPiecesAndMayBeLarge() async throws {
      let service = try await LiveService()
      let whole = service.request("POST", Self.infer, body: question(1))
      let pieces = stride(from: 0, to: whole.count, by: 40).map { Array(whole[$0..<min($0 + 40, whole.count)]) }
      #expect(try await service.exchange(pieces, pause: .milliseconds(10)).map(\.status) == [200])
      for size in [60_000, 70_000, 300_000] {
        let large = service.request("POST", Self.infer, body: question(2, spaces: size))
        let replies = try await service.exchange(large)
        #expect(replies.map(\.status) == [200] && replies[0].text.contains("\"n2\""), "\(size)")
      }
      try await service.end()
    }

    @Test func aRequestWhoseBodyIsWaitedForIsInProgress() async throws {
      let service = try await LiveService()
      func inProgress() async throws -> String? {
        let text = try await service.get("/metrics").text
        return text.split(separator: "\n").first { $0.hasPrefix("rest_server_requests_in_progress") }.map(
          String.init)
      }
      // The one that asks is in progress too.
      #expect(try await inProgress() == "rest_server_requests_in_progress 1")
      let whole = service.request("POST", Self.infer, body: question(1))
      let reply = try await RawConnection.open(service.port) { connection in
        try await connection.send(Array(whole.dropLast()))
        for _ in 0..<100 where try await inProgress() != "rest_server_requests_in_progress 2" {
          try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await inProgress() == "rest_server_requests_in_progress 2")
        try await connection.send(Array(whole.suffix(1)))
        return Reply.all(in: try await connection.rest())
      }
      #expect(reply.map(\.status) == [200])
      #expect(try await inProgress() == "rest_server_requests_in_progress 1")
      try await service.end()
    }

    @Test func whatIsWrongIsRefusedAsEver() async throws {
      let service = try await LiveService()
      let wrong = Array(#"{"inputs":[{"name":"input","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}"#.utf8)
      let quick = try await service.exchange(service.request("POST", Self.infer, body: wrong))
      let slow = try await service.exchange(chunked(service, wrong))
      #expect(quick.map(\.status) == [400] && quick[0].error != nil && quick[0].body == slow[0].body)
      let foreign = try await service.exchange(
        service.request("POST", Self.infer, body: question(1), host: "example.org"))
      #expect(foreign.map(\.status) == [403])
      try await service.end()
    }
  }
#endif
