// Vocabularies, weights and rows, held against scikit-learn's.

import Testing

@testable import SoftmaxText

@Suite struct TextFeaturesTests {
  @Test(arguments: GoldenTexts.shared.cases)
  func rowsHaveTheBitsOfScikitLearn(golden: GoldenTexts.Case) throws {
    let features: TextFeatures
    if let hashed = golden.options.hashed {
      features = try TextFeatures(
        golden.options.analysis(), golden.options.weights,
        hashed: HashedColumns(count: hashed, alternatesSigns: golden.options.signs != 0))
    } else {
      var learner = VocabularyLearner(
        try golden.options.analysis(), weights: golden.options.weights, limits: try golden.options.limits(),
        keepsCounts: true)
      for text in golden.learned { try learner.add(text) }
      let learned = try learner.finish()
      features = learned.features
      let words = try #require(features.vocabulary).words.map { Array($0.utf8) }
      #expect(words == golden.vocabulary?.map { Array($0.utf8) })
      let counts = try #require(learned.counts)
      var row = SparseTextRow()
      for (document, expected) in golden.learnedRows.enumerated() {
        counts.row(of: document, features, into: &row)
        #expect(row.golden == expected, "\(golden.learned[document])")
      }
    }
    var transform = TextTransform(features)
    #expect(try golden.asked.map { try transform.row(of: $0).golden } == golden.rows)
    #expect(try golden.learned.map { try transform.row(of: $0).golden } == golden.learnedRows)
  }

  @Test func logarithmsAreRoundedRightly() {
    for pair in GoldenTexts.shared.logarithms { #expect(Logarithm.natural(pair[0]) == pair[1], "\(pair[0])") }
    #expect(Logarithm.of(1) == 0)
    #expect(Logarithm.of(5000) == Logarithm.natural(5000))
  }

  @Test func ofEqualsAtTheLimitTheFirstAreKept() throws {
    var learner = VocabularyLearner(limits: try VocabularyLimits(maximumFeatures: 2))
    try learner.add("zz bb aa zz cc")
    #expect(try learner.finish().features.vocabulary?.words == ["aa", "zz"])
  }

  @Test func manyEqualsAtTheLimitAreKeptInOrder() throws {
    var learner = VocabularyLearner(limits: try VocabularyLimits(maximumFeatures: 50))
    let words = (100..<300).map { "w\($0)" }
    try learner.add(words.reversed().joined(separator: " "))
    #expect(try learner.finish().features.vocabulary?.words == Array(words.prefix(50)))
  }

  @Test func theOrderOfDocumentsDoesNotChangeTheVocabulary() throws {
    let texts = ["one two", "two three", "", "ψ φ χψ 東京"]
    func learned(_ texts: [String]) throws -> TextFeatures {
      var learner = VocabularyLearner(try TextAnalysis(unit: .charactersInWords, lengths: 1...3))
      for text in texts { try learner.add(text) }
      return try learner.finish().features
    }
    let (there, back) = (try learned(texts), try learned(texts.reversed()))
    #expect(there == back)
    #expect(there.hashValue == back.hashValue)
    #expect(there != (try learned(Array(texts.dropLast()))))
  }

  @Test func nothingToLearnIsAnError() throws {
    var empty = VocabularyLearner()
    try empty.add("a b c")
    #expect(throws: TextError.emptyVocabulary(documentCount: 1)) { try empty.finish() }
    var rare = VocabularyLearner(limits: try VocabularyLimits(minimumDocumentFrequency: .count(2)))
    try rare.add("one")
    try rare.add("two")
    #expect(throws: TextError.nothingLeft(distinctCount: 2)) { try rare.finish() }
    var crossed = VocabularyLearner(
      limits: try VocabularyLimits(minimumDocumentFrequency: .count(2), maximumDocumentFrequency: .share(0.5)))
    try crossed.add("one")
    try crossed.add("one")
    #expect(throws: TextError.crossedLimits(minimum: 2, maximum: 1)) { try crossed.finish() }
    #expect(throws: TextError.self) { try VocabularyLimits(minimumDocumentFrequency: .share(1.5)) }
    #expect(throws: TextError.self) { try VocabularyLimits(minimumDocumentFrequency: .share(.nan)) }
    #expect(throws: TextError.self) { try VocabularyLimits(maximumDocumentFrequency: .count(0)) }
    #expect(throws: TextError.self) { try VocabularyLimits(maximumFeatures: 0) }
  }

  @Test func aDocumentWithAnErrorIsNamedAndNotCounted() throws {
    var learner = VocabularyLearner()
    try learner.add("one two")
    let bytes: [UInt8] = Array("three \u{e9}".utf8) + [0xFF]
    #expect(throws: TextError.invalidUTF8(document: 2, offset: 8, byte: 0xFF)) { try learner.add(bytes.span) }
    try learner.add("two")
    #expect(learner.documentCount == 2)
    let features = try learner.finish().features
    #expect(features.vocabulary?.words == ["one", "two"])
    #expect(features.rarities?[1] == 1)
  }

  @Test func aTextWithAnErrorLeavesNothingForTheNextOne() throws {
    var learner = VocabularyLearner(weights: .counts)
    try learner.add("one two")
    var transform = TextTransform(try learner.finish().features)
    var row = SparseTextRow()
    let bytes: [UInt8] = Array("one one ".utf8) + [0xFF]
    #expect(throws: TextError.self) { try transform.row(of: bytes.span, into: &row) }
    #expect(row.count == 0)
    #expect(try transform.row(of: "one two two").values == [1, 2])
    #expect(try transform.row(of: "nothing known").count == 0)
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let words = try WordList(["one", "two"])
    let plain = TermWeights.counts
    func problem(_ body: () throws -> Void) -> String? {
      do {
        try body()
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(problem { _ = try TextFeatures(.words, plain, vocabulary: words, rarities: nil) } == nil)
    #expect(
      problem { _ = try TextFeatures(.words, TermWeights(), vocabulary: words, rarities: [1, 2]) } == nil)
    let wrong: [() throws -> Void] = [
      { _ = try TextFeatures(.words, plain, vocabulary: WordList(), rarities: nil) },
      { _ = try TextFeatures(.words, plain, vocabulary: words, rarities: [1, 2]) },
      { _ = try TextFeatures(.words, TermWeights(), vocabulary: words, rarities: nil) },
      { _ = try TextFeatures(.words, TermWeights(), vocabulary: words, rarities: [1]) },
      { _ = try TextFeatures(.words, TermWeights(), vocabulary: words, rarities: [1, .nan]) },
      { _ = try TextFeatures(.words, TermWeights(), vocabulary: words, rarities: [0, 1]) },
      { _ = try TextFeatures(.words, TermWeights(), hashed: HashedColumns()) },
      { _ = try HashedColumns(count: 0) },
      { _ = try HashedColumns(count: 1 << 31) },
      { _ = try WordList(bytes: [], starts: []) },
      { _ = try WordList(bytes: [97], starts: [0, 2]) },
      { _ = try WordList(bytes: [97, 98], starts: [0, 2, 1, 2]) },
      { _ = try WordList(bytes: [97, 98], starts: [0, 0, 2]) },
      { _ = try WordList(bytes: [98, 97], starts: [0, 1, 2]) },
      { _ = try WordList(bytes: [97, 97], starts: [0, 1, 2]) },
      { _ = try WordList(bytes: [0xC3, 0xA9], starts: [0, 1, 2]) },
      { _ = try WordList(bytes: [97], starts: [1, 1]) },
      { _ = try WordList(bytes: [97, 98, 99], starts: [0, .max, .min, 3]) },
    ]
    for (place, body) in wrong.enumerated() { #expect(problem(body) != nil, "\(place)") }
  }

  @Test func aVocabularyComesBackFromItsParts() throws {
    let words = try WordList(["zwei", "eins", "e\u{301}", "\u{e9}", "eins"])
    #expect(words.words == ["eins", "e\u{301}", "zwei", "\u{e9}"])
    #expect(words.count == 4)
    #expect(try WordList(bytes: words.bytes, starts: words.starts) == words)
    #expect(words.place(of: Array("zwei".utf8).span) == 2)
    #expect(words.place(of: Array("drei".utf8).span) == nil)
  }
}
