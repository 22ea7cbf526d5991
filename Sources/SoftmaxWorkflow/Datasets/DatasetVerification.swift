// Whether cached datasets are what was published.

public import SoftmaxData

/// The cached files of datasets, each hashed anew.
public struct DatasetVerification: Sendable {
  /// A file, and what was found.
  public struct File: Sendable {
    /// The dataset's name.
    public let dataset: String
    /// The file's name.
    public let name: String
    /// Whether it is what was published.
    public let isVerified: Bool
    /// `verified`, `missing`, or `damaged:` and how.
    public let finding: String
  }

  /// The files; none of datasets that are embedded.
  public let files: [File]

  /// Whether each file is what it should be.
  public var isGood: Bool { files.allSatisfy(\.isVerified) }

  /// Hashes the cached files of datasets.
  ///
  /// - Parameter datasets: Which ones.
  /// - Complexity: One pass over the files.
  public init(of datasets: [CatalogueEntry]) {
    files = datasets.filter { !$0.isEmbedded }.flatMap { dataset in
      dataset.cachedFiles(rehash: true).map { file in
        let finding =
          switch file.finding {
          case .verified: "verified"
          case .missing: "missing"
          case .damaged(let problem): "damaged: \(problem)"
          }
        return File(
          dataset: dataset.name, name: file.name, isVerified: file.finding == .verified, finding: finding)
      }
    }
  }

  /// The answer in the form of `softmax datasets verify --json`.
  public var document: DatasetVerificationDocument { DatasetVerificationDocument(self) }
}

/// Whether cached datasets are what was published, as `softmax datasets verify --json` writes it.
public struct DatasetVerificationDocument: Encodable, Sendable {
  struct File: Encodable, Sendable {
    let dataset: String
    let file: String
    let finding: String
  }

  let verified: Bool
  let files: [File]

  init(_ verification: DatasetVerification) {
    verified = verification.isGood
    files = verification.files.map { File(dataset: $0.dataset, file: $0.name, finding: $0.finding) }
  }
}
