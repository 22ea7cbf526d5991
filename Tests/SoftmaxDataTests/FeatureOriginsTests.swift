// Numbers with more digits than Float32: columns far from 0 are centred in Float64 before they are rounded.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct FeatureOriginsTests {
  /// Seconds of a day in 2023 in sixteenths, and something ordinary.
  private static let rows: [[Double]] = (0..<40).map { (i: Int) -> [Double] in
    let seconds = 1_700_000_000 + Double((i * 37) % 40) * 86.0625
    return [seconds, Double(i % 7) - 2.5]
  }

  private static func bytes(_ values: [Double], isBigEndian: Bool = false) -> [UInt8] {
    values.flatMap { NPYWriter.bytes(of: $0.bitPattern, isBigEndian: isBigEndian) }
  }

  private static let rowMajor = bytes(rows.flatMap(\.self))
  private static let columnMajor = bytes((0..<2).flatMap { j in rows.map { $0[j] } })

  private func load(_ file: [UInt8], _ origins: FeatureOrigins) throws -> Features {
    try ArraySamples(SharedStorage(file), path: "a").load(name: "a", origins: origins).features
  }

  private func check(_ features: Features) throws {
    let origins = try #require(features.input.origins)
    #expect(abs(origins[0] - 1_700_000_000) < 3600 && origins[1] == 0)
    for (i, row) in Self.rows.enumerated() {
      // Differences of sixteenths have few digits.
      #expect(features.row(i).map(Double.init) == [row[0] - origins[0], row[1]])
    }
  }

  @Test(arguments: [
    NPYWriter.file("<f8", shape: [40, 2], data: rowMajor),
    NPYWriter.file(">f8", shape: [40, 2], data: bytes(rows.flatMap(\.self), isBigEndian: true)),
    NPYWriter.file("<f8", shape: [40, 2], data: columnMajor, fortranOrder: true),
    ZipWriter.file([ZipWriter.Entry("x.npy", NPYWriter.file("<f8", shape: [40, 2], data: rowMajor))]),
    SafetensorsFile(
      tensors: [
        SafetensorsTensor(name: "x", type: .float64, shape: [40, 2], bytes: SharedStorage(rowMajor))
      ], metadata: [:]
    ).encoded(),
  ])
  func aFarColumnIsCountedFromANumberOfItsOwn(_ file: [UInt8]) throws {
    try check(load(file, .found))
    // As any other file would give them.
    let plain = try load(file, .none)
    #expect(plain.input.origins == nil)
    #expect(plain.row(1) == Self.rows[1].map { Float($0) } && Double(plain.row(1)[0]) != Self.rows[1][0])
  }

  @Test func wholeNumbersOf64BitsAreToo() throws {
    let values = Self.rows.flatMap { [Int64($0[0]), Int64($0[1])] }
    let file = NPYWriter.file("<i8", shape: [40, 2], data: values.flatMap { NPYWriter.bytes(of: $0) })
    let features = try load(file, .found)
    let origins = try #require(features.input.origins)
    #expect((0..<40).allSatisfy { Double(features.row($0)[0]) == Double(values[2 * $0]) - origins[0] })
  }

  @Test func theOriginIsThatOfATable() throws {
    let folder = try TemporaryDirectory()
    let text = (["time,x,label"] + Self.rows.map { "\($0[0]),\($0[1]),a" }).joined(separator: "\n")
    let path = try folder.write(Array(text.utf8), to: "t.csv")
    let table = try Table(contentsOf: path)
    let features = try load(NPYWriter.file("<f8", shape: [40, 2], data: Self.rowMajor), .found)
    #expect(table.columns.map(\.kind) == (features.input.origins ?? []).map { .number(origin: $0) })
  }

  @Test func whatFloat32HoldsIsLeftAlone() throws {
    let near = NPYWriter.file("<f8", shape: [3, 2], data: Self.bytes([1, 500, 2, 501, 3, 503]))
    #expect(try load(near, .found).input.origins == nil)
    let constant = NPYWriter.file("<f8", shape: [2, 2], data: Self.bytes([1e9, 1, 1e9, 2]))
    #expect(try load(constant, .found).input.origins == nil)
    let single = NPYWriter.floats(Self.rows.flatMap { $0.map { Float($0) } }, shape: [40, 2])
    #expect(try load(single, .found).input.origins == nil)
    // A model's origins are for whatever it is given.
    let given = try load(single, .given([1_700_000_000, 0]))
    #expect(given.row(3) == [Float(Double(Float(Self.rows[3][0])) - 1_700_000_000), Float(Self.rows[3][1])])
    // Of another shape: that is for the model to say.
    #expect(try load(single, .given([1, 2, 3])).input == .vector(featureCount: 2))
  }

  @Test func theTestPartHasTheOriginsOfTheTrainingPart() throws {
    let file = ZipWriter.file([
      ZipWriter.Entry("x_train.npy", NPYWriter.file("<f8", shape: [40, 2], data: Self.rowMajor)),
      ZipWriter.Entry("x_test.npy", NPYWriter.file("<f8", shape: [1, 2], data: Self.bytes([1.7e9 + 1e6, 1]))),
    ])
    let whole = try load(file, .found)
    let origins = try #require(whole.input.origins)
    #expect(whole.sampleCount == 41 && whole.row(40) == [Float(1.7e9 + 1e6 - origins[0]), 1])
    let folder = try TemporaryDirectory()
    let reference = try DataReference(parsing: folder.write(file, to: "a.npz"))
    let parts = try reference.loadForTraining(origins: .found, options: FetchOptions())
    #expect(
      parts.test?.features.input == parts.training.features.input
        && parts.training.features.input.origins != nil)
  }

  @Test func whatIsNotFiniteIsNamed() throws {
    var values = Self.rows.flatMap(\.self)
    values[7] = .infinity
    let file = NPYWriter.file("<f8", shape: [40, 2], data: Self.bytes(values))
    for origins in [FeatureOrigins.found, .given([1.7e9, 0]), .none] {
      let error = #expect(throws: FileError.self) { try load(file, origins) }
      #expect(error?.description.contains("sample 3, feature 1 is inf") == true, "\(error?.description ?? "")")
    }
  }

  @Test func aModelRefusesFeaturesThatAreCountedFromElsewhere() throws {
    let labels = (0..<40).map { $0 % 2 }
    let far = try Dataset(
      features: load(NPYWriter.file("<f8", shape: [40, 2], data: Self.rowMajor), .found), labels: labels)
    let raw = try Dataset(
      features: load(NPYWriter.file("<f8", shape: [40, 2], data: Self.rowMajor), .none), labels: labels)
    let model = try SoftmaxClassifier().fit(far).model
    #expect(throws: DatasetError.otherOrigins) { try model.evaluate(raw) }
    #expect(throws: DatasetError.otherOrigins) { try model.predictions(for: raw.features) }
    #expect(throws: DatasetError.otherOrigins) { try SoftmaxClassifier().fit(far, test: raw) }
    #expect(throws: DatasetError.otherOrigins) { try SoftmaxClassifier().fit(raw, from: model) }
    #expect(throws: DatasetError.otherOrigins) { try PenaltySearch().run(on: far, test: raw) }
    #expect(!raw.features.fits(model.input) && far.features.fits(model.input))
  }
}
