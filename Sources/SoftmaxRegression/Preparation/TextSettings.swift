// How a column of texts becomes features.

import SoftmaxText

/// How texts become features: scikit-learn's conventions and defaults.
///
///     var settings = TextSettings()
///     settings.lengths = 1...2
///     settings.minimumDocumentFrequency = .count(2)
///     let preparation = try Preparation(learnedOn: table, text: settings)
public struct TextSettings: Sendable, Hashable {
  /// What features are made of.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// Runs of at least two letters, digits and underscores.
    case words = "word"
    /// Characters; a run of white space is one space.
    case characters = "char"
    /// Characters of each piece between white space, with a space on both sides.
    case charactersInWords = "char_wb"
  }

  /// A number of texts, or a share of all.
  public enum Frequency: Sendable, Hashable {
    /// So many texts.
    case count(Int)
    /// A share from 0 to 1.
    case share(Double)
  }

  /// What counts become.
  public enum Weighting: String, Sendable, Hashable, CaseIterable {
    /// Counts times ln((1 + n) / (1 + d)) + 1, where d of n texts have the feature.
    case tfidf
    /// Counts.
    case counts
    /// 1 for whatever is there.
    case binary
  }

  /// What a row is divided by.
  public enum Norm: String, Sendable, Hashable, CaseIterable {
    /// The root of the sum of squares.
    case l2
    /// The sum of magnitudes.
    case l1
    /// Nothing.
    case none
  }

  /// What features are made of.
  public var unit = Unit.words
  /// How many units together are a feature: the least and the most.
  public var lengths = 1...1
  /// Whether texts are read in lower case.
  public var isLowerCased = true
  /// Words that are passed over.
  public var stopWords: [String] = []
  /// In how many texts a feature is at least, and at most.
  public var minimumDocumentFrequency = Frequency.count(1)
  /// In how many texts a feature is at most.
  public var maximumDocumentFrequency = Frequency.share(1)
  /// The most features: the most frequent ones; nil: all.
  public var maximumFeatures: Int?
  /// What counts become.
  public var weighting = Weighting.tfidf
  /// Whether a count c becomes 1 + ln c.
  public var isSublinear = false
  /// What a row is divided by.
  public var norm = Norm.l2
  /// Features are found by their hashes, in 2 to the power of so many columns; nil: a vocabulary is learned.
  public var hashBits: Int?

  /// scikit-learn's TfidfVectorizer.
  public init() {}

  /// What is wrong with them; nil where nothing is.
  package var problem: String? {
    do throws(TextError) {
      _ = try analysis
      _ = try limits
      if hashBits != nil { _ = try hashed }
      return nil
    } catch {
      return error.description
    }
  }

  /// How texts are cut.
  var analysis: TextAnalysis {
    get throws(TextError) {
      let unit: TextAnalysis.Unit =
        switch unit {
        case .words: .words
        case .characters: .characters
        case .charactersInWords: .charactersInWords
        }
      return try TextAnalysis(
        unit: unit, lengths: lengths, isLowerCased: isLowerCased, stopWords: stopWords)
    }
  }

  var limits: VocabularyLimits {
    get throws(TextError) {
      func frequency(_ own: Frequency) -> DocumentFrequency {
        switch own {
        case .count(let count): .count(count)
        case .share(let share): .share(share)
        }
      }
      return try VocabularyLimits(
        minimumDocumentFrequency: frequency(minimumDocumentFrequency),
        maximumDocumentFrequency: frequency(maximumDocumentFrequency), maximumFeatures: maximumFeatures)
    }
  }

  var weights: TermWeights {
    let norm: TermWeights.Norm =
      switch norm {
      case .l2: .l2
      case .l1: .l1
      case .none: .none
      }
    return TermWeights(
      isBinary: weighting == .binary, isSublinear: isSublinear,
      usesDocumentFrequencies: hashBits == nil && weighting == .tfidf, norm: norm)
  }

  /// The features by hashes.
  var hashed: TextFeatures {
    get throws(TextError) {
      guard let hashBits, (1...30).contains(hashBits) else {
        throw .badSettings("hashes of \(hashBits ?? 0) bits: from 1 to 30 are possible")
      }
      return try TextFeatures(analysis, weights, hashed: HashedColumns(count: 1 << hashBits))
    }
  }

  /// Learns how the texts of some rows become features.
  func features(learnedOn cells: TextCells, rows: [Int]) throws(TextError) -> TextFeatures {
    if hashBits != nil { return try hashed }
    var learner = VocabularyLearner(try analysis, weights: weights, limits: try limits)
    for row in rows {
      try cells.withText(of: row) { (text) throws(TextError) in try learner.add(text) }
    }
    return try learner.finish().features
  }
}
