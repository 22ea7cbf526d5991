// Scalings are the optima that SciPy finds, end where there is none, and are never better than they look.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct CalibrationTests {
  @Test(arguments: CalibrationGolden.made.cases)
  func theTemperatureIsThatOfSciPy(_ golden: CalibrationGolden.Case) throws {
    let found = try MadeOutputs.model(golden.classCount).calibration(on: golden.data)
    let temperature = try #require(found.scaling.temperature)
    // Both solve for a root of a derivative whose terms round at about 1e-16.
    #expect(abs(1 / temperature - golden.inverseTemperature) < 1e-12 * golden.inverseTemperature)
    #expect(!found.isBounded && found.foldCount == 5)
    #expect(abs(found.before.logLoss - golden.logLossBefore) < 1e-13 * golden.logLossBefore)
    // The script has the sum over classes; of two classes half of it is told, as scikit-learn does.
    let brier = golden.classCount == 2 ? golden.brierBefore / 2 : golden.brierBefore
    #expect(abs(found.before.brierScore - brier) < 1e-13)
    // The scale is rounded to Float32, and the loss is flat there.
    #expect(abs(found.after.logLoss - golden.logLossAfter) < 1e-12)
    #expect(found.after.accuracy == found.before.accuracy)
    #expect(found.crossValidated.logLoss > found.after.logLoss && !found.isWorse)
  }

  @Test(arguments: CalibrationGolden.made.cases)
  func scalesAndShiftsAreThoseOfSciPy(_ golden: CalibrationGolden.Case) throws {
    let found = try MadeOutputs.model(golden.classCount).calibration(on: golden.data, method: .vector)
    guard case .vector(let scales, let shifts) = found.scaling.factors else {
      Issue.record("no vector")
      return
    }
    // They are kept as Float32; SciPy's own gradient ends at about 1e-13.
    for (one, other) in zip(scales + shifts, golden.scales + golden.shifts) {
      #expect(abs(Double(one) - other) < 1e-7 * max(1, abs(other)))
    }
  }

  @Test func aCalibratedModelTellsTheScaledProbabilities() throws {
    let golden = CalibrationGolden.made.cases[0]
    let (data, model) = (try golden.data, try MadeOutputs.model(golden.classCount))
    let found = try model.calibration(on: data)
    let calibrated = try model.calibrated(by: found.scaling)
    let evaluation = try calibrated.evaluate(data)
    // Float32's logits and losses.
    #expect(abs(evaluation.logLoss - found.after.logLoss) < 1e-6)
    #expect(evaluation.accuracy == found.after.accuracy)
    #expect(abs(evaluation.expectedCalibrationError - found.after.expectedCalibrationError) < 1e-6)
    #expect(
      try calibrated.topClasses(for: data.features).map(\.classIndex)
        == model.topClasses(for: data.features).map(\.classIndex))
    // Calibrated again it is as it was: the scaling is replaced, and the scores before are those of the old one.
    let again = try calibrated.calibration(on: data)
    #expect(again.scaling == found.scaling && abs(again.before.logLoss - found.after.logLoss) < 1e-12)
  }

  @Test func whereAllSamplesAreRightLaplacesRuleBoundsTheTemperature() throws {
    let labels = (0..<30).map { UInt32($0 % 3) }
    let logits = labels.flatMap { label in (0..<3).map { $0 == Int(label) ? Float(1) : 0 } }
    let data = try Dataset(
      features: Features(logits, input: .vector(featureCount: 3)), classIndices: labels,
      classes: MadeOutputs.classes(3))
    let model = try MadeOutputs.model(3)
    let found = try model.calibration(on: data)
    #expect(found.isBounded)
    let top = try model.calibrated(by: found.scaling).topClasses(for: data.features)
    // 30 of 30.
    #expect(abs(Double(top[0].probability) - 31.0 / 32) < 1e-6)
    // A model that is surer than that stays as it is.
    let sure = try Dataset(
      features: Features(logits.map { 100 * $0 }, input: .vector(featureCount: 3)), classIndices: labels,
      classes: MadeOutputs.classes(3))
    #expect(try model.calibration(on: sure).scaling.temperature == 1)
    let vector = try model.calibration(on: data, method: .vector)
    #expect(vector.after.logLoss.isFinite && vector.isBounded)
  }

  @Test func logitsThatAreNoBetterThanChanceAreRefused() throws {
    let labels = (0..<20).map { UInt32($0 % 2) }
    let data = try Dataset(
      features: Features(
        labels.flatMap { $0 == 0 ? [Float(0), 1] : [1, 0] }, input: .vector(featureCount: 2)),
      classIndices: labels, classes: MadeOutputs.classes(2))
    #expect(throws: OutputsError.noBetterThanChance) { try MadeOutputs.model(2).calibration(on: data) }
    #expect(throws: OutputsError.tooFewSamples(found: 1, needed: 2)) {
      try MadeOutputs.model(2).calibration(on: data.samples(at: [0]))
    }
    #expect(throws: OutputsError.tooFewSamples(found: 1, needed: 2)) {
      try MadeOutputs.model(2).calibration(
        on: data.weighted(by: (0..<20).map { $0 == 3 ? 1 : 0 }))
    }
  }

  /// Samples of which the model is as sure as it is right gain nothing, and what few of them seem to say is worse.
  @Test func aScalingThatNewSamplesWouldNotGainByIsSaidToBeWorse() throws {
    var numbers = MadeNumbers(seed: 5)
    let classCount = 20
    let logits = numbers.floats(40 * classCount).map { $0 * 2 }
    let labels = (0..<40).map { sample -> UInt32 in
      let row = logits[sample * classCount..<(sample + 1) * classCount]
      let sum = row.reduce(0.0) { $0 + Elementary.exp(Double($1)) }
      var (left, label) = (Double(sample) / 40 + 0.0125, 0)
      for (k, logit) in row.enumerated() {
        left -= Elementary.exp(Double(logit)) / sum
        label = k
        if left < 0 { break }
      }
      return UInt32(label)
    }
    let data = try Dataset(
      features: Features(logits, input: .vector(featureCount: classCount)), classIndices: labels,
      classes: MadeOutputs.classes(classCount))
    let found = try MadeOutputs.model(classCount).calibration(on: data, method: .vector)
    #expect(found.after.logLoss < found.before.logLoss)
    #expect(found.crossValidated.logLoss >= found.before.logLoss && found.isWorse)
  }

  @Test func fiveHundredClassesAreCalibrated() throws {
    let classCount = 500
    var numbers = MadeNumbers(seed: 6)
    let labels = (0..<15).map { UInt32($0 * 7 % classCount) }
    var logits = numbers.floats(15 * classCount)
    for (sample, label) in labels.enumerated() where sample % 5 > 0 {
      logits[sample * classCount + Int(label)] += 6
    }
    let data = try Dataset(
      features: Features(logits, input: .vector(featureCount: classCount)), classIndices: labels,
      classes: MadeOutputs.classes(classCount))
    let model = try MadeOutputs.model(classCount)
    for method in LogitScaling.Method.allCases {
      let found = try model.calibration(on: data, method: method)
      #expect(found.after.logLoss <= found.before.logLoss)
    }
  }

  @Test func aScalingIsTheSameBitsForAnyThreadsAndKernels() throws {
    let golden = CalibrationGolden.made.cases[2]
    let (data, model) = (try golden.data, try MadeOutputs.model(golden.classCount))
    for method in LogitScaling.Method.allCases {
      let first = try model.calibration(
        on: data, method: method, execution: Execution(table: .reference, threads: 1))
      for table in KernelTable.supported {
        let found = try model.calibration(
          on: data, method: method, execution: Execution(table: table, threads: 3))
        #expect(found == first)
      }
    }
  }

  @Test(arguments: CalibrationGolden.made.cases)
  func frequenciesAreThoseOfNumPy(_ golden: CalibrationGolden.Case) throws {
    let found = try MadeOutputs.model(golden.classCount).priorEstimate(
      for: golden.data.features, trainingShares: golden.trainingShares.map { 100 * $0 })
    #expect(found.isConverged)
    for (one, other) in zip(found.shares, golden.shares) {
      // Probabilities are Float32's, and rounds end at a change of 1e-9.
      #expect(abs(one - other) < 1e-6)
    }
    #expect(abs(found.shares.reduce(0, +) - 1) < 1e-12)
  }

  @Test func otherFrequenciesAreBayesRule() throws {
    let golden = CalibrationGolden.made.cases[1]
    let (data, model) = (try golden.data, try MadeOutputs.model(4))
    let (shares, training) = ([0.7, 0.1, 0.1, 0.1], [0.1, 0.2, 0.3, 0.4])
    let adjusted = try model.adjusted(toShares: shares, trainingShares: training)
    let before = try model.probabilities(for: data.features)
    let after = try adjusted.probabilities(for: data.features)
    for sample in 0..<data.sampleCount {
      let row = (0..<4).map { Double(before[sample * 4 + $0]) * shares[$0] / training[$0] }
      let sum = row.reduce(0, +)
      for k in 0..<4 {
        // The logits are rounded at a magnitude of 10.
        #expect(abs(Double(after[sample * 4 + k]) - row[k] / sum) < 4e-6 * (row[k] / sum))
      }
    }
    #expect(adjusted.forTrainingShares == model)
    #expect(throws: OutputsError.otherPrior) { try adjusted.calibration(on: data) }
    #expect(throws: OutputsError.invalidShares(name: "shares", classCount: 4)) {
      try model.adjusted(toShares: [1, 0, 1, 1], trainingShares: training)
    }
  }
}
