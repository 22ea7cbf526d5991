// A proof finds what is wrong with an export.

import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct ExportProverTests {
  /// What the model says, changed.
  private struct ChangedScorer: ExportScorer {
    let model: PortableModel
    var names = ExportNames(classes: nil)
    let change: @Sendable (ExportScores) -> ExportScores
    var method: String { "changed" }
    // The model throws.
    var raisesOnRefusal: Bool { true }

    func scores(of samples: RawSamples) throws -> ExportScores { change(try model.scores(of: samples)) }
  }

  private func proof(
    _ named: ExportModels.Named = ExportModels.vectors,
    _ change: @escaping @Sendable (ExportScores) -> ExportScores
  ) throws -> ExportProof {
    try ExportProver(named.portable).proof(of: ChangedScorer(model: named.portable, change: change))
  }

  @Test(arguments: ExportModels.all)
  func aModelAgreesWithItself(_ model: ExportModels.Named) throws {
    let proof = try proof(model) { $0 }
    #expect(proof.disagreement == nil && proof.probabilityDifference == 0)
    #expect(proof.logitDifference == (model.portable.mergesClasses ? nil : 0))
    #expect(proof.text.hasPrefix("changed, \(proof.drawnCount) drawn inputs: largest difference"))
  }

  /// Of all kinds of models, what they tell at once is what they tell each by itself.
  @Test(arguments: ExportModels.all)
  func theModelsScoresAreThoseThatItTells(_ named: ExportModels.Named) throws {
    let (model, portable) = (named.file.model, named.portable)
    let samples = RawSampleDraw(portable, seed: 5).samples.prefix(9)
    let features = try Features(
      samples.features(for: portable.input, featureCount: portable.featureCount), input: model.input)
    let offsets =
      model.needsOffsets
      ? try SampleOffsets((0..<9).map(Double.init), classNames: [model.layerClasses.names[0]]) : nil
    let scores = try model.scores(for: features, offsets: offsets)
    #expect(scores.logits == (try model.logits(for: features, offsets: offsets)))
    #expect(scores.probabilities == (try model.probabilities(for: features, offsets: offsets)))
    #expect(
      scores.classIndices == (try model.topClasses(for: features, offsets: offsets).map(\.classIndex)))
  }

  /// Where the model refuses cells, an export that tells classes of them guesses.
  @Test func anExportThatGuessesWhereTheModelRefusesIsFound() throws {
    let model = ExportModels.strictTable.portable
    struct Guess: ExportScorer {
      let model: PortableModel
      let guesses: Bool
      var method: String { "guessed" }
      var names: ExportNames { ExportNames(classes: nil) }

      func scores(of samples: RawSamples) throws -> ExportScores {
        let features = samples.features(for: model.input, featureCount: model.featureCount)
        var logits: [Double] = []
        for sample in 0..<samples.count {
          let row = features[sample * model.featureCount..<(sample + 1) * model.featureCount]
          for k in 0..<model.rowCount {
            logits.append(
              zip(model.weights(ofRow: k), row).reduce(Double(model.bias[k])) {
                $0 + Double($1.0) * (guesses && $1.1.isNaN ? 0 : Double($1.1))
              })
          }
        }
        return ExportScores(logits: logits, groups: model.groups)
      }
    }
    #expect(try ExportProver(model).proof(of: Guess(model: model, guesses: false)).disagreement == nil)
    let found = try ExportProver(model).proof(of: Guess(model: model, guesses: true)).disagreement
    #expect(found?.what.contains("which the model refuses") == true)
  }

  /// A wrong weight of one rare category must not slip by.
  @Test func eachCategoryIsAmongTheInputs() throws {
    let names = (0..<400).map { "c\($0)" }
    let preparation = Preparation(
      columns: [
        PreparedColumn(
          column: TableColumn(name: "city", kind: .category(names)), means: names.map { _ in 0.0025 },
          hasIndicator: false)
      ], missing: .mean, unseen: .zeros, labelColumn: nil)
    let model = SoftmaxModel(
      parameters: Parameters(weights: (0..<800).map { Float($0 % 7) / 7 }, bias: [0, 0.5]),
      classes: try ClassVocabulary(names: ["a", "b"]), input: preparation.input)
    let samples = RawSampleDraw(PortableModel(ModelFile(model, preparation: preparation)), seed: 0).samples
    guard case .table(let columns) = samples.values, case .words(let words) = columns[0] else {
      Issue.record("no words")
      return
    }
    #expect(Set(words.compactMap(\.self)).isSuperset(of: names))
    #expect(words.contains(nil))
  }

  @Test func otherNamesOfClassesAndColumnsAreFound() throws {
    let model = ExportModels.table.portable
    let (classes, columns) = (model.classNames, try #require(model.input.table).columns.map(\.name))
    func disagreement(_ classes: [String]?, _ columns: [String]?) throws -> String? {
      let names = ExportNames(classes: classes, columns: columns)
      return try ExportProver(model).proof(of: ChangedScorer(model: model, names: names) { $0 }).disagreement?
        .what
    }
    #expect(try disagreement(classes, columns) == nil)
    #expect(try disagreement(nil, nil) == nil)
    let features = ExportNames(classes: nil, features: ["other"] + model.featureNames.dropFirst())
    let scorer = ChangedScorer(model: model, names: features) { $0 }
    #expect(
      try ExportProver(model).proof(of: scorer).disagreement?.what.hasPrefix("feature 1 is called 'other'")
        == true)
    // As formats tell a column from a name of theirs.
    #expect(try disagreement(classes, [columns[0] + "_2"] + columns.dropFirst()) == nil)
    #expect(try disagreement(classes.reversed(), columns)?.hasPrefix("class 1 is called ") == true)
    #expect(try disagreement(classes, columns.reversed())?.hasPrefix("column 1 is called ") == true)
    #expect(try disagreement(classes + ["more"], columns)?.contains("number of names") == true)
  }

  /// A brief proof looks at names and the first inputs.
  @Test func aBriefProofIsOfTheFirstInputs() throws {
    let model = ExportModels.strictTable.portable
    let prover = try ExportProver(model)
    func disagreement(_ names: ExportNames = ExportNames(classes: nil), at place: Int?) throws -> String? {
      let scorer = ChangedScorer(model: model, names: names) { scores in
        #expect(scores.probabilities.count == 2 * model.classCount)
        var probabilities = scores.probabilities
        if let place { probabilities[place] += 0.01 }
        return ExportScores(logits: scores.logits, probabilities: probabilities, labels: scores.labels)
      }
      return try prover.proof(of: scorer, isBrief: true).disagreement?.what
    }
    #expect(try disagreement(at: nil) == nil)
    #expect(try disagreement(at: 0)?.contains("the probability of") == true)
    #expect(try disagreement(at: 2 * model.classCount - 1)?.contains("the probability of") == true)
    #expect(try disagreement(ExportNames(classes: ["other"]), at: nil)?.contains("class") == true)
  }

  @Test func aWrongWeightIsFound() throws {
    // The one with the least weight of all counts too.
    let file = ExportModels.vectors.file
    var weights = file.model.weights
    weights[3] += 1e-3
    let other = PortableModel(
      ModelFile(
        SoftmaxModel(
          parameters: Parameters(weights: weights, bias: file.model.bias), classes: file.model.layerClasses,
          input: file.model.input)))
    let proof = try ExportProver(PortableModel(file)).proof(of: ChangedScorer(model: other) { $0 })
    let found = try #require(proof.disagreement)
    #expect(found.sample == 1 && abs(found.expected - found.found) > 1e-6)
    #expect(proof.probabilityDifference > 1e-5)
  }

  /// However much Float32 may lose of large terms, probabilities that differ visibly are another model's.
  @Test func largeTermsAreNoExcuse() throws {
    let plain = ExportModels.vectors.file.model
    let large = PortableModel(
      ModelFile(
        SoftmaxModel(
          parameters: Parameters(weights: plain.weights, bias: plain.bias.map { $0 + 0x1p27 }),
          classes: plain.layerClasses, input: plain.input)))
    func disagreement(of model: PortableModel, by shift: Double) throws -> ExportProof.Disagreement? {
      let scorer = ChangedScorer(model: model) { scores in
        var probabilities = scores.probabilities
        probabilities[0] += shift
        return ExportScores(logits: scores.logits, probabilities: probabilities)
      }
      return try ExportProver(model).proof(of: scorer).disagreement
    }
    #expect(try disagreement(of: large, by: 0.9 * ExportProver.mostDifference) == nil)
    let found = try #require(try disagreement(of: large, by: 2 * ExportProver.mostDifference))
    #expect(found.sample == 1 && found.what == "the probability of 'cat'")
    // The size of the bias.
    #expect(try #require(found.termSum) > 1e8)
    // Beyond what may be lost the export is at fault.
    let wrong = try #require(try disagreement(of: ExportModels.vectors.portable, by: 0.01))
    #expect(wrong.termSum == nil)
  }

  @Test func aProbabilityThatIsNoNumberIsFound() throws {
    let proof = try proof { scores in
      var probabilities = scores.probabilities
      probabilities[7] = .nan
      return ExportScores(logits: scores.logits, probabilities: probabilities)
    }
    #expect(proof.disagreement?.sample == 3 && proof.disagreement?.what == "the probability of 'dog'")
    #expect(proof.probabilityDifference.isNaN)
  }

  @Test func aLogitThatIsNoNumberIsFound() throws {
    let proof = try proof { scores in
      var logits = scores.logits
      logits?[0] = .infinity
      return ExportScores(logits: logits, probabilities: scores.probabilities)
    }
    #expect(proof.disagreement?.what == "a logit, by")
  }

  @Test func aWrongLabelIsFound() throws {
    let proof = try proof { scores in
      ExportScores(
        logits: scores.logits, probabilities: scores.probabilities, labels: scores.labels?.map { ($0 + 1) % 3 })
    }
    #expect(proof.disagreement?.what == "the class that is told")
    let beyond = try self.proof { scores in
      ExportScores(logits: nil, probabilities: scores.probabilities, labels: scores.labels?.map { _ in 99 })
    }
    #expect(beyond.disagreement?.what == "the class that is told")
  }

  @Test func tooFewProbabilitiesAreFound() throws {
    let proof = try proof { ExportScores(logits: nil, probabilities: Array($0.probabilities.dropLast())) }
    #expect(proof.disagreement?.what == "the number of probabilities")
  }

  @Test func whatIsCommonToLogitsCountsForNothing() throws {
    let proof = try proof { scores in
      ExportScores(logits: scores.logits?.map { $0 + 1024 }, probabilities: scores.probabilities)
    }
    #expect(proof.disagreement == nil)
  }

  @Test func theSameInputsAreDrawnAgain() {
    let model = ExportModels.pictures.portable
    #expect(RawSampleDraw(model, seed: 3).samples == RawSampleDraw(model, seed: 3).samples)
    #expect(RawSampleDraw(model, seed: 3).samples != RawSampleDraw(model, seed: 4).samples)
  }
}
