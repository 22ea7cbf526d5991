// One line of a plot.

/// Values with a name, drawn as a line.
package struct Series: Sendable, Hashable {
  /// What the legend says.
  package let name: String
  /// The places: x and y. Those that are not finite leave a gap.
  package let points: [Point]
  /// How far each value may be wrong, up and down, drawn as a bar; nil for no bars.
  package let errors: [Double]?

  /// A line through points, in the order given; `errors` has as many as there are points.
  package init(name: String, points: [Point], errors: [Double]? = nil) {
    precondition(errors.map { $0.count == points.count } ?? true, "an error for each point")
    self.name = name
    self.points = points
    self.errors = errors
  }
}
