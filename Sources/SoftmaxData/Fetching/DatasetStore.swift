// The search for a dataset's files: the user's folder, the cache, then every other place in turn.

import Foundation
import SoftmaxFiles
package import SoftmaxKernels

/// Finds, fetches, verifies and keeps the files of one dataset.
package struct DatasetStore {
  private let name: String
  private let files: [PinnedFile]
  private let makeSources: () -> [any FetchSource]
  private let options: FetchOptions
  private let cache: PinnedCache
  private var attempts: [FetchError.Attempt] = []
  private var finalFailures: Set<String> = []
  private var hasToldOfCache = false

  package init(
    name: String, files: [PinnedFile], sources: @escaping () -> [any FetchSource],
    options: FetchOptions
  ) {
    self.name = name
    self.files = files
    self.makeSources = sources
    self.options = options
    self.cache = PinnedCache(folder: (options.cacheFolder ?? CacheFolder.standard) + "/" + name)
  }

  /// The verified content of all files.
  package struct Content: Sendable {
    fileprivate var byName: [String: SharedStorage<UInt8>] = [:]

    package func bytes(of file: PinnedFile) -> SharedStorage<UInt8> {
      byName[file.name] ?? SharedStorage([])
    }
  }

  /// Finds every file.
  ///
  /// - Throws: `FetchError` with each place that was tried, where a file is nowhere to be had.
  package mutating func obtain() throws(FetchError) -> Content {
    TemporaryFolder.removeLeftovers(in: cache.folder)
    var content = Content()
    let own = options.dataFolder.map { FolderSource(title: options.dataFolderTitle, folder: $0) }
    let sources = makeSources()
    let context = FetchContext(workFolder: cache.folder, onEvent: options.onEvent)
    for file in files {
      let attemptCount = attempts.count
      var found = own.flatMap { fetch(file, from: $0, context) }
      // A folder that failed for good is tried once, and reported once.
      if attempts.count > attemptCount, let attempt = attempts.last {
        options.onEvent(.notice("\(attempt.place): \(attempt.reason); looking elsewhere"))
      }
      if found == nil { found = cached(file) }
      for source in sources where found == nil {
        if source.usesNetwork, options.offline { continue }
        found = fetch(file, from: source, context)
      }
      guard let found else {
        throw FetchError(
          dataset: name, attempts: attempts, offline: options.offline, fileNames: files.map(\.name))
      }
      content.byName[file.name] = found
    }
    return content
  }

  private mutating func cached(_ file: PinnedFile) -> SharedStorage<UInt8>? {
    switch cache.entry(for: file) {
    case .verified(let content): return content
    case .missing:
      note("the cache (\(cache.folder))", "\(file.name) is not in it")
    case .damaged(let problem):
      note("the cache (\(cache.folder))", "\(file.name) is damaged: \(problem)")
      options.onEvent(
        .notice("the cached file \(file.name) is damaged (\(problem)); looking for another"))
    }
    return nil
  }

  private mutating func fetch(
    _ file: PinnedFile, from source: any FetchSource, _ context: FetchContext
  ) -> SharedStorage<UInt8>? {
    guard !finalFailures.contains(source.title) else { return nil }
    do throws(FetchFailure) {
      if source.usesNetwork { try Self.checkThreads() }
      let delivered = try source.fetch(file, context)
      let content = try file.unpack(delivered)
      // What is in the cache already need not be written again.
      if case .verified(let kept) = cache.entry(for: file) { return kept }
      do throws(FileError) {
        return try cache.admit(content, as: file)
      } catch {
        if !hasToldOfCache { options.onEvent(.notice("\(error); the data is used without being kept")) }
        hasToldOfCache = true
        return SharedStorage(content)
      }
    } catch {
      if error.isFinal { finalFailures.insert(source.title) }
      note(source.title, error.reason)
      return nil
    }
  }

  /// A transfer and a tool's run have threads of their own, and would wait for ever for those that never start.
  private static func checkThreads() throws(FetchFailure) {
    do throws(ThreadFailure) {
      try SystemThread.check()
    } catch {
      throw FetchFailure(
        "the system starts no thread for it (\(SystemCall.message(error.code))); raise the limit (ulimit -u)",
        isFinal: true)
    }
  }

  private mutating func note(_ place: String, _ reason: String) {
    attempts.append(FetchError.Attempt(place: place, reason: reason))
  }
}
