// Texts to words and characters.

import Testing

@testable import SoftmaxText

@Suite struct TokenizerTests {
  @Test func featuresAreThoseOfScikitLearn() throws {
    var count = 0
    for golden in GoldenTexts.shared.tokens {
      var tokenizer = Tokenizer(try golden.options.analysis())
      for (text, features) in zip(golden.texts, golden.features) {
        let own = try tokenizer.features(of: text)
        // Strings that look alike are equal in Swift, and are not the same here.
        #expect(own.map { Array($0.utf8) } == features.map { Array($0.utf8) }, "\(golden.options): \(text)")
        count += own.count
      }
    }
    #expect(count > 1000)
  }

  @Test func aFinalSigmaLooksAtItsWordOnly() throws {
    var tokenizer = Tokenizer(.words)
    #expect(try tokenizer.features(of: "ΟΔΥΣΣΕΥΣ ΣΑΣ ΑΣΒ") == ["οδυσσευς", "σας", "ασβ"])
  }

  @Test func aDottedCapitalIEndsAWord() throws {
    var tokenizer = Tokenizer(.words)
    #expect(try tokenizer.features(of: "aİstanbul") == ["ai", "stanbul"])
    var characters = Tokenizer(try TextAnalysis(unit: .characters))
    #expect(try characters.features(of: "İ") == ["i", "\u{307}"])
  }

  @Test func aBufferForgetsTheTextAhead() throws {
    var tokenizer = Tokenizer(.words)
    #expect(try tokenizer.features(of: "one two three") == ["one", "two", "three"])
    #expect(try tokenizer.features(of: "four") == ["four"])
    #expect(try tokenizer.features(of: "") == [])
  }

  /// Bytes, and the place of the first wrong one. A sigma looks at what follows it.
  static let wrongBytes: [([UInt8], Int)] = [
    ([0x61, 0x62, 0x80], 2), ([0xC3], 0), ([0x61, 0xC0, 0x80], 1), ([0xE0, 0x80, 0x80], 0),
    ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0),
    ([0x61, 0x20, 0xE2, 0x82], 2), ([0xC3, 0x28], 0), ([0x61, 0xCE, 0xA3, 0xFF, 0x61], 3),
  ]

  @Test(arguments: wrongBytes)
  func bytesThatAreNoUTF8AreToldWithTheirPlace(bytes: [UInt8], offset: Int) throws {
    let expected = TextError.invalidUTF8(document: nil, offset: offset, byte: bytes[offset])
    for unit in TextAnalysis.Unit.allCases {
      var tokenizer = Tokenizer(try TextAnalysis(unit: unit))
      #expect(throws: expected) { try tokenizer.read(bytes.span) }
      #expect(try tokenizer.features(of: "go on") == Tokenizer.all(of: "go on", unit))
    }
    var counts = ScriptCounts()
    #expect(throws: expected) { try counts.add(bytes.span) }
    #expect(expected.description.contains("byte \(offset)"))
  }

  @Test func settingsThatMeanNothingAreRefused() {
    #expect(throws: TextError.self) { try TextAnalysis(lengths: 0...1) }
    #expect(throws: TextError.self) { try TextAnalysis(lengths: 1...2_000_000) }
    #expect(throws: TextError.self) { try TextAnalysis(unit: .characters, stopWords: ["a"]) }
  }

  @Test func stopWordsAreToldApartByTheirBytes() throws {
    var tokenizer = Tokenizer(try TextAnalysis(stopWords: ["caf\u{e9}", "The"]))
    let features = try tokenizer.features(of: "The caf\u{e9} te\u{301}te")
    // The stop word "The" is not lower-cased, and so is none.
    #expect(features == ["the", "te", "te"])
  }
}

extension Tokenizer {
  fileprivate static func all(of text: String, _ unit: TextAnalysis.Unit) throws -> [String] {
    var tokenizer = Tokenizer(try TextAnalysis(unit: unit))
    return try tokenizer.features(of: text)
  }
}
