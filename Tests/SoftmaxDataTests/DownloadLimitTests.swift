// Servers that never end, drip, send us on for ever, or hide a length: bounded in bytes and in time.

import Foundation
import SoftmaxKernels
import SoftmaxTestSupport
import Synchronization
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

  // The request fails by itself while it is being ended. Foundation's cache answers on a thread of its own, which on a busy
  // machine cancelled requests that were long over, and that ended the program.
  @Test func aDownloadThatEndsAsItsRequestFailsIsNoTrap() throws {
    let port = try LocalServer([]).port
    let url = try #require(URL(string: "http://127.0.0.1:\(port)/here"))
    for step in 0..<1000 {
      let patience = Patience(window: 0.0001 * Double(step % 10), leastRate: 1e9, longest: 0.01)
      let result = Download(file: "data", limit: 4000, patience: patience, onEvent: { _ in }).run(url)
      #expect(throws: Download.Problem.self) { try result.get() }
    }
    Thread.sleep(forTimeInterval: 0.1)
  }

  /// A queue that hands its first message on late.
  private final class LateQueue: OperationQueue, @unchecked Sendable {
    private let delay: Double
    private let isFirst = Mutex(true)

    init(delay: Double) {
      self.delay = delay
      super.init()
      maxConcurrentOperationCount = 1
    }

    override func addOperation(_ block: @escaping @Sendable () -> Void) {
      let isFirst = isFirst.withLock { isFirst in
        defer { isFirst = false }
        return isFirst
      }
      super.addOperation { [delay] in
        if isFirst { Thread.sleep(forTimeInterval: delay) }
        block()
      }
    }
  }

  /// What comes of a request that is sent on to the file, where we hear of that so late.
  private func redirected(after delay: Double, _ patience: Patience) throws -> Result<[UInt8], Download.Problem>
  {
    let server = try LocalServer([
      .redirect(to: "/there"), .respond(status: 200, body: [UInt8](repeating: 7, count: 3000)),
    ])
    let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/here"))
    return Download(file: "data", limit: 4000, patience: patience, onEvent: { _ in })
      .run(url, telling: LateQueue(delay: delay))
  }

  // The request's time, 1 s, is up before we hear that the server has sent it on; a busy machine does that.
  @Test func aRedirectionThatIsToldAfterItsTimeIsFollowed() throws {
    let content = try redirected(after: 2.5, Patience(window: 1, leastRate: 0, longest: 60)).get()
    #expect(content == [UInt8](repeating: 7, count: 3000))
  }

  @Test func aRedirectionThatIsToldAfterTheEndIsDropped() throws {
    let result = try redirected(after: 1, Patience(window: 0.1, leastRate: 0, longest: 0.3))
    #expect(throws: Download.Problem.self) { try result.get() }
    // Longer than the message takes: the program is still there.
    Thread.sleep(forTimeInterval: 1.5)
  }

  @Test func aRedirectionIsFollowed() throws {
    let content = [UInt8](repeating: 7, count: 3000)
    let server = try LocalServer([.redirect(to: "/there"), .respond(status: 200, body: content)])
    let source = WebSource(title: "test", base: "http://127.0.0.1:\(server.port)/folder", retryDelay: 0.01)
    #expect(try source.fetch(file, context).array == content)
    #expect(server.paths == ["/folder/data.gz", "/there"])
  }

  @Test(arguments: [
    "WWW-Authenticate: Basic realm=\"data\"", "WWW-Authenticate: Bearer",
    "WWW-Authenticate: Digest realm=x, nonce=1",
    "WWW-Authenticate: Negotiate", "WWW-Authenticate:", "X-Other: 1",
  ])
  func aServerThatWantsToKnowWhoAsksIsNoTrap(_ header: String) throws {
    let (reason, _, _) = try failure([.header(status: 401, header)])
    #expect(reason == "the server answers 401")
  }

  @Test(arguments: [
    "Location: //", "Location: http://", "Location: ?q=%zz", "Location: \u{e4}", "Location: mailto:a@b",
    "Location: https:/a", "Location: /a b", "Location: ///x", "Location: //host:99999/x",
  ])
  func anAddressThatIsNoneIsNoTrap(_ header: String) throws {
    #expect(try !failure([.header(status: 302, header)]).reason.isEmpty)
  }

  @Test(arguments: ["Location: http://[::1/x", "Location:", "X-Other: 1"])
  func aRedirectionToNowhereIsNoFile(_ header: String) throws {
    #expect(try failure([.header(status: 302, header)]).reason == "the server answers 302")
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
