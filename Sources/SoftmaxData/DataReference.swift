// What a person writes where data is expected: a dataset's name or a path, perhaps with a part.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// A reference to data: `digits`, `fashion-mnist:test`, `pictures/`, `train-images-idx3-ubyte.gz`, `people.csv`,
/// `embeddings.npy`, `-`.
public struct DataReference: Sendable {
  /// What is referred to.
  public enum Source: Sendable {
    /// A dataset of the catalogue.
    case catalogue(CatalogueEntry)
    /// A folder of files.
    case folder(path: String)
    /// Delimited text, or `-` for standard input.
    case table(path: String)
    /// Another file, or `-` for standard input.
    case file(path: String)
  }

  /// What is referred to.
  public let source: Source
  /// The part, where one is named.
  public let split: DataSplit?
  /// The reference as it was written.
  public let text: String
  /// The format, where it is named or follows from the path's ending.
  public let format: InputFormat?

  /// Reads a reference; a file's format follows from its ending where none is given.
  ///
  /// - Throws: `DataError.unknownName` with the nearest dataset, or `FileError` for a path where nothing is.
  public init(parsing text: String, format: InputFormat? = nil) throws {
    self.text = text
    if let source = Self.source(text, format) {
      self.source = source
      self.split = nil
      self.format = format ?? InputFormat(ending: text)
      return
    }
    if let colon = text.lastIndex(of: ":"),
      let split = DataSplit(rawValue: String(text[text.index(after: colon)...])),
      let source = Self.source(String(text[..<colon]), format)
    {
      self.source = source
      self.split = split
      self.format = format ?? InputFormat(ending: String(text[..<colon]))
      return
    }
    if text.contains("/") || text.contains(".") {
      throw FileError(
        .noInput, path: text, problem: FileStatus.problem(of: text), remedy: "check the path")
    }
    let known = Catalogue.all.map(\.name)
    let name = text.split(separator: ":").first.map(String.init) ?? text
    if Catalogue.entry(named: name) != nil {
      throw DataError.unknownSplit(text, known: DataSplit.allCases.map(\.rawValue))
    }
    throw DataError.unknownName(
      text, nearest: NearestName.nearest(to: name, among: known), known: known)
  }

  private static func source(_ text: String, _ format: InputFormat?) -> Source? {
    if text == InputFile.standardInput {
      return format?.isTable == true ? .table(path: text) : .file(path: text)
    }
    if let entry = Catalogue.entry(named: text) { return .catalogue(entry) }
    guard !text.isEmpty, let status = FileStatus(of: text) else { return nil }
    if status.kind == .directory { return .folder(path: text) }
    let isTable = (format ?? InputFormat(ending: text))?.isTable == true
    return isTable ? .table(path: text) : .file(path: text)
  }

  /// The path of delimited text, which needs a `Preparation` to become samples; nil for other data.
  public var tablePath: String? {
    if case .table(let path) = source { path } else { nil }
  }

  /// Reads the part to learn from and, where one comes with it, the test part; a file or a fetched dataset is looked for once
  /// for both.
  ///
  /// - Parameters:
  ///   - labelsPath: A file of labels, for arrays without labels of their own.
  ///   - weights: Where the weights of samples are, which are no table's: an array beside the features, whose name may have
  ///     the part in it, or else a file with a number for each training sample. The test part has those of its array.
  ///   - offsets: The same for what is added to the samples' logits: an array beside the features, or else a .npy file.
  ///   - origins: What features of arrays are counted from; the test part's as the training part's.
  ///   - options: How to fetch.
  /// - Returns: The samples.
  /// - Throws: `FileError`, `FetchError` or `DataError`.
  public func loadForTraining(
    labelsPath: String? = nil, weights: String? = nil, offsets: String? = nil, origins: FeatureOrigins = .none,
    options: FetchOptions
  ) throws -> (training: LoadedSamples, test: LoadedSamples?) {
    var parts = try unweightedParts(
      labelsPath: labelsPath, weights: weights, offsets: offsets, origins: origins, options: options)
    // Arrays of weights and offsets have been found by now.
    if let weights, parts.training.weightSource == nil {
      parts.training = try Self.weighted(parts.training, byFile: weights)
    }
    if let offsets, parts.training.offsets == nil {
      parts.training = try Self.offset(parts.training, byFile: offsets)
    }
    return parts
  }

  /// Samples with the offsets in a file.
  private static func offset(_ samples: LoadedSamples, byFile path: String) throws(FileError) -> LoadedSamples {
    samples.offset(by: try StoredOffsets.read(path, count: samples.features.sampleCount, of: samples.name))
  }

  /// Samples with the weights in a file.
  private static func weighted(_ samples: LoadedSamples, byFile path: String) throws(FileError) -> LoadedSamples
  {
    samples.weighted(
      by: try SampleWeightSource.read(path, count: samples.features.sampleCount, of: samples.name),
      from: .file(path: path))
  }

  /// The parts; only arrays have their weights and offsets.
  private func unweightedParts(
    labelsPath: String?, weights: String?, offsets: String?, origins: FeatureOrigins, options: FetchOptions
  ) throws -> (training: LoadedSamples, test: LoadedSamples?) {
    func part(_ split: DataSplit) throws -> LoadedSamples {
      try load(
        default: split, labelsPath: labelsPath, weights: weights, offsets: offsets, origins: origins,
        options: options)
    }
    guard split == nil else { return (try part(.train), nil) }
    switch source {
    case .catalogue(let entry):
      try refuse(labelsPath)
      let parts = try entry.load(options: options)
      return (LoadedSamples(parts.train), LoadedSamples(parts.test))
    case .folder(let path):
      let test = try IDXFolder(path: path).hasTestSplit
      return (
        try part(.train), try test ? load(default: .test, labelsPath: labelsPath, options: options) : nil
      )
    case .table: return (try part(.train), nil)
    case .file(let path):
      let (bytes, shown) = try contents(of: path)
      guard ArraySamples.isArrayFile(bytes) else {
        return (try samples(in: bytes, shown, .train, labelsPath, nil, offsets: nil), nil)
      }
      let arrays = try ArraySamples(bytes, path: shown)
      guard try arrays.hasTestSplit else {
        return (
          try arrays.load(
            name: shown, labelsPath: labelsPath, weights: weights, offsets: offsets, origins: origins), nil
        )
      }
      func ofTest(_ name: String?) -> String? {
        name.flatMap { arrays.hasWeights(named: $0, of: .test) ? $0 : nil }
      }
      let training = try arrays.load(
        name: "\(shown):train", labelsPath: labelsPath, weights: weights, offsets: offsets, split: .train,
        origins: origins)
      guard labelsPath == nil else { return (training, nil) }
      return (
        training,
        try arrays.load(
          name: "\(shown):test", weights: ofTest(weights), offsets: ofTest(offsets), split: .test,
          origins: FeatureOrigins(of: training.features.input))
      )
    }
  }

  /// Reads the samples: of the part that is named, else of the `standard` one. Columns of a table become features as
  /// `Preparation` makes them of all rows with its own settings.
  ///
  /// - Parameters:
  ///   - standard: The part, where none is named.
  ///   - labelsPath: A file of labels, for arrays without labels of their own.
  ///   - weights: Where the weights of samples are, as for training; a table's are a column, in `TableOptions`.
  ///   - weightsAreOptional: Whether data that has no array of that name counts alike.
  ///   - offsets: Where the samples' offsets are: an array, or else a .npy file.
  ///   - origins: What features of arrays are counted from.
  ///   - options: How to fetch.
  /// - Returns: The samples.
  /// - Throws: `FileError`, `FetchError`, `DataError` or `PreparationError`.
  public func load(
    default standard: DataSplit, labelsPath: String? = nil, weights: String? = nil,
    weightsAreOptional: Bool = false, offsets: String? = nil, origins: FeatureOrigins = .none,
    options: FetchOptions
  ) throws -> LoadedSamples {
    var samples = try load(
      standard, labelsPath, weights, weightsAreOptional: weightsAreOptional, offsets: offsets, origins: origins,
      options: options)
    if let offsets, samples.offsets == nil, tablePath == nil {
      samples = try Self.offset(samples, byFile: offsets)
    }
    guard let weights, samples.weightSource == nil, !weightsAreOptional, tablePath == nil else {
      return samples
    }
    return try Self.weighted(samples, byFile: weights)
  }

  /// The same; only arrays have their weights and offsets.
  private func load(
    _ standard: DataSplit, _ labelsPath: String?, _ weights: String?, weightsAreOptional: Bool,
    offsets: String?,
    origins: FeatureOrigins, options: FetchOptions
  ) throws -> LoadedSamples {
    let split = self.split ?? standard
    switch source {
    case .catalogue(let entry):
      try refuse(labelsPath)
      return LoadedSamples(try entry.load(split, options: options))
    case .folder(let path):
      try refuse(labelsPath)
      let folder = try IDXFolder(path: path)
      if split == .all, folder.hasTestSplit {
        let parts = try [DataSplit.train, .test].map { part in
          try IDXSamples.load(images: folder.imagesPath(for: part), name: path).dataset()
        }
        return LoadedSamples(try parts[0].appending(parts[1], name: "\(path):all"))
      }
      let name = folder.hasTestSplit ? "\(path):\(split.rawValue)" : path
      return try IDXSamples.load(images: folder.imagesPath(for: split), name: name)
    case .table(let path):
      try refuse(labelsPath)
      try refuseParts(of: path)
      let table = try Table(contentsOf: path)
      return LoadedSamples(try Preparation(learnedOn: table).dataset(of: table))
    case .file(let path):
      let (bytes, shown) = try contents(of: path)
      return try samples(
        in: bytes, shown, standard, labelsPath, weights, weightsAreOptional: weightsAreOptional,
        offsets: offsets,
        origins: origins)
    }
  }

  // MARK: Files

  /// A file's bytes, read once: a pipe has its content only once.
  private func contents(of path: String) throws -> (bytes: SharedStorage<UInt8>, shown: String) {
    (
      try InputFile.contents(of: path),
      path == InputFile.standardInput ? InputFile.standardInputName : path
    )
  }

  /// The samples of a file that is no table; what it is, its bytes say.
  private func samples(
    in bytes: SharedStorage<UInt8>, _ shown: String, _ standard: DataSplit, _ labelsPath: String?,
    _ weights: String?, weightsAreOptional: Bool = false, offsets: String?, origins: FeatureOrigins = .none
  ) throws -> LoadedSamples {
    if ArraySamples.isArrayFile(bytes) {
      let arrays = try ArraySamples(bytes, path: shown)
      let hasParts = try arrays.hasTestSplit
      let part = split ?? (hasParts ? standard : nil)
      let name = hasParts ? "\(shown):\((part ?? .all).rawValue)" : shown
      let isLeftOut = weightsAreOptional && weights.map { !arrays.hasWeights(named: $0, of: part) } == true
      return try arrays.load(
        name: name, labelsPath: labelsPath, weights: isLeftOut ? nil : weights, offsets: offsets, split: part,
        origins: origins)
    }
    guard try IDXFile.isIDX(bytes, path: shown) else { throw DataError.unsupportedFormat(path: shown) }
    try refuse(labelsPath)
    try refuseParts(of: shown)
    return try IDXSamples.load(images: IDXFile(bytes, path: shown), name: shown)
  }

  private func refuse(_ labelsPath: String?) throws(DataError) {
    if let labelsPath { throw .labelsBeside(name: text, labels: labelsPath) }
  }

  private func refuseParts(of path: String) throws(DataError) {
    if let split, split != .all { throw .noSuchSplit(name: path, split: split) }
  }
}
