// That a model needs offsets is in its file, and nowhere where it does not.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct OffsetRecordTests {
  private func fit(hasOffsets: Bool) throws -> (fit: SoftmaxFit, data: Dataset) {
    var numbers = MadeNumbers(seed: 3)
    let plain = try Dataset(
      features: Features(numbers.floats(40), input: .table(featureNames: ["x", "y"])),
      labels: (0..<20).map { ["a", "b"][$0 % 2] })
    let data =
      hasOffsets
      ? try plain.offset(by: SampleOffsets(numbers.floats(20).map(Double.init), classNames: ["b"])) : plain
    return (try SoftmaxClassifier().fit(data), data)
  }

  @Test func aFileTellsWhereOffsetsStood() throws {
    let (fit, data) = try fit(hasOffsets: true)
    for record in [
      OffsetRecord(columns: ["b": "exposure"]), OffsetRecord(array: "o"), OffsetRecord(file: "o.npy"),
    ] {
      let file = fit.file(trainedOn: data, offsets: record)
      let found = try ModelFile(SharedStorage(file.encoded()), path: "m")
      #expect(found == file && found.model == fit.model && found.model.needsOffsets)
      #expect(found.card.offsets == record && found.card.version == 3)
    }
    // Also where nobody says where they stood, and without a record of the fit.
    let bare = try ModelFile(SharedStorage(ModelFile(fit.model).encoded()), path: "m")
    #expect(bare.model.needsOffsets && bare.card.offsets == OffsetRecord())
  }

  @Test func aFileOfAModelWithoutOffsetsIsThatOfEarlierReleases() throws {
    let (fit, data) = try fit(hasOffsets: false)
    let file = fit.file(trainedOn: data, offsets: OffsetRecord(array: "o"))
    let container = try SafetensorsFile(SharedStorage(file.encoded()), path: "m")
    #expect(file.card.offsets == nil && file.card.version == 2)
    #expect(container.metadata["softmax"]?.contains("offsets") == false)
    #expect(try ModelFile(SharedStorage(file.encoded()), path: "m").model.needsOffsets == false)
  }

  @Test(arguments: [
    (#""offsets":{"columns":{"c":"x"}},"version":3"#, "'offsets.columns' names 'c', which is no class"),
    (#""offsets":{"columns":{}},"version":3"#, "'offsets.columns' has no column"),
    (#""offsets":{"array":"a","file":"f"},"version":3"#, "'offsets.file' stands beside 'array'"),
    (#""offsets":{"array":"a"},"version":2"#, "'offsets' stands in a card of version 2, expected 3"),
    (#""version":3"#, "'version' is 3, which is that of models with offsets"),
  ])
  func aRecordThatCannotBeIsRefused(_ members: String, _ problem: String) throws {
    let (fit, _) = try fit(hasOffsets: false)
    let container = try SafetensorsFile(SharedStorage(ModelFile(fit.model).encoded()), path: "m")
    let card = try #require(container.metadata["softmax"])
    let changed = card.replacing(#""version":2"#, with: members)
    #expect(changed != card)
    let bytes = SafetensorsFile(tensors: container.tensors, metadata: ["softmax": changed]).encoded()
    let error = #expect(throws: FileError.self) { try ModelFile(SharedStorage(bytes), path: "m") }
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }

  /// A weight and an offset are no longer told apart by their number alone.
  @Test func theDataIsToldByItsOffsetsToo() throws {
    let (fit, data) = try fit(hasOffsets: true)
    let record = TrainingRecord(fit.report, data: data)
    let offsets = try #require(data.offsets)
    let other = try data.offset(by: SampleOffsets(offsets.values.map { $0 + 1e-9 }, classNames: ["b"]))
    let whole = try data.offset(
      by: SampleOffsets(offsets.values.flatMap { [$0, 0] }, classNames: ["b", "a"]))
    #expect(TrainingRecord(fit.report, data: other).dataSHA256 != record.dataSHA256)
    // Zeros that are written out are the same offsets.
    #expect(TrainingRecord(fit.report, data: whole).dataSHA256 == record.dataSHA256)
  }
}
