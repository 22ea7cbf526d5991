// Classes that were dropped, merged and renamed: probabilities, labels, and what is refused.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct ModelEditTests {
  /// Features, and a model of so many classes.
  private func made(
    _ classCount: Int = 5, seed: UInt64 = 9, scale: Float = 3
  ) throws -> (model: SoftmaxModel, data: Dataset) {
    var numbers = MadeNumbers(seed: seed)
    let classes = try MadeOutputs.classes(classCount)
    let model = SoftmaxModel(
      parameters: Parameters(
        weights: numbers.floats(classCount * 4).map { $0 * scale }, bias: numbers.floats(classCount)),
      classes: classes, input: .vector(featureCount: 4))
    let data = try Dataset(
      features: Features(numbers.floats(300 * 4), input: .vector(featureCount: 4)),
      classIndices: numbers.indices(300, below: classCount), classes: classes)
    return (model, data)
  }

  private func edit(_ model: SoftmaxModel) throws -> SoftmaxModel {
    try model.edited(
      by: ModelEdit(merges: [.init(["c1", "c3", "c4"], into: "odd")], renames: [.init("c0", to: "zero")]))
  }

  @Test func rowsOfWeightsBearTheNamesThatTheModelTells() throws {
    let (model, _) = try made()
    let edited = try edit(model)
    let names = ["zero", "c1 (part of odd)", "c2", "c3 (part of odd)", "c4 (part of odd)"]
    #expect(ModelCoefficients(edited).classNames == names)
    #expect(ModelCoefficients(model).classNames == ["c0", "c1", "c2", "c3", "c4"])
  }

  // 5 classes lie in groups of 16 rows, 80 row by row.
  @Test(arguments: [5, 80])
  func mergedProbabilitiesAreSums(_ classCount: Int) throws {
    let (model, data) = try made(classCount)
    let edited = try edit(model)
    #expect(edited.classCount == classCount - 2)
    #expect(edited.classes.names.prefix(3) == ["zero", "odd", "c2"])
    let before = try model.probabilities(for: data.features)
    let after = try edited.probabilities(for: data.features)
    for sample in 0..<data.sampleCount {
      let old = Array(before[sample * classCount..<(sample + 1) * classCount])
      let new = Array(after[sample * edited.classCount..<(sample + 1) * edited.classCount])
      #expect(new[0] == old[0] && new[2] == old[2])
      let sum = [1, 3, 4].reduce(0.0) { $0 + Double(old[$1]) }
      #expect(abs(Double(new[1]) - sum) <= Double(Float(sum).ulp))
      #expect(Array(new[3...]) == Array(old[5...]))
    }
  }

  @Test func everythingThatAModelIsAskedGoesThroughItsOutputs() throws {
    let (model, data) = try made()
    let edited = try edit(model)
    let count = edited.classCount
    let probabilities = try edited.probabilities(for: data.features)
    let logits = try edited.logits(for: data.features)
    let logProbabilities = try edited.logProbabilities(for: data.features)
    let top = try edited.topClasses(for: data.features)
    let evaluation = try edited.evaluate(data)
    var loss = 0.0
    for sample in 0..<data.sampleCount {
      let row = sample * count..<(sample + 1) * count
      let own = Array(probabilities[row])
      #expect(
        top[sample].probability == own.max() && top[sample].classIndex == own.firstIndex(of: own.max() ?? 0))
      let sum = logits[row].reduce(0.0) { $0 + Elementary.exp(Double($1)) }
      for k in 0..<count {
        let place = sample * count + k
        // Float32's logits of magnitude 10.
        #expect(abs(Elementary.exp(Double(logits[place])) / sum - Double(own[k])) < 2e-6)
        #expect(abs(Elementary.exp(Double(logProbabilities[place])) - Double(own[k])) < 2e-6)
      }
      let index = try #require(edited.classIndex(ofLabel: data.label(sample)))
      loss -= Double(logProbabilities[sample * count + index])
    }
    #expect(abs(evaluation.logLoss - loss / 300) < 1e-6)
    #expect(evaluation.confusionMatrix.classCount == count)
    #expect(try edited.predict(data.features).labels == top.map { edited.classes.names[$0.classIndex] })
  }

  /// A merged class that is nearly certain: 1 - p is far below what Float32 holds beside 1.
  /// From a class that is surely wrong to one that is nearly certain.
  @Test(arguments: [9, 1, -2, -4] as [Float])
  func theLogLossOfAMergedClassIsThatOfTheSumOfItsProbabilities(_ rest: Float) throws {
    let model = try MadeOutputs.model(3).edited(by: ModelEdit(merges: [.init(["c0", "c1"], into: "both")]))
    let data = try Dataset(
      features: Features([1, 1.5, rest], input: .vector(featureCount: 3)), labels: ["c1"],
      classes: MadeOutputs.classes(3))
    let found = try model.evaluate(data).logLoss
    let ratio = Elementary.exp(Double(rest)) / (Elementary.exp(1) + Elementary.exp(1.5))
    let expected = Elementary.log(1 + ratio)
    // Logits and their differences are Float32 numbers below 16, of which half a unit is 5e-7; the loss is rounded again.
    #expect(abs(found - expected) < 1e-6 * max(1, expected), "\(found), \(expected)")
  }

  @Test func aDropIsTheSoftmaxOfTheRest() throws {
    let (model, data) = try made()
    let edited = try model.edited(by: ModelEdit(drops: ["c2"]))
    #expect(edited.outputs == nil && edited.layerClasses.names == ["c0", "c1", "c3", "c4"])
    let before = try model.probabilities(for: data.features)
    let after = try edited.probabilities(for: data.features)
    for sample in 0..<data.sampleCount {
      let old = [0, 1, 3, 4].map { Double(before[sample * 5 + $0]) }
      let sum = old.reduce(0, +)
      for k in 0..<4 { #expect(abs(Double(after[sample * 4 + k]) - old[k] / sum) < 1e-6) }
    }
    #expect(throws: DatasetError.self) { try edited.evaluate(data) }
  }

  @Test func dataIsReadByNewNamesAndOld() throws {
    let (model, data) = try made()
    let edited = try edit(model)
    let names = data.classIndices.map { ["zero", "odd", "c2", "odd", "odd"][Int($0)] }
    let renamed = try Dataset(features: data.features, labels: names)
    let found = try edited.evaluate(renamed)
    let old = try edited.evaluate(data)
    #expect(found.logLoss == old.logLoss && found.confusionMatrix == old.confusionMatrix)
    // A name that a class has now goes before one that another had.
    let swapped = try model.edited(by: ModelEdit(renames: [.init("c0", to: "c1"), .init("c1", to: "c0")]))
    #expect(swapped.classIndex(ofLabel: "c1") == 0 && swapped.classIndex(ofLabel: "c0") == 1)
    #expect(edited.classIndex(ofLabel: "c3") == 1 && edited.classIndex(ofLabel: "c9") == nil)
  }

  @Test func aMergeOfAScaledAndShiftedModelAddsUpItsProbabilities() throws {
    let (model, data) = try made()
    let shifted = try model.calibrated(
      by: LogitScaling(
        .vector(scales: [1, 0.5, 2, 1.5, 1], shifts: [0, 1, -1, 0.5, 0]), data: "d", sampleCount: 9)
    ).adjusted(toShares: [1, 2, 3, 4, 5], trainingShares: [1, 1, 1, 1, 1])
    let edited = try edit(shifted)
    let (before, after) = (
      try shifted.probabilities(for: data.features), try edited.probabilities(for: data.features)
    )
    for sample in 0..<data.sampleCount {
      let sum = [1, 3, 4].reduce(0.0) { $0 + Double(before[sample * 5 + $1]) }
      #expect(abs(Double(after[sample * 3 + 1]) - sum) <= Double(Float(sum).ulp))
    }
    // A prior that is set after a merge is one ratio for all that was merged.
    let late = try edit(model).adjusted(toShares: [0.5, 0.3, 0.2], trainingShares: [0.2, 0.6, 0.2])
    let plain = try edit(model).probabilities(for: data.features)
    let found = try late.probabilities(for: data.features)
    for sample in 0..<data.sampleCount {
      let ratios = [2.5, 0.5, 1].enumerated().map { $1 * Double(plain[sample * 3 + $0]) }
      for k in 0..<3 {
        #expect(abs(Double(found[sample * 3 + k]) - ratios[k] / ratios.reduce(0, +)) < 2e-6)
      }
    }
    // Rows of a dropped class take their numbers with them.
    let dropped = try shifted.edited(by: ModelEdit(drops: ["c1"]))
    #expect(dropped.outputs?.scaling?.factors == .vector(scales: [1, 2, 1.5, 1], shifts: [0, -1, 0.5, 0]))
    #expect(dropped.outputs?.prior?.shares.count == 4)
  }

  @Test func outputsAreTheSameBitsForAnyThreadsAndKernels() throws {
    for classCount in [5, 80] {
      let (model, data) = try made(classCount)
      let edited = try edit(
        model.calibrated(by: LogitScaling(.temperature(1.7), data: "d", sampleCount: 9)))
      func answers(_ execution: Execution) throws -> ([Float], [Float], [Float], Double) {
        (
          try edited.probabilities(for: data.features, execution: execution),
          try edited.logits(for: data.features, execution: execution),
          try edited.logProbabilities(for: data.features, execution: execution),
          try edited.evaluate(data, execution: execution).logLoss
        )
      }
      let first = try answers(Execution(table: .reference, threads: 1))
      for table in KernelTable.supported {
        #expect(try answers(Execution(table: table, threads: 3)) == first)
      }
    }
  }

  @Test func everythingThatContradictsItselfIsToldAtOnce() throws {
    let (model, _) = try made()
    let edit = ModelEdit(
      drops: ["c1", "c9"], merges: [.init(["c1", "c2"], into: "c3"), .init(["c4"], into: "x")],
      renames: [.init("c0", to: "")])
    let error = #expect(throws: ModelEditError.self) { try model.edited(by: edit) }
    #expect(
      error?.problems == [
        .unknownClass("c9", nearest: "c0"), .usedTwice("c1"), .mergesOne(into: "x"), .emptyName,
        .nameTaken("c3"),
      ])
    #expect(throws: ModelEditError(problems: [.tooFewClasses(1)])) {
      try model.edited(by: ModelEdit(drops: ["c0", "c1", "c2", "c3"]))
    }
    #expect(throws: ModelEditError(problems: [.nameTaken("c1")])) {
      try model.edited(by: ModelEdit(renames: [.init("c0", to: "c1")]))
    }
    #expect(
      try model.edited(by: ModelEdit(merges: [.init(["c0", "c1"], into: "c1")])).classes.names[0] == "c1")
  }

  @Test func aModelWithoutOutputsIsWhatItWas() throws {
    let (model, data) = try made()
    let back = try edit(model).withOutputs(nil)
    #expect(back == model)
    #expect(try back.probabilities(for: data.features) == model.probabilities(for: data.features))
    // Outputs that multiply by 1 and add 0 change no bit.
    let plain = try model.calibrated(by: LogitScaling(.temperature(1), data: "d", sampleCount: 2))
    #expect(try plain.logits(for: data.features) == model.logits(for: data.features))
  }
}
