// How the service listens, and what it bears.

/// The settings of `softmax serve`.
package struct ServiceSettings: Sendable {
  /// The name or number of the interface.
  package var host = "127.0.0.1"
  /// 0 for a free one.
  package var port = 8000
  /// The text that every request but those for health must carry; nil: none.
  package var token: String?
  /// The files of a certificate chain and its key, PEM; nil: no TLS.
  package var certificate: (chain: String, key: String)?
  /// Further names that requests may be for.
  package var allowedHosts: [String] = []
  /// Origins of pages that may send requests, such as https://example.org.
  package var allowedOrigins: [String] = []
  /// The most bytes of a request's body, and of what comes out of a compressed one.
  package var bodyLimit = 64 << 20
  /// The most samples of a request that is answered as a whole.
  package var rowLimit = 100_000
  /// The most bytes of a request's head.
  package var headLimit = 32 << 10
  package var connectionLimit = 1024
  /// Seconds for a request's head, from its first byte.
  package var headTimeout = 10.0
  /// Seconds for a request's body; each `bodyRate` bytes that come give one more.
  package var bodyTimeout = 30.0
  package var bodyRate = 16 << 10
  /// Seconds after which a connection without a request is closed, and one whose answer nobody reads.
  package var idleTimeout = 75.0
  /// Seconds that requests have when the service is to end.
  package var shutdownTimeout = 10.0
  /// Whether model files are looked at each second.
  package var watchesFiles = true

  package init() {}

  /// Whether the interface is reached from this machine alone.
  package var isLoopback: Bool { Self.loopbackNames.contains(host.lowercased()) || host.hasPrefix("127.") }

  private static let loopbackNames: Set<String> = ["localhost", "127.0.0.1", "::1", "ip6-localhost"]

  /// Whether a request for this host may be answered: on a loopback interface only for names of this machine, whatever page
  /// led a browser here.
  package func accepts(host header: String?) -> Bool {
    guard let header, let name = Self.name(ofAuthority: header) else { return false }
    if Self.loopbackNames.contains(name) || name == host.lowercased() { return true }
    if allowedHosts.contains(where: { $0.lowercased() == name }) { return true }
    return !isLoopback && allowedHosts.isEmpty
  }

  /// Whether a page of this origin may send requests; one without an origin is no page.
  package func accepts(origin: String?, host: String?) -> Bool {
    guard let origin else { return true }
    if allowedOrigins.contains(origin) { return true }
    guard let host else { return false }
    // Its own pages: the same name and port.
    return ["http://", "https://"].contains { origin.lowercased() == $0 + host.lowercased() }
      && accepts(host: host)
  }

  /// `[::1]:8000` is ::1; nil for what is no name with at most a port behind it.
  private static func name(ofAuthority text: String) -> String? {
    let bytes = text.utf8
    let end: String.Index
    let name: Substring
    if bytes.first == UInt8(ascii: "[") {
      guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      name = text[bytes.index(after: bytes.startIndex)..<bracket]
      end = bytes.index(after: bracket)
    } else {
      end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
      name = text[..<end]
    }
    if end != bytes.endIndex {
      let port = text[end...].dropFirst()
      guard bytes[end] == UInt8(ascii: ":"), port.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }),
        let number = UInt16(port), number > 0
      else { return nil }
    }
    return name.isEmpty ? nil : name.lowercased()
  }
}

/// Whether two tokens are the same, in a time that does not tell how much of them is.
package func tokensAreEqual(_ first: String, _ second: String) -> Bool {
  let (a, b) = (Array(first.utf8), Array(second.utf8))
  var difference = UInt(bitPattern: a.count ^ b.count)
  for i in a.indices { difference |= UInt(a[i] ^ (b.isEmpty ? 0 : b[i % b.count])) }
  return difference == 0 && !a.isEmpty
}
