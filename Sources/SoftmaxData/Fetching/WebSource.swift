// A web address as a source.

import Foundation
package import SoftmaxKernels
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Compressed files under one address. Contents are pinned, so plain HTTP does no harm.
package struct WebSource: FetchSource {
  package let title: String
  private let base: String
  private let retryDelay: Double

  package var usesNetwork: Bool { true }

  /// `base` is the address without the file's name; `retryDelay` is in seconds, before the second try, and
  /// doubles before the third.
  package init(title: String, base: String, retryDelay: Double = 1) {
    self.title = "\(title) (\(base))"
    self.base = base
    self.retryDelay = retryDelay
  }

  private static let tries = 3

  package func fetch(
    _ file: PinnedFile, _ context: FetchContext
  ) throws(FetchFailure) -> SharedStorage<UInt8> {
    guard let url = URL(string: base + "/" + file.name + ".gz") else {
      throw FetchFailure("'\(base)' is no address", isFinal: true)
    }
    // gzip never makes a file longer than this, whatever it holds.
    let limit = file.byteCount + file.byteCount / 1000 + 1024
    var delay = retryDelay
    for attempt in 1... {
      let download = Download(file: file.name, limit: limit, onEvent: context.onEvent)
      switch download.run(url) {
      case .success(let content): return SharedStorage(content)
      case .failure(let problem):
        guard problem.isWorthRetrying, attempt < Self.tries else {
          let times = attempt > 1 ? " (\(attempt) tries)" : ""
          throw FetchFailure(problem.reason + times, isFinal: problem.isFinal)
        }
        context.onEvent(.notice("\(url): \(problem.reason); trying again"))
        Thread.sleep(forTimeInterval: delay)
        delay *= 2
      }
    }
    throw FetchFailure("given up")
  }
}

/// One transfer, with a limit on its size.
private final class Download: NSObject, URLSessionDataDelegate, Sendable {
  struct Problem: Error {
    let reason: String
    var isWorthRetrying = false
    var isFinal = false
  }

  private struct State {
    var content: [UInt8] = []
    var expected: Int?
    var result: Result<[UInt8], Problem>?
  }

  private let file: String
  private let limit: Int
  private let onEvent: @Sendable (FetchEvent) -> Void
  private let state = Mutex(State())
  private let done = DispatchSemaphore(value: 0)

  init(file: String, limit: Int, onEvent: @escaping @Sendable (FetchEvent) -> Void) {
    self.file = file
    self.limit = limit
    self.onEvent = onEvent
  }

  func run(_ url: URL) -> Result<[UInt8], Problem> {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = 30
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    session.dataTask(with: url).resume()
    done.wait()
    session.invalidateAndCancel()
    return state.withLock { $0.result } ?? .failure(Problem(reason: "no answer"))
  }

  private func finish(_ result: Result<[UInt8], Problem>) {
    let first = state.withLock { state in
      guard state.result == nil else { return false }
      state.result = result
      return true
    }
    if first { done.signal() }
  }

  private var tooLarge: Problem {
    Problem(reason: "the file is larger than the \(limit) bytes that it can have")
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard status == 200 else {
      finish(
        .failure(
          Problem(
            reason: "the server answers \(status)",
            isWorthRetrying: status >= 500 || status == 429 || status == 408)))
      return completionHandler(.cancel)
    }
    let expected = response.expectedContentLength
    guard expected <= Int64(limit) else {
      finish(.failure(tooLarge))
      return completionHandler(.cancel)
    }
    state.withLock { $0.expected = expected > 0 ? Int(expected) : nil }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let (received, total) = state.withLock { state in
      state.content.append(contentsOf: data)
      return (state.content.count, state.expected)
    }
    guard received <= limit else {
      finish(.failure(tooLarge))
      return dataTask.cancel()
    }
    onEvent(.progress(file: file, received: received, total: total))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    guard let error else {
      return finish(state.withLock { .success($0.content) })
    }
    finish(.failure(Self.problem(error)))
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
