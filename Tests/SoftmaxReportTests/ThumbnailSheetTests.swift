// Many small pictures on one sheet.

import SoftmaxFiles
@testable import SoftmaxReport
import Testing

@Suite struct ThumbnailSheetTests {
  /// A picture whose pixels tell it from others.
  private func picture(_ number: Int, width: Int, height: Int, channelCount: Int = 1) -> PixelImage {
    PixelImage(
      width: width, height: height, channelCount: channelCount,
      bytes: (0..<width * height * channelCount).map { UInt8(truncatingIfNeeded: 31 * number + 7 * $0) })
  }

  @Test(arguments: [1, 3])
  func everyPictureLiesWhereItsBoxSays(_ channelCount: Int) throws {
    let pictures = (0..<70).map { picture($0, width: 5, height: 4, channelCount: channelCount) }
    let sheet = try #require(ThumbnailSheet(pictures))
    let png = try DecodedPNG(sheet.png)
    #expect(png.width == sheet.sheetWidth && png.height == sheet.sheetHeight && sheet.isWhole)
    for (place, picture) in pictures.enumerated() {
      let box = sheet.viewBox(place).split(separator: " ").compactMap { Int($0) }
      #expect(box[2] == 5 && box[3] == 4)
      for y in 0..<4 { for x in 0..<5 { #expect(png[box[0] + x, box[1] + y] == picture.color(x, y)) } }
    }
  }

  @Test func largePicturesBecomeSmaller() throws {
    let sheet = try #require(ThumbnailSheet([picture(1, width: 200, height: 100)]))
    #expect(sheet.width == 48 && sheet.height == 24 && !sheet.isWhole)
    #expect(ThumbnailSheet.capacity(shape: [1000, 1000, 3]) == 900_000 / (48 * 48 * 3))
    #expect(ThumbnailSheet([]) == nil)
  }
}
