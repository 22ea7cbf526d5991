// One line of a plot.

/// Values with a name, drawn as a line.
public struct Series: Sendable, Hashable {
  /// What the legend says.
  public let name: String
  /// The places: x and y. Those that are not finite leave a gap.
  public let points: [Point]

  /// A line through points, in the order given.
  public init(name: String, points: [Point]) {
    self.name = name
    self.points = points
  }
}
