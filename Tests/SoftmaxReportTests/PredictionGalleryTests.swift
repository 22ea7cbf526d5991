// The gallery: where things stand, and how mistakes are marked.

@testable import SoftmaxReport
import Testing

@Suite struct PredictionGalleryTests {
  static func entry(
    _ value: UInt8 = 90, true trueName: String? = "bag", predicted: String = "bag", side: Int = 28
  ) -> PredictionGallery.Entry {
    PredictionGallery.Entry(
      image: PixelImage(
        width: side, height: side, bytes: [UInt8](repeating: value, count: side * side)),
      trueName: trueName, predictedName: predicted, probability: 0.983)
  }

  private func labels(_ drawing: Drawing) -> [Label] {
    drawing.marks.compactMap { if case .label(let label) = $0 { label } else { nil } }
  }

  private func pictures(_ drawing: Drawing) -> [Rectangle] {
    drawing.marks.compactMap { if case .pixels(_, let area, _) = $0 { area } else { nil } }
  }

  @Test func sixPicturesAreTwoRowsOfThree() throws {
    let gallery = try PredictionGallery((0..<6).map { _ in Self.entry() })
    #expect(gallery.columnCount == 3 && gallery.rowCount == 2)
    let areas = pictures(gallery.drawing)
    #expect(Set(areas.map(\.x)).count == 3 && Set(areas.map(\.y)).count == 2)
    // Each sample pixel is a whole number of pixels, at a whole place.
    for area in areas {
      #expect(Int(area.width) % 28 == 0 && area.width == area.height)
      #expect(area.x == area.x.rounded() && area.y == area.y.rounded())
    }
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 3), (5, 3), (10, 5), (12, 4), (100, 10), (10_000, 100)])
  func gridsAreBalanced(_ count: Int, _ columns: Int) throws {
    let gallery = try PredictionGallery([PredictionGallery.Entry](repeating: Self.entry(side: 1), count: count))
    #expect(gallery.columnCount == columns)
  }

  @Test func columnsAreAsAskedButNoMoreThanPictures() throws {
    let entries = (0..<5).map { _ in Self.entry() }
    #expect(try PredictionGallery(entries, columns: 2).rowCount == 3)
    #expect(try PredictionGallery(entries, columns: 50).columnCount == 5)
  }

  @Test func marginsAreTheSameOnAllSides() throws {
    let drawing = try PredictionGallery((0..<6).map { _ in Self.entry(0) }).drawing
    let png = try DecodedPNG(drawing)
    let columns = (0..<png.width).filter { x in (0..<png.height).contains { png[x, $0] != drawing.background } }
    #expect(abs((columns.first ?? 0) - (png.width - 1 - (columns.last ?? 0))) <= 2)
  }

  @Test func eachPictureHasItsNamesAndProbability() throws {
    let drawing = try PredictionGallery([Self.entry(true: "ankle boot", predicted: "ankle boot")]).drawing
    let texts = labels(drawing).map(\.text)
    #expect(texts.contains("true: ankle boot") && texts.contains("pred: ankle boot"))
    #expect(texts.contains("probability 0.983"))
  }

  @Test func samplesKeepTheirValuesInTheFile() throws {
    let gallery = try PredictionGallery([Self.entry(90), Self.entry(91, true: "coat")])
    let png = try DecodedPNG(gallery.drawing)
    for (area, value) in zip(pictures(gallery.drawing), [90, 91]) {
      #expect(png[Int(area.center.x), Int(area.center.y)].red == UInt8(value))
    }
  }

  @Test func wrongPredictionsAreMarkedByMoreThanColour() throws {
    let right = try PredictionGallery([Self.entry()]).drawing
    let wrong = try PredictionGallery([Self.entry(true: "coat")]).drawing
    // A cross, a frame four times as heavy, and bold text.
    #expect(wrong.marks.count { if case .line = $0 { true } else { false } } == 2)
    #expect(right.marks.allSatisfy { if case .line = $0 { false } else { true } })
    #expect(labels(wrong).contains { $0.isBold && $0.text == "pred: bag" })
    #expect(!labels(right).contains { $0.isBold })
    let png = try DecodedPNG(wrong)
    let area = try #require(pictures(wrong).first)
    let beside = (Int(area.x) - 4..<Int(area.x)).map { png[$0, Int(area.center.y)] }
    #expect(beside.allSatisfy { $0 == Theme.wrong })
    #expect(png[Int(area.x) - 5, Int(area.center.y)] == wrong.background)
    // The cross is light on dark, so that it is seen without colours.
    #expect(Theme.wrong.contrast(with: Theme.background) > 4.5)
    #expect(png[Int(area.maxX), Int(area.y)].luminance > 0.8)
  }

  @Test func unlabelledSamplesAreNeitherRightNorWrong() throws {
    let gallery = try PredictionGallery([Self.entry(true: nil)], title: "x")
    #expect(gallery.score == nil && !gallery.entries[0].isWrong)
    #expect(!labels(gallery.drawing).contains { $0.text.hasPrefix("true:") })
  }

  @Test func longNamesAreShortenedWithinTheirCell() throws {
    let name = String(repeating: "extraordinary ", count: 20)
    let drawing = try PredictionGallery((0..<4).map { _ in Self.entry(true: name, predicted: name) }).drawing
    let captions = labels(drawing).map(\.text).filter { $0.hasPrefix("true:") }
    #expect(captions.count == 4 && captions.allSatisfy { $0.hasSuffix("\u{2026}") })
    #expect(drawing.width < 600)
  }

  @Test func noPicturesAreAnError() {
    #expect(throws: PictureError.self) { try PredictionGallery([]) }
  }

  @Test(arguments: [
    [-3e38, 3e38, 0, 1], [-Float.leastNonzeroMagnitude, 0, 0, 0], [-1e38, -1e38, -1e38, -1e38],
  ])
  func valuesAtTheEndsOfFloat32AreDrawn(_ values: [Float]) throws {
    let image = try #require(PixelImage(intensities: values, shape: [2, 2]))
    #expect(image.color(0, 0) == Color(0x000000))
    if values[1] > values[0] { #expect(image.color(1, 0) == Color(0xFFFFFF)) }
  }

  @Test func featuresBecomePixels() throws {
    let grey = try #require(PixelImage(intensities: [0, 0.5, 1, 0.25], shape: [2, 2]))
    #expect(grey.bytes == [0, 128, 255, 64])
    let beyond = try #require(PixelImage(intensities: [-1, 0, 1, 3], shape: [2, 2, 1]))
    #expect(beyond.bytes == [0, 64, 128, 255])
    let color = try #require(PixelImage(intensities: [1, 0, 0], shape: [1, 1, 3]))
    #expect(color.color(0, 0) == Color(0xFF0000))
    #expect(PixelImage(intensities: [1, 2], shape: [2]) == nil)
    #expect(!PixelImage.isPicture(shape: [2, 2, 4]))
  }
}
