// Robust errors, marginal effects and fingerprints in a model file: whole on the way out, strict on the way in.

import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct StatisticsExtrasRecordTests {
  private let folder: TemporaryDirectory
  private let table: Table

  init() throws {
    folder = try TemporaryDirectory()
    var numbers = MadeNumbers(seed: 431)
    let values = numbers.floats(120 * 2).enumerated().map { place, value -> Float in
      place % 2 == 1 ? (value > 0 ? 1 : 0) : place % 22 == 0 ? .nan : value
    }
    table = Table(
      name: "made.csv",
      columns: [
        TableColumn(name: "x", kind: .number(origin: 0)), TableColumn(name: "on", kind: .boolean),
        TableColumn(name: "town", kind: .category(["Graz", "Linz", "Wien"])),
      ], rowCount: 120, numbers: SharedStorage(values), codes: [numbers.indices(120, below: 3)],
      labels: CategoryValues(codes: numbers.indices(120, below: 3), names: ["a", "b", "c"]),
      groups: CategoryValues(
        codes: (0..<120).map { UInt32($0 % 20) }, names: (0..<20).map { "g\($0)" }))
  }

  private func preparation(
    _ bases: [String: String] = [:], missing: MissingValues = .indicator, hasBias: Bool = true,
    without columns: Set<String> = []
  ) throws -> Preparation {
    try Preparation(
      learnedOn: table, missing: missing, leavingOut: columns,
      contrasts: TreatmentContrasts(bases: bases, hasIntercept: hasBias))
  }

  private func file(
    _ errors: StandardErrors, _ place: MarginalEffects.Place? = .average, hasBias: Bool = true
  ) throws -> (file: ModelFile, statistics: ModelStatistics) {
    let preparation = try preparation(hasBias: hasBias)
    let data = try preparation.dataset(of: table)
    let fit = try SoftmaxClassifier(l2Penalty: 0, hasBias: hasBias).fit(data)
    let statistics = try fit.statistics(
      on: data, standardErrors: errors, marginalEffects: place, preparation: preparation)
    return (fit.file(trainedOn: data, preparation: preparation, statistics: statistics), statistics)
  }

  @Test(arguments: StandardErrors.allCases, [true, false])
  func whatIsWrittenIsReadBackToTheBit(_ errors: StandardErrors, _ hasBias: Bool) throws {
    let (file, statistics) = try file(errors, .means, hasBias: hasBias)
    let path = folder.file("m.safetensors")
    try file.write(to: path)
    let back = try ModelFile(contentsOf: path)
    #expect(back == file && back.statistics == statistics)
    #expect(back.card.statistics?.errorKind == (errors == .classical ? nil : errors.rawValue))
    #expect(back.card.statistics?.columns?.map(\.name) == ["x", "x missing", "on", "town"])
    // Without a bias town has all its features, and its first one, Graz, is what the others are held against.
    #expect(back.card.statistics?.marginalEffects?.omitted == (hasBias ? nil : [3]))
    #expect(back.card.statistics?.marginalEffects?.changes == (hasBias ? [1, 2, 3, 4] : [1, 2, 4, 5]))
    #expect(back.card.statistics?.columns?.map(\.isWhole) == [nil, nil, nil, hasBias ? nil : true])
  }

  private static let effects = "'statistics.marginalEffects' does not fit the model: "

  @Test(arguments: [
    (
      "\"errorKind\":\"clustered\"", "\"errorKind\":\"hc3\"",
      "'statistics.errorKind' is 'hc3', expected robust or "
    ),
    ("\"errorKind\":\"clustered\"", "\"errorKind\":\"classical\"", "'statistics.errorKind' is 'classical', "),
    (
      "\"errorKind\":\"clustered\"", "\"errorKind\":\"robust\"", "'statistics.groupCount' stands beside errors "
    ),
    ("\"groupCount\":20,", "", "'statistics.groupCount' is missing for clustered errors"),
    ("\"groupCount\":20", "\"groupCount\":1", "'statistics.groupCount' is 1, expected 2 to 120"),
    (
      "\"place\":\"average\"", "\"place\":\"mode\"",
      "'statistics.marginalEffects.place' is 'mode', expected average"
    ),
    ("\"changes\":[1,2,3,4]", "\"changes\":[1,3,2,4]", effects),
    ("\"changes\":[1,2,3,4]", "\"changes\":[1,2,3,9]", effects),
    ("\"changes\":[1,2,3,4]", "\"changes\":[1,2,3,4],\"omitted\":[0]", effects),
    ("\"effects\":[", "\"effects\":[1e305,", effects),
    ("\"labelsSHA256\":\"", "\"labelsSHA256\":\"z", "'statistics.labelsSHA256' is no SHA-256: "),
    ("\"labelsSHA256\":", "\"other\":", "'statistics.labelsSHA256' and 'statistics.columns' belong together"),
    (
      "\"name\":\"x missing\",\"sha256\":\"", "\"name\":\"x missing\",\"sha256\":\"z",
      "'statistics.columns.1.sha256' is no"
    ),
  ])
  func whatContradictsItselfIsRefused(_ part: String, _ replacement: String, _ words: String) throws {
    let whole = try SafetensorsFile(SharedStorage(file(.clustered).file.encoded()), path: "whole")
    let card = try #require(whole.metadata["softmax"])
    #expect(card.contains(part))
    let changed = SafetensorsFile(
      tensors: whole.tensors, metadata: ["softmax": card.replacing(part, with: replacement, maxReplacements: 1)]
    )
    let error = #expect(throws: FileError.self) {
      try ModelFile(SharedStorage(changed.encoded()), path: "changed")
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "none")")
  }

  // MARK: Fingerprints

  private func fingerprints(_ preparation: Preparation) throws -> [String: String] {
    let columns = try ColumnFingerprint.all(of: preparation.dataset(of: table), preparation)
    return Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0.sha256) })
  }

  @Test func aFingerprintIsOfTheValuesAndNotOfTheirCoding() throws {
    let first = try fingerprints(preparation())
    #expect(first == (try fingerprints(preparation(["town": "Wien", "on": "yes"]))))
    #expect(first == (try fingerprints(preparation(hasBias: false))))
    let plain = try fingerprints(Preparation(learnedOn: table, missing: .indicator))
    #expect(first == plain)
    // With the mean alone the indicator is gone, and the rest is as it was.
    let mean = try fingerprints(preparation(missing: .mean))
    #expect(mean == first.filter { $0.key != "x missing" })
    #expect(Set(first.values).count == 4)
  }

  @Test func otherValuesHaveAnotherFingerprint() throws {
    let preparation = try preparation(missing: .mean)
    let data = try preparation.dataset(of: table)
    let whole = ColumnFingerprint.all(of: data, preparation)
    let part = ColumnFingerprint.all(of: data.samples(at: Array(0..<119)), preparation)
    let turned = ColumnFingerprint.all(of: data.samples(at: (0..<120).reversed()), preparation)
    for other in [part, turned] {
      for (a, b) in zip(whole, other) { #expect(a.name == b.name && a.sha256 != b.sha256) }
    }
    // Features without a preparation are numbers by themselves.
    let plain = ColumnFingerprint.all(of: data, nil)
    #expect(plain.map(\.name) == ["x", "on", "town=Linz", "town=Wien"] && plain[0].sha256 == whole[0].sha256)
  }
}
