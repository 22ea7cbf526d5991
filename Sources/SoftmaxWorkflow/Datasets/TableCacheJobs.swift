// What the cache has of tables that were read.

public import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels

/// A list of the tables that the cache has.
public struct TableCacheList: Sendable {
  /// The folder that they are in.
  public let folder: String
  /// The tables.
  public let entries: [KeptTables.Entry]

  /// Looks at the tables of a cache's folder; nil: the standard one.
  public init(cacheFolder: String? = nil) {
    let tables = KeptTables(cacheFolder: cacheFolder)
    (folder, entries) = (tables.folder, tables.entries)
  }

  /// The list in the form of `softmax cache list --json`.
  public var document: TableCacheDocument {
    TableCacheDocument(
      folder: folder,
      tables: entries.map {
        TableCacheDocument.Entry(
          source: $0.source, rows: $0.rowCount, columns: $0.columnCount, bytes: $0.byteCount, file: $0.file)
      })
  }

  /// The list for people: lines with a line break at their ends.
  public var text: String {
    guard !entries.isEmpty else { return "no tables are kept in \(folder.printablePath)\n" }
    let total = entries.reduce(0) { $0 + $1.byteCount }
    let lines = entries.map { entry in
      "\(entry.source.printable(limit: 200)): \(Wording.count(entry.rowCount)) rows x "
        + "\(Wording.count(entry.columnCount)) columns, \(MemoryRoom.text(bytes: entry.byteCount))\n"
    }
    return lines.joined() + "\(MemoryRoom.text(bytes: total)) in \(folder.printablePath)\n"
  }
}

/// The kept tables as `softmax cache list --json` writes them.
public struct TableCacheDocument: Encodable, Sendable {
  struct Entry: Encodable, Sendable {
    let source: String
    let rows: Int
    let columns: Int
    let bytes: Int
    let file: String
  }

  let folder: String
  let tables: [Entry]
}

/// The removal of the tables that the cache has.
public struct TableCacheClearing: Sendable {
  private let folder: String
  private let count: Int
  private let byteCount: Int

  /// Removes the tables of a cache's folder; nil: the standard one.
  ///
  /// - Throws: `FileError` for one that cannot be removed.
  public init(cacheFolder: String? = nil) throws {
    let tables = KeptTables(cacheFolder: cacheFolder)
    folder = tables.folder
    (count, byteCount) = try tables.clear()
  }

  /// The result in the form of `softmax cache clear --json`.
  public var document: TableCacheClearingDocument {
    TableCacheClearingDocument(folder: folder, tables: count, bytes: byteCount)
  }

  /// The result for people: a line with a line break at its end.
  public var text: String {
    count == 0
      ? "no tables are kept in \(folder.printablePath)\n"
      : "removed \(count) \(count == 1 ? "table" : "tables"), \(MemoryRoom.text(bytes: byteCount)), from "
        + "\(folder.printablePath)\n"
  }
}

/// What was removed as `softmax cache clear --json` writes it.
public struct TableCacheClearingDocument: Encodable, Sendable {
  let folder: String
  let tables: Int
  let bytes: Int
}
