// Weights, confusion matrices and training curves.

@testable import SoftmaxRegression
@testable import SoftmaxReport
import Testing

@Suite struct ModelPictureTests {
  private func model(_ weights: [Float], shape: [Int], classes: [String]) throws -> SoftmaxModel {
    SoftmaxModel(
      parameters: Parameters(weights: weights, bias: [Float](repeating: 0, count: classes.count)),
      classes: try ClassVocabulary(names: classes), input: .image(shape: shape))
  }

  private func pictures(_ drawing: Drawing) -> [(image: PixelImage, area: Rectangle)] {
    drawing.marks.compactMap { if case .pixels(let image, let area, _) = $0 { (image, area) } else { nil } }
  }

  private func labels(_ drawing: Drawing) -> [Label] {
    drawing.marks.compactMap { if case .label(let label) = $0 { label } else { nil } }
  }

  @Test func allClassesShareOneScaleThatIsSymmetricalAboutZero() throws {
    let picture = try WeightsPicture(model([0, -2, 0.5, 1], shape: [1, 2], classes: ["a", "b"]))
    #expect(picture.scale.limit == 2)
    let found = pictures(picture.drawing)
    // Two classes and the scale bar.
    #expect(found.count == 3)
    #expect(found[0].image.color(0, 0) == Color(0xFFFFFF))
    #expect(found[0].image.color(1, 0) == Color(0x08306B))
    #expect(found[1].image.color(1, 0) == picture.scale.color(1))
    let ticks = labels(picture.drawing).map(\.text)
    #expect(ticks.contains("\u{2212}2") && ticks.contains("0") && ticks.contains("2"))
    let png = try DecodedPNG(picture.drawing)
    let bar = found[2].area
    #expect(png[Int(bar.x), Int(bar.y) + 2].blue > png[Int(bar.x), Int(bar.y) + 2].red)
    #expect(png[Int(bar.maxX) - 1, Int(bar.y) + 2].red > png[Int(bar.maxX) - 1, Int(bar.y) + 2].blue)
  }

  @Test(arguments: [Float(0.01), 0.7, 1e9, 1e38])
  func theScaleBarsLabelsStayInsideThePicture(_ largest: Float) throws {
    let drawing = try WeightsPicture(
      model([largest, 0, 0, 0, -largest, 0, 0, 0], shape: [2, 2], classes: ["a", "b"])
    ).drawing
    for label in labels(drawing) where label.anchor == .middle {
      let half = StrokeFont.standard.width(of: label.text, size: label.size) / 2
      #expect(
        label.position.x - half >= 8 && label.position.x + half <= Double(drawing.width) - 8, "\(label.text)")
    }
  }

  @Test func emptyConfusionCellsCostNothing() throws {
    let names = (0..<50).map { "class \($0)" }
    let drawing = try ConfusionPicture(ConfusionMatrix(classCount: 50), names: names).drawing
    #expect(labels(drawing).allSatisfy { !$0.text.isEmpty })
  }

  @Test func theScaleGetsDarkerEvenlyOnBothSides() {
    let scale = DivergingScale(limit: 1)
    for step in 0..<20 {
      let (near, far) = (Double(step) / 20, Double(step + 1) / 20)
      #expect(scale.color(far).luminance < scale.color(near).luminance)
      #expect(scale.color(-far).luminance < scale.color(-near).luminance)
    }
    #expect(scale.color(7) == scale.color(1) && scale.color(-7) == scale.color(-1))
  }

  @Test func modelsOfAnythingButPicturesAreRefused() throws {
    let table = SoftmaxModel(
      parameters: Parameters(weights: [1, 2], bias: [0, 0]), classes: try ClassVocabulary(names: ["a", "b"]),
      input: .table(featureCount: 1))
    #expect(throws: PictureError.notPictures(shape: [1])) { try WeightsPicture(table) }
  }

  @Test func weightsOfNothingAreWhite() throws {
    let picture = try WeightsPicture(model([0, 0], shape: [1, 1], classes: ["a", "b"]))
    #expect(pictures(picture.drawing)[0].image.color(0, 0) == Color(0xFFFFFF))
  }

  @Test(arguments: [1, 2, 10, 40])
  func confusionCellsHoldTheirCountsAndReadableNumbers(_ count: Int) throws {
    var matrix = ConfusionMatrix(classCount: count)
    for k in 0..<count {
      for _ in 0..<(k + 1) { matrix.add(trueClass: k, predictedClass: k) }
      matrix.add(trueClass: k, predictedClass: (k + 1) % count)
    }
    let names = (0..<count).map { "class \($0)" }
    let picture = try ConfusionPicture(matrix, names: names, title: "made")
    let numbers = labels(picture.drawing).filter { Int($0.text) != nil }
    #expect(numbers.reduce(0) { $0 + (Double($1.text) ?? 0) } == matrix.sampleCount)
    let png = try DecodedPNG(picture.drawing)
    for label in numbers {
      let shade = png[
        Int(label.position.x) - 14 < 0 ? 0 : Int(label.position.x) - 11, Int(label.position.y) - 5]
      #expect(label.color.contrast(with: shade) >= 4.5)
    }
    // Every name stands twice.
    for name in names { #expect(labels(picture.drawing).count { $0.text == name } == 2) }
  }

  @Test func sumsOfWeightsStandInTheCells() throws {
    var matrix = ConfusionMatrix(classCount: 2)
    matrix.add(trueClass: 0, predictedClass: 0, weight: 2.5)
    matrix.add(trueClass: 1, predictedClass: 0, weight: 1234)
    matrix.add(trueClass: 1, predictedClass: 1, weight: 0.125)
    let texts = labels(try ConfusionPicture(matrix, names: ["a", "b"]).drawing).map(\.text)
    #expect(texts.contains("2.50") && texts.contains("1,234") && texts.contains("0.13"), "\(texts)")
    #expect(texts.contains { $0.hasPrefix("2.63 of 1236.6 right (0.2 %)") }, "\(texts)")
  }

  @Test func sharesAreOfTheTrueClass() throws {
    var matrix = ConfusionMatrix(classCount: 2)
    for predicted in [0, 0, 0, 1] { matrix.add(trueClass: 0, predictedClass: predicted) }
    let texts = labels(try ConfusionPicture(matrix, names: ["a", "b"], content: .shares).drawing).map(\.text)
    #expect(texts.contains("75.0") && texts.contains("25.0"))
  }

  private func record(_ epoch: Int, _ loss: Double, _ test: Double?) -> EpochRecord {
    EpochRecord(
      epoch: epoch, trainLoss: loss, trainAccuracy: 0.8, testAccuracy: test, seconds: 1)
  }

  @Test func curvesNameTheirAxesUnitsAndLines() throws {
    let curve = try TrainingCurve([record(1, 0.8, 0.7), record(2, 0.5, 0.75)], title: "made")
    let texts = labels(curve.drawing).map(\.text)
    for text in ["Log loss (nats)", "Accuracy (%)", "epoch", "training", "test", "Training on made"] {
      #expect(texts.contains(text), "\(text)")
    }
    // One line of loss and two of accuracy, and each once more in its legend.
    #expect(curve.drawing.marks.count { if case .line = $0 { true } else { false } } == 6)
  }

  @Test func aValidationSetHasLinesOfItsOwnWhereThereIsOne() throws {
    let history = [(1, 0.9), (2, 0.7)].map { epoch, loss in
      EpochRecord(
        epoch: epoch, trainLoss: 0.5, trainAccuracy: 0.8, testAccuracy: nil, validationLoss: loss,
        validationAccuracy: 0.7, seconds: 1)
    }
    let drawing = try TrainingCurve(history).drawing
    // In the plot of losses, and in that of accuracies.
    #expect(labels(drawing).count { $0.text == "validation" } == 2)
    #expect(!labels(try TrainingCurve([record(1, 0.8, 0.7)]).drawing).contains { $0.text == "validation" })
  }

  @Test func ticksNameOnlyEpochsThatWere() throws {
    let drawing = try TrainingCurve([record(1, 0.5, 0.8)], title: "").drawing
    #expect(labels(drawing).count { $0.text == "1" } == 2)
    #expect(!labels(drawing).contains { $0.text == "0" || $0.text == "2" })
  }

  @Test func aHigherValueStandsHigher() throws {
    let curve = try TrainingCurve([record(1, 0.8, nil), record(2, 0.5, nil)])
    let lines = curve.drawing.marks.compactMap { if case .line(let points, _) = $0 { points } else { nil } }
    #expect(lines.contains { $0.count == 2 && $0[0].y < $0[1].y && $0[0].x < $0[1].x })
    #expect(!labels(curve.drawing).contains { $0.text == "test" })
  }

  // MARK: Iterations

  private func iteration(_ number: Int, _ objective: Double, _ test: Double? = nil) -> IterationRecord {
    IterationRecord(
      iteration: number, objective: objective, trainLoss: objective, trainAccuracy: 0.8,
      validationLoss: nil, validationAccuracy: nil, testAccuracy: test, gradientMax: 0.1, step: 1,
      passes: number, seconds: 1)
  }

  @Test func iterationsAreShownAboveTheirBoundOnALogarithmicAxis() throws {
    let curve = try TrainingCurve(
      iterations: [iteration(1, 1.1, 0.7), iteration(2, 1.01, 0.8), iteration(3, 1.001, 0.9)], bound: 1,
      title: "made")
    let texts = labels(curve.drawing).map(\.text)
    for text in ["Objective above its certified bound", "iteration", "1e\u{2212}1", "1e\u{2212}3", "test"] {
      #expect(texts.contains(text), "\(text)")
    }
    // Tenths from one to the next are a straight line down.
    let lines = curve.drawing.marks.compactMap { if case .line(let points, _) = $0 { points } else { nil } }
    let line = try #require(lines.first { $0.count == 3 })
    #expect(abs((line[1].y - line[0].y) - (line[2].y - line[1].y)) < 1e-6 && line[1].y > line[0].y)
  }

  @Test func iterationsWithoutABoundShowTheObjective() throws {
    let texts = labels(try TrainingCurve(iterations: [iteration(1, 0.8), iteration(2, 0.5)]).drawing).map(
      \.text)
    #expect(texts.contains("Objective") && texts.contains("0.5") && !texts.contains("test"))
  }

  @Test func extremeIterationsAreDrawn() throws {
    for (iterations, bound) in [
      ([iteration(1, 0.8)], 0.8), ([iteration(1, 0.8), iteration(2, 0.7)], 0.75), ([iteration(1, .nan)], 0.1),
      ([iteration(1, 1e300), iteration(2, 1e-300)], 0), ((1...900).map { iteration($0, 1 / Double($0)) }, 0),
    ] {
      _ = try DecodedPNG(TrainingCurve(iterations: iterations, bound: bound).drawing)
    }
  }

  @Test func extremeHistoriesAreDrawn() throws {
    for history in [
      [record(1, 0.8, 1)], [record(1, .nan, nil), record(2, .infinity, nil)],
      (1...500).map { record($0, 1 / Double($0), 0.5) },
    ] {
      _ = try DecodedPNG(TrainingCurve(history).drawing)
    }
    #expect(throws: PictureError.self) { try TrainingCurve([]) }
    #expect(throws: PictureError.self) { try TrainingCurve(iterations: []) }
  }
}
