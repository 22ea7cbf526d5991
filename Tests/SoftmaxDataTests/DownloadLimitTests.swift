// Servers that never end, drip, send us on for ever, or hide a length: bounded in bytes and in time.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite(.serialized) struct DownloadLimitTests {
  /// A file of 3,000 bytes, of which at most 4,027 are read.
  private let file = PinnedFile(name: "data", byteCount: 3000, sha256: "")
  private let context = FetchContext(workFolder: "", onEvent: { _ in })

  init() { DirectConnections.only }

  private func failure(
    _ answers: [LocalServer.Answer], file: PinnedFile? = nil,
    patience: Patience = Patience(window: 30, leastRate: 1, longest: 60)
  ) throws -> (reason: String, sent: Int, requests: Int) {
    let server = try LocalServer(answers)
    let source = WebSource(
      title: "test", base: "http://127.0.0.1:\(server.port)/folder", retryDelay: 0.01, patience: patience)
    let failure = #expect(throws: FetchFailure.self) { try source.fetch(file ?? self.file, context) }
    return (failure?.reason ?? "", server.sentByteCount, server.paths.count)
  }

  @Test func anEndlessAnswerEndsAtTheLimit() throws {
    let start = ContinuousClock.now
    let (reason, sent, requests) = try failure([.endless(atMost: 1 << 30)])
    #expect(reason == "the file is larger than the 4027 bytes that it can have")
    #expect(requests == 1)
    // What the kernel's buffers and the session hold when we stop: far from the gibibyte that was offered.
    #expect(sent < 200 << 20, "\(sent)")
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func anEndlessAnswerToALargeFileEndsAtTheLimit() throws {
    let large = PinnedFile(name: "data", byteCount: 20 << 20, sha256: "")
    let (reason, sent, _) = try failure([.endless(atMost: 1 << 30)], file: large)
    #expect(reason.contains("larger than the"))
    #expect(sent < 300 << 20, "\(sent)")
  }

  @Test func anAnswerThatDripsIsGivenUp() throws {
    let start = ContinuousClock.now
    let (reason, _, requests) = try failure(
      // So long that a busy server has seen the request.
      [.drip(interval: 0.1, atMost: 600)], patience: Patience(window: 5, leastRate: 1000, longest: 60))
    #expect(
      reason.hasPrefix("too slow: ") && reason.hasSuffix("over 5 s, at least 1000 are needed"), "\(reason)")
    #expect(requests == 1)
    #expect(ContinuousClock.now - start < .seconds(40))
  }

  @Test func anAnswerThatIsJustFastEnoughEndsToo() throws {
    let (reason, _, _) = try failure(
      [.drip(interval: 0.05, atMost: 1200)], patience: Patience(window: 1, leastRate: 1, longest: 2))
    #expect(reason == "it was not done after 2 s" || reason.hasPrefix("no answer in time"), "\(reason)")
  }

  @Test func aServerThatSaysNothingIsGivenUp() throws {
    let start = ContinuousClock.now
    let (reason, _, _) = try failure(
      [.silence(seconds: 40)], patience: Patience(window: 1, leastRate: 1, longest: 60))
    #expect(reason.hasPrefix("too slow: 0 bytes") || reason.hasPrefix("no answer in time"), "\(reason)")
    #expect(ContinuousClock.now - start < .seconds(35))
  }

  @Test func redirectionsWithoutEndAreFollowedFiveTimes() throws {
    let (reason, _, requests) = try failure([.redirect(to: "/elsewhere")])
    #expect(reason == "the server sends us on more than 5 times")
    #expect(requests == 6)
  }

  @Test func aDownloadThatEndsWhileItIsSentOnIsNoTrap() throws {
    // The session's end and its redirection meet at all moments; Foundation ended the program where they crossed.
    for step in 0..<60 {
      let window = 0.001 * Double(step % 12)
      let (reason, _, _) = try failure(
        [.redirect(to: "/elsewhere")], patience: Patience(window: window, leastRate: 1e9, longest: 0.01))
      #expect(!reason.isEmpty)
    }
  }

  @Test func aRedirectionIsFollowed() throws {
    let content = [UInt8](repeating: 7, count: 3000)
    let server = try LocalServer([.redirect(to: "/there"), .respond(status: 200, body: content)])
    let source = WebSource(title: "test", base: "http://127.0.0.1:\(server.port)/folder", retryDelay: 0.01)
    #expect(try source.fetch(file, context).array == content)
    #expect(server.paths == ["/folder/data.gz", "/there"])
  }

  @Test func aCompressedAnswerIsCountedAsItComesOut() throws {
    let bomb = GzipWriter.zeros(count: 600_000)
    #expect(bomb.count < 4027)
    let (reason, _, requests) = try failure([.encoded("gzip", body: bomb)])
    #expect(reason == "the file is larger than the 4027 bytes that it can have", "\(reason)")
    #expect(requests == 1)
  }

  @Test func lengthsThatAreLiesChangeNothing() throws {
    // More comes than was announced: the announced bytes are taken, and are not the file.
    let body = [UInt8](repeating: 1, count: 5000)
    let server = try LocalServer([.breakOff(announced: 10, body: body)])
    let source = WebSource(title: "test", base: "http://127.0.0.1:\(server.port)/folder", retryDelay: 0.01)
    #expect(try source.fetch(file, context).count == 10)
    let (reason, _, _) = try failure([.breakOff(announced: 4_000_000_000_000, body: body)])
    #expect(reason.contains("larger than the 4027 bytes"))
  }
}
