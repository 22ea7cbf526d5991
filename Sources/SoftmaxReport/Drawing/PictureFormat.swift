/// A format of picture files.
public enum PictureFormat: String, Sendable, Hashable, CaseIterable {
  /// Pixels: RGB, 8 bits a channel.
  case png
  /// Shapes and text, sharp at any size.
  case svg

  /// The format that a file's name asks for, in capitals or not.
  ///
  /// - Throws: `PictureError.unknownEnding`.
  public init(path: String) throws(PictureError) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard let dot = name.lastIndex(of: "."),
      let format = PictureFormat(rawValue: name[name.index(after: dot)...].lowercased())
    else { throw .unknownEnding(path: path) }
    self = format
  }
}
