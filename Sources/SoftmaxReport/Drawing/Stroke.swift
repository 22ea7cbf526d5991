// How a line is drawn.

/// The colour, width and dashes of a line; its ends and corners are round.
public struct Stroke: Sendable, Hashable {
  /// The colour.
  public var color: Color
  /// The width in pixels.
  public var width: Double
  /// The lengths of a dash and the gap after it; nil for an unbroken line.
  public var dash: Dash?

  /// The rhythm of a broken line.
  public struct Dash: Sendable, Hashable {
    /// How long a dash is.
    public var length: Double
    /// How long the gap after it is.
    public var gap: Double

    /// A rhythm.
    public init(length: Double, gap: Double) {
      self.length = length
      self.gap = gap
    }
  }

  /// A way to draw a line.
  public init(_ color: Color, width: Double, dash: Dash? = nil) {
    self.color = color
    self.width = width
    self.dash = dash
  }
}
