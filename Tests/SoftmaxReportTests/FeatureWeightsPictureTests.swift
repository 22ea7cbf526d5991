// The strongest coefficients as a picture.

import Testing

@testable import SoftmaxRegression
@testable import SoftmaxReport

@Suite struct FeatureWeightsPictureTests {
  private func coefficients(
    classes: [String], features: [String], _ weight: (Int, Int) -> Float, standardDeviations: [Double?]? = nil
  ) throws -> ModelCoefficients {
    let model = SoftmaxModel(
      parameters: Parameters(
        weights: classes.indices.flatMap { k in features.indices.map { weight(k, $0) } },
        bias: [Float](repeating: 0, count: classes.count)),
      classes: try ClassVocabulary(names: classes), input: .table(featureNames: features))
    return ModelCoefficients(
      model, standardDeviations: standardDeviations ?? [Double?](repeating: 1, count: features.count))
  }

  private func labels(_ drawing: Drawing) -> [Label] {
    drawing.marks.compactMap { if case .label(let label) = $0 { label } else { nil } }
  }

  private func rectangles(_ drawing: Drawing, _ color: Color) -> [Rectangle] {
    drawing.marks.compactMap { if case .rectangle(let area, color) = $0 { area } else { nil } }
  }

  /// Nothing reaches beyond the picture's edges.
  private func checkInside(_ drawing: Drawing, sourceLocation: SourceLocation = #_sourceLocation) {
    let (width, height) = (Double(drawing.width), Double(drawing.height))
    for label in labels(drawing) {
      let length = StrokeFont.standard.width(of: label.text, size: label.size, bold: label.isBold)
      let before = label.anchor == .start ? 0 : label.anchor == .middle ? length / 2 : length
      let place = label.position
      if label.direction == .right {
        #expect(
          place.x - before >= 4 && place.x - before + length <= width - 4 && place.y > 8
            && place.y < height - 4,
          "\(label.text)", sourceLocation: sourceLocation)
      } else {
        #expect(
          place.y + before <= height - 4 && place.y + before - length >= 4, "\(label.text)",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test func cellsHaveTheNumbersOfTheirClassesAndTheColoursOfTheNumbers() throws {
    let weights: [[Float]] = [[1, 0.125], [0, -0.5], [-1, 0.375]]
    let picture = try FeatureWeightsPicture(
      coefficients(
        classes: ["setosa", "versicolor", "virginica"], features: ["length", "plan=gold"], { weights[$0][$1] },
        standardDeviations: [0.5, 8]))
    let drawing = picture.drawing
    let texts = labels(drawing).map(\.text)
    // The second feature is the stronger one in its own standard deviations: 8 x (0.125, -0.5, 0.375).
    let names = texts.filter { ["length", "plan=gold"].contains($0) }
    #expect(names == ["plan=gold", "length"])
    for text in ["1.00", "\u{2212}4.00", "3.00", "0.500", "0", "\u{2212}0.500", "setosa", "virginica"] {
      #expect(texts.contains(text), "\(text)")
    }
    #expect(picture.scale.limit == 4)
    for value in [1, -4, 3, 0.5, -0.5] { #expect(rectangles(drawing, picture.scale.color(value)).count == 1) }
    #expect(
      texts.contains(
        "Change of the logit with one standard deviation of the feature, less the mean over the classes."))
    checkInside(drawing)
    // Numbers can be read on their colours.
    let png = try DecodedPNG(drawing)
    #expect(png.width == drawing.width && png.height == drawing.height)
  }

  @Test func ofTwoClassesThereIsABarToEachSide() throws {
    let picture = try FeatureWeightsPicture(
      coefficients(classes: ["no", "yes"], features: ["age", "calls"]) { k, j in
        k == 0 ? 0 : [-2, 1][j]
      })
    let drawing = picture.drawing
    #expect(labels(drawing).first?.text == "Coefficients of yes against no")
    let down = try #require(rectangles(drawing, picture.scale.color(-picture.scale.limit * 0.6)).first)
    let up = try #require(rectangles(drawing, picture.scale.color(picture.scale.limit * 0.6)).first)
    #expect(down.maxX == up.x && down.width == 2 * up.width && down.y < up.y)
    #expect(labels(drawing).contains { $0.text == "\u{2212}2.00" && $0.anchor == .end })
    checkInside(drawing)
  }

  @Test func ofManyFeaturesTheStrongestAreDrawnAndTheRestIsTold() throws {
    for classCount in [2, 3] {
      let drawing = try FeatureWeightsPicture(
        coefficients(
          classes: (0..<classCount).map { "class \($0)" }, features: (0..<1312).map { "column \($0)" }
        ) { k, j in Float(j * (k == 0 ? 1 : -1)) }
      ).drawing
      let texts = labels(drawing).map(\.text)
      #expect(texts.count { $0.hasPrefix("column ") } == 40)
      #expect(texts.contains("column 1311") && !texts.contains("column 1271"))
      #expect(texts.contains("The 40 strongest of 1,312 features."))
      checkInside(drawing)
    }
  }

  @Test func manyClassesHaveTurnedNamesAndNoNumbers() throws {
    let drawing = try FeatureWeightsPicture(
      coefficients(
        classes: (0..<60).map { "a class with the number \($0)" },
        features: ["x", String(repeating: "a name far longer than there is room ", count: 9)]
      ) { k, j in Float(k) * (j == 0 ? 0.25 : -1) }
    ).drawing
    #expect(labels(drawing).count { $0.direction == .up } == 60)
    #expect(labels(drawing).contains { $0.text.hasSuffix("…") })
    #expect(!labels(drawing).contains { $0.text.contains(".") && Double($0.text) == 7.375 })
    checkInside(drawing)
  }

  @Test func withoutStandardDeviationsThePictureSaysOneUnit() throws {
    let drawing = try FeatureWeightsPicture(
      coefficients(
        classes: ["a", "b"], features: ["x", "y"], { k, j in Float(k * (j + 1)) }, standardDeviations: [1, nil])
    ).drawing
    #expect(labels(drawing).contains { $0.text == "Change of the log odds with one unit of the feature." })
  }

  @Test(arguments: [Float(1e-30), 1e-5, 1, 1e30])
  func numbersOfAnySizeFit(_ size: Float) throws {
    for classCount in [2, 3, 12] {
      checkInside(
        try FeatureWeightsPicture(
          coefficients(classes: (0..<classCount).map { "c\($0)" }, features: ["x", "y", "z"]) { k, j in
            size * Float(k - 1) * Float(j + 1) * (j == 1 ? -1.2345 : 1)
          }
        ).drawing)
    }
  }

  @Test func aModelThatKnowsNothingIsNoPicture() throws {
    #expect(throws: PictureError.nothingToDraw(what: "no feature of this model does anything")) {
      try FeatureWeightsPicture(coefficients(classes: ["a", "b", "c"], features: ["x"]) { _, _ in 3 })
    }
    #expect(throws: PictureError.tooManyClasses(count: 1001)) {
      try FeatureWeightsPicture(
        coefficients(classes: (0..<1001).map { "\($0)" }, features: ["x"]) { k, _ in Float(k) })
    }
  }
}
