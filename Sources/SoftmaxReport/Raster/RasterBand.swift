// Some rows of a picture as pixels.

/// A band of a picture's rows, RGB, over which marks are painted.
struct RasterBand {
  let width: Int
  let rows: Range<Int>
  private(set) var bytes: [UInt8]

  init(width: Int, rows: Range<Int>, background: Color) {
    self.width = width
    self.rows = rows
    bytes = [UInt8](repeating: 255, count: rows.count * width * 3)
    if background != Color(0xFFFFFF) {
      fill(0..<width, rows, background)
    }
  }

  /// The bytes of one row.
  func row(_ row: Int) -> ArraySlice<UInt8> {
    let start = (row - rows.lowerBound) * width * 3
    return bytes[start..<start + width * 3]
  }

  /// Fills whole pixels.
  mutating func fill(_ columns: Range<Int>, _ rows: Range<Int>, _ color: Color) {
    let columns = columns.clamped(to: 0..<width)
    for row in rows.clamped(to: self.rows) {
      var index = ((row - self.rows.lowerBound) * width + columns.lowerBound) * 3
      for _ in columns {
        bytes[index] = color.red
        bytes[index + 1] = color.green
        bytes[index + 2] = color.blue
        index += 3
      }
    }
  }

  /// Mixes a colour into one pixel.
  mutating func blend(_ x: Int, _ y: Int, _ color: Color, coverage: UInt8) {
    guard coverage > 0, x >= 0, x < width, rows.contains(y) else { return }
    let index = ((y - rows.lowerBound) * width + x) * 3
    func mix(_ below: UInt8, _ above: UInt8) -> UInt8 {
      let share = Int(coverage)
      return UInt8((Int(below) * (255 - share) + Int(above) * share + 127) / 255)
    }
    bytes[index] = mix(bytes[index], color.red)
    bytes[index + 1] = mix(bytes[index + 1], color.green)
    bytes[index + 2] = mix(bytes[index + 2], color.blue)
  }

  /// Paints a shape, its mask's origin put at `x`, `y`.
  mutating func paint(_ mask: CoverageMask, x: Int, y: Int, _ color: Color) {
    for row in 0..<mask.height {
      for column in 0..<mask.width {
        let coverage = mask.coverage[row * mask.width + column]
        blend(x + mask.x + column, y + mask.y + row, color, coverage: coverage)
      }
    }
  }

  /// Paints a rectangle; pixels that it covers in part are mixed.
  mutating func paint(_ area: Rectangle, _ color: Color) {
    guard area.width > 0, area.height > 0 else { return }
    let (left, right) = Self.pixels(area.x, area.maxX, 0..<width)
    let (top, bottom) = Self.pixels(area.y, area.maxY, rows)
    guard left < right, top < bottom else { return }
    func share(_ pixel: Int, _ low: Double, _ high: Double) -> Double {
      min(Double(pixel + 1), high) - max(Double(pixel), low)
    }
    let isWhole = [area.x, area.y, area.maxX, area.maxY].allSatisfy { $0 == $0.rounded() }
    if isWhole { return fill(left..<right, top..<bottom, color) }
    for y in top..<bottom {
      for x in left..<right {
        let covered = share(x, area.x, area.maxX) * share(y, area.y, area.maxY)
        blend(x, y, color, coverage: UInt8((covered * 255).rounded()))
      }
    }
  }

  /// Paints pixels, each as the nearest whole rectangle.
  mutating func paint(_ image: PixelImage, _ area: Rectangle) {
    let (left, right) = Self.pixels(area.x.rounded(), area.maxX.rounded(), 0..<width)
    let (top, bottom) = Self.pixels(area.y.rounded(), area.maxY.rounded(), rows)
    guard left < right, top < bottom else { return }
    let sourceColumns = (left..<right).map { x in
      Self.source(x, area.x, area.width, image.width)
    }
    var previousRow: Int?
    for y in top..<bottom {
      let sourceRow = Self.source(y, area.y, area.height, image.height)
      var index = ((y - rows.lowerBound) * width + left) * 3
      if sourceRow == previousRow {
        // An enlarged pixel's further rows are copies of its first.
        for byte in index..<index + 3 * sourceColumns.count { bytes[byte] = bytes[byte - width * 3] }
        continue
      }
      previousRow = sourceRow
      for column in sourceColumns {
        let color = image.color(column, sourceRow)
        bytes[index] = color.red
        bytes[index + 1] = color.green
        bytes[index + 2] = color.blue
        index += 3
      }
    }
  }

  private static func pixels(_ low: Double, _ high: Double, _ range: Range<Int>) -> (Int, Int) {
    let (first, last) = (Double(range.lowerBound), Double(range.upperBound))
    return (
      Int(min(max(low.rounded(.down), first), last)), Int(min(max(high.rounded(.up), first), last))
    )
  }

  private static func source(_ pixel: Int, _ start: Double, _ length: Double, _ count: Int) -> Int {
    min(max(Int((Double(pixel) + 0.5 - start) / length * Double(count)), 0), count - 1)
  }
}
