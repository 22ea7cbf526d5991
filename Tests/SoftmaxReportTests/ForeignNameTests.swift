// Pictures of names that nobody vouches for, and of very many classes or epochs.

@testable import SoftmaxRegression
import Testing

@testable import SoftmaxReport

@Suite struct ForeignNameTests {
  /// 80 KB of marks on one letter: two of each kind, so that bringing them in order takes the square of their number.
  private static let marks = "a" + String(repeating: "\u{301}\u{323}", count: 10_000)

  private func texts(_ drawing: Drawing) -> [String] {
    drawing.marks.compactMap {
      switch $0 {
      case .label(let label): label.text
      case .pixels(_, _, let title): title
      default: nil
      }
    }
  }

  @Test func marksWithoutEndAreDrawnInTimeAndBounded() throws {
    let start = ContinuousClock.now
    let names = [Self.marks, "b"]
    var matrix = ConfusionMatrix(classCount: 2)
    matrix.add(trueClass: 0, predictedClass: 1)
    let entry = PredictionGalleryTests.entry(true: Self.marks, predicted: "bag")
    let gallery = try PredictionGallery([entry], title: Self.marks)
    for drawing in [
      try ConfusionPicture(matrix, names: names, title: Self.marks).drawing, gallery.drawing,
      try TrainingCurve(
        [EpochRecord(epoch: 1, trainLoss: 1, trainAccuracy: 1, testAccuracy: nil, seconds: 1)],
        title: Self.marks
      )
      .drawing,
    ] {
      #expect(texts(drawing).allSatisfy { $0.unicodeScalars.count < 3000 })
      #expect(drawing.title.unicodeScalars.count < 3000)
      #expect(try drawing.encoded(as: .svg).count < 200_000)
      _ = try drawing.encoded(as: .png)
      _ = drawing.undrawableCharacters
    }
    for style in [TerminalStyle.color, .plain] {
      #expect(gallery.terminalText(width: 80, style: style).unicodeScalars.count < 20_000)
    }
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func labelsOfALibrarysUserAreDrawnInTime() throws {
    let start = ContinuousClock.now
    var drawing = Drawing(width: 60, height: 20)
    drawing.add(.label(Label(Self.marks + "b", at: Point(2, 15))))
    #expect(StrokeFont.standard.width(of: Self.marks, size: 13) < 20)
    _ = try drawing.encoded(as: .png)
    #expect(drawing.undrawableCharacters.count == 1)
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func theColumnsOfHostileTextFitTheTerminal() {
    for text in [
      Self.marks, "\u{1b}[2J", String(repeating: "漢", count: 50), "\u{301}x", "\u{202e}abc", "\u{1100}\u{1161}",
    ] {
      for width in [1, 4, 20] {
        let fitted = TerminalText.fitted(TerminalText.safe(text), to: width, ellipsis: "\u{2026}")
        #expect(TerminalText.width(of: fitted) == width)
      }
    }
    #expect(TerminalText.width(of: "nai\u{308}ve") == 5)
    #expect(TerminalText.width(of: "\u{1f469}\u{200d}\u{1f467}") == 2)
  }

  @Test func moreClassesThanAnybodyCanReadAreRefused() throws {
    let count = 5000
    #expect(throws: PictureError.tooManyClasses(count: count)) {
      try ConfusionPicture(ConfusionMatrix(classCount: count), names: (0..<count).map { "class \($0)" })
    }
    #expect(throws: PictureError.tooManyClasses(count: count)) { try ConfusionPicture.check(classCount: count) }
    let model = SoftmaxModel(
      parameters: Parameters(
        weights: [Float](repeating: 0, count: count), bias: [Float](repeating: 0, count: count)),
      classes: try ClassVocabulary(names: (0..<count).map { "class \($0)" }), input: .image(shape: [1, 1]))
    #expect(throws: PictureError.tooManyClasses(count: count)) { try WeightsPicture(model) }
    let message = PictureError.tooManyClasses(count: count).description
    #expect(
      message.contains("5000 classes") && message.contains("at most 1000")
        && message.contains("`Evaluation.confusionMatrix`"))
  }

  @Test func emptyCellsOfManyClassesTakeNoMarks() throws {
    let count = 400
    var matrix = ConfusionMatrix(classCount: count)
    for index in 0..<count { matrix.add(trueClass: index, predictedClass: index * 7 % count) }
    let start = ContinuousClock.now
    let drawing = try ConfusionPicture(matrix, names: (0..<count).map { "class \($0)" }).drawing
    // Lines, names, and the cells that have samples; not 160,000.
    #expect(drawing.marks.count < 10 * count)
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func curvesOfVeryLongHistoriesAreNoLargerThanTheirPixels() throws {
    let history = (1...60_000).map { epoch in
      EpochRecord(
        epoch: epoch, trainLoss: 1 / Double(epoch) + Double(epoch % 7) * 1e-3, trainAccuracy: 0.8,
        testAccuracy: 0.7, seconds: 1)
    }
    let start = ContinuousClock.now
    let drawing = try TrainingCurve(history).drawing
    #expect(try drawing.encoded(as: .svg).count < 500_000)
    // The greatest and the least value of each column are kept.
    let lines = drawing.marks.compactMap { if case .line(let points, _) = $0 { points } else { nil } }
    let longest = try #require(lines.max { $0.count < $1.count })
    #expect(longest.count < 4 * 400 && longest.count > 400)
    #expect(ContinuousClock.now - start < .seconds(60))
  }
}
