// Downloads from a server on this machine: what is tried again, what is not, and where it ends.

@testable import SoftmaxData
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct WebSourceTests {
  private let content = [UInt8](repeating: 7, count: 3000)
  private let file = PinnedFile(name: "data", byteCount: 3000, sha256: "")
  private let context = FetchContext(workFolder: "", onEvent: { _ in })

  init() { DirectConnections.only }

  private func fetch(_ server: LocalServer) throws(FetchFailure) -> [UInt8] {
    try WebSource(title: "test", base: "http://127.0.0.1:\(server.port)/folder", retryDelay: 0.01)
      .fetch(file, context).array
  }

  @Test func theCompressedFileIsAskedFor() throws {
    let server = try LocalServer([.respond(status: 200, body: content)])
    #expect(try fetch(server) == content)
    #expect(server.paths == ["/folder/data.gz"])
  }

  @Test func aServerErrorIsTriedAgain() throws {
    let server = try LocalServer([
      .respond(status: 503, body: []), .respond(status: 500, body: []), .respond(status: 200, body: content),
    ])
    #expect(try fetch(server) == content)
    #expect(server.paths.count == 3)
  }

  @Test func threeServerErrorsAreTheEnd() throws {
    let server = try LocalServer([.respond(status: 503, body: [])])
    let failure = #expect(throws: FetchFailure.self) { try fetch(server) }
    #expect(failure?.reason == "the server answers 503 (3 tries)")
    #expect(server.paths.count == 3)
  }

  @Test func aMissingFileIsNotTriedAgain() throws {
    let server = try LocalServer([.respond(status: 404, body: [])])
    let failure = #expect(throws: FetchFailure.self) { try fetch(server) }
    #expect(failure?.reason == "the server answers 404")
    #expect(server.paths.count == 1)
  }

  @Test func aTransferThatBreaksOffIsTriedAgain() throws {
    let server = try LocalServer([
      .breakOff(announced: 3000, body: Array(content.prefix(100))), .respond(status: 200, body: content),
    ])
    #expect(try fetch(server) == content)
    #expect(server.paths.count == 2)
  }

  @Test func aFileThatIsTooLargeIsRefusedAnnouncedOrNot() throws {
    let large = [UInt8](repeating: 1, count: 100_000)
    for answer in [LocalServer.Answer.respond(status: 200, body: large), .stream(body: large)] {
      let server = try LocalServer([answer])
      let failure = #expect(throws: FetchFailure.self) { try fetch(server) }
      #expect(failure?.reason.contains("larger than the 4027 bytes") == true)
      #expect(server.paths.count == 1)
    }
  }

  @Test func anUnknownHostIsNotTriedAgain() {
    // A label has 63 characters at most, so the resolver refuses this name itself, with a network and without.
    let host = String(repeating: "x", count: 64) + ".invalid"
    let source = WebSource(title: "test", base: "http://\(host)", retryDelay: 60)
    let failure = #expect(throws: FetchFailure.self) { try source.fetch(file, context) }
    #expect(failure?.isFinal == true)
    #expect(failure?.reason == "the host is not known here")
  }

  @Test func aHostThatDoesNotListenIsNotTriedAgain() throws {
    let port = try LocalServer([]).port
    let source = WebSource(title: "test", base: "http://127.0.0.1:\(port)", retryDelay: 60)
    let failure = #expect(throws: FetchFailure.self) { try source.fetch(file, context) }
    #expect(failure?.isFinal == true)
  }
}
