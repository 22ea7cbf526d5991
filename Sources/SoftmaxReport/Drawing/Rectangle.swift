// A part of a picture.

/// A rectangle with its sides along the axes.
public struct Rectangle: Sendable, Hashable {
  /// The left side.
  public var x: Double
  /// The upper side.
  public var y: Double
  /// From left to right.
  public var width: Double
  /// From top to bottom.
  public var height: Double

  /// A rectangle from its upper left corner and its size.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The right side.
  public var maxX: Double { x + width }
  /// The lower side.
  public var maxY: Double { y + height }
  /// The middle.
  public var center: Point { Point(x + width / 2, y + height / 2) }

  /// The rectangle with its sides moved inwards, or outwards for a negative `distance`.
  func inset(by distance: Double) -> Rectangle {
    Rectangle(
      x: x + distance, y: y + distance, width: width - 2 * distance,
      height: height - 2 * distance)
  }
}
