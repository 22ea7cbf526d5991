// Fetching a dataset into the cache.

public import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

/// A dataset of the catalogue that is here now.
public struct DatasetFetch: Sendable {
  /// The dataset.
  public let dataset: CatalogueEntry
  /// The folder that its files are in; nil for one that is embedded.
  public let folder: String?
  private let counts: (train: Int, test: Int)

  /// Loads a dataset, from the network where it is not here, and keeps it in the cache.
  ///
  /// - Parameters:
  ///   - dataset: The dataset.
  ///   - options: Where to look, and whether the network may be used.
  /// - Throws: `FetchError` or `FileError` where it cannot be had; `FileError` of the kind `cannotCreate` where it cannot be
  ///   kept.
  public init(_ dataset: CatalogueEntry, options: FetchOptions) throws {
    try dataset.checkCache()
    let parts = try dataset.load(options: options)
    if let lost = dataset.cachedFiles(rehash: false).first(where: { $0.finding != .verified }) {
      throw FileError(
        .cannotCreate, path: CacheFolder.standard,
        problem: "\(lost.name) was found but could not be kept there",
        remedy: "set SOFTMAX_CACHE to a folder that you may write to")
    }
    self.dataset = dataset
    folder = dataset.isEmbedded ? nil : CacheFolder.standard + "/" + dataset.name
    counts = (parts.train.sampleCount, parts.test.sampleCount)
  }

  /// The result in the form of `softmax datasets fetch --json`.
  public var document: DatasetFetchDocument {
    DatasetFetchDocument(
      name: dataset.name, trainCount: counts.train, testCount: counts.test, folder: folder)
  }

  /// The result for people: a line with a line break at its end.
  public var text: String {
    "\(dataset.name): \(Wording.count(counts.train)) + \(Wording.count(counts.test)) samples, "
      + (folder.map { "verified, in \($0.printablePath)" } ?? "embedded, nothing to fetch") + "\n"
  }
}

/// A fetched dataset as `softmax datasets fetch --json` writes it.
public struct DatasetFetchDocument: Encodable, Sendable {
  let name: String
  let trainCount: Int
  let testCount: Int
  let folder: String?
}
