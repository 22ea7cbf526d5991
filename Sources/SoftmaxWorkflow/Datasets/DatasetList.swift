// The datasets that have a name, and whether they are here.

public import SoftmaxData
import SoftmaxFiles
import SoftmaxReport

/// The datasets of the catalogue.
public struct DatasetList: Sendable {
  /// A dataset.
  public struct Entry: Sendable {
    /// What is known of it.
    public let dataset: CatalogueEntry
    /// Whether it can be loaded without the network.
    public let isHere: Bool
  }

  /// All of them.
  public let entries: [Entry]

  /// Looks which are here: by the sizes and times of cached files, without reading them.
  public init() {
    entries = Catalogue.all.map { dataset in
      Entry(
        dataset: dataset,
        isHere: dataset.cachedFiles(rehash: false).allSatisfy { $0.finding == .verified })
    }
  }

  /// The list in the form of `softmax datasets list --json`.
  public var document: DatasetListDocument { DatasetListDocument(self) }

  /// The list for people: lines with a line break at their ends.
  public var text: String {
    var table = TextTable([
      ("name", .left), ("train", .right), ("test", .right), ("features", .right),
      ("classes", .right), ("here", .left), ("what", .left),
    ])
    for entry in entries {
      let dataset = entry.dataset
      table.add([
        dataset.name, Wording.count(dataset.sampleCounts.train), Wording.count(dataset.sampleCounts.test),
        "\(dataset.featureCount)", "\(dataset.classNames.count)",
        dataset.isEmbedded ? "embedded" : entry.isHere ? "cached" : "no", dataset.summary,
      ])
    }
    return table.text
  }
}

/// The datasets of the catalogue as `softmax datasets list --json` writes them.
public struct DatasetListDocument: Encodable, Sendable {
  struct Entry: Encodable, Sendable {
    let name: String
    let summary: String
    let provenance: String
    let trainCount: Int
    let testCount: Int
    let featureCount: Int
    let classes: [String]
    let available: Bool
  }

  let cache: String
  let datasets: [Entry]

  init(_ list: DatasetList) {
    cache = CacheFolder.standard
    datasets = list.entries.map { entry in
      let dataset = entry.dataset
      return Entry(
        name: dataset.name, summary: dataset.summary, provenance: dataset.provenance,
        trainCount: dataset.sampleCounts.train, testCount: dataset.sampleCounts.test,
        featureCount: dataset.featureCount, classes: dataset.classNames, available: entry.isHere)
    }
  }
}
