// Statistics in a model file: whole on the way out, strict on the way in.

import Foundation
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StatisticsRecordTests {
  private let folder: TemporaryDirectory
  private let data: Dataset
  private let fit: SoftmaxFit
  private let statistics: ModelStatistics

  init() throws {
    folder = try TemporaryDirectory()
    var numbers = MadeNumbers(seed: 401)
    data = try Dataset(
      name: "made", features: Features(numbers.floats(90 * 2), input: .table(featureNames: ["x", "y"])),
      labels: (0..<90).map { ["a", "b", "c"][$0 % 3] })
    fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    statistics = try fit.statistics(on: data, reference: "b", confidence: 0.9)
  }

  @Test func whatIsWrittenIsReadBackToTheBit() throws {
    let path = folder.file("m.safetensors")
    try fit.write(to: path, trainedOn: data, statistics: statistics)
    let file = try ModelFile(contentsOf: path)
    #expect(file.statistics == statistics)
    #expect(file.card.statistics?.pairs == .all)
    // Three pairs of classes and three terms: any class can be the reference.
    #expect(file.card.statistics?.standardErrors.count == 9)
    for reference in ["a", "b", "c"] {
      #expect(
        try file.statistics?.coefficients(against: reference) == statistics.coefficients(against: reference))
    }
  }

  @Test func aModelWithoutStatisticsHasNone() throws {
    let path = folder.file("m.safetensors")
    try fit.write(to: path, trainedOn: data)
    let file = try ModelFile(contentsOf: path)
    #expect(file.statistics == nil && file.card.statistics == nil)
    let bytes = try #require(folder.content("m.safetensors"))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("statistics"))
  }

  @Test(arguments: [
    ("\"reference\":\"b\"", "\"reference\":\"z\""), ("\"confidence\":0.9", "\"confidence\":1.5"),
    ("\"hasIntercept\":true", "\"hasIntercept\":false"), ("\"pairs\":\"all\"", "\"pairs\":\"reference\""),
    ("\"observationCount\":90", "\"observationCount\":0"), ("\"standardErrors\":[", "\"standardErrors\":[-1,"),
    ("\"estimates\":[", "\"estimates\":[1,"), ("\"logLikelihood\":-", "\"logLikelihood\":"),
  ])
  func statisticsThatContradictTheModelAreRefused(_ part: String, _ replacement: String) throws {
    try ModelFile(fit.model, statistics: StatisticsRecord(statistics)).write(to: folder.file("whole"))
    let path = folder.file("whole")
    let file = try SafetensorsFile(InputFile.contents(of: path), path: path)
    let card = try #require(file.metadata["softmax"])
    #expect(card.contains(part))
    let changed = SafetensorsFile(
      tensors: file.tensors, metadata: ["softmax": card.replacing(part, with: replacement)])
    let wrong = try folder.write(changed.encoded(), to: "changed")
    let error = #expect(throws: FileError.self) { try ModelFile(contentsOf: wrong) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("'statistics' does not fit the model: ") == true)
  }
}
