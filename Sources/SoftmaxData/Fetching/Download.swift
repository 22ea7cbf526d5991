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
    /// The request that counts, one for each address; none where it was sent on.
    var request: Int?
    var redirections = 0
    /// Where the server has sent it on.
    var next: URL?
    var result: Result<[UInt8], Problem>?

    /// Whether what is told of this task still matters.
    func isWanted(_ task: URLSessionTask) -> Bool { request == task.taskIdentifier && result == nil }
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

  /// Fetches the file, and waits for it. The session tells of it on `queue`.
  func run(_ url: URL, telling queue: OperationQueue = BoundedQueue()) -> Result<[UInt8], Problem> {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = max(1, patience.window)
    configuration.timeoutIntervalForResource = max(1, patience.longest)
    // A server that compresses once more could hide any length behind few bytes.
    configuration.httpAdditionalHeaders = ["Accept-Encoding": "identity"]
    // Foundation asks its cache on another thread and, when that answers late, cancels what is already over: a trap.
    configuration.urlCache = nil
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: queue)
    var watch = Watch(patience)
    var address: URL? = url
    while let asked = address {
      let task = session.dataTask(with: asked)
      state.withLock { $0.request = task.taskIdentifier }
      task.resume()
      wait(&watch)
      // Not here: the session cancels when it gets round to it, which a fast server can delay.
      Thread.detachNewThread { task.cancel() }
      address = state.withLock { $0.result == nil ? $0.next : nil }
    }
    // It ends after its tasks. To invalidate and cancel at once would read the session's list of tasks on this thread
    // while the session changes it on its own.
    session.finishTasksAndInvalidate()
    return state.withLock { $0.result } ?? .failure(Problem(reason: "no answer"))
  }

  /// When a download is looked at, and what it had when it was looked at last.
  private struct Watch {
    let start = ContinuousClock.now
    var next: DispatchTime
    var received = 0

    /// The first window is the server's to find the file.
    init(_ patience: Patience) { next = .now() + patience.window }
  }

  /// Waits for the end or for another address, or makes an end where too little comes in.
  private func wait(_ watch: inout Watch) {
    while done.wait(timeout: watch.next) == .timedOut {
      let now = state.withLock { $0.content.count }
      if ContinuousClock.now - watch.start > .seconds(patience.longest) {
        return finish(.failure(Problem(reason: "it was not done after \(Self.text(patience.longest)) s")))
      }
      if now - watch.received < Int(patience.leastRate * patience.window) {
        let rate = Int(Double(now - watch.received) / patience.window)
        return finish(
          .failure(
            Problem(
              reason: "too slow: \(rate) bytes a second over \(Self.text(patience.window)) s, at least "
                + "\(Int(patience.leastRate)) are needed")))
      }
      watch.received = now
      watch.next = .now() + patience.window
    }
  }

  private static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }

  /// Keeps the first result, and wakes who waits. What a task tells counts while that task does.
  private func finish(_ result: Result<[UInt8], Problem>, of task: URLSessionTask? = nil) {
    let isFirst = state.withLock { state in
      guard task.map(state.isWanted) ?? (state.result == nil) else { return false }
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

  /// The question is never answered: this request is over, and another one asks at the new address.
  ///
  /// Foundation ends the program when an answer comes to a request that no longer waits for it, because it was cancelled
  /// or its time was up. No lock of ours can keep that from happening between the question and the answer.
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let isWeb = request.url?.scheme.map { ["http", "https"].contains($0.lowercased()) } ?? false
    let (isFollowed, count) = state.withLock { state in
      guard state.isWanted(task) else { return (false, 0) }
      state.redirections += 1
      guard isWeb, state.redirections <= Self.mostRedirections else { return (false, state.redirections) }
      (state.request, state.next) = (nil, request.url)
      return (true, state.redirections)
    }
    if isFollowed {
      done.signal()
    } else if count > Self.mostRedirections {
      finish(
        .failure(Problem(reason: "the server sends us on more than \(Self.mostRedirections) times")), of: task)
    } else {
      finish(.failure(Problem(reason: "the server sends us on to what is no web address")), of: task)
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let expected = response.expectedContentLength
    if let problem = Self.problem(response) {
      finish(.failure(problem), of: dataTask)
    } else if expected > Int64(limit) {
      finish(.failure(tooLarge), of: dataTask)
    } else {
      state.withLock { state in
        if state.isWanted(dataTask) { state.expected = expected > 0 ? Int(expected) : nil }
      }
    }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let (received, total, isWanted) = state.withLock { state in
      guard state.isWanted(dataTask) else { return (0, Int?.none, false) }
      if state.content.count + data.count <= limit {
        state.content.append(contentsOf: data)
      } else {
        return (limit + 1, nil, true)
      }
      return (state.content.count, state.expected, true)
    }
    guard isWanted else { return }
    guard received <= limit else { return finish(.failure(tooLarge), of: dataTask) }
    onEvent(.progress(file: file, received: received, total: total))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    // A redirection to nowhere is told here for the first time.
    if let problem = error.map(Self.problem) ?? Self.problem(task.response) {
      return finish(.failure(problem), of: task)
    }
    finish(state.withLock { .success($0.content) }, of: task)
  }

  /// What is wrong with an answer's status; nil where nothing is.
  private static func problem(_ response: URLResponse?) -> Problem? {
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard status != 200 else { return nil }
    return Problem(
      reason: "the server answers \(status)", isWorthRetrying: status >= 500 || status == 429 || status == 408)
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
