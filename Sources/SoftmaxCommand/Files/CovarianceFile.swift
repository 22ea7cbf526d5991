// The file of --covariance.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// Covariances as an array for programs (.npy) or as a table with names (.csv).
struct CovarianceFile {
  let path: String

  /// `others` are files that the same command reads or writes.
  ///
  /// - Throws: `FileError` where the file could not be written, `CommandFailure` for another ending and where it is one of the
  ///   others.
  init(_ path: String, others: [String?]) throws {
    guard path.hasSuffix(".npy") || path.hasSuffix(".csv") else {
      throw CommandFailure(
        .usage, "--covariance \(path): choose a name that ends in .npy (an array) or .csv (a table with names)")
    }
    try OutputFile.checkWritable(path)
    if let other = others.compactMap({ $0 }).first(where: {
      path == $0 || FileStatus.areSameFile(path, $0)
    }) {
      throw CommandFailure(
        .usage,
        "\(path.printablePath) and \(other.printablePath) are one file: choose another name for the covariances"
      )
    }
    self.path = path
  }

  /// Writes the matrix, and says so.
  ///
  /// - Returns: Where it went, which is elsewhere where this file fails.
  func write(_ covariance: CoefficientCovariance) -> KeptFile {
    let count = covariance.coefficients.count
    let kept = KeptFile(
      path.hasSuffix(".npy")
        ? NPYFile.encoded(covariance.values, shape: [count, count])
        : Array(CovarianceTable.text(covariance).utf8),
      to: path)
    if let path = kept.path, kept.error == nil { Notice.write("wrote \(path.printablePath)\n") }
    return kept
  }
}
