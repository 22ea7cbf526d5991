// Small pictures of samples, all in one PNG: a page of thousands of data URLs would be slow and large.

/// Pictures of one size side by side.
package struct ThumbnailSheet: Sendable {
  /// Pixels of one picture.
  package let width: Int
  package let height: Int
  /// Pictures in a row.
  package let columnCount: Int
  /// Whether they have the samples' own size.
  package let isWhole: Bool
  private let count: Int
  private let channelCount: Int
  private let images: [PixelImage]

  /// No side of a thumbnail is longer.
  private static let longestSide = 48
  /// Bytes of pixels on a sheet, before they are compressed.
  private static let mostBytes = 900_000

  /// The size of a sample's thumbnail: its own, or so much smaller that it fits.
  private static func size(height: Int, width: Int) -> (height: Int, width: Int) {
    let longest = max(height, width)
    guard longest > longestSide else { return (height, width) }
    return (max(1, height * longestSide / longest), max(1, width * longestSide / longest))
  }

  /// How many pictures of this shape a sheet has room for.
  package static func capacity(shape: [Int]) -> Int {
    let size = size(height: shape[0], width: shape[1])
    return mostBytes / (size.height * size.width * (shape.count == 3 ? shape[2] : 1))
  }

  /// A sheet of these pictures, all of one shape; nil without any.
  package init?(_ images: [PixelImage]) {
    guard let first = images.first else { return nil }
    let size = Self.size(height: first.height, width: first.width)
    (width, height, channelCount) = (size.width, size.height, first.channelCount)
    isWhole = size.width == first.width && size.height == first.height
    count = images.count
    columnCount = min(32, images.count)
    self.images = images.map { $0.scaled(width: size.width, height: size.height) }
  }

  /// Pixels of the whole sheet.
  var sheetWidth: Int { columnCount * width }
  var sheetHeight: Int { (count + columnCount - 1) / columnCount * height }

  /// Where a picture lies on the sheet, as SVG's viewBox.
  func viewBox(_ place: Int) -> String {
    "\(place % columnCount * width) \(place / columnCount * height) \(width) \(height)"
  }

  /// The sheet as a PNG file.
  var png: [UInt8] {
    var encoder = PNGEncoder(width: sheetWidth, height: sheetHeight, channelCount: channelCount)
    let rowLength = width * channelCount
    for line in 0..<sheetHeight {
      var row: [UInt8] = []
      row.reserveCapacity(sheetWidth * channelCount)
      for column in 0..<columnCount {
        let place = line / height * columnCount + column
        if place < count {
          let start = line % height * rowLength
          row += images[place].bytes[start..<start + rowLength]
        } else {
          row += [UInt8](repeating: 0, count: rowLength)
        }
      }
      encoder.append(row: row[...])
    }
    return encoder.finish()
  }

  /// The sheet as a data URL.
  var dataURL: String { "data:image/png;base64," + Base64.text(png) }
}
