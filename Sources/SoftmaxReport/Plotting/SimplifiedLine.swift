// Lines of thousands of points with as few as look the same.

/// The points of a line that can be told from the straight pieces between others (Douglas and Peucker 1973).
enum SimplifiedLine {
  /// The points that are left when none of the others lies further than `tolerance` from the line through them; the first
  /// and the last stay. Complexity: O(n log n) for what charts draw, O(n^2) at worst, of at most `mostPoints` points.
  static func points(_ points: [Point], tolerance: Double) -> [Point] {
    let points = points.count > mostPoints ? thinned(points) : points
    guard points.count > 2 else { return points }
    var isKept = [Bool](repeating: false, count: points.count)
    isKept[0] = true
    isKept[points.count - 1] = true
    var pieces = [(0, points.count - 1)]
    while let (first, last) = pieces.popLast() {
      var (furthest, distance) = (first, tolerance)
      for index in (first + 1)..<max(last, first + 1) {
        let own = self.distance(of: points[index], from: points[first], points[last])
        if own > distance { (furthest, distance) = (index, own) }
      }
      guard furthest > first else { continue }
      isKept[furthest] = true
      pieces.append((first, furthest))
      pieces.append((furthest, last))
    }
    return points.indices.filter { isKept[$0] }.map { points[$0] }
  }

  /// More points than a picture has pixels are taken at equal distances.
  private static let mostPoints = 4096

  private static func thinned(_ points: [Point]) -> [Point] {
    (0..<mostPoints).map { points[$0 * (points.count - 1) / (mostPoints - 1)] }
  }

  /// From the piece between two points.
  private static func distance(of point: Point, from start: Point, _ end: Point) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let share =
      length > 0 ? min(max(((point.x - start.x) * dx + (point.y - start.y) * dy) / length, 0), 1) : 0
    let (x, y) = (point.x - start.x - share * dx, point.y - start.y - share * dy)
    return (x * x + y * y).squareRoot()
  }
}
