// What is in samples that are no table: figures against values worked out by hand, and each warning.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct SampleSummaryTests {
  private func summary(_ bytes: [UInt8], labels: String? = nil) throws -> SampleSummary {
    let folder = try TemporaryDirectory()
    let path = try folder.write(bytes, to: "x.npy")
    let labelsPath = try labels.map { try folder.write(Array($0.utf8), to: "y.txt") }
    return SampleSummary(
      try DataReference(parsing: path).load(default: .all, labelsPath: labelsPath, options: FetchOptions()))
  }

  @Test func figuresOfNumbersAreThoseWorkedOutByHand() throws {
    let summary = try summary(NPYWriter.floats([1, 5, -2, 5, 4, 5], shape: [3, 2]), labels: "a\nb\na\n")
    #expect(summary.sampleCount == 3)
    #expect(summary.input.featureCount == 2)
    #expect(summary.elementType == .float32)
    #expect(summary.minimum == -2)
    #expect(summary.maximum == 5)
    #expect(summary.mean == 3)
    #expect(summary.constantFeatureCount == 1)
    #expect(summary.classes?.listed.map(\.count) == [2, 1])
    #expect(summary.warnings.map(\.kind) == [.constant, .rareClasses])
  }

  @Test func figuresOfBytesAreThoseStored() throws {
    let summary = try summary(NPYWriter.file("|u1", shape: [2, 1, 3], data: [0, 255, 7, 10, 3, 7]))
    #expect(summary.elementType == .uint8)
    #expect(summary.minimum == 0)
    #expect(summary.maximum == 255)
    #expect(summary.mean == 47)
    #expect(summary.constantFeatureCount == 1)
    #expect(summary.classes == nil)
  }

  @Test func valuesThatAreNotFiniteAreNamedAndLeftOut() throws {
    let summary = try summary(NPYWriter.floats([1, 2, 3, .nan, .infinity, 6], shape: [3, 2]))
    #expect(summary.notFiniteCount == 2)
    #expect(summary.mean == 3)
    #expect(summary.maximum == 6)
    #expect(summary.warnings.map(\.kind) == [.notFinite])
    #expect(
      summary.warnings[0].message.hasPrefix("sample 1, feature 1 (both counted from 0) is nan, and 1 more"))
    #expect(summary.warnings[0].stopsTraining)
    let none = try self.summary(NPYWriter.floats([.nan, .nan], shape: [1, 2]))
    #expect(none.minimum == nil && none.mean == nil && none.maximum == nil)
  }

  @Test func theCatalogueIsShownAsAWhole() throws {
    let summary = SampleSummary(try DataReference(parsing: "iris").load(default: .all, options: FetchOptions()))
    #expect(summary.sampleCount == 150)
    #expect(summary.classes?.listed.map(\.count) == [50, 50, 50])
    #expect(summary.warnings.isEmpty)
  }
}
