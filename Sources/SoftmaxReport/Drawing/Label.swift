// A line of text in a picture.

/// Text at a place.
public struct Label: Sendable, Hashable {
  /// Which part of the text lies at its place.
  public enum Anchor: Sendable, Hashable {
    /// The beginning.
    case start
    /// The middle.
    case middle
    /// The end.
    case end
  }

  /// Where the text runs to.
  public enum Direction: Sendable, Hashable {
    /// To the right.
    case right
    /// Upwards, turned by a quarter.
    case up
  }

  /// What it says. Control characters are drawn as U+FFFD.
  public var text: String
  /// A point of the baseline; `anchor` says which.
  public var position: Point
  /// The size in pixels, as CSS's font-size.
  public var size: Double
  /// Whether it is bold.
  public var isBold: Bool
  /// Which part of the text lies at `position`.
  public var anchor: Anchor
  /// Where the text runs to.
  public var direction: Direction
  /// The colour.
  public var color: Color

  /// Text at a place.
  public init(
    _ text: String, at position: Point, size: Double = 13, bold: Bool = false,
    anchor: Anchor = .start, direction: Direction = .right, color: Color = Color(0x1F2328)
  ) {
    self.text = text
    self.position = position
    self.size = size
    self.isBold = bold
    self.anchor = anchor
    self.direction = direction
    self.color = color
  }
}
