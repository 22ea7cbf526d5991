// The first line of a Matrix Market file: what kind of matrix follows.

import SoftmaxFiles

/// `%%MatrixMarket matrix coordinate real general`. Capitals count as small letters.
struct MatrixMarketHeader {
  enum Symmetry {
    case general
    case symmetric
    case skewSymmetric
  }

  /// Whether entries are listed with their places, or all of them column by column.
  let isCoordinate: Bool
  /// Whether entries have no values: each is 1.
  let isPattern: Bool
  let symmetry: Symmetry

  /// Reads the line.
  ///
  /// - Throws: `FileError` for what is no such line, and for matrices that are no features.
  init(_ line: Span<UInt8>, _ problem: MatrixMarketProblem) throws(FileError) {
    let words = MatrixMarketProblem.words(line).map {
      CategoryIndex.text(line.extracting($0).extracting(first: 40)).lowercased()
    }
    guard words.first == "%%matrixmarket" else {
      throw problem.error(
        "the file begins with \(CellText.shown(line)), expected %%MatrixMarket and the kind of matrix",
        "check that this is a Matrix Market file")
    }
    guard words.count == 5 else {
      throw problem.error(
        "expected five words, such as %%MatrixMarket matrix coordinate real general, found \(words.count)",
        "write the file with scipy.io.mmwrite")
    }
    guard words[1] == "matrix" else {
      throw problem.error(
        "the file has a \(CellText.shown(words[1])), expected a 'matrix'", "save a matrix: rows are samples")
    }
    switch words[2] {
    case "coordinate": isCoordinate = true
    case "array": isCoordinate = false
    default:
      throw problem.error(
        "the format is \(CellText.shown(words[2])), expected 'coordinate' or 'array'",
        "write the file with scipy.io.mmwrite")
    }
    switch words[3] {
    case "real", "double", "integer", "unsigned-integer": isPattern = false
    case "pattern": isPattern = true
    case "complex":
      throw problem.error(
        "the values are complex numbers, expected real ones, integers or a pattern",
        "save real and imaginary parts as columns of their own")
    default:
      throw problem.error(
        "the values are \(CellText.shown(words[3])), expected 'real', 'integer' or 'pattern'",
        "write the file with scipy.io.mmwrite")
    }
    switch words[4] {
    case "general": symmetry = .general
    case "symmetric": symmetry = .symmetric
    case "skew-symmetric": symmetry = .skewSymmetric
    case "hermitian":
      throw problem.error(
        "the matrix is Hermitian, which complex numbers alone make a difference to, expected a general or symmetric one",
        "save real and imaginary parts as columns of their own")
    default:
      throw problem.error(
        "the symmetry is \(CellText.shown(words[4])), expected 'general', 'symmetric' or 'skew-symmetric'",
        "write the file with scipy.io.mmwrite")
    }
    guard !isPattern || isCoordinate else {
      throw problem.error(
        "an array has no pattern, because all of its values are listed", "write it as a coordinate file")
    }
    guard !isPattern || symmetry != .skewSymmetric else {
      throw problem.error(
        "a pattern has no signs, which a skew-symmetric matrix needs", "write it as a general matrix")
    }
  }
}
