// Hashes, and who shares columns.

import Testing

@testable import SoftmaxText

@Suite struct HashingTests {
  @Test func hashesAreThoseOfScikitLearn() {
    for golden in GoldenTexts.shared.hashes {
      #expect(MurmurHash3.hash(of: Array(golden.text.utf8).span) == golden.hash, "\(golden.text)")
    }
    #expect(GoldenTexts.shared.hashes.count == 10)
  }

  /// scikit-learn's own words for the least number: (2^31 - 1 - (n - 1)) mod n.
  @Test(arguments: [1, 2, 3, 17, 64, 1 << 20, 1_000_003, Int(Int32.max)])
  func theLeastHashHasAColumn(count: Int) {
    #expect(HashedColumns.column(of: .min, count: count) == (2_147_483_647 - (count - 1)) % count)
    #expect(HashedColumns.column(of: -7, count: count) == 7 % count)
  }

  @Test func wordsThatTakeEachOtherBackLeaveNoEntry() throws {
    let columns = try HashedColumns(count: 1)
    let words = ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh"]
    let positive = try #require(words.first { !columns.place(of: Array($0.utf8).span).isNegative })
    let negative = try #require(words.first { columns.place(of: Array($0.utf8).span).isNegative })
    var transform = TextTransform(try TextFeatures(hashed: columns))
    #expect(try transform.row(of: "\(positive) \(negative)").count == 0)
    #expect(try transform.row(of: "\(positive) \(positive) \(negative)").values == [1])
    #expect(try transform.row(of: "\(negative)").values == [-1])
  }

  @Test func sharedColumnsAreReportedWithTheirWords() throws {
    let columns = try HashedColumns(count: 4)
    var counter = HashCollisionCounter(.words, columns)
    let words = (0..<40).map { "word\($0)" }
    for word in words + words { try counter.add(Array(word.utf8).span) }
    let report = counter.finish(limit: 2, wordLimit: 3)
    let byColumn = Dictionary(grouping: words) { columns.place(of: Array($0.utf8).span).column }
    let sizes = byColumn.values.map(\.count)
    #expect(report.wordCount == 40)
    #expect(report.usedColumnCount == byColumn.count)
    #expect(report.sharingWordCount == sizes.filter { $0 > 1 }.reduce(0, +))
    #expect(report.mostShared.count == 2)
    #expect(report.mostShared.first?.wordCount == sizes.max())
    for shared in report.mostShared {
      #expect(shared.words == Array(byColumn[shared.column, default: []].sorted().prefix(3)))
    }
    #expect(report.isComplete)
  }

  @Test func aReportStaysWithinItsMemory() throws {
    var counter = HashCollisionCounter(.words, try HashedColumns(), byteLimit: 20_000)
    for i in 0..<5000 { try counter.add(Array("word\(i)".utf8).span) }
    let report = counter.finish()
    #expect(!report.isComplete)
    #expect(report.wordCount > 50 && report.wordCount < 1000)
  }
}
