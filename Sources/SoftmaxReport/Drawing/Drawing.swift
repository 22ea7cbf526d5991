// A finished picture: a list of marks that can be written as SVG and as PNG alike.

import SoftmaxFiles

/// A picture on an opaque background, the same in SVG and in PNG.
///
///     var drawing = Drawing(width: 200, height: 100)
///     drawing.add(.label(Label("loss", at: Point(20, 30))))
///     try drawing.write(to: "loss.png")
public struct Drawing: Sendable, Hashable {
  /// The natural width in pixels.
  public let width: Int
  /// The natural height in pixels.
  public let height: Int
  /// What fills it before anything is drawn.
  public let background: Color
  /// What the picture shows, in a few words, for those who cannot see it.
  public let title: String
  /// The same in a sentence or two, with the figures that matter, for those who cannot see it.
  public var summary: String
  /// What is drawn, from back to front.
  public private(set) var marks: [Mark] = []

  /// An empty picture.
  public init(
    width: Int, height: Int, background: Color = Color(0xFFFFFF), title: String = "", summary: String = ""
  ) {
    precondition(width > 0 && height > 0, "a picture has pixels")
    self.width = width
    self.height = height
    self.background = background
    self.title = title
    self.summary = summary
  }

  /// Draws something over what is there.
  public mutating func add(_ mark: Mark) {
    marks.append(mark)
  }

  /// Draws the outline of a rectangle, `width` pixels wide, inside of it.
  public mutating func addFrame(_ frame: Rectangle, width: Double = 1, color: Color) {
    let sides = [
      Rectangle(x: frame.x, y: frame.y, width: frame.width, height: width),
      Rectangle(x: frame.x, y: frame.maxY - width, width: frame.width, height: width),
      Rectangle(x: frame.x, y: frame.y + width, width: width, height: frame.height - 2 * width),
      Rectangle(
        x: frame.maxX - width, y: frame.y + width, width: width,
        height: frame.height - 2 * width),
    ]
    for side in sides { add(.rectangle(side, color)) }
  }

  /// The characters that our font lacks: a PNG shows a box for each, an SVG shows them.
  public var undrawableCharacters: [Character] {
    var found: Set<Character> = []
    var known: Set<[UInt8]> = []
    for case .label(let label) in marks where known.insert(Array(label.text.utf8)).inserted {
      for character in StrokeFont.characters(of: label.text) where StrokeFont.standard.glyph(character) == nil {
        found.insert(character)
      }
    }
    return found.sorted()
  }

  /// The picture as a file of that format.
  ///
  /// - Throws: `PictureError.tooLarge` where a PNG would have more pixels than we promise to handle.
  public func encoded(as format: PictureFormat) throws(PictureError) -> [UInt8] {
    switch format {
    case .svg: Array(SVGDocument(self).text.utf8)
    case .png: try PNGPicture(self).bytes
    }
  }

  /// Writes the picture; the ending of `path` says in which format. The file is the old or the new one, never
  /// part of either.
  ///
  /// - Throws: `PictureError` for an unknown ending or a PNG that is too large, `FileError` where the file
  ///   cannot be written.
  public func write(to path: String) throws {
    try OutputFile.write(encoded(as: PictureFormat(path: path)), to: path)
  }
}
