// Charts of how good a model is: reliability, ranking, rejection, scores of classes.

@testable import SoftmaxReport
import Testing

@Suite struct ScoreChartTests {
  private func labels(_ drawing: Drawing) -> [Label] {
    drawing.marks.compactMap { if case .label(let label) = $0 { label } else { nil } }
  }

  private func texts(_ drawing: Drawing) -> [String] { labels(drawing).map(\.text) }

  private func lines(_ drawing: Drawing, _ stroke: Stroke) -> [[Point]] {
    drawing.marks.compactMap { if case .line(let points, stroke) = $0 { points } else { nil } }
  }

  private func rectangles(_ drawing: Drawing, _ color: Color) -> [Rectangle] {
    drawing.marks.compactMap { if case .rectangle(let area, color) = $0 { area } else { nil } }
  }

  /// Nothing reaches beyond the picture's edges, and it can be painted.
  private func check(_ drawing: Drawing, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (width, height) = (Double(drawing.width), Double(drawing.height))
    for label in labels(drawing) {
      let length = StrokeFont.standard.width(of: label.text, size: label.size, bold: label.isBold)
      let before = label.anchor == .start ? 0 : label.anchor == .middle ? length / 2 : length
      let place = label.position
      #expect(
        place.x - before >= 4 && place.x - before + length <= width - 4 && place.y > 8 && place.y < height - 4,
        "\(label.text)", sourceLocation: sourceLocation)
    }
    for case .line(let points, _) in drawing.marks {
      #expect(
        points.allSatisfy { $0.x >= 0 && $0.x <= width && $0.y >= 0 && $0.y <= height },
        sourceLocation: sourceLocation)
    }
    #expect(!drawing.title.isEmpty && !drawing.summary.isEmpty, sourceLocation: sourceLocation)
    #expect(try DecodedPNG(drawing).width == drawing.width, sourceLocation: sourceLocation)
  }

  // MARK: Reliability

  private func bin(_ index: Int, of count: Int = 10, _ samples: Double, _ accuracy: Double)
    -> ReliabilityPicture.Bin
  {
    let (lower, upper) = (Double(index) / Double(count), Double(index + 1) / Double(count))
    return ReliabilityPicture.Bin(
      lower: lower, upper: upper, sampleCount: samples,
      meanConfidence: samples > 0 ? (lower + upper) / 2 : .nan, accuracy: samples > 0 ? accuracy : .nan)
  }

  @Test func binsLieAtTheirConfidenceAndAccuracy() throws {
    let bins = [bin(2, 10, 0.25), bin(5, 30, 0.4), bin(7, 0, 0), bin(9, 60, 0.9)]
    let drawing = try ReliabilityPicture(
      [.init(name: "before", bins: bins, calibrationError: 0.0625)], title: "made"
    ).drawing
    try check(drawing)
    let line = try #require(lines(drawing, SeriesStyle(0).stroke).first { $0.count == 3 })
    let diagonal = try #require(
      lines(drawing, Stroke(Theme.muted, width: 1, dash: .init(length: 4, gap: 4))).first)
    let side = diagonal[1].x - diagonal[0].x
    for (point, (confidence, accuracy)) in zip(line, [(0.25, 0.25), (0.55, 0.4), (0.95, 0.9)]) {
      #expect(abs(point.x - (diagonal[0].x + confidence * side)) < 1e-9)
      #expect(abs(point.y - (diagonal[0].y + accuracy * (diagonal[1].y - diagonal[0].y))) < 1e-9)
    }
    // Bars are as high as their share of the samples: 10, 30 and 60 of 100.
    let bars = rectangles(drawing, SeriesStyle(0).color).sorted { $0.x < $1.x }
    #expect(bars.count == 3)
    #expect(abs(bars[1].height / bars[0].height - 3) < 0.15 && abs(bars[2].height / bars[0].height - 6) < 0.3)
    #expect(texts(drawing).contains("Reliability on made") && texts(drawing).contains("before, error 6.25 %"))
    #expect(drawing.summary.hasPrefix("before: expected calibration error 6.25 %"))
  }

  @Test func twoCurvesAreToldApartWithoutColour() throws {
    let curves = ["before", "after"].map { name in
      ReliabilityPicture.Curve(name: name, bins: (0..<15).map { bin($0, of: 15, Double($0 + 1), 0.5) })
    }
    let drawing = try ReliabilityPicture(curves).drawing
    try check(drawing)
    #expect(lines(drawing, SeriesStyle(0).stroke).contains { $0.count == 15 })
    #expect(lines(drawing, SeriesStyle(1).stroke).contains { $0.count == 15 })
    #expect(SeriesStyle(1).dash != nil)
    // One bar a bin is filled; of the other one four sides are drawn.
    #expect(rectangles(drawing, SeriesStyle(0).color).count == 15)
    #expect(rectangles(drawing, SeriesStyle(1).color).count == 60)
  }

  @Test func reliabilityOfOneSampleIsDrawnAndOfNoneRefused() throws {
    try check(ReliabilityPicture([.init(name: "model", bins: [bin(9, 1, 1)])]).drawing)
    #expect(throws: PictureError.nothingToDraw(what: "no sample was scored")) {
      try ReliabilityPicture([.init(name: "model", bins: [bin(1, 0, 0)])])
    }
    #expect(throws: PictureError.self) { try ReliabilityPicture([]) }
  }

  // MARK: ROC, precision and recall

  private func curve(_ name: String, _ height: Double) -> RankCurvePicture.Curve {
    .init(name: name, points: [Point(0, 0), Point(0.25, height), Point(1, 1)])
  }

  @Test func aFewClassesAreAllNamedWithTheirAreas() throws {
    let drawing = try RankCurvePicture(
      .receiverOperatingCharacteristic, [curve("cat", 0.75), curve("dog", 0.5)], title: "made"
    ).drawing
    try check(drawing)
    // Trapezia: 0.25 x 0.75 / 2 + 0.75 x 1.75 / 2 and 0.25 x 0.5 / 2 + 0.75 x 1.5 / 2.
    #expect(texts(drawing).contains("cat  0.750") && texts(drawing).contains("dog  0.625"))
    #expect(lines(drawing, SeriesStyle(0).stroke).contains { $0.count == 3 })
    #expect(drawing.summary == "cat: area under the curve 0.750; dog: area under the curve 0.625.")
    #expect(!texts(drawing).contains { $0.contains("mean") })
  }

  @Test func ofManyTheMeanAndTheWorstAreNamed() throws {
    let curves = (0..<10).map { curve("class \($0)", 0.5 + Double(($0 * 7) % 10) / 20) }
    let drawing = try RankCurvePicture(.receiverOperatingCharacteristic, curves).drawing
    try check(drawing)
    // The least heights are those of 0 (0), 3 (1) and 6 (2).
    for name in ["mean of 10 classes", "class 0", "class 3", "class 6"] {
      #expect(texts(drawing).contains { $0.hasPrefix(name + "  ") }, "\(name)")
    }
    #expect(!texts(drawing).contains { $0.hasPrefix("class 1  ") })
    #expect(lines(drawing, Stroke(Theme.line, width: 1)).count == 7)
    // All curves have their corner at a quarter, and the mean of heights from 0.5 to 0.95 is 0.725.
    let mean = try #require(lines(drawing, SeriesStyle(0).stroke).first { $0.count == 3 })
    let share = (mean[0].y - mean[1].y) / (mean[0].y - mean[2].y)
    #expect(abs(share - 0.725) < 1e-6)
    #expect(abs((mean[1].x - mean[0].x) / (mean[2].x - mean[0].x) - 0.25) < 1e-9)
  }

  @Test func theMeanOfStepsIsThatOfTheirUpperEnds() throws {
    // Perfect but for one class, whose curve is the diagonal: 4 of 5 at 1 from the beginning.
    let perfect = (0..<4).map {
      RankCurvePicture.Curve(name: "\($0)", points: [Point(0, 0), Point(0, 1), Point(1, 1)])
    }
    let drawing = try RankCurvePicture(
      .receiverOperatingCharacteristic, perfect + [.init(name: "bad", points: [Point(0, 0), Point(1, 1)])]
    ).drawing
    let mean = try #require(lines(drawing, SeriesStyle(0).stroke).first { $0.count == 3 })
    #expect(abs((mean[0].y - mean[1].y) / (mean[0].y - mean[2].y) - 0.8) < 1e-9 && mean[0].x == mean[1].x)
    #expect(texts(drawing).contains("mean of 5 classes  0.900") && texts(drawing).contains("bad  0.500"))
  }

  @Test func ofGoodModelsTheCornerIsShownInWhichCurvesDiffer() throws {
    let good = (0..<3).map { k in
      RankCurvePicture.Curve(
        name: "\(k)", points: [Point(0, 0), Point(0, 0.85), Point(0.02, 0.995), Point(1, 1)])
    }
    let drawing = try RankCurvePicture(.receiverOperatingCharacteristic, good).drawing
    try check(drawing)
    #expect(texts(drawing).contains("The axes show the part in which the curves differ."))
    // The horizontal axis ends at 5 %, the vertical one begins at 80 %, and there is no diagonal in that part.
    #expect(texts(drawing).contains("5") && texts(drawing).contains("80") && !texts(drawing).contains("60"))
    #expect(lines(drawing, Stroke(Theme.muted, width: 1, dash: .init(length: 4, gap: 4))).isEmpty)
    let precise = (0..<3).map { k in
      RankCurvePicture.Curve(name: "\(k)", points: [Point(0, 1), Point(0.95, 1), Point(1, 0.6)])
    }
    let other = try RankCurvePicture(.precisionRecall, precise).drawing
    try check(other)
    #expect(texts(other).contains("90") && !texts(other).contains("0"))
  }

  @Test func fiveHundredClassesWithThousandsOfPointsEachStaySmall() throws {
    let curves = (0..<500).map { k in
      RankCurvePicture.Curve(
        name: "class number \(k) with a long name that does not fit into its column",
        points: k % 100 == 7 ? [] : (0...2000).map { Point(Double($0) / 2000, Double($0 / 10) / 200) })
    }
    let drawing = try RankCurvePicture(.precisionRecall, curves, title: "made").drawing
    try check(drawing)
    #expect(try drawing.encoded(as: .svg).count < 400_000)
    #expect(texts(drawing).contains("5 classes without a curve: no samples."))
    #expect(throws: PictureError.self) {
      try RankCurvePicture(.precisionRecall, [.init(name: "a", points: [])])
    }
  }

  @Test func simplifiedLinesStayWhereTheyWere() {
    let wave = (0...1000).map { index -> Point in
      let x = Double(index) / 10
      return Point(x, 20 * (x / 50 - 1) * (x / 50 - 1))
    }
    let simple = SimplifiedLine.points(wave, tolerance: 0.3)
    #expect(simple.count < 40 && simple.first == wave.first && simple.last == wave.last)
    // Between the points that are left a straight line is no further away than that.
    for point in wave {
      let next = simple.firstIndex { $0.x >= point.x } ?? 0
      let (a, b) = (simple[max(next - 1, 0)], simple[next])
      let y = b.x > a.x ? a.y + (b.y - a.y) * (point.x - a.x) / (b.x - a.x) : b.y
      #expect(abs(y - point.y) < 0.4)
    }
    #expect(SimplifiedLine.points([Point(1, 1), Point(1, 1), Point(1, 1)], tolerance: 0.3).count == 2)
  }

  // MARK: Rejection

  @Test func accuracyIsDrawnOverTheShareThatIsAnswered() throws {
    let points = [Point(1, 0.8), Point(0.5, 1), Point(0.75, 0.9)]
    let drawing = try RejectionPicture(points, chosenShare: 0.75, title: "made").drawing
    try check(drawing)
    let line = try #require(lines(drawing, SeriesStyle(0).stroke).first)
    #expect(line[0].x < line[1].x && line[0].y < line[1].y)
    let upright = try #require(
      lines(drawing, Stroke(Theme.muted, width: 1, dash: .init(length: 4, gap: 4))).first)
    #expect(abs(upright[0].x - (line[0].x + line[line.count - 1].x) / 2) < 1e-9)
    #expect(drawing.summary == "Accuracy 80.0 % of 100.0 % of the samples; 100.0 % of 50.0 % of the samples.")
    try check(RejectionPicture([Point(1, 1)]).drawing)
    #expect(throws: PictureError.self) { try RejectionPicture([Point(0, .nan)]) }
  }

  // MARK: Classes

  private func score(
    _ name: String, _ precision: Double?, _ recall: Double?, _ f1: Double?, _ support: Double = 10
  ) -> ClassScoresPicture.Score {
    .init(name: name, precision: precision, recall: recall, f1: f1, support: support)
  }

  @Test func theWorstClassComesFirstAndThoseWithoutSamplesLast() throws {
    let drawing = try ClassScoresPicture(
      [
        score("good", 0.9, 0.9, 0.9), score("empty", nil, nil, nil, 0), score("bad", 0.5, 0.6, 0.55),
        score("unseen", nil, 0, 0),
      ], title: "made"
    ).drawing
    try check(drawing)
    let names = texts(drawing).filter { ["good", "empty", "bad", "unseen"].contains($0) }
    #expect(names == ["unseen", "bad", "good", "empty"])
    #expect(texts(drawing).contains("never predicted") && texts(drawing).contains("no samples"))
    #expect(drawing.summary == "Lowest F1: unseen 0.0 %, bad 55.0 %, good 90.0 %.")
    // A higher score lies further to the right.
    let discs = drawing.marks.compactMap { mark -> Point? in
      if case .disc(let center, _, _) = mark { center } else { nil }
    }
    // The legend's, and the precision of bad and good.
    #expect(discs.count == 3 && discs[1].x < discs[2].x)
  }

  @Test(arguments: [1, 2, 40, 500])
  func anyNumberOfClassesHasARowEachUpToABound(_ count: Int) throws {
    let scores = (0..<count).map { score("class \($0)", 1, 1, 1) }
    let drawing = try ClassScoresPicture(scores).drawing
    try check(drawing)
    #expect(texts(drawing).count { $0.hasPrefix("class ") } == min(count, 40))
    #expect(texts(drawing).contains { $0.hasPrefix("The 40 of 500 classes") } == (count == 500))
    #expect(throws: PictureError.self) { try ClassScoresPicture([score("none", nil, nil, nil, 0)]) }
  }
}
