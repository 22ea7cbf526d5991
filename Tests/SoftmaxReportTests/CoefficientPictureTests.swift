// Coefficients over the penalties.

import Testing

@testable import SoftmaxRegression
@testable import SoftmaxReport

@Suite struct CoefficientPictureTests {
  /// A path of three L2 and two L1 penalties whose model number i has the weights i x (j + 1), with the sign of the class.
  private func path(
    classes: Int = 3, features: Int = 6, standardization: Standardization? = nil
  ) throws -> (path: CoefficientPath, scores: [PenaltyScore]) {
    let families: [PenaltyFamily] = [.l2, .l2, .l2, .l1, .l1]
    let scores = families.enumerated().map { i, family in
      PenaltyScore(
        family: family, strength: [1, 0.1, 0.01, 0.5, 0.05][i], foldLogLosses: [], foldAccuracies: [],
        objective: 1,
        estimatedGap: nil, nonzeroCount: 0, testAccuracy: nil, testLogLoss: nil, passes: 1)
    }
    let names = try ClassVocabulary(names: (0..<classes).map { "class \($0)" })
    let models = families.indices.map { i in
      SoftmaxModel(
        parameters: Parameters(
          weights: (0..<classes).flatMap { k in
            (0..<features).map { Float(i * ($0 + 1) * (k % 2 == 0 ? 1 : -1)) }
          },
          bias: [Float](repeating: 0, count: classes)),
        classes: names, input: .table(featureNames: (0..<features).map { "column \($0)" }))
    }
    return (CoefficientPath(models: models, standardization: standardization), scores)
  }

  private func labels(_ drawing: Drawing) -> [String] {
    drawing.marks.compactMap { if case .label(let label) = $0 { label.text } else { nil } }
  }

  private func lines(_ drawing: Drawing) -> [(points: [Point], stroke: Stroke)] {
    drawing.marks.compactMap { if case .line(let points, let stroke) = $0 { (points, stroke) } else { nil } }
  }

  @Test func theLargestAreNamedAndTheOthersGrey() throws {
    let (path, scores) = try path()
    let drawing = try CoefficientPicture(path, scores: scores, chosenIndex: 1, title: "data").drawing
    let found = labels(drawing)
    #expect(found.contains("Coefficients on data"))
    for j in 2..<6 { #expect(found.contains("column \(j)")) }
    #expect(!found.contains("column 0") && !found.contains("column 1"))
    for k in 0..<3 { #expect(found.contains("class \(k)")) }
    // Two grey lines in each of three plots, of three points each: those of the chosen kind.
    let grey = lines(drawing).filter { $0.stroke.color == Theme.line && $0.stroke.dash == nil }
    #expect(grey.count == 6 && grey.allSatisfy { $0.points.count == 3 })
    #expect(lines(drawing).count { $0.stroke.dash == Stroke.Dash(length: 4, gap: 4) } == 3)
    #expect(found.contains("The largest are named, the others grey. Dashed upright: the chosen strength."))
  }

  @Test func linesGoWhereTheCoefficientsAre() throws {
    let (path, scores) = try path()
    let drawing = try CoefficientPicture(path, scores: scores).drawing
    // The first named line of the first two classes: the largest coefficient, from 0 up or down as the penalty weakens.
    let named = lines(drawing).filter { $0.stroke.color == SeriesStyle(0).color && $0.points.count == 3 }
    #expect(named.count == 3)
    for (index, points) in named.map(\.points).enumerated() {
      // Strengths fall, so that x does; y grows downwards.
      #expect(points[0].x > points[1].x && points[1].x > points[2].x)
      let steps = [points[0].y - points[1].y, points[1].y - points[2].y]
      #expect(abs(steps[0] - steps[1]) < 1e-6 && (steps[0] > 0) == (index % 2 == 0))
    }
  }

  @Test func standardisedCoefficientsAreDrawnInStandardDeviations() throws {
    let standardDeviations = [100.0, 1, 1, 1, 1, 0.001]
    let (path, scores) = try path(
      standardization: Standardization(
        means: [Double](repeating: 0, count: 6), standardDeviations: standardDeviations))
    let found = labels(try CoefficientPicture(path, scores: scores).drawing)
    #expect(found.contains("column 0") && !found.contains("column 5"))
    #expect(found.contains { $0.hasSuffix("(per standard deviation)") })
  }

  @Test func manyClassesAreOnePlot() throws {
    let (path, scores) = try path(classes: 13)
    let drawing = try CoefficientPicture(path, scores: scores).drawing
    #expect(labels(drawing).contains("All 13 classes: root of the sum of squares"))
    #expect(labels(drawing).count { $0 == "strength of the penalty" } == 1)
  }

  @Test func manyFeaturesAreNotAllDrawn() throws {
    let (path, scores) = try path(classes: 2, features: 500)
    let drawing = try CoefficientPicture(path, scores: scores).drawing
    #expect(lines(drawing).count { $0.stroke.color == Theme.line && $0.stroke.dash == nil } == 400)
    #expect(labels(drawing).contains("The largest are named; of the others the 200 largest are grey."))
  }

  @Test func onePenaltyIsNoPath() throws {
    let (path, scores) = try path()
    #expect(throws: PictureError.self) {
      try CoefficientPicture(
        CoefficientPath(models: [path.models[0]], standardization: nil), scores: [scores[0]])
    }
  }
}
