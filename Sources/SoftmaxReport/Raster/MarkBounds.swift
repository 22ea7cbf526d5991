// Where a mark lies.

extension Mark {
  /// The rows that the mark may touch, generously.
  var rows: (top: Double, bottom: Double) {
    func around(_ values: [Double], _ reach: Double) -> (Double, Double) {
      ((values.min() ?? 0) - reach, (values.max() ?? 0) + reach)
    }
    switch self {
    case .rectangle(let area, _), .pixels(_, let area, _): return (area.y - 1, area.maxY + 1)
    case .polygon(let points, _): return around(points.map(\.y), 2)
    case .disc(let center, let radius, _): return around([center.y], radius + 2)
    case .line(let points, let stroke): return around(points.map(\.y), stroke.width + 2)
    case .label(let label):
      guard label.direction == .up else { return around([label.position.y], 1.5 * label.size) }
      let length = StrokeFont.standard.width(of: label.text, size: label.size, bold: label.isBold)
      return around([label.position.y], length + label.size)
    }
  }
}
