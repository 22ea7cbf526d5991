// Relaxed fits: what they are made of, what they say of themselves, and glmnet's.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct RelaxedFitTests {
  private func classifier(
    l1: Double, l2: Double? = nil, blend: Double = 0, relaxL2: Double = 0, factors: [Double]? = nil,
    classWeights: ClassWeights = .uniform, hasBias: Bool = true,
    standardize: SoftmaxClassifier.Standardize = .automatic, execution: Execution = .automatic
  ) throws -> SoftmaxClassifier {
    try SoftmaxClassifier(
      l2Penalty: l2, l1Penalty: l1, penaltyShape: PenaltyShape(factors: factors),
      relaxation: Relaxation(blend: blend, l2Penalty: relaxL2), classWeights: classWeights, hasBias: hasBias,
      standardize: standardize, execution: execution)
  }

  /// Three classes that overlap, six columns of which two say something.
  static func mixed(_ labels: [String] = ["a", "b", "c"], isTable: Bool = true) throws -> Dataset {
    var numbers = MadeNumbers(seed: 61)
    let values = numbers.floats(6 * 150)
    let noise = numbers.floats(2 * 150)
    let codes = (0..<150).map { (i: Int) -> Int in
      let first = values[6 * i] + 1.2 * noise[2 * i]
      let second = values[6 * i + 3] + 1.2 * noise[2 * i + 1]
      return first > 0.4 ? 2 : second > 0 ? 1 : 0
    }
    let names = ["age", "bmi", "calls", "dose", "east", "flow"]
    return try Dataset(
      features: Features(values, input: isTable ? .table(featureNames: names) : .vector(featureCount: 6)),
      labels: codes.map { labels[$0] })
  }

  // MARK: glmnet

  @Test(arguments: ["race", "race, elastic net", "race, penalty factors", "low"])
  func coefficientsAreThoseOfGlmnet(_ name: String) throws {
    let golden = try #require(RelaxedGolden.all.cases.first { $0.name == name })
    let data = try RelaxedGolden.dataset(golden)
    let classCount = data.classes.count
    for expected in golden.fits {
      func fit(_ blend: Double) throws -> SoftmaxFit {
        try classifier(
          l1: golden.alpha * expected.lambda, l2: (1 - golden.alpha) * expected.lambda, blend: blend,
          factors: golden.factors
        ).fit(data)
      }
      let quarter = try fit(0.25)
      let refit = try fit(0)
      let pairs = [(try fit(1), expected.penalised), (refit, expected.refit), (quarter, expected.quarter)]
      for (found, wanted) in pairs {
        let own = RelaxedGolden.differences(RelaxedGolden.coefficients(found.model), classCount: classCount)
        let theirs = RelaxedGolden.differences(wanted, classCount: classCount)
        for (a, b) in zip(own, theirs) {
          // Float32's rounding is 6e-8, and fits end where F is within 1e-8 of its optimum: 8e-6 at most were found.
          #expect(abs(a - b) <= 3e-5 * max(1, abs(b)), "\(name), lambda \(expected.lambda): \(a), not \(b)")
        }
      }
      // Neither is below the other's optimum by more than its tolerance.
      #expect(abs(refit.report.trainLogLoss / expected.refitLogLoss - 1) <= 1e-8)
      // A blend is not an optimum: its loss is as right as its coefficients.
      #expect(abs(quarter.report.trainLogLoss / expected.quarterLogLoss - 1) <= 1e-7)
      let width = expected.penalised.count / classCount
      let kept = (0..<data.featureCount).filter { j in
        (0..<classCount).contains { expected.penalised[$0 * width + 1 + j] != 0 }
      }
      #expect(refit.report.relaxation?.keptFeatures == kept)
      #expect(refit.model.usedFeatures == kept && kept.count < data.featureCount)
    }
  }

  // MARK: What it is made of

  @Test(arguments: [true, false])
  func aBlendOfOneIsThePenalisedFit(_ isTable: Bool) throws {
    let data = try Self.mixed(isTable: isTable)
    let plain = try SoftmaxClassifier(l1Penalty: 0.05).fit(data)
    let relaxed = try classifier(l1: 0.05, blend: 1).fit(data)
    #expect(relaxed.model == plain.model && relaxed.report.certificate == plain.report.certificate)
    #expect(relaxed.report.relaxation?.refit == nil && plain.report.relaxation == nil)
    #expect(relaxed.report.relaxation?.keptFeatures == plain.model.usedFeatures)
  }

  struct Shape: Sendable, CustomTestStringConvertible {
    var hasBias = true
    var standardize = SoftmaxClassifier.Standardize.automatic
    var isTable = true
    var relaxL2 = 0.0
    var isWeighted = false
    var testDescription: String { "\(hasBias), \(standardize), \(isTable), \(relaxL2), \(isWeighted)" }
  }

  static let shapes = [
    Shape(), Shape(hasBias: false), Shape(standardize: .never), Shape(isTable: false),
    Shape(relaxL2: 0.01), Shape(standardize: .always, relaxL2: 0.02, isWeighted: true), Shape(isWeighted: true),
  ]

  @Test(arguments: shapes)
  func aBlendOfZeroIsTheFitOfATableOfTheKeptColumns(_ shape: Shape) throws {
    var data = try Self.mixed(isTable: shape.isTable)
    var numbers = MadeNumbers(seed: 62)
    let weights = (0..<data.sampleCount).map { _ in Double(numbers.next()).magnitude + 0.2 }
    if shape.isWeighted { data = try data.weighted(by: weights) }
    let classWeights = shape.isWeighted ? ClassWeights.balanced : .uniform
    let relaxed = try classifier(
      l1: 0.05, relaxL2: shape.relaxL2, classWeights: classWeights, hasBias: shape.hasBias,
      standardize: shape.standardize
    ).fit(data)
    let relaxation = try #require(relaxed.report.relaxation)
    let kept = relaxation.keptFeatures
    #expect(!kept.isEmpty && kept.count < 6)
    // Made from their numbers, not by the code that keeps columns.
    let rows = (0..<data.sampleCount).map { row in kept.map { data.features.row(row)[$0] } }
    let names = kept.map { data.features.input.featureNames?[$0] ?? "" }
    let input = shape.isTable ? InputDescription.table(featureNames: names) : .vector(featureCount: kept.count)
    var own = try Dataset(
      features: Features(rows: rows, input: input), classIndices: data.classIndices, classes: data.classes)
    if shape.isWeighted { own = try own.weighted(by: weights) }
    let alone = try SoftmaxClassifier(
      l2Penalty: shape.relaxL2, classWeights: classWeights, hasBias: shape.hasBias,
      standardize: shape.standardize
    ).fit(own)
    #expect(relaxed.model.keeping(kept).weights == alone.model.weights)
    #expect(relaxed.model.bias == alone.model.bias)
    #expect(relaxed.model.usedFeatures == kept)
    #expect(relaxed.report.certificate == alone.report.certificate)
    #expect(relaxation.refit?.certificate == alone.report.certificate)
    #expect((relaxed.report.certifiedGap != nil) == (shape.relaxL2 > 0))
    #expect(relaxed.report.stopReason == .converged)
    // What the penalised fit says of itself is its own.
    let penalised = try SoftmaxClassifier(
      l1Penalty: 0.05, classWeights: classWeights, hasBias: shape.hasBias, standardize: shape.standardize
    ).fit(data)
    #expect(relaxation.penalised.certificate == penalised.report.certificate)
    #expect(relaxation.penalised.certificate.gap != nil)
    #expect(
      relaxed.report.l1Penalty == 0.05 && relaxed.report.iterations.count == penalised.report.iterations.count)
  }

  @Test func aBlendBetweenIsTheMeanOfBothAndHasNoCertificate() throws {
    let data = try Self.mixed()
    let fits = try [0, 0.25, 1].map { try classifier(l1: 0.05, blend: $0, relaxL2: 0.01).fit(data) }
    func check(_ path: KeyPath<SoftmaxModel, [Float]>) {
      let (refit, quarter, penalised) = (
        fits[0].model[keyPath: path], fits[1].model[keyPath: path], fits[2].model[keyPath: path]
      )
      for i in quarter.indices {
        #expect(quarter[i] == Float(0.25 * Double(penalised[i]) + 0.75 * Double(refit[i])))
      }
    }
    check(\.weights)
    check(\.bias)
    let report = fits[1].report
    #expect(report.certifiedGap == nil && report.relaxation?.refit?.certificate.gap != nil)
    #expect(report.relaxation?.penalised.certificate.gap != nil)
    // Its loss lies between theirs, and its objective is the refit's at other weights.
    #expect(report.trainLogLoss > fits[0].report.trainLogLoss)
    #expect(report.trainLogLoss < fits[2].report.trainLogLoss)
    #expect(report.objective > fits[0].report.objective)
    #expect(report.gradientMax > 100 * fits[0].report.gradientMax)
    let loss = try fits[1].model.evaluate(data).logLoss
    #expect(abs(loss / report.trainLogLoss - 1) < 1e-6)
  }

  @Test func theOrderOfLabelsDoesNotChangeTheModel() throws {
    let first = try classifier(l1: 0.05, blend: 0.25).fit(Self.mixed(["a", "b", "c"]))
    let second = try classifier(l1: 0.05, blend: 0.25).fit(Self.mixed(["c", "a", "b"]))
    let order = ["c", "a", "b"].map { name in second.model.classes.index(of: name).map { Int($0) } ?? 0 }
    for (k, other) in order.enumerated() {
      for j in 0..<6 {
        let (a, b) = (first.model.weights[6 * k + j], second.model.weights[6 * other + j])
        // Sums over classes have another order.
        #expect(abs(a - b) <= 1e-3 * max(1, abs(a)) && (a == 0) == (b == 0))
      }
    }
  }

  @Test func allThreadsMakeTheSameBits() throws {
    let data = try Self.mixed()
    let fits = try [1, 3].map { threads in
      try classifier(
        l1: 0.05, blend: 0.5, execution: Execution(table: .supported[0], threads: threads, isPatient: true)
      ).fit(data)
    }
    #expect(fits[0].model == fits[1].model && fits[0].report.certificate == fits[1].report.certificate)
    #expect(fits[0].report.relaxation == fits[1].report.relaxation)
  }

  // MARK: Edges

  @Test func withoutAnyFeatureLeftTheModelIsItsBiases() throws {
    let relaxed = try classifier(l1: 10).fit(Self.mixed())
    #expect(relaxed.model.weights.allSatisfy { $0 == 0 } && relaxed.model.bias.contains { $0 != 0 })
    #expect(relaxed.report.relaxation?.keptFeatures == [] && relaxed.report.relaxation?.refit == nil)
    #expect(relaxed.report.certifiedGap != nil)
  }

  @Test func withAllFeaturesLeftNothingIsCopiedAndTheFitIsTheUnpenalisedOne() throws {
    let data = try Self.mixed()
    let relaxed = try classifier(l1: 1e-4).fit(data)
    #expect(relaxed.report.relaxation?.keptFeatures == [0, 1, 2, 3, 4, 5])
    #expect(relaxed.model == (try SoftmaxClassifier(l2Penalty: 0).fit(data)).model)
  }

  @Test func aColumnWithoutAPenaltyIsKept() throws {
    // The last column says nothing, and is free.
    let relaxed = try classifier(l1: 10, relaxL2: 0.1, factors: [1, 1, 1, 1, 1, 0]).fit(Self.mixed())
    #expect(relaxed.report.relaxation?.keptFeatures == [5])
    // Of the kept ones none has a penalty, and so has the refit.
    let alone = try SoftmaxClassifier(l2Penalty: 0).fit(Self.mixed().keeping([5]))
    #expect(relaxed.model.keeping([5]).weights == alone.model.weights)
  }

  @Test func aSeparatedRefitEndsAndSaysWhatToDo() throws {
    let data = try IrisRows.dataset()
    let relaxed = try classifier(l1: 0.1).fit(data)
    #expect(relaxed.report.stopReason == .separated)
    #expect(relaxed.report.relaxation?.penalised.stopReason == .converged)
    #expect(relaxed.report.relaxation?.refit?.stopReason == .separated)
    let messages = relaxed.report.warnings.map(\.description)
    #expect(
      messages.contains {
        // As they are called among all: of the kept features alone they would be 1 and 2.
        $0.hasPrefix("class '0' can be told from all others without error by feature 2 alone or feature 3:")
          && $0.hasSuffix(
            "give the refit an L2 penalty, or use a larger L1 penalty, which keeps fewer features")
      }, "\(messages)")
    let held = try classifier(l1: 0.1, relaxL2: 0.01).fit(data)
    #expect(held.report.stopReason == .converged && held.report.certifiedGap != nil)
    #expect(held.report.warnings.isEmpty)
  }

  @Test func dependentFeaturesAreCalledAsTheyAreAmongAll() throws {
    let data = try Self.mixed(isTable: false)
    // Noise before them, and copies of the two features that say something, which an L1 penalty shares out.
    let rows = (0..<data.sampleCount).map { i -> [Float] in
      let row = data.features.row(i)
      return [row[1], row[0], row[0], row[3]]
    }
    let copied = try Dataset(
      features: Features(rows: rows, input: .vector(featureCount: 4)), classIndices: data.classIndices,
      classes: data.classes)
    let relaxed = try classifier(l1: 0.04, l2: 0.02).fit(copied)
    #expect(relaxed.report.relaxation?.keptFeatures == [1, 2, 3])
    let warned = relaxed.report.warnings.map(\.description)
    #expect(warned.contains { $0.contains("'feature 2' of 'feature 1'") }, "\(warned)")
  }

  @Test func aPenalisedFitThatEndsEarlyIsSaidToHaveDoneSo() throws {
    let relaxed = try SoftmaxClassifier(
      solver: .automatic(maxIterations: 1), l1Penalty: 0.01, relaxation: Relaxation()
    ).fit(Self.mixed())
    #expect(relaxed.report.stopReason == .iterationLimit)
    #expect(relaxed.report.relaxation?.penalised.stopReason == .iterationLimit)
  }

  @Test(arguments: [0, 1])
  func aFitThatIsStoppedIsWhatItWas(_ fitIndex: Int) throws {
    var begun = -1
    let relaxed = try classifier(l1: 0.05).fit(Self.mixed(), every: .batch) { event in
      if case .begin = event { begun += 1 }
      if case .iteration = event, begun == fitIndex { return .stop }
      return .continue
    }
    #expect(relaxed.report.stopReason == .stopped)
    #expect((relaxed.report.relaxation?.refit == nil) == (fitIndex == 0))
  }

  @Test func theRefitsPlanCountsTheCopyOfItsFeatures() throws {
    var plans: [TrainingPlan] = []
    let data = try Self.mixed()
    let relaxed = try classifier(l1: 0.05).fit(data) { event in
      if case .begin(let plan) = event { plans.append(plan) }
      return .continue
    }
    let kept = try #require(relaxed.report.relaxation?.keptFeatures)
    var alone: [TrainingPlan] = []
    _ = try SoftmaxClassifier(l2Penalty: 0).fit(data.keeping(kept)) { event in
      if case .begin(let plan) = event { alone.append(plan) }
      return .continue
    }
    try #require(plans.count == 2 && alone.count == 1)
    #expect(plans[1].memoryBytes == alone[0].memoryBytes + 4 * 150 * kept.count)
  }

  @Test func picturesAreRefittedInTheirBytes() throws {
    var numbers = MadeNumbers(seed: 63)
    let bytes = numbers.bytes(16 * 120)
    let noise = numbers.floats(120)
    let labels = (0..<120).map { Float(bytes[16 * $0 + 5]) / 128 - 1 + noise[$0] > 0 ? 1 : 0 }
    let data = try Dataset(
      features: Features(bytes: bytes, input: .image(shape: [4, 4], maximum: 255)), labels: labels)
    let relaxed = try classifier(l1: 0.03).fit(data)
    let kept = try #require(relaxed.report.relaxation?.keptFeatures)
    #expect(kept.contains(5) && kept.count < 16 && relaxed.model.input.shape == [4, 4])
    let columns = try data.keeping(kept)
    #expect(columns.features.rows.elementType == .uint8 && columns.features.input.kind == .image)
    #expect(columns.features.row(7) == kept.map { data.features.row(7)[$0] })
    let alone = try SoftmaxClassifier(l2Penalty: 0).fit(columns)
    #expect(relaxed.model.keeping(kept).weights == alone.model.weights)
  }

  @Test func vectorsKeepTheirOriginsAndTablesTheirNames() throws {
    let vectors = InputDescription.vector(featureCount: 3, origins: [0, 5, 9])
    #expect(vectors.keeping([0, 2]) == .vector(featureCount: 2, origins: [0, 9]))
    #expect(
      InputDescription.table(featureNames: ["a", "b", "c"]).keeping([1]) == .table(featureNames: ["b"]))
  }

  // MARK: Refusals

  @Test func settingsThatMakeNoSenseAreRefused() throws {
    func refusal(_ make: () throws -> SoftmaxClassifier) throws -> String {
      try #require(#expect(throws: ConfigurationError.self) { try make() }).description
    }
    for blend in [-0.1, 1.1, .nan] {
      #expect(
        try refusal { try classifier(l1: 0.1, blend: blend) }
          == "relaxBlend must be a number from 0 to 1, not \(blend)")
    }
    for penalty in [-1, .nan, .infinity, 1e-60] {
      #expect(try refusal { try classifier(l1: 0.1, relaxL2: penalty) }.contains("relaxL2 must be at least 0"))
    }
    #expect(try refusal { try classifier(l1: 0) }.contains("relax must be left out without an L1 penalty"))
    #expect(
      try refusal {
        try SoftmaxClassifier(
          solver: .automatic(maxIterations: 0), l1Penalty: 0.1, relaxation: Relaxation())
      }.contains("the start has chosen no features"))
  }

  @Test func statisticsAreRefused() throws {
    let relaxed = try classifier(l1: 0.05).fit(Self.mixed())
    let error = #expect(throws: StatisticsError.relaxed) { try relaxed.statistics(on: Self.mixed()) }
    #expect(error?.description.contains("chosen on the same samples") == true)
  }
}
