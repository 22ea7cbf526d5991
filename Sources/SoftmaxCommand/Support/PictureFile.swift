// Pictures that a flag asks for: refused before any work, written at the end.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxReport

/// A file for a picture, whose ending is known and which can be written.
struct PictureFile {
  let path: String

  /// - Throws: `PictureError` for an unknown ending, `FileError` where the file could not be written.
  init(_ path: String) throws {
    _ = try PictureFormat(path: path)
    try OutputFile.checkWritable(path)
    self.path = path
  }

  /// Writes the picture, and says so.
  func write(_ drawing: Drawing) throws {
    try drawing.write(to: path)
    let missing = drawing.undrawableCharacters
    if try PictureFormat(path: path) == .png, !missing.isEmpty {
      let shown = missing.prefix(12).map(String.init).joined(separator: " ")
      StandardStream.error.write(
        "note: the font of PNG pictures lacks \(shown)\(missing.count > 12 ? " ..." : ""), drawn as boxes; "
          + "an .svg shows them\n")
    }
    StandardStream.error.write("wrote \(path)\n")
  }

  /// Refuses a model whose samples are no pictures.
  static func checkPictures(_ input: InputDescription, of model: String, flag: String) throws {
    guard input.kind == .image, PixelImage.isPicture(shape: input.shape) else {
      throw CommandFailure(
        .badData,
        "\(flag) needs a model of pictures, but \(model) was trained on \(Wording.samples(input))")
    }
  }
}
