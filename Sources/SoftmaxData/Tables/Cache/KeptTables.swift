// The tables that the cache has.

import Foundation
public import SoftmaxFiles
import SoftmaxRegression

/// The tables that fits under a limit on memory keep, so that the next one need not read their texts.
public struct KeptTables: Sendable {
  /// A table that is kept.
  public struct Entry: Sendable, Hashable {
    /// The name of the text that it was read from, without its folder.
    public let source: String
    /// Its rows.
    public let rowCount: Int
    /// Its columns, those without a part in the features left out.
    public let columnCount: Int
    /// The bytes of its file.
    public let byteCount: Int
    /// The name of its file.
    public let file: String
  }

  /// The folder that they are in.
  public let folder: String

  /// Those of a cache's folder; nil: the standard one.
  public init(cacheFolder: String? = nil) {
    folder = (cacheFolder ?? CacheFolder.standard) + "/" + TableCache.folderName
  }

  /// All of them, those of one text together. Files that are not whole are passed over. Complexity: a little of each file is
  /// read.
  public var entries: [Entry] {
    files.compactMap { name in
      guard let content = try? InputFile.contents(of: folder + "/" + name),
        let record = try? TableCacheFile.record(of: content, path: name)
      else { return nil }
      return Entry(
        source: record.source, rowCount: record.rowCount, columnCount: record.columnCount,
        byteCount: content.count, file: name)
    }
    .sorted { ($0.source, $0.file) < ($1.source, $1.file) }
  }

  private var files: [String] {
    Leftovers.removeUnfinishedFiles(in: folder)
    return Leftovers.names(in: folder).filter {
      $0.hasSuffix(TableCache.ending) && FileStatus(ofLink: folder + "/" + $0)?.kind == .regular
    }
  }

  /// Removes all of them, whole or not. A fit that has one open goes on with it.
  ///
  /// - Returns: How many files, and the bytes that they took.
  /// - Throws: `FileError` for one that cannot be removed.
  @discardableResult public func clear() throws(FileError) -> (count: Int, byteCount: Int) {
    var result = (count: 0, byteCount: 0)
    for name in files {
      let path = folder + "/" + name
      let size = FileStatus(of: path)?.size ?? 0
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch {
        guard FileStatus(of: path) != nil else { continue }
        throw FileError(
          .cannotCreate, path: path, problem: "cannot be removed",
          remedy: "remove it by hand, or as who made it")
      }
      result = (result.count + 1, result.byteCount + size)
    }
    return result
  }
}
