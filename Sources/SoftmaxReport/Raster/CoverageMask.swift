// How much of each pixel a shape covers.

/// The coverage of a shape's pixels, a byte each, row by row.
struct CoverageMask: Sendable {
  /// The left column, relative to where the mask is put.
  let x: Int
  /// The top row, relative to where the mask is put.
  let y: Int
  let width: Int
  let height: Int
  private(set) var coverage: [UInt8]

  /// An empty mask over the pixels that `left...right` x `top...bottom` touches, within `clip`.
  init(
    left: Double, top: Double, right: Double, bottom: Double,
    clip: (x: Range<Int>, y: Range<Int>)? = nil
  ) {
    let (x, y) = (clip?.x ?? -10_000..<10_000, clip?.y ?? -10_000..<10_000)
    func clamp(_ value: Double, _ range: Range<Int>) -> Int {
      Int(min(max(value, Double(range.lowerBound)), Double(range.upperBound)))
    }
    self.x = clamp(left.rounded(.down), x)
    self.y = clamp(top.rounded(.down), y)
    width = max(0, clamp(right.rounded(.up), x) - self.x)
    height = max(0, clamp(bottom.rounded(.up), y) - self.y)
    coverage = [UInt8](repeating: 0, count: width * height)
  }

  private init(x: Int, y: Int, width: Int, height: Int, coverage: [UInt8]) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
    self.coverage = coverage
  }

  /// Covers a straight line with round ends. A pixel is covered by how far its centre lies within the edge.
  mutating func addLine(from start: Point, to end: Point, radius: Double) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let squaredLength = dx * dx + dy * dy
    cover(
      left: min(start.x, end.x) - radius, top: min(start.y, end.y) - radius,
      right: max(start.x, end.x) + radius, bottom: max(start.y, end.y) + radius
    ) { px, py in
      var t = 0.0
      if squaredLength > 0 {
        t = min(max(((px - start.x) * dx + (py - start.y) * dy) / squaredLength, 0), 1)
      }
      let (ex, ey) = (px - start.x - t * dx, py - start.y - t * dy)
      return radius - (ex * ex + ey * ey).squareRoot()
    }
  }

  /// Covers a filled convex polygon.
  mutating func addPolygon(_ points: [Point]) {
    guard points.count > 2 else { return }
    var area = 0.0
    for (a, b) in zip(points, points.dropFirst() + points.prefix(1)) { area += a.x * b.y - b.x * a.y }
    let sign = area < 0 ? -1.0 : 1.0
    let edges = zip(points, points.dropFirst() + points.prefix(1)).compactMap { a, b in
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let length = (dx * dx + dy * dy).squareRoot()
      return length > 0 ? (a, -dy / length * sign, dx / length * sign) : nil
    }
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    cover(
      left: xs.min() ?? 0, top: ys.min() ?? 0, right: xs.max() ?? 0, bottom: ys.max() ?? 0
    ) { px, py in
      edges.reduce(Double.infinity) { nearest, edge in
        min(nearest, (px - edge.0.x) * edge.1 + (py - edge.0.y) * edge.2)
      }
    }
  }

  /// Covers each pixel by its distance inside the edge; what was covered more stays so.
  private mutating func cover(
    left: Double, top: Double, right: Double, bottom: Double,
    depth: (Double, Double) -> Double
  ) {
    func clamp(_ value: Double, _ limit: Int) -> Int { Int(min(max(value, 0), Double(limit))) }
    let columns =
      clamp((left - 1).rounded(.down) - Double(x), width)..<clamp((right + 1).rounded(.up) - Double(x), width)
    let rows =
      clamp((top - 1).rounded(.down) - Double(y), height)..<clamp((bottom + 1).rounded(.up) - Double(y), height)
    for row in rows {
      for column in columns {
        let share = 0.5 + depth(Double(x + column) + 0.5, Double(y + row) + 0.5)
        guard share > 0 else { continue }
        let value = UInt8((min(share, 1) * 255).rounded())
        let index = row * width + column
        if value > coverage[index] { coverage[index] = value }
      }
    }
  }

  /// The mask turned a quarter to the left, around the origin.
  var turnedLeft: CoverageMask {
    var turned = [UInt8](repeating: 0, count: coverage.count)
    for row in 0..<height {
      for column in 0..<width {
        turned[(width - 1 - column) * height + row] = coverage[row * width + column]
      }
    }
    return CoverageMask(x: y, y: -(x + width), width: height, height: width, coverage: turned)
  }
}
