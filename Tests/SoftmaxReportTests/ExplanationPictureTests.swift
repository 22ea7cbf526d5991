// Pictures of contributions and of effects.

import Testing

@testable import SoftmaxRegression
@testable import SoftmaxReport

@Suite struct ExplanationPictureTests {
  private func explanation(
    classes: [String] = ["shirt", "pullover"], _ weights: [[Float]], _ row: [Double], input: InputDescription
  ) throws -> ContrastExplanation {
    let model = SoftmaxModel(
      parameters: Parameters(
        weights: weights.flatMap(\.self), bias: [0.5] + [Float](repeating: 0, count: classes.count - 1)),
      classes: try ClassVocabulary(names: classes), input: input)
    return try model.explanation(of: row, ContrastQuestion(classes[0], against: classes[1]))
  }

  private func labels(_ drawing: Drawing) -> [Label] {
    drawing.marks.compactMap { if case .label(let label) = $0 { label } else { nil } }
  }

  /// Nothing reaches beyond the picture's edges.
  private func checkInside(_ drawing: Drawing, sourceLocation: SourceLocation = #_sourceLocation) {
    let (width, height) = (Double(drawing.width), Double(drawing.height))
    for label in labels(drawing) {
      let length = StrokeFont.standard.width(of: label.text, size: label.size, bold: label.isBold)
      let before = label.anchor == .start ? 0 : label.anchor == .middle ? length / 2 : length
      let place = label.position
      #expect(
        place.x - before >= 4 && place.x - before + length <= width - 4 && place.y > 8
          && place.y < height - 4, "\(label.text)", sourceLocation: sourceLocation)
    }
  }

  @Test func barsAreTheStrongestContributionsWithTheirSum() throws {
    let names = (0..<30).map { "column \($0)" }
    let own = (0..<30).map { (j: Int) -> Float in j % 2 == 0 ? Float(j) / 8 : -Float(j) / 8 }
    let weights = [own, [Float](repeating: 0, count: 30)]
    let found = try explanation(
      weights, [Double](repeating: 1, count: 30), input: .table(featureNames: names))
    let drawing = ContributionPicture(found, count: 5, title: "t.csv, sample 3").drawing
    let texts = labels(drawing).map(\.text)
    let bars = ["column 29 = 1", "column 28 = 1", "other 25 columns", "bias", "sum: the logit gap"]
    #expect(texts.filter { bars.contains($0) } == bars)
    // 29 / 8 against, 28 / 8 for, and the sum: -15 / 8 + 0.5.
    for text in ["\u{2212}3.63", "+3.50", "+0.500", "\u{2212}1.38", "Why shirt and not pullover"] {
      #expect(texts.contains(text), "\(text)")
    }
    #expect(texts.contains("for shirt +") && texts.contains("\u{2212} for pullover"))
    checkInside(drawing)
    let many = ContributionPicture(found, count: 1000).drawing
    #expect(labels(many).count { $0.text.hasPrefix("column ") } == 29)
  }

  @Test func signsSayWhatColoursSay() throws {
    let input = InputDescription.image(shape: [4, 4])
    var own = [Float](repeating: 0, count: 16)
    (own[0], own[5], own[10]) = (2, -2, 0.1)
    let found = try explanation(
      [own, [Float](repeating: 0, count: 16)], [Double](repeating: 1, count: 16), input: input)
    let picture = try ContributionOverlay(found, input: input, title: "digits, sample 1")
    let drawing = picture.drawing
    let lines = drawing.marks.compactMap { if case .line(let points, _) = $0 { points } else { nil } }
    // A plus, which is two lines, and a minus; nothing where hardly anything is.
    #expect(lines.count == 3 && lines.count { $0[0].y == $0[1].y } == 2)
    let panels = drawing.marks.compactMap { mark -> PixelImage? in
      if case .pixels(let image, _, let title) = mark, title != nil { image } else { nil }
    }
    #expect(panels.count == 2 && panels[0].bytes == [UInt8](repeating: 255, count: 16))
    #expect(panels[1].color(0, 0) == picture.scale.color(2) && panels[1].color(1, 1) == picture.scale.color(-2))
    #expect(panels[1].color(3, 3) == Color(0xFFFFFF))
    #expect(labels(drawing).contains { $0.text == "logit gap +0.600: pixels +0.100, bias +0.500" })
    checkInside(drawing)
    let plain = picture.terminalText(width: 20, style: .plain)
    #expect(plain.contains("#") && plain.contains("=") && !plain.contains("\u{1b}"))
    #expect(picture.terminalText(width: 20, style: .color).contains("\u{1b}[38;2;"))
    #expect(throws: PictureError.self) { try ContributionOverlay(found, input: .vector(featureCount: 16)) }
  }

  @Test(arguments: [(1, 1), (3, 200), (200, 3), (64, 64)])
  func picturesOfAnyShapeFit(_ height: Int, _ width: Int) throws {
    let input = InputDescription.image(shape: [height, width])
    let count = height * width
    let own = (0..<count).map { (j: Int) -> Float in Float(j % 5) - 2 }
    let weights = [own, [Float](repeating: 0, count: count)]
    let found = try explanation(weights, [Double](repeating: 0.5, count: count), input: input)
    let picture = try ContributionOverlay(found, input: input, title: "t")
    checkInside(picture.drawing)
    for style in [TerminalStyle.plain, .color] {
      for columns in [0, 1, 7, 80] { #expect(!picture.terminalText(width: columns, style: style).isEmpty) }
    }
  }

  private func curve(
    _ values: [TableValue], classes: Int, column: String = "age", names: [String]? = nil
  ) -> EffectCurve {
    EffectCurve(
      column: column, classNames: names ?? (0..<classes).map { "class \($0)" }, sampleCount: 10,
      points: values.enumerated().map { index, value in
        let weights = (0..<classes).map { 1 + Double(index * $0 % 7) }
        return EffectCurve.Point(value: value, probabilities: weights.map { $0 / weights.reduce(0, +) })
      })
  }

  @Test(arguments: [2, 3, 500])
  func numbersAreLinesAndCategoriesPoints(_ classes: Int) throws {
    let numbers = (0..<20).map { TableValue.number(Double($0)) }
    let lines = EffectPicture(
      curve(numbers + [.missing], classes: classes), ownValue: 7, title: "t.csv, sample 3"
    ).drawing
    checkInside(lines)
    let texts = labels(lines).map(\.text)
    #expect(texts.contains("Effect of age") && texts.contains { $0.hasPrefix("Missing: class ") })
    #expect(texts.contains("Dashed upright: what the sample has, 7."))
    #expect(texts.contains { $0.hasPrefix("The 4 of 500 classes") } == (classes == 500))
    let points = EffectPicture(
      curve(["basic", "plus", .missing], classes: classes, column: "plan"), title: "t.csv, mean over 10 rows"
    ).drawing
    checkInside(points)
    #expect(labels(points).map(\.text).contains("missing"))
    let many = curve((0..<90).map { .category("category \($0)") }, classes: classes)
    let rows = EffectPicture(many).drawing
    #expect(labels(rows).contains { $0.text == "The first 40 of 90 values." })
    checkInside(rows)
    checkInside(EffectPicture(curve([3], classes: classes)).drawing)
    _ = try points.encoded(as: .png)
  }

  @Test func namesWithMarkupStayText() throws {
    let evil = "</text><script>alert(1)</script>&\u{1b}[31m"
    let found = try explanation(
      classes: [evil, "b"], [[1, 2], [0, 0]], [1, 1], input: .table(featureNames: [evil, "x"]))
    let input = InputDescription.image(shape: [1, 2])
    let pixels = try explanation(classes: [evil, "b"], [[1, 2], [0, 0]], [1, 1], input: input)
    let named = curve([.category(evil), "b"], classes: 2, column: evil, names: [evil, "b"])
    for drawing in [
      ContributionPicture(found, title: evil).drawing,
      try ContributionOverlay(pixels, input: input, title: evil).drawing,
      EffectPicture(named, title: evil).drawing,
      EffectPicture(curve([1, 2], classes: 2, column: evil, names: [evil, "b"]), title: evil).drawing,
    ] {
      let text = String(decoding: try drawing.encoded(as: .svg), as: UTF8.self)
      #expect(!text.contains("<script") && !text.contains("\u{1b}") && text.contains("&lt;"))
    }
  }
}
