// A certificate that is true, and every way in which it is not.

import Foundation
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct VerificationTests {
  private let folder: TemporaryDirectory
  private let data: Dataset
  private let path: String

  init() throws {
    folder = try TemporaryDirectory()
    var numbers = MadeNumbers(seed: 3)
    data = try Dataset(
      name: "made", features: Features(numbers.floats(80 * 3), input: .table(featureCount: 3)),
      labels: numbers.indices(80, below: 3).map { ["a", "b", "c"][Int($0)] })
    path = folder.file("m")
    try SoftmaxClassifier().fit(data).write(to: path, trainedOn: data)
  }

  /// The file with its card changed as text, and its weights as numbers.
  private func changed(
    card change: (String) throws -> String, weights changeWeights: (inout [Float]) -> Void = { _ in }
  ) throws -> ModelFile {
    let file = try ModelFile(contentsOf: path)
    let container = try SafetensorsFile(InputFile.contents(of: path), path: path)
    var weights = file.model.weights
    changeWeights(&weights)
    let tensors = [
      SafetensorsTensor(name: "weight", shape: [3, 3], values: weights),
      SafetensorsTensor(name: "bias", shape: [3], values: file.model.bias),
    ]
    let card = try change(try #require(container.metadata["softmax"]))
    return try ModelFile(
      unverified: folder.write(
        SafetensorsFile(tensors: tensors, metadata: ["softmax": card]).encoded(), to: "changed"))
  }

  private func withoutHash(_ card: String) -> String {
    card.replacing(/,"weightsSHA256":"[0-9a-f]+"/, with: "")
  }

  @Test func aFitIsConfirmedToTheBitOnAnyThreadsAndKernels() throws {
    let file = try ModelFile(contentsOf: path)
    for kernels in Execution.supportedKernels {
      let found = try file.verification(on: data, execution: Execution(threads: 1, kernels: kernels))
      #expect(found.finding == .confirmed)
      #expect(found.recomputed?.gap == file.card.training?.certifiedGap)
      #expect(found.recomputed?.objective == file.card.training?.objective)
    }
  }

  @Test func aClassWithoutSamplesIsNoHindrance() throws {
    let wider = try Dataset(
      features: data.features, classIndices: data.classIndices,
      classes: ClassVocabulary(names: data.classes.names + ["none"]))
    try SoftmaxClassifier().fit(wider).write(to: folder.file("wider"), trainedOn: wider)
    let file = try ModelFile(contentsOf: folder.file("wider"))
    #expect(file.model.classCount == 3)
    #expect(try file.verification(on: wider).finding == .confirmed)
  }

  @Test func otherDataIsNotTakenForIt() throws {
    let file = try ModelFile(contentsOf: path)
    let shuffled = data.samples(at: Array((0..<80).reversed()))
    #expect(try file.verification(on: shuffled).finding == .otherData)
    let other = try Dataset(features: Features([1, 2], input: .vector(featureCount: 1)), labels: ["x", "y"])
    #expect(try file.verification(on: other).finding == .otherData)
  }

  @Test func aChangedWeightIsNoticedEvenInItsLastBit() throws {
    let file = try changed(card: { $0 }, weights: { $0[4] = $0[4].nextUp })
    #expect(try file.verification(on: data).finding == .otherWeights)
  }

  @Test func aCardWithoutAHashIsHeldAgainstItsFigures() throws {
    #expect(try changed(card: withoutHash).verification(on: data).finding == .confirmed)
    let file = try changed(card: withoutHash, weights: { $0[4] += 0.01 })
    guard case .differs(let differences) = try file.verification(on: data).finding else {
      Issue.record("a changed weight was confirmed")
      return
    }
    #expect(
      differences.map(\.figure).contains("objective") && differences.map(\.figure).contains("certifiedGap"))
  }

  @Test(arguments: ["objective", "gradientMax", "certifiedGap", "trainLogLoss", "trainAccuracy", "l2Penalty"])
  func aFigureThatIsBetterThanTheTruthIsNoticed(_ figure: String) throws {
    func file(_ value: String) throws -> ModelFile {
      try changed(card: { try $0.replacing(Regex("\"\(figure)\":[-+.e0-9]+"), with: "\"\(figure)\":\(value)") })
    }
    // What no fit can have found is refused; what one could have is held against the truth.
    if ["objective", "trainAccuracy"].contains(figure) {
      #expect(throws: FileError.self) { try file("1e-12") }
    }
    let possible = ["objective": "9.5", "trainAccuracy": "1"][figure] ?? "1e-12"
    guard case .differs(let differences) = try file(possible).verification(on: data).finding else {
      Issue.record("\(figure) was confirmed")
      return
    }
    #expect(figure == "l2Penalty" || differences.map(\.figure) == [figure])
  }

  @Test func whatHasNoCertificateSaysSo() throws {
    let bare = ModelFile(try SoftmaxModel(contentsOf: path))
    #expect(try bare.verification(on: data).finding == .noRecord)
    let fit = try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(data)
    let plain = ModelFile(fit.model, training: TrainingRecord(fit.report, data: data))
    #expect(try plain.verification(on: data).finding == .noCertificate)
    let unknown = try changed(card: { $0.replacing(/"standardization":\{[^}]*\},/, with: "") })
    #expect(try unknown.verification(on: data).finding == .noStandardization)
  }
}
