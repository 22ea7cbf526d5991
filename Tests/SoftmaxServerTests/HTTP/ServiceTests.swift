// The service over real sockets: what it answers, and what it refuses.

#if Server
  import Foundation
  import SoftmaxFiles
  import SoftmaxServer
  import SoftmaxTestSupport
  import Testing

  @Suite(.timeLimit(.minutes(2))) struct ServiceTests {
    private static let question =
      #"{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","data":[1,2,5,3]}]}"#
    private static let infer = "/v2/models/v/infer"

    private static func bytes(of value: Float) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }

    @Test func aServiceSaysThatItLivesAndWhatItServes() async throws {
      let service = try await LiveService()
      #expect(try await service.get("/v2/health/live").text == #"{"live":true}"#)
      #expect(try await service.get("/v2/health/ready").text == #"{"ready":true}"#)
      let model = try await service.get("/v2/models/v")
      #expect(model.status == 200 && model.text.contains(#""shape":[-1,2]"#))
      let metrics = try await service.get("/metrics")
      #expect(
        metrics.text.contains(
          #"rest_server_requests_total{method="GET",path="/v2/models/{model}",status_code="200"} 1"#))
      try await service.end()
    }

    @Test func anInferenceHasTheSameBitsInJSONAndInBinary() async throws {
      let service = try await LiveService()
      let json = try await service.ask("POST", Self.infer, Self.question)
      #expect(json.status == 200)
      let document = try #require(try JSONSerialization.jsonObject(with: Data(json.body)) as? [String: Any])
      let outputs = try #require(document["outputs"] as? [[String: Any]])
      #expect(outputs.map { $0["name"] as? String } == ["predict", "predict_proba"])
      #expect(outputs.first?["data"] as? [String] == ["up", "down"])
      let shown = try #require(outputs.last?["data"] as? [Double]).map { Float($0) }

      let head = Array(
        #"{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","parameters":{"binary_data_size":16}}],"outputs":[{"name":"predict_proba","parameters":{"binary_data":true}}]}"#
          .utf8)
      var tensor: [UInt8] = []
      for value in [1, 2, 5, 3] as [Float] { tensor += Self.bytes(of: value) }
      let replies = try await service.exchange(
        service.request(
          "POST", Self.infer, body: head + tensor, "Inference-Header-Content-Length: \(head.count)"))
      let binary = try #require(replies.first)
      #expect(binary.fields["content-type"] == "application/octet-stream")
      let length = try #require(binary.fields["inference-header-content-length"].flatMap { Int($0) })
      var bytes: [UInt8] = []
      for value in shown { bytes += Self.bytes(of: value) }
      #expect(Array(binary.body.dropFirst(length)) == bytes)
      try await service.end()
    }

    @Test func refusalsHaveTheFormOfTheProtocol() async throws {
      let service = try await LiveService()
      for (method, path, body, status, word) in [
        ("GET", "/v2/models/w", nil, 404, "w"), ("GET", "/v2/models/v/versions/7", nil, 404, "7"),
        ("GET", "/nothing", nil, 404, "/"), ("GET", "/../../etc/passwd", nil, 404, "/"),
        ("GET", Self.infer, nil, 405, "POST"), ("DELETE", "/v2", "", 405, "GET"),
        ("POST", Self.infer, "{", 400, "byte 1"), ("POST", Self.infer, "{}", 400, "inputs"),
        ("POST", Self.infer, Self.question.replacing("\"input\"", with: "\"x\""), 400, "'x'"),
        ("POST", "/v2/repository/index", "[null]", 400, "'{'"), ("POST", "/predict", "a,b\n1,x\n", 400, "'b'"),
      ] as [(String, String, String?, Int, String)] {
        let reply = try await service.ask(method, path, body)
        #expect(reply.status == status, "\(method) \(path): \(reply.text)")
        #expect(reply.error?.contains(word) == true, "\(method) \(path): \(reply.text)")
        #expect(reply.fields["x-request-id"]?.isEmpty == false)
        if status == 405 { #expect(reply.fields["allow"] == "\(word), OPTIONS") }
      }
      try await service.end()
    }

    @Test func onlyThisMachineAndItsPagesAreAnswered() async throws {
      let service = try await LiveService()
      for host in ["evil.example", "127.0.0.1:99999", "localhost.evil.example"] {
        let reply = try await service.exchange(service.request("GET", "/v2", host: host)).first
        #expect(reply?.status == 403 && reply?.error != nil, "\(host)")
      }
      let twice = try await service.exchange(service.request("GET", "/v2", "Host: evil.example")).first
      #expect(twice?.status == 400 && twice?.error?.contains("Host") == true)
      #expect(try await service.ask("GET", "/v2", nil, "Origin: http://evil.example").status == 403)
      #expect(
        try await service.ask("GET", "/v2", nil, "Origin: http://127.0.0.1:\(service.port)").status == 200)
      try await service.end()
    }

    @Test func aTokenIsAskedForButForHealth() async throws {
      let service = try await LiveService { $0.token = "a-token-of-the-test" }
      #expect(try await service.get("/v2/health/ready").status == 200)
      for fields in [
        "X: y", "Authorization: Bearer a-token-of-the-tesT", "Authorization: Basic a-token-of-the-test",
      ] {
        let reply = try await service.ask("POST", Self.infer, Self.question, fields)
        #expect(
          reply.status == 401 && reply.fields["www-authenticate"] == "Bearer" && reply.error != nil, "\(fields)"
        )
      }
      #expect(
        try await service.ask("POST", Self.infer, Self.question, "Authorization: Bearer a-token-of-the-test")
          .status == 200)
      try await service.end()
    }

    @Test func limitsHoldBeforeAndAfterInflating() async throws {
      let service = try await LiveService { ($0.bodyLimit, $0.rowLimit) = (10_000, 1) }
      // No byte of the body comes.
      let early = try await service.exchange(service.request("POST", Self.infer, "Content-Length: 10001"))
      #expect(early.first?.status == 413 && early.first?.error?.contains("10000") == true)
      let beyond = try await service.exchange(
        service.request("POST", Self.infer, "Content-Length: 9223372036854775808"))
      #expect(beyond.first?.status == 413)
      for path in [Self.infer, "/predict"] {
        let bomb = Zlib.gzip([UInt8](repeating: 0x20, count: 5_000_000))
        let reply = try await service.exchange(
          service.request("POST", path, body: bomb, "Content-Encoding: gzip", "Content-Type: application/json")
        ).first
        #expect([400, 413].contains(reply?.status) && reply?.error != nil, "\(path): \(reply?.text ?? "")")
      }
      let rows = try await service.ask("POST", Self.infer, Self.question)
      #expect(rows.status == 413 && rows.error?.contains("2 samples") == true)
      let packed = Zlib.gzip(
        Array(Self.question.replacing("[2,2]", with: "[1,2]").replacing("[1,2,5,3]", with: "[1,2]").utf8))
      #expect(
        try await service.exchange(service.request("POST", Self.infer, body: packed, "Content-Encoding: gzip"))
          .first?.status
          == 200)
      try await service.end()
    }

    @Test func aPlainBodyIsAnsweredInItsKind() async throws {
      let service = try await LiveService()
      let csv = try await service.ask("POST", "/predict", "1,2\n5,3\n", "Content-Type: text/csv")
      #expect(csv.fields["content-type"] == "text/csv; charset=utf-8" && csv.isWhole)
      #expect(
        csv.text.split(separator: "\n").map { $0.split(separator: ",")[1] } == ["predicted", "up", "down"])
      // Nobody says what it is: its first byte does.
      let json = try await service.ask("POST", "/predict/v", "[[1,2],[5,3]]")
      #expect(json.fields["content-type"] == "application/json" && json.isWhole)
      let rows = try JSONSerialization.jsonObject(with: Data(json.body)) as? [[String: Any]]
      #expect(rows?.map { $0["predicted"] as? String } == ["up", "down"])
      let lines = try await service.ask("POST", "/predict", "[1,2]", "Accept: application/x-ndjson")
      #expect(lines.text.hasSuffix("}\n") && lines.text.hasPrefix("{"))
      try await service.end()
    }

    @Test func aWrongRowBehindManyEndsTheAnswerWithoutItsEnd() async throws {
      let service = try await LiveService()
      let rows = String(repeating: "1,2\n", count: 60_000)
      let replies = try await service.exchange(
        service.request("POST", "/predict", body: Array((rows + "1,wrong\n").utf8), "Content-Type: text/csv"))
      let reply = try #require(replies.first)
      #expect(reply.status == 400 || !reply.isWhole, "\(reply.status)")
      #expect(try await service.get("/v2/health/live").status == 200)
      try await service.end()
    }

    @Test func aChangedFileIsServedAndABrokenOneIsNot() async throws {
      let service = try await LiveService { $0.watchesFiles = true }
      try LiveService.writeModel(to: service.modelPath, upperClass: "top")
      func predicted() async throws -> Bool {
        try await service.ask("POST", Self.infer, Self.question).text.contains(#"["top","down"]"#)
      }
      func counted(_ outcome: String) async throws -> Bool {
        try await service.get("/metrics").text.contains(
          #"softmax_model_reloads_total{model_name="v",outcome="\#(outcome)"} 1"#)
      }
      try await until { try await predicted() }
      #expect(try await counted("success"))
      try Data([1, 2, 3]).write(to: URL(filePath: service.modelPath))
      try await until { try await counted("failure") }
      #expect(try await predicted())
      try await service.end()
    }

    private func until(_ condition: () async throws -> Bool) async throws {
      for _ in 0..<200 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(50))
      }
      Issue.record("nothing happened in 10 seconds")
    }
  }
#endif
