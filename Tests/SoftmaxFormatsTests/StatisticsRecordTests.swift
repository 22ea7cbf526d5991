// Statistics in a model file: whole on the way out, strict on the way in.

import Foundation
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
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
    ("\"reference\":\"b\"", "\"reference\":\"z\"", unfit),
    ("\"pairs\":\"all\"", "\"pairs\":\"reference\"", unfit),
    ("\"hasIntercept\":true", "\"hasIntercept\":false", unfit), ("\"estimates\":[", "\"estimates\":[1,", unfit),
    ("\"reference\":\"b\"", "\"reference\":\"a\"", "is not 0, as those of the reference 'a' are"),
    (
      "\"confidence\":0.9", "\"confidence\":1.5",
      "'statistics.confidence' is 1.5, expected a share between 0 and 1"
    ),
    (
      "\"observationCount\":90", "\"observationCount\":0",
      "'statistics.observationCount' is 0, expected at least 1"
    ),
    ("\"standardErrors\":[", "\"standardErrors\":[-1,", "element 0 of 'statistics.standardErrors' is -1.0"),
    ("\"logLikelihood\":-", "\"logLikelihood\":", "'statistics.logLikelihood' is "),
    (
      "\"nullLogLikelihood\":-", "\"nullLogLikelihood\":-1e-9,\"x\":",
      "less than 'statistics.nullLogLikelihood'"
    ),
  ])
  func statisticsThatContradictTheModelAreRefused(_ part: String, _ replacement: String, _ words: String) throws
  {
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
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "none")")
  }

  private static let unfit = "'statistics' does not fit the model: "

  @Test(arguments: [
    ("\"l2Penalty\":0", "\"l2Penalty\":0.5", "'statistics' stands beside a penalty in 'training'"),
    ("\"observationCount\":90", "\"observationCount\":89", "'statistics.observationCount' is 89, expected 90"),
    ("\"l2Penalty\":0", "\"classWeights\":[1,2,1],\"l2Penalty\":0", "stands beside 'training.classWeights'"),
    ("\"l2Penalty\":0", "\"hasBias\":false,\"l2Penalty\":0", "'training.hasBias' is false"),
  ])
  func statisticsThatContradictTheFitAreRefused(_ part: String, _ replacement: String, _ words: String) throws {
    // In raw columns, of which no bias asks nothing.
    let plain = try SoftmaxClassifier(l2Penalty: 0, standardize: .never).fit(data)
    let whole = try SafetensorsFile(
      SharedStorage(
        ModelFile(
          plain.model, training: TrainingRecord(plain.report, data: data),
          statistics: StatisticsRecord(plain.statistics(on: data))
        ).encoded()), path: "whole")
    let card = try #require(whole.metadata["softmax"])
    #expect(card.contains(part))
    let changed = SafetensorsFile(
      tensors: whole.tensors, metadata: ["softmax": card.replacing(part, with: replacement)])
    let error = #expect(throws: FileError.self) {
      try ModelFile(SharedStorage(changed.encoded()), path: "changed")
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "none")")
  }

  /// The error of reading a file whose card is a whole one's after `change`.
  private func refusal(_ change: (String) -> String) throws -> FileError? {
    let whole = try SafetensorsFile(
      SharedStorage(ModelFile(fit.model, statistics: StatisticsRecord(statistics)).encoded()), path: "whole")
    let card = try #require(whole.metadata["softmax"])
    let changed = change(card)
    #expect(changed != card)
    let file = SafetensorsFile(tensors: whole.tensors, metadata: ["softmax": changed])
    return #expect(throws: FileError.self) { try ModelFile(SharedStorage(file.encoded()), path: "changed") }
  }

  // Found when the fuzz tests were written: memory was taken for as many terms as the card's shape promised.
  @Test(arguments: ["20000000", "4611686018427387904"])
  func aShapeBeyondTheFileTakesNoMemory(_ size: String) throws {
    let error = try refusal {
      $0.replacing("\"featureNames\":[\"x\",\"y\"],", with: "").replacing(
        "\"shape\":[2]", with: "\"shape\":[\(size)]")
    }
    #expect(error?.problem == "tensor 'weight' has shape [3, 2], expected [3, \(size)]")
  }

  // Found when the fuzz tests were written: an interval from what is no number ended the program.
  @Test(arguments: ["estimates", "standardErrors"])
  func numbersWhoseIntervalsAreBeyondFloat64AreRefused(_ name: String) throws {
    let numbers = try Regex("\"\(name)\":\\[[^,]*,[^,]*")
    let error = try refusal { $0.replacing(numbers, with: "\"\(name)\":[1e308,1e308") }
    #expect(error?.problem.hasPrefix("element 0 of 'statistics.\(name)' is 1e+308, expected ") == true)
  }

  // Found when the fuzz tests were written: the test against intercepts alone has no degree of freedom then.
  @Test func aModelOfOneClassHasNoStatistics() throws {
    let model = SoftmaxModel(
      parameters: Parameters(weights: [1, 2], bias: [3]), classes: try ClassVocabulary(names: ["b"]),
      input: .table(featureNames: ["x", "y"]))
    let one = try ModelFile(model).encoded()
    let file = try SafetensorsFile(SharedStorage(one), path: "one")
    let card = try #require(file.metadata["softmax"])
    let record = """
      "statistics":{"confidence":0.9,"estimates":[0,0,0],"hasIntercept":true,"logLikelihood":-1,\
      "nullLogLikelihood":-2,"observationCount":9,"pairs":"all","reference":"b","standardErrors":[]},"version"
      """
    let changed = SafetensorsFile(
      tensors: file.tensors, metadata: ["softmax": card.replacing("\"version\"", with: record)])
    let error = #expect(throws: FileError.self) {
      try ModelFile(SharedStorage(changed.encoded()), path: "changed")
    }
    #expect(error?.problem.hasPrefix("'statistics' does not fit the model: ") == true)
  }

  @Test func manyClassesWithFewErrorsTakeNoMemory() {
    // All pairs of so many classes would be half a trillion.
    #expect(PairwiseErrors(only: nil, classCount: 1_000_000, termCount: 2, values: [1, 2]) == nil)
    #expect(PairwiseErrors(only: nil, classCount: .max, termCount: .max, values: [1, 2]) == nil)
    #expect(PairwiseErrors(only: 0, classCount: .max, termCount: 2, values: [1, 2]) == nil)
  }
}
