// How the lines of a plot are told apart, with and without colour.

/// The look of one line: a colour, dashes and the shape of its points.
struct SeriesStyle {
  enum Shape {
    case disc
    case square
    case triangle
    case diamond
  }

  let color: Color
  let dash: Stroke.Dash?
  let shape: Shape

  /// The look of a plot's line number `index`.
  init(_ index: Int) {
    let shapes: [Shape] = [.disc, .square, .triangle, .diamond]
    let dashes: [Stroke.Dash?] = [
      nil, Stroke.Dash(length: 7, gap: 6), Stroke.Dash(length: 1, gap: 5),
      Stroke.Dash(length: 12, gap: 6),
    ]
    color = Theme.series[index % Theme.series.count]
    dash = dashes[index % dashes.count]
    shape = shapes[index % shapes.count]
  }

  var stroke: Stroke { Stroke(color, width: 2, dash: dash) }

  /// The mark of one point.
  func mark(at center: Point) -> Mark {
    func polygon(_ corners: [(Double, Double)]) -> Mark {
      .polygon(corners.map { Point(center.x + $0.0, center.y + $0.1) }, color)
    }
    return switch shape {
    case .disc: .disc(center: center, radius: 3.5, color)
    case .square: polygon([(-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)])
    case .triangle: polygon([(0, -4.4), (4.2, 3.2), (-4.2, 3.2)])
    case .diamond: polygon([(0, -4.8), (4.8, 0), (0, 4.8), (-4.8, 0)])
    }
  }
}
