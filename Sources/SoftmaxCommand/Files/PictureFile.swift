// Pictures that a flag asks for: refused before any work, written at the end.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxReport
import SoftmaxWorkflow

/// A file for a picture, whose ending is known and which can be written.
struct PictureFile {
  let path: String

  /// `others` are files that the same command reads or writes: through a link the picture could be one of them.
  ///
  /// - Throws: `PictureError` for an unknown ending, `FileError` where the file could not be written,
  ///   `CommandFailure` where it is one of the others.
  init(_ path: String, others: [String?] = []) throws {
    _ = try PictureFormat(path: path)
    try OutputFile.checkWritable(path)
    if let other = others.compactMap({ $0 }).first(where: {
      path == $0 || FileStatus.areSameFile(path, $0)
    }) {
      throw CommandFailure(
        .usage,
        "\(path.printablePath) and \(other.printablePath) are one file: choose another name for the picture")
    }
    self.path = path
  }

  /// Writes the picture, and says so; `sparesExisting` as for `KeptFile`.
  func write(_ drawing: Drawing, sparesExisting: Bool = false) throws {
    var path = path
    if sparesExisting, FileStatus(of: path)?.kind != .stream {
      path = try OutputFile.writeNew(
        drawing.encoded(as: PictureFormat(path: path)),
        to: FileNames(path, word: "partial", withPlainName: true))
    } else {
      try drawing.write(to: path)
    }
    let missing = drawing.undrawableCharacters.filter { character in
      character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
    if try PictureFormat(path: path) == .png, !missing.isEmpty {
      let shown = missing.prefix(12).map { String($0).printable(limit: 12) }.joined(separator: " ")
      Notice.write(
        "note: the font of PNG pictures lacks \(shown)\(missing.count > 12 ? " ..." : ""), drawn as boxes; "
          + "an .svg shows them\n")
    }
    Notice.write("wrote \(path.printablePath)\n")
  }

  /// Refuses a model whose samples are no pictures.
  static func checkPictures(_ input: InputDescription, of model: String, flag: String) throws {
    guard input.kind == .image, PixelImage.isPicture(shape: input.shape) else {
      throw CommandFailure(
        .badData,
        "\(flag) needs a model of pictures (height x width, or that and 1 or 3 channels), but \(model.printablePath) was trained "
          + "on \(Wording.samples(input))")
    }
  }
}
