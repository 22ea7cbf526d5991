// How a text is cut into features.

/// How a text is cut into features: into which units, and how many of them together are one feature.
package struct TextAnalysis: Sendable, Hashable {
  /// What n-grams are made of.
  package enum Unit: String, Sendable, Hashable, CaseIterable {
    /// Runs of at least two letters, digits and underscores, joined by a space.
    case words
    /// Characters; white space of several characters counts as one space.
    case characters
    /// Characters of each piece between white space, with a space on both sides. A piece that is shorter than the n-grams
    /// counts once, as a whole.
    case charactersInWords
  }

  /// What n-grams are made of.
  package let unit: Unit
  /// The least and the greatest number of units in an n-gram.
  package let lengths: ClosedRange<Int>
  /// Whether texts are read in lower case.
  package let isLowerCased: Bool
  /// Words that are passed over; a word is compared after it was put into lower case, its stop word as it is written.
  package let stopWords: WordList

  /// - Parameters:
  ///   - unit: What n-grams are made of.
  ///   - lengths: The least and the greatest number of units in an n-gram.
  ///   - isLowerCased: Whether texts are read in lower case.
  ///   - stopWords: Words that are passed over.
  /// - Throws: `TextError.badSettings` for an n-gram of nothing, and for stop words where units are characters.
  package init(
    unit: Unit = .words, lengths: ClosedRange<Int> = 1...1, isLowerCased: Bool = true,
    stopWords: [String] = []
  ) throws(TextError) {
    guard lengths.lowerBound >= 1, lengths.upperBound <= Self.longest else {
      throw .badSettings(
        "n-grams of \(lengths.lowerBound) to \(lengths.upperBound) units: at least 1 and at most \(Self.longest) are "
          + "possible")
    }
    guard stopWords.isEmpty || unit == .words else {
      throw .badSettings("stop words are for features made of words; leave them out, or make features of words")
    }
    self.unit = unit
    self.lengths = lengths
    self.isLowerCased = isLowerCased
    self.stopWords = try WordList(stopWords)
  }

  /// The longest n-gram.
  package static let longest = 1_000_000

  /// One lower-cased word a feature.
  package static let words = TextAnalysis()

  private init() {
    unit = .words
    lengths = 1...1
    isLowerCased = true
    stopWords = WordList()
  }
}
