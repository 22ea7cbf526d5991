// A drawing as PNG, painted band by band so that its pixels never have to be in memory at once.

/// The bytes of a drawing's PNG file.
struct PNGPicture {
  /// The largest picture that is made; the marks of one are far smaller than its pixels.
  static let pixelLimit = 2_000_000_000
  /// What image viewers commonly open.
  static let sideLimit = 65_535
  private static let bandHeight = 64

  let bytes: [UInt8]

  init(_ drawing: Drawing) throws(PictureError) {
    guard drawing.width <= Self.sideLimit, drawing.height <= Self.sideLimit,
      drawing.width * drawing.height <= Self.pixelLimit
    else {
      throw .tooLarge(width: drawing.width, height: drawing.height)
    }
    var encoder = PNGEncoder(width: drawing.width, height: drawing.height, channelCount: 3)
    var painter = Painter()
    for (band, marks) in Self.marksByBand(drawing).enumerated() {
      let rows = band * Self.bandHeight..<min((band + 1) * Self.bandHeight, drawing.height)
      var pixels = RasterBand(width: drawing.width, rows: rows, background: drawing.background)
      for index in marks { painter.paint(drawing.marks[Int(index)], on: &pixels) }
      for row in rows { encoder.append(row: pixels.row(row)) }
    }
    bytes = encoder.finish()
  }

  /// For each band the marks that touch it, in their order.
  private static func marksByBand(_ drawing: Drawing) -> [[UInt32]] {
    let count = (drawing.height + bandHeight - 1) / bandHeight
    var bands = [[UInt32]](repeating: [], count: count)
    for (index, mark) in drawing.marks.enumerated() {
      let (top, bottom) = mark.rows
      guard bottom > 0, top < Double(drawing.height) else { continue }
      let first = max(0, Int(max(top, 0)) / bandHeight)
      let last = min(count - 1, Int(min(bottom, Double(drawing.height))) / bandHeight)
      for band in first...max(first, last) { bands[band].append(UInt32(index)) }
    }
    return bands
  }
}
