// Relaxed fits beside limits of weights and penalties grouped by feature: the refit has what is left of them, and its card
// is verified.

import SoftmaxFormats
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct RelaxedShapeTests {
  private static func data() throws -> Dataset {
    var numbers = MadeNumbers(seed: 61)
    let values = numbers.floats(6 * 150)
    let noise = numbers.floats(2 * 150)
    let labels = (0..<150).map { (i: Int) -> String in
      let first = values[6 * i] + 1.2 * noise[2 * i]
      let second = values[6 * i + 3] + 1.2 * noise[2 * i + 1]
      return first > 0.4 ? "c" : second > 0 ? "b" : "a"
    }
    let names = ["age", "bmi", "calls", "dose", "east", "flow"]
    return try Dataset(features: Features(values, input: .table(featureNames: names)), labels: labels)
  }

  /// The same samples with these columns alone.
  private static func kept(_ columns: [Int], of data: Dataset) throws -> Dataset {
    let rows = (0..<data.sampleCount).map { row in columns.map { data.features.row(row)[$0] } }
    let names = columns.map { data.features.input.featureNames?[$0] ?? "" }
    return try Dataset(
      features: Features(rows: rows, input: .table(featureNames: names)), classIndices: data.classIndices,
      classes: data.classes)
  }

  private static func limits(feature: Int) throws -> PenaltyShape {
    PenaltyShape(
      limits: try WeightLimits([
        .init(feature: feature, className: "b", lower: 0, upper: 0.4),
        .init(feature: feature, className: "a", lower: -0.25, upper: 0),
      ]))
  }

  @Test(arguments: [0, 0.5])
  func limitsHoldInTheRefitAndInEveryBlend(_ blend: Double) throws {
    let data = try Self.data()
    let fit = try SoftmaxClassifier(
      l1Penalty: 0.05, penaltyShape: Self.limits(feature: 3),
      relaxation: Relaxation(blend: blend, l2Penalty: 0.001)
    ).fit(data)
    let relaxation = try #require(fit.report.relaxation)
    let place = try #require(relaxation.keptFeatures.firstIndex(of: 3))
    // Another number in the refit than among all.
    #expect(place < 3 && relaxation.refit?.certificate.gap != nil && fit.report.stopReason == .converged)
    #expect(fit.model.weights[3] >= -0.25 && fit.model.weights[3] <= 0)
    #expect(fit.model.weights[6 + 3] >= 0 && fit.model.weights[6 + 3] <= 0.4)
    guard blend == 0 else { return }
    // Without the limits they would be passed.
    let free = try SoftmaxClassifier(l1Penalty: 0.05, relaxation: Relaxation(l2Penalty: 0.001)).fit(data)
    #expect(free.model.weights[6 + 3] > 0.4 || free.model.weights[3] < -0.25)
    let alone = try SoftmaxClassifier(l2Penalty: 0.001, penaltyShape: Self.limits(feature: place)).fit(
      Self.kept(relaxation.keptFeatures, of: data))
    #expect(fit.model.keeping(relaxation.keptFeatures).weights == alone.model.weights)
    #expect(fit.report.certificate == alone.report.certificate)
    let file = ModelFile(fit.model, training: TrainingRecord(fit.report, data: data))
    #expect(try file.verification(on: data).finding == .confirmed)
  }

  @Test func aGroupedPenaltyLeavesFeaturesForAllClassesAndTheRefitIsOfThese() throws {
    let data = try Self.data()
    let fit = try SoftmaxClassifier(
      l1Penalty: 0.1, penaltyShape: PenaltyShape(isGrouped: true), relaxation: Relaxation(l2Penalty: 0.01)
    ).fit(data)
    let kept = try #require(fit.report.relaxation?.keptFeatures)
    #expect(!kept.isEmpty && kept.count < 6)
    let alone = try SoftmaxClassifier(l2Penalty: 0.01).fit(Self.kept(kept, of: data))
    #expect(fit.model.keeping(kept).weights == alone.model.weights)
    let file = ModelFile(fit.model, training: TrainingRecord(fit.report, data: data))
    #expect(try file.verification(on: data).finding == .confirmed)
  }

  @Test func limitsWithoutAPenaltyOfTheRefitAreRefused() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try SoftmaxClassifier(l1Penalty: 0.05, penaltyShape: Self.limits(feature: 3), relaxation: Relaxation())
    }
    #expect(error?.description.contains("relaxL2 must be above 0 beside limits") == true)
    let search = #expect(throws: ConfigurationError.self) {
      try PenaltySearch(
        families: [.l1], relaxation: RelaxationGrid(),
        classifier: SoftmaxClassifier(penaltyShape: Self.limits(feature: 3)))
    }
    #expect(search?.description.contains("above 0 beside limits") == true)
  }
}
