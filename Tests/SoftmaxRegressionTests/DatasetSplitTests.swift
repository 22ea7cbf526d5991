// A data set divides into parts and folds as people expect, with all that belongs to its samples.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct DatasetSplitTests {
  /// The irises, each with its number as weight (from 1 on), in groups of five neighbours, with offsets.
  private func numbered() throws -> Dataset {
    let data = try IrisRows.dataset()
    let offsets = try SampleOffsets((0..<150).map { Double($0) / 100 }, classNames: ["1"])
    return try data.weighted(by: (0..<150).map { Double($0 + 1) }).offset(by: offsets)
  }

  private func grouped() throws -> Dataset {
    try numbered().grouped(by: (0..<150).map { UInt32($0 / 5) })
  }

  private func numbers(_ data: Dataset?) -> [Int] { data?.sampleWeights?.map { Int($0) - 1 } ?? [] }

  @Test func everySampleIsInOnePartAndClassesKeepTheirShares() throws {
    let parts = try numbered().split(testFraction: 0.2, validationFraction: 0.1, seed: 3)
    #expect(parts.training.classCounts == [35, 35, 35])
    #expect(parts.validation?.classCounts == [5, 5, 5])
    #expect(parts.test?.classCounts == [10, 10, 10])
    let all = numbers(parts.training) + numbers(parts.validation) + numbers(parts.test)
    #expect(all.sorted() == Array(0..<150))
    #expect(parts.training.name == "data:train" && parts.validation?.name == "data:validation")
    #expect(parts.test?.name == "data:test")
  }

  @Test func weightsOffsetsFoldsAndFeaturesGoWithTheirSamples() throws {
    let data = try grouped().folded(by: SampleFolds((0..<150).map { "\($0 % 3)" }))
    let test = try #require(try data.split(testFraction: 0.3).test)
    for (place, sample) in numbers(test).enumerated() {
      #expect(test.features.row(place) == data.features.row(sample))
      #expect(test.label(place) == data.label(sample))
      #expect(test.offsets?.values[place] == Double(sample) / 100)
      #expect(test.groups?[place] == UInt32(sample / 5))
      #expect(test.folds.map { $0.names[Int($0.indices[place])] } == "\(sample % 3)")
    }
  }

  @Test func theTestSetIsTheSameWhateverIsTakenForValidation() throws {
    let data = try numbered()
    let (without, with) = (
      try data.split(testFraction: 0.2, seed: 7),
      try data.split(testFraction: 0.2, validationFraction: 0.3, seed: 7)
    )
    #expect(without.validation == nil)
    #expect(numbers(without.test) == numbers(with.test))
    #expect(numbers(without.test) != numbers(try data.split(testFraction: 0.2, seed: 8).test))
  }

  @Test func groupsStayTogether() throws {
    let parts = try grouped().split(testFraction: 0.2, validationFraction: 0.2, seed: 1)
    let groups = [parts.training, parts.validation, parts.test].map { Set($0?.groups ?? []) }
    #expect(groups.map(\.count).reduce(0, +) == 30)
    #expect(groups[0].union(groups[1]).union(groups[2]).count == 30)
    #expect(parts.test?.classCounts == [10, 10, 10])
  }

  @Test func aPartThatWouldBeEmptyIsRefusedWithWhatToDo() throws {
    let data = try numbered()
    #expect(throws: DatasetError.emptyPart("test", fraction: 0.001, samples: 150, groups: nil)) {
      try data.split(testFraction: 0.001)
    }
    #expect(throws: DatasetError.emptyPart("validation", fraction: 0.001, samples: 150, groups: nil)) {
      try data.split(validationFraction: 0.001)
    }
    let whole = try data.grouped(by: data.classIndices)
    #expect(throws: DatasetError.emptyPart("test", fraction: 0.5, samples: 150, groups: 3)) {
      try whole.split(testFraction: 0.5)
    }
    let text = DatasetError.emptyPart("test", fraction: 0.001, samples: 150, groups: nil).description
    #expect(text.contains("use a larger fraction"))
  }

  @Test(arguments: [(-0.1, 0), (1, 0), (0.5, 0.5), (.nan, 0), (0, .infinity)])
  func fractionsThatMakeNoDivisionAreRefused(test: Double, validation: Double) throws {
    let data = try IrisRows.dataset()
    #expect(throws: DatasetError.self) { try data.split(testFraction: test, validationFraction: validation) }
  }

  @Test func everySampleIsInOneValidationSetOfTheFolds() throws {
    let data = try numbered()
    let folds = try data.folds(count: 4, seed: 5)
    #expect(folds.map(\.name) == ["1", "2", "3", "4"])
    #expect(folds.flatMap(\.validationIndices).sorted() == Array(0..<150))
    for fold in folds {
      #expect(numbers(fold.training) == fold.trainingIndices)
      #expect(numbers(fold.validation) == fold.validationIndices)
      #expect((fold.trainingIndices + fold.validationIndices).sorted() == Array(0..<150))
      #expect(fold.validation.classCounts.allSatisfy { (12...13).contains($0) })
    }
  }

  @Test func foldsAreThoseOfASearchWithThatSeed() throws {
    let data = try numbered()
    let search = try PenaltySearch(folds: 6, classifier: SoftmaxClassifier(seed: 9))
    let indices = try #require(try search.foldAssignment(of: data)).indices
    for (place, fold) in try data.folds(count: 6, seed: 9).enumerated() {
      #expect(fold.validationIndices == indices.indices.filter { indices[$0] == place })
    }
  }

  @Test func foldsHaveWholeGroups() throws {
    for fold in try grouped().folds(count: 3) {
      let own = Set(fold.validation.groups ?? [])
      #expect(!own.isEmpty && own.isDisjoint(with: Set(fold.training.groups ?? [])))
    }
  }

  @Test func givenFoldsAreTakenAsTheyAre() throws {
    let data = try numbered().folded(by: SampleFolds((0..<150).map { ["b", "a"][$0 % 2] }))
    let folds = try data.folds(count: 9)
    #expect(folds.map(\.name) == ["a", "b"])
    #expect(folds[0].validationIndices == Array(stride(from: 1, to: 150, by: 2)))
  }

  @Test func classesWithoutSamplesDoNotHinderFolds() throws {
    let data = try numbered().samples(at: Array(0..<100))
    let folds = try data.folds(count: 2)
    #expect(folds.map { $0.validation.classCounts } == [[25, 25, 0], [25, 25, 0]])
    #expect(folds[0].training.classes == data.classes)
  }

  @Test func foldsThatCannotBeAreRefused() throws {
    let data = try numbered()
    #expect(throws: DatasetError.invalidFoldCount(1)) { try data.folds(count: 1) }
    #expect(throws: DatasetError.tooFewSamples(samples: 150, folds: 151)) { try data.folds(count: 151) }
    let lonely = data.samples(at: [0] + Array(50..<150))
    #expect(throws: DatasetError.classTooSmall(name: "0", samples: 1)) { try lonely.folds(count: 2) }
    let whole = try data.grouped(by: data.classIndices)
    // One group for each class: a fold has all samples of its class.
    let refusal = #expect(throws: DatasetError.self) { try whole.folds(count: 3) }
    #expect(["0", "1", "2"].contains { refusal == .classTooGrouped(name: $0) })
  }
}
