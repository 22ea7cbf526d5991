// Pictures at other sizes, for terminals.

extension PixelImage {
  /// The picture at another size: each new pixel is the mean of what it covers, so that nothing is lost when a
  /// picture gets smaller; when it gets larger by a whole factor, pixels are repeated.
  func scaled(width newWidth: Int, height newHeight: Int) -> PixelImage {
    guard newWidth != width || newHeight != height else { return self }
    let columns = Self.shares(from: width, to: newWidth)
    let rows = Self.shares(from: height, to: newHeight)
    var result: [UInt8] = []
    result.reserveCapacity(newWidth * newHeight * channelCount)
    for row in rows {
      for column in columns {
        for channel in 0..<channelCount {
          var sum = 0.0
          for (y, yShare) in row {
            for (x, xShare) in column {
              let place = (y * width + x) * channelCount + channel
              sum += xShare * yShare * Double(bytes[place])
            }
          }
          result.append(UInt8(min(255, sum.rounded())))
        }
      }
    }
    return PixelImage(
      width: newWidth, height: newHeight, channelCount: channelCount, bytes: result)
  }

  /// For each new place, the old ones that it covers and their shares, which sum to 1.
  private static func shares(from old: Int, to new: Int) -> [[(Int, Double)]] {
    (0..<new).map { place in
      let low = Double(place) * Double(old) / Double(new)
      let high = Double(place + 1) * Double(old) / Double(new)
      return (Int(low)..<min(old, Int(high.rounded(.up)))).map { index in
        (index, (min(high, Double(index + 1)) - max(low, Double(index))) / (high - low))
      }
    }
  }

  /// How bright a pixel is, from 0 to 1.
  func brightness(_ x: Int, _ y: Int) -> Double {
    let color = color(x, y)
    let sum = 0.2126 * Double(color.red) + 0.7152 * Double(color.green) + 0.0722 * Double(color.blue)
    return sum / 255
  }
}
