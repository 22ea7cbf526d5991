// Features come from arrays of Double, arrays with a shape, and memory of the caller's.

import SoftmaxTestSupport
import Synchronization
import Testing

@testable import SoftmaxRegression

@Suite struct FeatureSourceTests {
  @Test func rowsOfDoubleAreRowsOfATable() throws {
    let rows: [[Double]] = [[5.1, 3.5], [6.2, 2.9], [1, 0]]
    let features = try Features(rows: rows, featureNames: ["length", "width"])
    #expect(features.input == .table(featureNames: ["length", "width"]))
    #expect(features.sampleCount == 3)
    #expect(features.row(1) == [6.2, 2.9])
    #expect(try Features(rows: rows).input == .table(featureCount: 2))
  }

  @Test func originsAreSubtractedBeforeTheRounding() throws {
    let rows: [[Double]] = [[1_700_000_001, 1], [1_700_000_002, 2]]
    let features = try Features(rows: rows, input: .vector(featureCount: 2, origins: [1_700_000_000, 0]))
    #expect(features.row(0) == [1, 1] && features.row(1) == [2, 2])
  }

  @Test func rowsThatAreNoMatrixAreRefused() {
    let (uneven, infinite, large): ([[Double]], [[Double]], [[Double]]) = (
      [[1, 2], [3]], [[1], [.nan]], [[1e39]]
    )
    #expect(throws: DatasetError.rowLength(sample: 1, expected: 2, found: 1)) { try Features(rows: uneven) }
    #expect(throws: DatasetError.notFinite(sample: 1, feature: 0, value: "nan")) {
      try Features(rows: infinite)
    }
    #expect(throws: DatasetError.notFinite(sample: 0, feature: 0, value: "1e+39, which is beyond Float32")) {
      try Features(rows: large)
    }
    #expect(throws: DatasetError.noSamples) { try Features(rows: [] as [[Double]]) }
    #expect(throws: DatasetError.self) { try Features(rows: large, featureNames: ["a", "b"]) }
    #expect(throws: DatasetError.self) { try Features(rows: [[]] as [[Double]]) }
  }

  @Test func anArrayWithAShapeIsSamplesOfThatShape() throws {
    let values = (0..<12).map { Float($0) }
    let vectors = try Features(values, shape: [3, 4])
    #expect(vectors.input == .vector(featureCount: 4) && vectors.sampleCount == 3)
    #expect(vectors.row(2) == [8, 9, 10, 11])
    #expect(try Features(values, shape: [2, 2, 3], kind: .image).input == .image(shape: [2, 3], maximum: 1))
    #expect(try Features(values, shape: [6, 2], kind: .table).input == .table(featureCount: 2))
  }

  @Test(arguments: [[3, 5], [12], [], [-3, -4], [.max, .max], [0, 4]])
  func aShapeThatIsNotTheArraysIsRefused(shape: [Int]) {
    #expect(throws: DatasetError.shapeMismatch(shape: shape, valueCount: 12)) {
      try Features([Float](repeating: 1, count: 12), shape: shape)
    }
    #expect(DatasetError.shapeMismatch(shape: [3, 5], valueCount: 12).description.contains("[3, 5]"))
  }

  /// Memory that is freed when its owner goes.
  @safe private final class Owner<Element: BitwiseCopyable & Sendable> {
    let buffer: UnsafeMutableBufferPointer<Element>
    let isGone: @Sendable () -> Void

    init(_ values: [Element], isGone: @escaping @Sendable () -> Void = {}) {
      unsafe buffer = .allocate(capacity: values.count)
      _ = unsafe buffer.initialize(from: values)
      self.isGone = isGone
    }

    deinit {
      unsafe buffer.deallocate()
      isGone()
    }

    var memory: BorrowedMemory<Element> {
      unsafe BorrowedMemory(UnsafeBufferPointer(buffer), owner: self)
    }
  }

  @Test func borrowedNumbersAreReadWhereTheyLie() throws {
    let owner = Owner<Float>([1, 2, 3, 4])
    let features = try Features(owner.memory, input: .vector(featureCount: 2))
    // Only a test may write: it shows that there is no copy.
    unsafe owner.buffer[3] = 9
    #expect(features.row(1) == [3, 9])
  }

  @Test func theOwnerLivesAsLongAsWhatIsMadeOfItsMemory() throws {
    let gone = Mutex(0)
    var features: Features? = try Features(
      Owner<Float>((0..<600).map { Float($0 % 7) }, isGone: { gone.withLock { $0 += 1 } }).memory,
      input: .vector(featureCount: 4))
    var part = features?.samples(10..<20)
    features = nil
    #expect(gone.withLock(\.self) == 0)
    #expect(part?.row(0).count == 4)
    part = nil
    #expect(gone.withLock(\.self) == 1)
  }

  @Test func aModelOfBorrowedNumbersIsThatOfTheSameArray() throws {
    let data = try IrisRows.dataset()
    let values = IrisRows.tenths.map { Float($0) / 10 }
    let features = try Features(Owner(values).memory, input: .table(featureCount: 4))
    let borrowed = try Dataset(features: features, classIndices: data.classIndices, classes: data.classes)
    let classifier = try SoftmaxClassifier()
    #expect(try classifier.fit(borrowed).model == classifier.fit(data).model)
  }

  @Test func borrowedBytesArePictures() throws {
    let features = try Features(bytes: Owner<UInt8>([0, 255, 51, 102]).memory, input: .image(shape: [1, 2]))
    #expect(features.row(0) == [0, 1])
    #expect(zip(features.row(1), [0.2, 0.4]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func borrowedNumbersThatAreNotFiniteAreRefusedByTheFit() throws {
    let features = try Features(Owner<Float>([1, .infinity]).memory, input: .vector(featureCount: 1))
    let data = try Dataset(features: features, labels: ["a", "b"])
    #expect(throws: DatasetError.self) { try SoftmaxClassifier().fit(data) }
  }

  @Test func anEmptyBufferHasNoSamples() {
    let memory = unsafe BorrowedMemory(
      UnsafeBufferPointer<Float>(start: nil, count: 0), owner: Owner<Float>([]))
    #expect(memory.count == 0)
    #expect(throws: DatasetError.noSamples) { try Features(memory, input: .vector(featureCount: 1)) }
  }
}
