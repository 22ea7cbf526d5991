// What data has to be, and what is said of data that isn't.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct DatasetTests {
  private let input = InputDescription.vector(featureCount: 2)

  @Test func integersAreOrderedByValueAndStringsByUnicode() throws {
    #expect(try ClassVocabulary(of: [10, 9, -1, 9]).names == ["-1", "9", "10"])
    #expect(try ClassVocabulary(of: ["b", "a", "é", "B", "b"]).names == ["B", "a", "b", "é"])
  }

  @Test func unknownLabelsAreNamedWithTheirSampleAndTheNearestClass() throws {
    let classes = try ClassVocabulary(names: ["sandal", "sneaker", "bag"])
    let error = #expect(throws: DatasetError.self) { try classes.indices(of: ["bag", "sneakers"]) }
    #expect(error == .unknownLabel(label: "sneakers", sample: 1, nearest: "sneaker"))
    #expect(
      error?.description
        == "the label 'sneakers' of sample 1 is not a class of the model; the nearest is 'sneaker'")
    let far = #expect(throws: DatasetError.self) { try classes.indices(of: ["helicopter"]) }
    #expect(far == .unknownLabel(label: "helicopter", sample: 0, nearest: nil))
  }

  @Test func vocabulariesHaveDistinctNames() {
    #expect(throws: DatasetError.duplicateClass(name: "a")) { try ClassVocabulary(names: ["a", "b", "a"]) }
    #expect(throws: DatasetError.noClasses) { try ClassVocabulary(names: []) }
  }

  @Test func everyInconsistencyIsRefusedWithItsFigures() throws {
    #expect(throws: DatasetError.noSamples) { try Features([], input: input) }
    for input in [
      InputDescription.vector(featureCount: 0), .image(shape: []), .image(shape: [-1, -2]),
      .image(shape: [.max, 2]),
      .image(shape: [1], maximum: 0), .image(shape: [1], maximum: -1), .image(shape: [1], maximum: .nan),
    ] {
      let error = #expect(throws: DatasetError.self) { try Features([1], input: input) }
      guard case .invalidInput = error else {
        Issue.record("\(input) is accepted")
        continue
      }
    }
    #expect(throws: DatasetError.rowLength(sample: 1, expected: 2, found: 3)) {
      try Features(rows: [[1, 2], [3, 4, 5]], input: input)
    }
    #expect(try Features(rows: [[1, 2], [3, 4]], input: input).row(1) == [3, 4])
    #expect(throws: DatasetError.incompleteRow(valueCount: 3, featureCount: 2)) {
      try Features([1, 2, 3], input: input)
    }
    #expect(throws: DatasetError.notFinite(sample: 1, feature: 0, value: "nan")) {
      try Features([1, 2, .nan, 4], input: input)
    }
    #expect(throws: DatasetError.notFinite(sample: 0, feature: 1, value: "-inf")) {
      try Features([1, -.infinity], input: input)
    }
    let features = try Features([1, 2, 3, 4], input: input)
    #expect(throws: DatasetError.labelCountMismatch(samples: 2, labels: 3)) {
      try Dataset(features: features, labels: [1, 2, 3])
    }
    let classes = try ClassVocabulary(names: ["a", "b"])
    #expect(throws: DatasetError.classIndexOutOfRange(index: 2, sample: 1, classCount: 2)) {
      try Dataset(features: features, classIndices: [0, 2], classes: classes)
    }
  }

  @Test func samplesCanBeTakenAndJoined() throws {
    let bytes = try Features(bytes: [0, 51, 102, 153, 204, 255], input: .image(shape: [1, 2]))
    // byte / 255, within the rounding of 1/255.
    #expect(Closeness.largestDifference(bytes.row(1).map(Double.init), [0.4, 0.6]) < 1e-7)
    #expect(bytes.samples(1..<3).row(1) == bytes.row(2))
    #expect(bytes.samples(at: [2, 0]).row(0) == bytes.row(2))
    let joined = try bytes.appending(bytes.samples(0..<1))
    #expect(joined.sampleCount == 4)
    #expect(joined.row(3) == bytes.row(0))
    let floats = try Features([5, 6], input: .image(shape: [1, 2], maximum: 1))
    #expect(try bytes.appending(floats).row(3) == [5, 6])
    #expect(try bytes.appending(floats).row(1) == bytes.row(1))
  }

  @Test func numbersFromZeroToOneAreIntensitiesOfAnyFormat() throws {
    let bytes = InputDescription.image(shape: [1, 2])
    let floats = InputDescription.image(shape: [1, 2], maximum: 1)
    #expect(try Features([0, 0.5, 1, 0.25], input: floats).fits(bytes))
    #expect(try !Features([0, 0.5, 200, 0.25], input: floats).fits(bytes))
    #expect(try !Features(bytes: [0, 16], input: .image(shape: [1, 2], maximum: 16)).fits(bytes))
    #expect(try !Features([0, 1], input: .table(featureCount: 2)).fits(bytes))
    #expect(try Features([0, 1], input: .vector(featureCount: 2)).fits(bytes))
  }

  @Test func numbersStandForPositionsWhereTheModelHasOtherNames() throws {
    let features = try Features([1, 2, 3], input: .vector(featureCount: 1))
    let names = try ClassVocabulary(names: ["shirt", "bag", "coat"])
    let codes = try Dataset(features: features, labels: [2, 0, 1])
    #expect(try codes.relabelled(to: names, readingPositions: true).classIndices == [2, 0, 1])
    // A number that is a name goes by name.
    let digits = try ClassVocabulary(names: ["2", "1", "0"])
    #expect(try codes.relabelled(to: digits, readingPositions: true).classIndices == [0, 2, 1])
    let beyond = try Dataset(features: features, labels: [0, 1, 3])
    #expect(throws: DatasetError.unknownLabel(label: "0", sample: 0, nearest: nil)) {
      try beyond.relabelled(to: names, readingPositions: true)
    }
    // Unless it is asked for, a number is a name like any other.
    #expect(throws: DatasetError.self) { try codes.relabelled(to: names) }
  }

  @Test func everyMessageIsOneLine() {
    let errors: [DatasetError] = [
      .noSamples, .invalidInput("the shape [] has no features"), .noClasses, .duplicateClass(name: "a"),
      .incompleteRow(valueCount: 3, featureCount: 2),
      .notFinite(sample: 0, feature: 1, value: "nan"), .labelCountMismatch(samples: 1, labels: 2),
      .classIndexOutOfRange(index: 3, sample: 0, classCount: 2), .oneClass(name: "a"),
      .unknownLabel(label: "x", sample: 0, nearest: "y"), .featureCountMismatch(expected: 1, found: 2),
    ]
    for error in errors {
      #expect(!error.description.contains("\n") && error.description.count > 20)
    }
  }

  @Test func nearestNamesAreThoseThatCouldBeMeant() {
    let names = ["digits", "iris", "fashion-mnist"]
    #expect(NearestName.nearest(to: "digts", among: names) == "digits")
    #expect(NearestName.nearest(to: "Fashion_MNIST", among: names) == "fashion-mnist")
    // Neighbours that were swapped are one mistake.
    #expect(NearestName.nearest(to: "irsi", among: ["iris", "digits"]) == "iris")
    #expect(NearestName.distance(from: "lable", to: "label") == 1)
    #expect(NearestName.distance(from: "trian", to: "train") == 1)
    #expect(NearestName.distance(from: "", to: "abc") == 3 && NearestName.distance(from: "abc", to: "cab") == 2)
    #expect(NearestName.nearest(to: "titanic", among: names) == nil)
    // Nothing of it is alike.
    #expect(NearestName.nearest(to: "z", among: ["x", "y"]) == nil)
    #expect(NearestName.nearest(to: "Y", among: ["x", "y"]) == "y")
    #expect(NearestName.nearest(to: String(repeating: "x", count: 10_000), among: names) == nil)
    // 64 characters of 200 marks each would be compared for minutes.
    let marked = String(repeating: "a" + String(repeating: "\u{301}\u{323}", count: 100), count: 64)
    #expect(NearestName.nearest(to: marked, among: Array(repeating: marked + "b", count: 100)) == nil)
  }
}
