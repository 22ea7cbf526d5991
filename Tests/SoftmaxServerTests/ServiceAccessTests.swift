// Who may ask, and what is asked.

import SoftmaxServer
import Testing

@Suite struct ServiceAccessTests {
  @Test func aLoopbackServiceAnswersForThisMachineAlone() {
    var settings = ServiceSettings()
    for host in ["127.0.0.1:8000", "localhost", "LOCALHOST:8000", "[::1]:8000", "127.0.0.1"] {
      #expect(settings.accepts(host: host), "\(host)")
    }
    for host in [
      nil, "", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example:8000",
      "[::2]", "127.0.0.1:99999",
      "127.0.0.1:port", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:80/x", "[::1]x", "[::1", "evil@127.0.0.1:80",
      ":80",
    ] {
      #expect(!settings.accepts(host: host), "\(host ?? "none")")
    }
    settings.allowedHosts = ["models.example"]
    #expect(settings.accepts(host: "models.example:443"))
    settings.allowedHosts = []
    settings.host = "0.0.0.0"
    #expect(settings.accepts(host: "models.example"))
  }

  @Test func pagesOfOtherOriginsMayNotAsk() {
    var settings = ServiceSettings()
    #expect(settings.accepts(origin: nil, host: "localhost:8000"))
    #expect(settings.accepts(origin: "http://localhost:8000", host: "localhost:8000"))
    for origin in [
      "http://evil.example", "null", "http://localhost:9000", "http://localhost:8000.evil.example",
    ] {
      #expect(!settings.accepts(origin: origin, host: "localhost:8000"), "\(origin)")
    }
    // A name that was made to lead here is its own origin, and still no name of this machine.
    #expect(!settings.accepts(origin: "http://evil.example:8000", host: "evil.example:8000"))
    settings.allowedOrigins = ["https://app.example"]
    #expect(settings.accepts(origin: "https://app.example", host: "localhost:8000"))
  }

  @Test func onlyTheWholeTokenIsTheToken() {
    #expect(tokensAreEqual("abcdefgh", "abcdefgh"))
    for other in ["", "abcdefg", "abcdefghi", "abcdefgH", "abcdefghabcdefgh"] {
      #expect(!tokensAreEqual(other, "abcdefgh"), "\(other)")
    }
    #expect(!tokensAreEqual("", ""))
  }

  @Test func addressesAreThoseOfTheProtocol() {
    #expect(Endpoint(path: "/v2/models/a%20b/versions/3/infer") == .infer("a b", version: "3"))
    #expect(Endpoint(path: "/v2/models/m/infer") == .infer("m", version: nil))
    #expect(Endpoint(path: "/v2/models/stats") == .allStatistics)
    #expect(Endpoint(path: "/v2/models/m/versions/1") == .model("m", version: "1"))
    #expect(Endpoint(path: "/predict/m") == .predict("m"))
    for path in [
      "", "/v3", "/v2/models", "/v2/models/", "/v2/models/m/infer/x", "/v2/models/m/versions", "/predict/",
      "/../etc/passwd", "//v2",
    ] {
      #expect(Endpoint(path: path) == nil, "\(path)")
    }
  }

  @Test func modelsHaveNamesThatCanStandInAddresses() throws {
    #expect(try ModelAddress(parsing: "a/b.c.safetensors").name == "b.c")
    let named = try ModelAddress(parsing: "shop@3=x=y.safetensors")
    #expect(named.name == "shop" && named.version == 3 && named.path == "x=y.safetensors")
    for text in ["", "a b.safetensors", "shop@0=m", "shop@x=m", "stats=m", "..=m", "ä.safetensors", "m="] {
      #expect(throws: AddressProblem.self, "\(text)") { try ModelAddress(parsing: text) }
    }
  }
}
