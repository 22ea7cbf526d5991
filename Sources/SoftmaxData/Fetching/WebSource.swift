// A web address as a source.

import Foundation
package import SoftmaxKernels

/// Compressed files under one address. Contents are pinned, so plain HTTP does no harm.
package struct WebSource: FetchSource {
  package let title: String
  private let base: String
  private let retryDelay: Double
  private let patience: Patience

  package var usesNetwork: Bool { true }

  /// `base` is the address without the file's name; `retryDelay` is in seconds, before the second try, and
  /// doubles before the third; `patience` is for each try.
  package init(title: String, base: String, retryDelay: Double = 1, patience: Patience = .standard) {
    self.title = "\(title) (\(base))"
    self.base = base
    self.retryDelay = retryDelay
    self.patience = patience
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
      let download = Download(file: file.name, limit: limit, patience: patience, onEvent: context.onEvent)
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
