// A picture made of pixels, such as a sample.

/// Pixels, a byte a channel, row by row: grey, or red, green and blue.
public struct PixelImage: Sendable, Hashable {
  /// Pixels from left to right.
  public let width: Int
  /// Pixels from top to bottom.
  public let height: Int
  /// 1 for grey, 3 for colour.
  public let channelCount: Int
  /// [height x width x channelCount].
  public let bytes: [UInt8]

  /// Pixels from their bytes.
  public init(width: Int, height: Int, channelCount: Int = 1, bytes: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture has pixels")
    precondition(channelCount == 1 || channelCount == 3, "grey or colour")
    precondition(bytes.count == width * height * channelCount, "a byte for each channel")
    self.width = width
    self.height = height
    self.channelCount = channelCount
    self.bytes = bytes
  }

  /// One sample's features as a picture; nil where `shape` is not that of a picture: [height, width], or
  /// that and 1 or 3 channels.
  ///
  /// Intensities run from 0 (black) to 1 (white). Where a sample goes beyond that, its own least and greatest
  /// value become black and white.
  public init?(intensities: [Float], shape: [Int]) {
    guard let size = Self.size(of: shape) else { return nil }
    precondition(intensities.count == shape.reduce(1, *), "a value for each feature")
    // In Float64: the range of Float32 values may be beyond Float32, or a fraction of its least.
    var (low, high) = (Double(intensities.min() ?? 0), Double(intensities.max() ?? 1))
    if low >= 0, high <= 1 { (low, high) = (0, 1) }
    let range = high > low ? high - low : 1
    self.init(
      width: size.width, height: size.height, channelCount: size.channelCount,
      bytes: intensities.map { UInt8(min(255, max(0, ((Double($0) - low) / range * 255).rounded()))) })
  }

  /// Whether samples of that shape can be drawn as pictures.
  public static func isPicture(shape: [Int]) -> Bool {
    size(of: shape) != nil
  }

  private static func size(of shape: [Int]) -> (height: Int, width: Int, channelCount: Int)? {
    switch shape.count {
    case 2: (shape[0], shape[1], 1)
    case 3 where shape[2] == 1 || shape[2] == 3: (shape[0], shape[1], shape[2])
    default: nil
    }
  }

  /// The picture with each pixel repeated as often as it is drawn in `area`; as it is where that is no whole
  /// number of times, or very large.
  func enlarged(toward area: Rectangle) -> PixelImage {
    let (across, down) = (area.width / Double(width), area.height / Double(height))
    guard across >= 1, down >= 1, across == across.rounded(), down == down.rounded(),
      area.width * area.height <= 1_000_000
    else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(Int(area.width * area.height) * channelCount)
    for row in 0..<height {
      let start = result.count
      for pixel in row * width..<(row + 1) * width {
        let color = bytes[pixel * channelCount..<(pixel + 1) * channelCount]
        for _ in 0..<Int(across) { result += color }
      }
      let line = Array(result[start...])
      for _ in 1..<max(1, Int(down)) { result += line }
    }
    return PixelImage(
      width: Int(area.width), height: Int(area.height), channelCount: channelCount, bytes: result)
  }

  /// The colour of a pixel.
  package func color(_ x: Int, _ y: Int) -> Color {
    let start = (y * width + x) * channelCount
    guard channelCount == 3 else {
      return Color(red: bytes[start], green: bytes[start], blue: bytes[start])
    }
    return Color(red: bytes[start], green: bytes[start + 1], blue: bytes[start + 2])
  }
}
