// One dataset of the catalogue.

public import SoftmaxRegression

/// A dataset that is known by name.
public struct CatalogueEntry: Sendable {
  /// The name to call it by.
  public let name: String
  /// What it is, in a few words.
  public let summary: String
  /// Who made it, and under which terms.
  public let provenance: String
  /// The classes, by label.
  public let classNames: [String]
  /// The number of samples in the training and the test part.
  public let sampleCounts: (train: Int, test: Int)
  /// The number of features of a sample.
  public let featureCount: Int
  /// Stochastic gradient descent's settings that suit it.
  public let recommendedSolver: SolverConfiguration
  /// The learning rate that suits it with Adam.
  public let recommendedAdamRate: Double
  /// The files it consists of where it has to be fetched; empty where it is embedded.
  let files: [PinnedFile]
  /// Loads both parts.
  private let loadParts: @Sendable (FetchOptions) throws -> TrainTestData

  init(
    name: String, summary: String, provenance: String, classNames: [String],
    sampleCounts: (train: Int, test: Int), featureCount: Int,
    recommendedSolver: SolverConfiguration = .stochastic(),
    recommendedAdamRate: Double = StochasticOptimizer.adam().standardLearningRate, files: [PinnedFile] = [],
    loadParts: @escaping @Sendable (FetchOptions) throws -> TrainTestData
  ) {
    self.name = name
    self.summary = summary
    self.provenance = provenance
    self.classNames = classNames
    self.sampleCounts = sampleCounts
    self.featureCount = featureCount
    self.recommendedSolver = recommendedSolver
    self.recommendedAdamRate = recommendedAdamRate
    self.files = files
    self.loadParts = loadParts
  }

  /// Whether it comes with the library, so that nothing has to be fetched.
  public var isEmbedded: Bool { files.isEmpty }

  /// Both parts, fetched first where that is needed.
  ///
  /// - Throws: `FetchError` where a file is nowhere to be had, `FileError` where it can't be read or stored.
  public func load(options: FetchOptions = FetchOptions()) throws -> TrainTestData {
    try loadParts(options)
  }

  /// One part, or both together.
  ///
  /// - Throws: As `load(options:)`.
  public func load(_ split: DataSplit, options: FetchOptions = FetchOptions()) throws -> Dataset {
    let parts = try load(options: options)
    switch split {
    case .train: return parts.train
    case .test: return parts.test
    case .all: return try parts.train.appending(parts.test, name: "\(name):all")
    }
  }
}
