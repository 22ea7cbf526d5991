// Fits that no memory would hold.

@testable import SoftmaxRegression
import SoftmaxKernels
import Testing

@Suite struct MemoryShortageTests {
  @Test func aBatchOfMoreStandardisedFeaturesThanFitIsRefusedAndOnlyWhereOneIsMade() throws {
    let sizes = (batch: 1 << 40, features: 1000, classes: 10)
    let shortage = try #require(throws: MemoryShortage.self) {
      try SoftmaxClassifier.checkMemory(
        features: sizes.features, classes: sizes.classes, standardizedBatchSize: sizes.batch)
    }
    #expect(shortage.neededBytes == 4000 << 40 && shortage.availableBytes < shortage.neededBytes)
    #expect(
      shortage.description.hasPrefix(
        "the standardised features of a batch of 1099511627776 samples would take 4096000 GiB, but only "))
    #expect(
      shortage.description.contains(
        "; use smaller batches, or leave the features unstandardised, which needs no copy, or "))
    try SoftmaxClassifier.checkMemory(
      features: sizes.features, classes: sizes.classes, standardizedBatchSize: nil)
  }

  @Test func weightsThatWouldNotFitAreRefused() {
    #expect(throws: MemoryShortage.self) {
      try SoftmaxClassifier.checkMemory(features: 1 << 35, classes: 1 << 10, standardizedBatchSize: nil)
    }
  }

  @Test func aCopyOfKeptFeaturesThatWouldNotFitIsRefused() throws {
    let shortage = try #require(throws: MemoryShortage.self) {
      try Features.checkMemory(0x1p45, columnCount: 8, of: 9, sampleCount: 1 << 40)
    }
    #expect(
      shortage.description.hasPrefix(
        "a copy of 8 of 9 features of 1099511627776 samples would take 32768 GiB, but only "))
    #expect(
      shortage.description.contains(
        "; use a larger L1 penalty, which keeps fewer features, or fewer samples, or "))
    try Features.checkMemory(1024, columnCount: 8, of: 9, sampleCount: 32)
  }

  @Test func numbersBeyondAnIntAreRefusedToo() {
    #expect(throws: MemoryShortage.self) {
      try MemoryShortage.check(1e30, for: "everything", advice: "use less")
    }
  }

  @Test func theRemedyIsThatOfTheLimit() {
    let shortage = MemoryShortage(
      300 << 20, for: "the features", advice: "use fewer rows",
      room: MemoryRoom(bytes: 100 << 20, limit: .controlGroup))
    #expect(
      shortage.description
        == "the features would take 300 MiB, but only 100 MiB more can be had within its container's or job's limit; use "
        + "fewer rows, or give the container or job more memory")
  }
}
