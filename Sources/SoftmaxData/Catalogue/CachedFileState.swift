// What became of a fetched file.

public import SoftmaxFiles

/// The state of one file of a dataset in the cache.
public struct CachedFileState: Sendable, Hashable {
  /// What a look at the file found.
  public enum Finding: Sendable, Hashable {
    /// It is not there.
    case missing
    /// It is there, but not what was published.
    case damaged(String)
    /// It is what was published.
    case verified
  }

  /// The file's name.
  public let name: String
  /// The length of its content in bytes.
  public let byteCount: Int
  /// What was found.
  public let finding: Finding
}

extension CatalogueEntry {
  /// Finds out, before a download, whether its files could be kept; nothing where all are there already.
  ///
  /// - Throws: `FileError` where the cache can be neither written to nor created.
  public func checkCache(options: FetchOptions = FetchOptions()) throws(FileError) {
    guard cachedFiles(rehash: false, options: options).contains(where: { $0.finding != .verified }) else {
      return
    }
    try PinnedCache(folder: (options.cacheFolder ?? CacheFolder.standard) + "/" + name).checkWritable()
  }

  /// The state of each file in the cache; empty for an embedded dataset. With `rehash` each file is hashed
  /// anew instead of being trusted for its size and time stamp.
  public func cachedFiles(rehash: Bool, options: FetchOptions = FetchOptions()) -> [CachedFileState] {
    let cache = PinnedCache(folder: (options.cacheFolder ?? CacheFolder.standard) + "/" + name)
    return files.map { file in
      let finding: CachedFileState.Finding =
        switch cache.entry(for: file, rehash: rehash) {
        case .missing: .missing
        case .damaged(let problem): .damaged(problem)
        case .verified: .verified
        }
      return CachedFileState(name: file.name, byteCount: file.byteCount, finding: finding)
    }
  }
}
