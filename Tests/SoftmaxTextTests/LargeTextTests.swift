// Texts that are far larger than texts are.

import Testing

@testable import SoftmaxText

@Suite struct LargeTextTests {
  /// Ten million bytes without a space.
  @Test func aWordOfTenMegabytesIsOneWord() throws {
    let word = [UInt8](repeating: UInt8(ascii: "A"), count: 10_000_000)
    var learner = VocabularyLearner(weights: .counts, keepsCounts: true)
    try learner.add(word.span)
    let learned = try learner.finish()
    #expect(learned.features.vocabulary?.bytes.count == 10_000_000)
    var row = SparseTextRow()
    try #require(learned.counts).row(of: 0, learned.features, into: &row)
    #expect(row.values == [1])
    var hashed = TextTransform(try TextFeatures(hashed: HashedColumns()))
    try hashed.row(of: word.span, into: &row)
    #expect(row.count == 1)
  }

  @Test func aMillionWordsAreOneText() throws {
    var text: [UInt8] = []
    for i in 0..<1_000_000 { text += Array("W\(i % 5000) ".utf8) }
    var learner = VocabularyLearner(try TextAnalysis(lengths: 1...2), weights: .counts, keepsCounts: true)
    try learner.add(text.span)
    let learned = try learner.finish()
    // Each word has one follower, and every word is followed.
    #expect(learned.features.vocabulary?.count == 5000 + 5000)
    var row = SparseTextRow()
    try #require(learned.counts).row(of: 0, learned.features, into: &row)
    #expect(row.values.reduce(0) { $0 + Int($1) } == 1_000_000 + 999_999)
  }

  /// Each looks for a letter around it, and they must not all look through the whole text.
  @Test func manySigmasBehindEachOtherTakeNoLongerThanOtherLetters() throws {
    let marks = String(repeating: "'", count: 100_000)
    let text = Array(repeating: "Σ'", count: 100_000).joined() + "Α" + marks + "Σ"
    var tokenizer = Tokenizer(try TextAnalysis(unit: .characters))
    let bytes = Array(text.utf8)
    try tokenizer.read(bytes.span)
    #expect(tokenizer.units.count == 300_002)
    #expect(tokenizer.units.bytes[bytes.count - 2..<bytes.count].elementsEqual("ς".utf8))
  }

  @Test func longNGramsOfAShortTextEndWithIt() throws {
    var tokenizer = Tokenizer(try TextAnalysis(lengths: 2...1_000_000))
    #expect(try tokenizer.features(of: "one two three") == ["one two", "two three", "one two three"])
  }

  @Test func keysOfAnyNumberAreSorted() {
    var sorter = KeySorter()
    var state: UInt64 = 7
    for count in [0, 1, 2, 24, 25, 300, 5000] {
      for limit in [1, 256, 257, 70_000, Int(Int32.max)] {
        var keys = (0..<count).map { _ -> UInt64 in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return (state >> 33) % UInt64(limit) << 32 | (state >> 40 & 1)
        }
        // Equal columns stay in their order, which a stable sort by column says.
        let expected = keys.enumerated().sorted {
          ($0.element >> 32, $0.offset) < ($1.element >> 32, $1.offset)
        }.map(\.element)
        sorter.sort(&keys, limit: limit)
        #expect(keys == expected, "\(count) below \(limit)")
      }
    }
  }
}
