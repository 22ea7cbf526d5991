// Why there is no picture.

public import SoftmaxFiles
public import SoftmaxRemedies

/// Why a picture cannot be made.
public enum PictureError: Error, AdvisingError, Hashable {
  /// The file's name does not end as a picture's.
  case unknownEnding(path: String)
  /// There is nothing to draw.
  case nothingToDraw(what: String)
  /// A PNG of that size would take too long and more memory than most viewers have.
  case tooLarge(width: Int, height: Int)
  /// A picture of so many classes would take minutes, and nobody could read it.
  case tooManyClasses(count: Int)
  /// Samples of that shape are no pictures.
  case notPictures(shape: [Int])

  /// The most classes of a picture that has a place for each.
  static let classLimit = 1000

  /// One line: what is wrong, and what would be right.
  public var description: String { message(in: .library) }

  /// The same in the words of a front end.
  public func message(in wording: RemedyWording) -> String { text.text(in: wording) }

  /// What to try, as values.
  public var remedies: [Remedy] { text.settings }

  private var text: Advice {
    switch self {
    case .unknownEnding(let path):
      "\(path.isEmpty ? "''" : path.printablePath): not the name of a picture; choose one that ends in .png or .svg"
    case .nothingToDraw(let what):
      "there is nothing to draw: \(what)"
    case .tooLarge(let width, let height):
      "a PNG of \(width) x \(height) pixels is too large: at most \(PNGPicture.sideLimit) a side and "
        + "\(PNGPicture.pixelLimit / 1_000_000) million in all; show fewer samples, balance the columns, or "
        + "choose .svg"
    case .tooManyClasses(let count):
      "a picture of \(count) classes cannot be looked at: at most \(Self.classLimit); \(.readConfusionMatrix) has the counts of "
        + "all of them, the model file their weights"
    case .notPictures(let shape):
      "samples of shape \(shape.map(String.init).joined(separator: " x ")) are no pictures: "
        + "expected height x width, or that and 1 or 3 channels"
    }
  }
}
