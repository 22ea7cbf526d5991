// Rows of training in a model's file.

import Foundation
import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import Testing

@Suite struct SampleRecordTests {
  /// A table with a missing number, a missing word, a far column and a reversed yes or no.
  private func table() throws -> (Table, Preparation, Dataset, SoftmaxFit) {
    var columns: [Table.Column] = []
    let count = 60
    columns.append(
      Table.Column("age", (0..<count).map { $0 % 7 == 3 ? nil : Double($0 % 11) + 0.5 } as [Double?]))
    columns.append(Table.Column("seconds", (0..<count).map { 1.7e9 + Double($0 * 37 % 60) }))
    columns.append(
      Table.Column("plan", (0..<count).map { $0 % 9 == 4 ? nil : ["a", "b", "c"][$0 * 5 % 3] } as [String?]))
    columns.append(Table.Column("member", (0..<count).map { $0 % 4 == 1 } as [Bool]))
    columns.append(Table.Column("label", (0..<count).map { ["x", "y"][($0 / 3 + $0) % 2] }))
    let table = try Table(name: "people", columns: columns, label: "label")
    let preparation = try Preparation(learnedOn: table, missing: .indicator)
    let data = try preparation.dataset(of: table)
    return (table, preparation, data, try SoftmaxClassifier().fit(data))
  }

  @Test func keptRowsAreRowsOfTheDataAndSurviveTheFile() throws {
    let (_, preparation, data, fit) = try table()
    let file = fit.file(trainedOn: data, preparation: preparation)
    #expect(file.card.sample == nil)
    let kept = file.keepingSample(of: data)
    let sample = try #require(kept.card.sample)
    #expect(sample.rows.count == 20)
    let read = try ModelFile(SharedStorage(kept.encoded()), path: "m")
    #expect(read == kept)
    // The features that the rows make are those of the data, to the bit.
    let input = PortableInput(read)
    let samples = try #require(read.card.sample?.samples(for: input))
    let features = samples.features(for: input, featureCount: read.model.featureCount)
    #expect(features == SampleRecord.features(of: data, rows: sample.rows).flatMap(\.self))
    let model = PortableModel(read)
    #expect(try ExportProver(model).proof(of: OwnScorer(model: model)).keptCount == 20)
  }

  @Test func verifyFindsRowsThatAreNotOfTheData() throws {
    let (_, preparation, data, fit) = try table()
    let kept = fit.file(trainedOn: data, preparation: preparation).keepingSample(of: data)
    #expect(try kept.verification(on: data).finding == .confirmed)
    var forged = kept
    let sample = try #require(kept.card.sample)
    // The row before, where it is another one.
    let shifted = SampleRecordForger(rows: sample.rows.map { $0 == 0 ? 0 : $0 - 1 }, columns: sample.columns)
    forged.card.sample = try shifted.record()
    guard case .differs(let differences) = try forged.verification(on: data).finding else {
      Issue.record("rows of other numbers were taken")
      return
    }
    #expect(differences.map(\.figure) == ["sample"])
  }

  @Test func aSampleThatCannotBeTheModelsIsRefused() throws {
    let (_, preparation, data, fit) = try table()
    let kept = fit.file(trainedOn: data, preparation: preparation).keepingSample(of: data)
    let sample = try #require(kept.card.sample)
    for forger in [
      SampleRecordForger(rows: [], columns: sample.columns),
      SampleRecordForger(rows: sample.rows.reversed(), columns: sample.columns),
      SampleRecordForger(rows: Array(sample.rows.dropLast()), columns: sample.columns),
      SampleRecordForger(rows: sample.rows, columns: sample.columns?.dropLast()),
      SampleRecordForger(rows: sample.rows, columns: nil),
    ] {
      var forged = kept
      forged.card.sample = try forger.record()
      #expect(throws: FileError.self) { try ModelFile(SharedStorage(forged.encoded()), path: "m") }
    }
  }

  @Test func anEditedModelKeepsTheRows() throws {
    let (_, preparation, data, fit) = try table()
    let kept = fit.file(trainedOn: data, preparation: preparation).keepingSample(of: data)
    #expect(kept.replacing(with: kept.model).card.sample == kept.card.sample)
  }

  @Test func pictureValuesAreStoredValues() throws {
    let count = 30
    let bytes = (0..<count * 4).map { UInt8($0 * 41 % 256) }
    let data = try Dataset(
      name: "pictures", features: Features(bytes: bytes, input: .image(shape: [2, 2])),
      classIndices: (0..<count).map { UInt32($0 % 2) }, classes: ClassVocabulary(names: ["a", "b"]))
    let fit = try SoftmaxClassifier().fit(data)
    let kept = fit.file(trainedOn: data).keepingSample(of: data)
    let sample = try #require(kept.card.sample)
    #expect(
      sample.values == sample.rows.flatMap { row in bytes[4 * row..<4 * row + 4].map(Double.init) })
    #expect(try kept.verification(on: data).finding == .confirmed)
  }
}

/// The model's own scores, as an export would have them.
private struct OwnScorer: ExportScorer {
  let model: PortableModel
  var method: String { "the model itself" }
  // It throws.
  var raisesOnRefusal: Bool { true }
  var names: ExportNames { ExportNames(classes: nil) }
  func scores(of samples: RawSamples) throws -> ExportScores { try model.scores(of: samples) }
}

/// A record as a file could have it.
private struct SampleRecordForger: Codable {
  var rows: [Int]
  var columns: [SampleRecord.Column]?

  func record() throws -> SampleRecord {
    try JSONDecoder().decode(SampleRecord.self, from: JSONEncoder().encode(self))
  }
}
