// The folds of samples that are no table: a file beside them.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

enum FoldFile {
  /// The samples, each in the fold that the file's line or element of the same number names.
  ///
  /// - Throws: `FileError` for a file that cannot be read, or has another number of folds.
  static func folded(_ data: Dataset, by path: String) throws -> Dataset {
    let names = try LabelFile.read(path).texts
    guard names.count == data.sampleCount else {
      throw FileError(
        .badData, path: path,
        problem: "it has \(Wording.counted(names.count, "line or element", "lines or elements")), but "
          + "\(data.name.printable(limit: 200)) has \(Wording.counted(data.sampleCount, "sample"))",
        remedy: "give each sample its fold, in the samples' order")
    }
    return try data.folded(by: SampleFolds(names))
  }
}
