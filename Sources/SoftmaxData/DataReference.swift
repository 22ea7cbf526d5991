// What a person writes where data is expected: a dataset's name or a path, perhaps with a part.

package import SoftmaxFiles
import SoftmaxKernels
public import SoftmaxRegression

/// A reference to data: `digits`, `fashion-mnist:test`, `pictures/`, `train-images-idx3-ubyte.gz`, `people.csv`,
/// `embeddings.npy`, `mails/`, `-`.
public struct DataReference: Sendable {
  /// What is referred to.
  public enum Source: Sendable {
    /// A dataset of the catalogue.
    case catalogue(CatalogueEntry)
    /// A folder of files.
    case folder(path: String)
    /// A table: delimited text, a workbook, JSON lines, fastText's lines or a folder of texts; `-` for standard input.
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
  /// The format, where it is named or follows from the path's ending, or, of a table, from the first bytes.
  public let format: InputFormat?
  /// The pipe or standard input, where its beginning was looked at.
  let input: OpenedInput?
  /// The files of a pattern, in order; nil for what is no pattern.
  package private(set) var files: [String]?

  /// Reads a reference; a file's format follows from its ending where none is given. A file whose ending says nothing, a pipe
  /// and standard input are looked at: their first bytes say what they are.
  ///
  /// - Throws: `DataError.unknownName` with the nearest dataset, or `FileError` for a path where nothing is, or a file of a
  ///   format that is known and not read.
  public init(parsing text: String, format: InputFormat? = nil) throws {
    self.text = text
    if let pattern = FilePattern(text) {
      let paths = pattern.paths
      guard let first = paths.first else {
        throw FileError(
          .noInput, path: text, problem: "no file has such a name",
          remedy: "check the pattern, and quote it, so that the shell leaves it as it is")
      }
      let one = try DataReference(parsing: first, format: format)
      guard case .table = one.source, one.format != .texts, one.split == nil else {
        throw FileError(
          .badData, path: text, problem: "its first file, \(first.printablePath), is no table",
          remedy: "name one file or folder: only tables may be several files")
      }
      (source, split, self.format, input, files) = (.table(path: text), nil, one.format, nil, paths)
      return
    }
    if let (source, format, input) = try Self.source(text, format) {
      (self.source, self.split, self.format, self.input) = (source, nil, format, input)
      return
    }
    if let colon = text.lastIndex(of: ":"),
      let split = DataSplit(rawValue: String(text[text.index(after: colon)...])),
      let (source, format, input) = try Self.source(String(text[..<colon]), format)
    {
      (self.source, self.split, self.format, self.input) = (source, split, format, input)
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

  /// A table that comes in from `input`, which is read once; `format` where it is known.
  package init(table input: sending ChunkedInput, format: InputFormat? = nil) {
    text = input.name
    source = .table(path: input.name)
    split = nil
    self.format = format
    self.input = OpenedInput(input)
  }

  /// A file of arrays or sparse rows that comes in from `input`, which is read once.
  package init(file input: sending ChunkedInput, format: InputFormat? = nil) {
    text = input.name
    source = .file(path: input.name)
    split = nil
    self.format = format
    self.input = OpenedInput(input)
  }

  /// What a text without a part means, with the format of a file and the stream that was looked at; nil where it means
  /// nothing.
  private static func source(
    _ text: String, _ named: InputFormat?
  ) throws(FileError) -> (Source, InputFormat?, OpenedInput?)? {
    let isStandardInput = text == InputFile.standardInput
    if !isStandardInput, let entry = Catalogue.entry(named: text) { return (.catalogue(entry), named, nil) }
    let status = isStandardInput ? nil : FileStatus(of: text)
    guard isStandardInput || (!text.isEmpty && status != nil) else { return nil }
    if status?.kind == .directory {
      // Pictures with their labels are looked for first.
      let isOfTexts =
        named == .texts || ((try? IDXFolder(path: text)) == nil && TextFolder.isFolderOfTexts(text))
      return isOfTexts ? (.table(path: text), .texts, nil) : (.folder(path: text), named, nil)
    }
    if let format = named ?? InputFormat(ending: text) {
      return (format.isTable ? .table(path: text) : .file(path: text), format, nil)
    }
    guard let (beginning, input) = try look(at: text, status) else { return (.file(path: text), nil, nil) }
    guard beginning.isTable else { return (.file(path: text), beginning.sparseFormat, input) }
    return (.table(path: text), beginning.tableFormat, input)
  }

  /// Looks at the first bytes of a file or stream; a stream stays open, because these cannot be had again. Nil where they say
  /// nothing: whoever reads the file says why.
  ///
  /// - Throws: `FileError` for a format that is known and not read.
  private static func look(
    at path: String, _ status: FileStatus?
  ) throws(FileError) -> (beginning: FileBeginning, input: OpenedInput?)? {
    let isStream = status == nil || status?.kind == .stream
    guard isStream || status?.kind == .regular else { return nil }
    let input: ChunkedInput
    let beginning: FileBeginning
    do throws(FileError) {
      input = try ChunkedInput(path)
      beginning = try FileBeginning(of: input)
    } catch {
      if isStream { throw error }
      return nil
    }
    switch beginning.kind {
    case .foreign(let format): throw format.problem(path: path, name: input.name)
    case .jsonArray: throw JSONLinesFormat.arrayProblem(path: path, name: input.name)
    case .archive:
      if let problem = ArchiveContent(beginning: beginning).problem(path: path, name: input.name) {
        throw problem
      }
    default: break
    }
    return (beginning, isStream ? OpenedInput(input) : nil)
  }

  /// Whether it is standard input or a pipe, whose bytes come once.
  package var isStream: Bool {
    switch source {
    case .table(let path), .file(let path): files == nil && InputFile.isStream(path)
    case .catalogue, .folder: false
    }
  }

  /// How its table is read.
  package var tableOptions: TableOptions {
    var options = TableOptions(delimiter: format == .tsv ? "\t" : nil)
    (options.format, options.input) = (format, input)
    let communicator = SharedJob.readers
    if let path = tablePath, let paths = files ?? (communicator.size > 1 ? [path] : nil) {
      options.files = TableFiles(paths, among: communicator)
    }
    return options
  }

  /// The path of a table, which needs a `Preparation` to become samples; nil for other data.
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
  ///   - model: What samples of the model are, where they are read for one: sparse rows have its columns, counted as its are.
  /// - Returns: The samples.
  /// - Throws: `FileError`, `FetchError` or `DataError`.
  public func loadForTraining(
    labelsPath: String? = nil, weights: String? = nil, offsets: String? = nil, origins: FeatureOrigins = .none,
    options: FetchOptions, for model: InputDescription? = nil
  ) throws -> (training: LoadedSamples, test: LoadedSamples?) {
    var parts = try unweightedParts(
      labelsPath: labelsPath, weights: weights, offsets: offsets, origins: origins, options: options, model)
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
    labelsPath: String?, weights: String?, offsets: String?, origins: FeatureOrigins, options: FetchOptions,
    _ model: InputDescription?
  ) throws -> (training: LoadedSamples, test: LoadedSamples?) {
    func part(_ split: DataSplit) throws -> LoadedSamples {
      try load(
        default: split, labelsPath: labelsPath, weights: weights, offsets: offsets, origins: origins,
        options: options, for: model)
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
      if format?.isSparseText == true { return (try part(.train), nil) }
      let (bytes, shown) = try contents(of: path)
      guard ArraySamples.isArrayFile(bytes), !SciPyReader.recognises(bytes) else {
        return (try samples(in: bytes, shown, .train, labelsPath, nil, offsets: nil, model), nil)
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
  ///   - model: What samples of the model are, where they are read for one: sparse rows have its columns, counted as its are.
  /// - Returns: The samples.
  /// - Throws: `FileError`, `FetchError`, `DataError` or `PreparationError`.
  public func load(
    default standard: DataSplit, labelsPath: String? = nil, weights: String? = nil,
    weightsAreOptional: Bool = false, offsets: String? = nil, origins: FeatureOrigins = .none,
    options: FetchOptions, for model: InputDescription? = nil
  ) throws -> LoadedSamples {
    var samples = try load(
      standard, labelsPath, weights, weightsAreOptional: weightsAreOptional, offsets: offsets, origins: origins,
      options: options, model)
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
    offsets: String?, origins: FeatureOrigins, options: FetchOptions, _ model: InputDescription?
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
      let table = try Table(contentsOf: path, options: tableOptions)
      return LoadedSamples(try Preparation(learnedOn: table).dataset(of: table))
    case .file(let path):
      if let format, format.isSparseText {
        let input = try openText(path)
        try refuseParts(of: input.name)
        return try SparseSamples(name: input.name, labelsPath: labelsPath, model: model).read(format, input)
      }
      let (bytes, shown) = try contents(of: path)
      return try samples(
        in: bytes, shown, standard, labelsPath, weights, weightsAreOptional: weightsAreOptional,
        offsets: offsets, origins: origins, model)
    }
  }

  // MARK: Files

  /// A file's bytes, read once: a pipe has its content only once.
  private func contents(of path: String) throws -> (bytes: SharedStorage<UInt8>, shown: String) {
    let shown = path == InputFile.standardInput ? InputFile.standardInputName : path
    let bytes =
      try input?.take().map { (input) throws(FileError) in try input.rest() } ?? InputFile.contents(of: path)
    // Only a reader of IDX, whose header says how much comes out, unpacks what it reads.
    guard Gzip.isGzip(bytes), try !IDXFile.isIDX(bytes, path: shown) else { return (bytes, shown) }
    return (SharedStorage(try Gzip.decompress(bytes, path: shown, limit: InputFile.pipeLimit)), shown)
  }

  /// The samples of a file that is no table; what it is, its bytes say.
  private func samples(
    in bytes: SharedStorage<UInt8>, _ shown: String, _ standard: DataSplit, _ labelsPath: String?,
    _ weights: String?, weightsAreOptional: Bool = false, offsets: String?, origins: FeatureOrigins = .none,
    _ model: InputDescription?
  ) throws -> LoadedSamples {
    if SciPyReader.recognises(bytes) {
      try refuseParts(of: shown)
      return try SparseSamples(name: shown, labelsPath: labelsPath, model: model).readArchive(bytes)
    }
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
