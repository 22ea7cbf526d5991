// From files of sparse rows to samples: LIBSVM, Matrix Market and SciPy.

package import SoftmaxFiles
import SoftmaxKernels
package import SoftmaxRegression
import SoftmaxRemedies

/// Makes samples of what the readers of sparse files give. They are vectors, of which only the entries are held.
struct SparseSamples {
  /// What the samples are called.
  let name: String
  /// A file of labels, which then count instead of those of the rows.
  let labelsPath: String?
  /// What samples of the model are that they are read for; nil: nobody knows yet.
  let model: InputDescription?

  /// Reads text.
  ///
  /// - Throws: `FileError` naming the line.
  func read(_ format: InputFormat, _ input: ChunkedInput) throws -> LoadedSamples {
    try checkOrigins()
    return try samples(
      format == .mtx ? MatrixMarketReader.read(input) : LIBSVMReader.read(input, options: .init(for: model)))
  }

  /// Reads SciPy's archive.
  ///
  /// - Throws: `FileError` naming the byte.
  func readArchive(_ bytes: SharedStorage<UInt8>) throws -> LoadedSamples {
    try checkOrigins()
    return try samples(SciPyReader.read(bytes, path: name))
  }

  /// Refuses a model whose numbers count from others than 0: everything that is no entry would become one.
  private func checkOrigins() throws(FileError) {
    guard model?.origins != nil else { return }
    throw FileError(
      .badData, path: name,
      problem:
        "these rows are sparse, but the model counts its numbers from others than 0, which leaves none out",
      remedy: "write the rows as a dense .npy array, or train a model on sparse rows")
  }

  private func samples(_ data: SparseData) throws -> LoadedSamples {
    try data.checkColumns(path: name)
    let features = data.features
    let own = try data.labels?.classes()
    if let labelsPath {
      let labels = try LabelFile.read(labelsPath, count: features.sampleCount, of: name)
      return LoadedSamples(try labels.dataset(name: name, features: features)).noting(data.notes)
    }
    guard let own else {
      return LoadedSamples(
        name: name, unlabelled: features,
        missingLabelsHint: "name a file of labels, as text with one a line or as .npy (\(.nameLabelFile))"
      ).noting(data.notes)
    }
    return LoadedSamples(
      try Dataset(name: name, features: features, classIndices: own.indices, classes: own.classes)
    ).noting(data.notes)
  }
}

extension LIBSVMReader.Options {
  /// As a model's samples are: from its base and with its columns.
  package init(for model: InputDescription?) {
    self.init(
      base: model?.indexBase.flatMap(IndexBase.init(rawValue:)).map { .known($0) } ?? .automatic,
      columnCount: model?.featureCount)
  }
}

extension SparseData {
  /// Refuses entries beyond the columns that were asked for.
  ///
  /// - Throws: `FileError` naming the first line.
  package func checkColumns(path: String) throws(FileError) {
    guard let beyond else { return }
    throw beyond.error(path: path, columnCount: matrix.columnCount, base: indexBase ?? .zero)
  }

  /// The rows as features, which readers have found to be finite.
  package var features: Features {
    Features(
      checked: Rows(matrix),
      input: .vector(featureCount: matrix.columnCount).counted(from: indexBase?.rawValue),
      isRounded: notes.isRounded)
  }
}
