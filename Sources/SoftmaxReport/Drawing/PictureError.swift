// Why there is no picture.

/// Why a picture cannot be made.
public enum PictureError: Error, Hashable, CustomStringConvertible {
  /// The file's name does not end as a picture's.
  case unknownEnding(path: String)
  /// There is nothing to draw.
  case nothingToDraw(what: String)
  /// A PNG of that size would take too long and more memory than most viewers have.
  case tooLarge(width: Int, height: Int)
  /// Samples of that shape are no pictures.
  case notPictures(shape: [Int])

  /// One line: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .unknownEnding(let path):
      "\(path.isEmpty ? "''" : path): not the name of a picture; choose one that ends in .png or .svg"
    case .nothingToDraw(let what):
      "there is nothing to draw: \(what)"
    case .tooLarge(let width, let height):
      "a PNG of \(width) x \(height) pixels is too large: at most \(PNGPicture.sideLimit) a side and "
        + "\(PNGPicture.pixelLimit / 1_000_000) million in all; show fewer samples, balance the columns, or "
        + "choose .svg"
    case .notPictures(let shape):
      "samples of shape \(shape.map(String.init).joined(separator: " x ")) are no pictures: "
        + "expected height x width, or that and 1 or 3 channels"
    }
  }
}
