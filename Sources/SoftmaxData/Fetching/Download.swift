// One transfer over the web, bounded in bytes and in time while it runs.

import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One transfer of a file of known largest size.
///
/// Nothing that the server says is believed: not the length that it announces, nor that there is an end. What comes in is
/// counted as it comes, decompressed where the server compresses; a transfer that is too slow or too long ends.
final class Download: NSObject, URLSessionDataDelegate, Sendable {
  struct Problem: Error {
    let reason: String
    var isWorthRetrying = false
    var isFinal = false
  }

  private struct State {
    var content: [UInt8] = []
    var expected: Int?
    var redirections = 0
    /// Whether the session has yet to act on what we answered to a redirection.
    var isRedirecting = false
    /// Whether the session was told to end, and whether that waits for the redirection.
    var isCancelled = false
    var cancelsLater = false
    var result: Result<[UInt8], Problem>?
  }

  private static let mostRedirections = 5

  private let file: String
  private let limit: Int
  private let patience: Patience
  private let onEvent: @Sendable (FetchEvent) -> Void
  private let state = Mutex(State())
  private let done = DispatchSemaphore(value: 0)

  /// `limit` is the most bytes that the file can have.
  init(file: String, limit: Int, patience: Patience, onEvent: @escaping @Sendable (FetchEvent) -> Void) {
    self.file = file
    self.limit = limit
    self.patience = patience
    self.onEvent = onEvent
  }

  /// Fetches the file, and waits for it.
  func run(_ url: URL) -> Result<[UInt8], Problem> {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = max(1, patience.window)
    configuration.timeoutIntervalForResource = max(1, patience.longest)
    // A server that compresses once more could hide any length behind few bytes.
    configuration.httpAdditionalHeaders = ["Accept-Encoding": "identity"]
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: BoundedQueue())
    session.dataTask(with: url).resume()
    wait()
    cancel(session)
    return state.withLock { $0.result } ?? .failure(Problem(reason: "no answer"))
  }

  /// Ends the session. What comes in until then is dropped.
  ///
  /// Foundation traps where a session is cancelled between its question about a redirection and what it makes of the
  /// answer: the end then waits for the next thing that it tells.
  private func cancel(_ session: URLSession) {
    let isDue = state.withLock { state in
      state.cancelsLater = state.isRedirecting
      guard !state.isRedirecting, !state.isCancelled else { return false }
      state.isCancelled = true
      return true
    }
    // Not here: the session cancels when it gets round to it, which a fast server can delay.
    if isDue { Thread.detachNewThread { session.invalidateAndCancel() } }
  }

  /// A redirection is over: the session tells of something else.
  private func endRedirection(_ session: URLSession) {
    let cancelsNow = state.withLock { state in
      state.isRedirecting = false
      return state.cancelsLater
    }
    if cancelsNow { cancel(session) }
  }

  /// Waits for the end, or makes one where too little comes in.
  private func wait() {
    let start = ContinuousClock.now
    var received = 0
    while done.wait(timeout: .now() + patience.window) == .timedOut {
      let now = state.withLock { $0.content.count }
      // The first window is the server's to find the file.
      if ContinuousClock.now - start > .seconds(patience.longest) {
        return finish(.failure(Problem(reason: "it was not done after \(Self.text(patience.longest)) s")))
      }
      if now - received < Int(patience.leastRate * patience.window) {
        let rate = Int(Double(now - received) / patience.window)
        return finish(
          .failure(
            Problem(
              reason: "too slow: \(rate) bytes a second over \(Self.text(patience.window)) s, at least "
                + "\(Int(patience.leastRate)) are needed")))
      }
      received = now
    }
  }

  private static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }

  /// Keeps the first result, and wakes who waits.
  private func finish(_ result: Result<[UInt8], Problem>) {
    let isFirst = state.withLock { state in
      guard state.result == nil else { return false }
      state.result = result
      if case .failure = result { state.content = [] }
      return true
    }
    if isFirst { done.signal() }
  }

  private var tooLarge: Problem {
    Problem(reason: "the file is larger than the \(limit) bytes that it can have")
  }

  // MARK: What the session tells. Nothing here waits for the session to end, which may wait for us.

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let (isCancelled, isUnwanted, count) = state.withLock { state in
      state.isRedirecting = true
      state.redirections += 1
      return (state.isCancelled, state.result != nil, state.redirections)
    }
    // An answer would come after the session's end, which Foundation does not survive.
    if isCancelled { return }
    if isUnwanted { return completionHandler(nil) }
    let isWeb = request.url?.scheme.map { ["http", "https"].contains($0.lowercased()) } ?? false
    guard count <= Self.mostRedirections, isWeb else {
      completionHandler(nil)
      return finish(
        .failure(
          Problem(
            reason: isWeb
              ? "the server sends us on more than \(Self.mostRedirections) times"
              : "the server sends us on to what is no web address")))
    }
    completionHandler(request)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    endRedirection(session)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    let expected = response.expectedContentLength
    if status != 200 {
      finish(
        .failure(
          Problem(
            reason: "the server answers \(status)",
            isWorthRetrying: status >= 500 || status == 429 || status == 408)))
    } else if expected > Int64(limit) {
      finish(.failure(tooLarge))
    } else {
      state.withLock { $0.expected = expected > 0 ? Int(expected) : nil }
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let (received, total, isWanted) = state.withLock { state in
      guard state.result == nil else { return (0, Int?.none, false) }
      if state.content.count + data.count <= limit {
        state.content.append(contentsOf: data)
      } else {
        return (limit + 1, nil, true)
      }
      return (state.content.count, state.expected, true)
    }
    guard isWanted else { return }
    guard received <= limit else { return finish(.failure(tooLarge)) }
    onEvent(.progress(file: file, received: received, total: total))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    endRedirection(session)
    if let error { return finish(.failure(Self.problem(error))) }
    finish(state.withLock { .success($0.content) })
  }

  private static func problem(_ error: any Error) -> Problem {
    switch (error as? URLError)?.code {
    case .cannotFindHost, .dnsLookupFailed:
      Problem(reason: "the host is not known here", isFinal: true)
    case .notConnectedToInternet:
      Problem(reason: "there is no network", isFinal: true)
    case .cannotConnectToHost:
      Problem(reason: "the host does not answer", isFinal: true)
    case .timedOut:
      Problem(reason: "no answer in time", isWorthRetrying: true)
    case .networkConnectionLost:
      Problem(reason: "the connection was lost", isWorthRetrying: true)
    case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate:
      Problem(reason: "no secure connection: \(error.localizedDescription)", isFinal: true)
    default:
      Problem(reason: error.localizedDescription, isWorthRetrying: true)
    }
  }
}
