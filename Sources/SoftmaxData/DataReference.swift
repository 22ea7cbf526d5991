// What a person writes where data is expected: a dataset's name or a path, perhaps with a part.

import SoftmaxFiles
import SoftmaxRegression

/// A reference to data: `digits`, `fashion-mnist:test`, `pictures/`, `train-images-idx3-ubyte.gz`, `-`.
public struct DataReference: Sendable {
  /// What is referred to.
  public enum Source: Sendable {
    /// A dataset of the catalogue.
    case catalogue(CatalogueEntry)
    /// A folder of files.
    case folder(path: String)
    /// A file, or `-` for standard input.
    case file(path: String)
  }

  /// What is referred to.
  public let source: Source
  /// The part, where one is named.
  public let split: DataSplit?
  /// The reference as it was written.
  public let text: String

  /// Reads a reference.
  ///
  /// - Throws: `DataError.unknownName` with the nearest dataset, or `FileError` for a path where nothing is.
  public init(parsing text: String) throws {
    self.text = text
    if let source = try Self.source(text) {
      self.source = source
      self.split = nil
      return
    }
    if let colon = text.lastIndex(of: ":"),
      let split = DataSplit(rawValue: String(text[text.index(after: colon)...])),
      let source = try Self.source(String(text[..<colon]))
    {
      self.source = source
      self.split = split
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

  private static func source(_ text: String) throws -> Source? {
    if text == InputFile.standardInput { return .file(path: text) }
    if let entry = Catalogue.entry(named: text) { return .catalogue(entry) }
    guard !text.isEmpty, let status = FileStatus(of: text) else { return nil }
    return status.kind == .directory ? .folder(path: text) : .file(path: text)
  }

  /// Whether a test part comes with the training part.
  public var hasTestSplit: Bool {
    get throws {
      guard split == nil else { return false }
      switch source {
      case .catalogue: return true
      case .folder(let path): return try IDXFolder(path: path).hasTestSplit
      case .file: return false
      }
    }
  }

  /// Reads the part to learn from and, where one comes with it, the test part; a fetched dataset is looked for
  /// once for both.
  ///
  /// - Throws: `FileError`, `FetchError` or `DataError`.
  public func loadForTraining(options: FetchOptions) throws -> (training: LoadedSamples, test: LoadedSamples?) {
    guard try hasTestSplit else { return (try load(default: .train, options: options), nil) }
    if case .catalogue(let entry) = source {
      let parts = try entry.load(options: options)
      return (LoadedSamples(parts.train), LoadedSamples(parts.test))
    }
    return (try load(default: .train, options: options), try load(default: .test, options: options))
  }

  /// Reads the samples: of the part that is named, else of the `standard` one.
  ///
  /// - Throws: `FileError`, `FetchError` or `DataError`.
  public func load(default standard: DataSplit, options: FetchOptions) throws -> LoadedSamples {
    let split = self.split ?? standard
    switch source {
    case .catalogue(let entry):
      return LoadedSamples(try entry.load(split, options: options))
    case .folder(let path):
      let folder = try IDXFolder(path: path)
      if split == .all, folder.hasTestSplit {
        let parts = try [DataSplit.train, .test].map { part in
          try IDXSamples.load(images: folder.imagesPath(for: part), name: path).dataset()
        }
        return LoadedSamples(try parts[0].appending(parts[1], name: "\(path):all"))
      }
      let name = folder.hasTestSplit ? "\(path):\(split.rawValue)" : path
      return try IDXSamples.load(images: folder.imagesPath(for: split), name: name)
    case .file(let path):
      // Read once: a pipe has its content only once.
      let shown = path == InputFile.standardInput ? InputFile.standardInputName : path
      let bytes = try InputFile.contents(of: path)
      guard try IDXFile.isIDX(bytes, path: shown) else { throw DataError.unsupportedFormat(path: shown) }
      guard self.split == nil || self.split == .all else {
        throw DataError.noSuchSplit(name: path, split: split)
      }
      return try IDXSamples.load(images: IDXFile(bytes, path: shown), name: shown)
    }
  }
}
