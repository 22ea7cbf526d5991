// Where in a text its features stand.

import Testing

@testable import SoftmaxText

@Suite struct FeaturePlacesTests {
  /// Each feature of a text by its column's word, with the pieces of the text it is made of.
  private func marked(_ text: String, _ analysis: TextAnalysis) throws -> [(word: String, pieces: [String])] {
    var learner = VocabularyLearner(analysis)
    try learner.add(text)
    let features = try learner.finish().features
    let bytes = Array(text.utf8)
    let places = try FeaturePlaces(of: bytes.span, features)
    let words = try #require(features.vocabulary)
    return places.places.map { place in
      (
        words[Int(place.column)],
        places.ranges(of: place).map { String(decoding: bytes[$0], as: UTF8.self) }
      )
    }
  }

  @Test func wordsAreMarkedAsTheyAreWritten() throws {
    // The lower case of Ⱥ has a byte more, that of K two fewer: places are those of the text.
    let text = "ȺȺȺ, a KELVIN the İstanbul ΟΔΟΣ!"
    let found = try marked(text, TextAnalysis(lengths: 1...2, stopWords: ["the"]))
    let words = ["ⱥⱥⱥ", "kelvin", "stanbul", "οδος", "ⱥⱥⱥ kelvin", "kelvin stanbul", "stanbul οδος"]
    #expect(found.map(\.word) == words)
    let single = ["ȺȺȺ", "KELVIN", "stanbul", "ΟΔΟΣ"]
    #expect(found.map(\.pieces) == single.map { [$0] } + zip(single, single.dropFirst()).map { [$0, $1] })
  }

  @Test func aWordThatEndsInADottedIIsMarkedWhole() throws {
    #expect(try marked("TAXİ", .words).map(\.pieces) == [["TAXİ"]])
  }

  @Test func charactersAreMarkedWithTheSpaceThatTheyStandFor() throws {
    let found = try marked("A \n\tB", TextAnalysis(unit: .characters, lengths: 2...2))
    #expect(found.map(\.word) == ["a ", " b"])
    #expect(found.map(\.pieces) == [["A \n\t"], [" \n\tB"]])
  }

  @Test func theEdgesOfWordsAreNoBytes() throws {
    let found = try marked("Ab c", TextAnalysis(unit: .charactersInWords, lengths: 3...3))
    #expect(found.map(\.word) == [" ab", "ab ", " c "])
    #expect(found.map(\.pieces) == [["Ab"], ["Ab"], ["c"]])
  }

  @Test func placesAddUpToTheRow() throws {
    let text = "one two one three; ONE two"
    let features = try TextFeatures(
      TextAnalysis(lengths: 1...2), .counts, hashed: HashedColumns(count: 7))
    var sums: [Int32: Float] = [:]
    for place in try FeaturePlaces(of: Array(text.utf8).span, features).places {
      sums[place.column, default: 0] += place.isNegative ? -1 : 1
    }
    var transform = TextTransform(features)
    let row = try transform.row(of: text)
    #expect(Dictionary(uniqueKeysWithValues: zip(row.columns, row.values)) == sums.filter { $0.value != 0 })
  }
}
