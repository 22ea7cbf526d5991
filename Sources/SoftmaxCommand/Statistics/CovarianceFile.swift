// The file of --covariance.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

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
        ? NPYFile.encoded(covariance.values, shape: [count, count]) : Array(Self.table(covariance).utf8),
      to: path)
    if let path = kept.path, kept.error == nil { StandardStream.error.write("wrote \(path.printablePath)\n") }
    return kept
  }

  /// A line for each coefficient: its class, its term, and its covariance with each, named class:term.
  private static func table(_ covariance: CoefficientCovariance) -> String {
    let coefficients = covariance.coefficients
    let titles = ["class", "term"] + coefficients.map { "\($0.className):\($0.term)" }
    return CSVLine.text(titles, isSafe: true)
      + coefficients.indices.map { i in
        CSVLine.text(
          [coefficients[i].className, coefficients[i].term]
            + coefficients.indices.map { "\(covariance[i, $0])" }, isSafe: true)
      }.joined()
  }
}
