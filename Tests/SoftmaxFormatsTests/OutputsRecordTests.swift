// What becomes of a model's logits is in its file, and nowhere where nothing does.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFormats

@Suite struct OutputsRecordTests {
  private func fit() throws -> (file: ModelFile, data: Dataset) {
    var numbers = MadeNumbers(seed: 3)
    let data = try Dataset(
      name: "made:train", features: Features(numbers.floats(120), input: .table(featureNames: ["x", "y"])),
      labels: (0..<60).map { ["a", "b", "c", "d"][$0 % 7 % 4] })
    let fit = try SoftmaxClassifier().fit(data)
    return (fit.file(trainedOn: data, evaluation: try fit.model.evaluate(data)), data)
  }

  private func read(_ file: ModelFile) throws -> ModelFile {
    try ModelFile(SharedStorage(file.encoded()), path: "m")
  }

  private static let scalings: [LogitScaling.Factors] = [
    .temperature(1.37), .vector(scales: [0.1, 1, 2, 0.75], shifts: [0.3, -1, 0, 1e-7]),
  ]

  @Test(arguments: scalings)
  func allOfItIsWhatItWasWhenItIsRead(_ factors: LogitScaling.Factors) throws {
    let (file, data) = try fit()
    let sets = PredictionSets(kind: .plain, coverage: 0.9, threshold: 0.123, data: "h", sampleCount: 40)
    let model = try file.model.calibrated(by: LogitScaling(factors, data: "holdout", sampleCount: 30))
      .edited(by: ModelEdit(merges: [.init(["a", "c"], into: "ac")], renames: [.init("d", to: "e")]))
      .adjusted(toShares: [0.2, 0.3, 0.5], trainingShares: [3, 2, 1]).with(sets: sets)
    let edited = file.replacing(with: model)
    let found = try read(edited)
    #expect(found == edited && found.model == model && found.card.version == 4)
    #expect(found.card.classes == ["a", "b", "c", "d"] && found.model.classes.names == ["ac", "b", "e"])
    #expect(
      try found.model.probabilities(for: data.features) == model.probabilities(for: data.features))
    // The tensors are those that nn.Linear loads.
    let container = try SafetensorsFile(SharedStorage(edited.encoded()), path: "m")
    #expect(container["weight"]?.floats == file.model.weights && container["bias"]?.floats == file.model.bias)
  }

  @Test func aFileWithoutOutputsIsThatOfEarlierReleases() throws {
    let (file, _) = try fit()
    let container = try SafetensorsFile(SharedStorage(file.encoded()), path: "m")
    #expect(file.card.version == 2 && container.metadata["softmax"]?.contains("outputs") == false)
    // An edit that is undone leaves nothing behind.
    let there = try file.model.edited(by: ModelEdit(renames: [.init("a", to: "z")]))
    let back = try there.edited(by: ModelEdit(renames: [.init("z", to: "a")]))
    #expect(back == file.model && file.replacing(with: back) == file)
  }

  @Test func whatIsStillTrueStaysInTheFile() throws {
    let (file, data) = try fit()
    let renamed = file.replacing(with: try file.model.edited(by: ModelEdit(renames: [.init("a", to: "z")])))
    #expect(renamed.card.training == file.card.training && renamed.card.evaluation == file.card.evaluation)
    let merged = file.replacing(
      with: try file.model.edited(by: ModelEdit(merges: [.init(["a", "b"], into: "ab")])))
    #expect(merged.card.training == file.card.training && merged.card.evaluation == nil)
    for one in [renamed, merged] {
      let found = try read(one).verification(on: data)
      #expect(found.finding == .confirmed && found.unchecked.contains { $0.field == "outputs.classes" })
    }
    let dropped = file.replacing(with: try file.model.edited(by: ModelEdit(drops: ["b"])))
    #expect(dropped.card.training == nil && dropped.card.evaluation == nil && dropped.card.version == 2)
    #expect(dropped.card.classes == ["a", "c", "d"])
    #expect(try read(dropped) == dropped)
  }

  @Test func theRecordOfAFitSaysHowFrequentItsClassesWere() throws {
    let (file, data) = try fit()
    #expect(file.card.training?.classTotals == data.classCounts.map(Double.init))
    #expect(try file.verification(on: data).finding == .confirmed)
    let weighted = try data.weighted(by: (0..<60).map { Double($0 % 3) })
    let fit = try SoftmaxClassifier(classWeights: .balanced).fit(weighted)
    let totals = try #require(fit.file(trainedOn: weighted).card.training?.classTotals)
    // Balanced classes have the same total each.
    #expect(totals.allSatisfy { abs($0 - totals[0]) < 1e-9 * totals[0] })
  }

  @Test(arguments: [
    (#""outputs":{},"version":4"#, "'outputs' has no member"),
    (#""version":4"#, "'version' is 4, which is that of models with outputs"),
    (
      #""outputs":{"sets":{"kind":"plain","coverage":0.9,"threshold":0.5,"data":"d","sampleCount":9}},"version":2"#,
      "'outputs' stands in a card of version 2, expected 4"
    ),
    (#""outputs":{"classes":[{"name":"x","rows":[0,1,2,3]}]},"version":4"#, "expected two at least"),
    (
      #""outputs":{"classes":[{"name":"x","rows":[0,1]},{"name":"y","rows":[2]}]},"version":4"#,
      "no element of 'outputs.classes' has the row 3"
    ),
    (
      #""outputs":{"classes":[{"name":"x","rows":[0,1]},{"name":"y","rows":[1,2,3]}]},"version":4"#,
      "has the row 1, which another class has"
    ),
    (
      #""outputs":{"classes":[{"name":"x","rows":[0,1]},{"name":"y","rows":[2,3,9]}]},"version":4"#,
      "has the row 9, expected one of 4"
    ),
    (
      #""outputs":{"classes":[{"name":"x","rows":[0,1]},{"name":"x","rows":[2,3]}]},"version":4"#,
      "has the name 'x' of another"
    ),
    (
      #""outputs":{"classes":[{"name":"x","rows":[2,3]},{"name":"y","rows":[0,1]}]},"version":4"#,
      "expected classes in the order of their first rows"
    ),
    (
      #""outputs":{"calibration":{"temperature":0,"data":"d","sampleCount":9}},"version":4"#,
      "'outputs.calibration' has a temperature of 0.0"
    ),
    (
      #""outputs":{"calibration":{"data":"d","sampleCount":9}},"version":4"#,
      "'outputs.calibration' has no 'temperature' alone"
    ),
    (
      #""outputs":{"calibration":{"scales":[1,2],"shifts":[1,2],"data":"d","sampleCount":9}},"version":4"#,
      "2 scales, expected 4"
    ),
    (
      #""outputs":{"prior":{"shares":[0.5,0.5,0,0],"trainingShares":[0.25,0.25,0.25,0.25]}},"version":4"#,
      "element 2 of 'outputs.prior.shares' is 0.0"
    ),
    (
      #""outputs":{"prior":{"shares":[0.5,0.5,0.1,0.1],"trainingShares":[0.25,0.25,0.25,0.25]}},"version":4"#,
      "'outputs.prior.shares' has the sum 1.2"
    ),
    (
      #""outputs":{"sets":{"kind":"vague","coverage":0.9,"threshold":0.5,"data":"d","sampleCount":9}},"version":4"#,
      "'outputs.sets.kind' is 'vague'"
    ),
    (
      #""outputs":{"sets":{"kind":"plain","coverage":1,"threshold":0.5,"data":"d","sampleCount":9}},"version":4"#,
      "'outputs.sets.coverage' is 1.0"
    ),
    (
      #""outputs":{"sets":{"kind":"plain","coverage":0.9,"threshold":-1,"data":"d","sampleCount":9}},"version":4"#,
      "'outputs.sets.threshold' is -1.0"
    ),
    (#""version":6"#, "version 6, expected 5 or less"),
  ])
  func aRecordThatCannotBeIsRefused(_ members: String, _ problem: String) throws {
    let (file, _) = try fit()
    let container = try SafetensorsFile(SharedStorage(ModelFile(file.model).encoded()), path: "m")
    let card = try #require(container.metadata["softmax"])
    let changed = card.replacing(#""version":2"#, with: members)
    #expect(changed != card)
    let bytes = SafetensorsFile(tensors: container.tensors, metadata: ["softmax": changed]).encoded()
    let error = #expect(throws: FileError.self) { try ModelFile(SharedStorage(bytes), path: "m") }
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }
}
