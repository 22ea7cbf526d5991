// The flags that say how texts become features.

import ArgumentParser
import SoftmaxData
import SoftmaxRegression
import SoftmaxWorkflow

struct TermArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A table's columns of texts, listed as with --ignore. Their words become features (tf-idf); no other kind of feature "
        + "is made of them.", valueName: "columns"),
    transform: TableArguments.names)
  var text: [[String]] = []

  @Option(
    help: ArgumentHelp(
      "How many words together are a feature: 1, or 1-2 for single words and pairs (default: 1).",
      valueName: "range"),
    transform: TermArguments.range)
  var ngrams = TermRange(1...1)

  @Option(
    help: ArgumentHelp(
      "What features are made of: word, char, or char_wb for characters within words (default: word).",
      valueName: "name"),
    transform: WordArgument.word)
  var textUnit = TextSettings.Unit.words

  @Option(
    help: ArgumentHelp(
      "Keep words that are in at least so many texts: a number, or a share such as 0.01 (default: 1).",
      valueName: "number"),
    transform: { try TermArguments.frequency($0, flag: "--min-df") })
  var minDf = TextSettings.Frequency.count(1)

  @Option(
    help: ArgumentHelp(
      "Keep words that are in at most so many texts: a number, or a share such as 0.5 (default: 1.0, all texts).",
      valueName: "number"),
    transform: { try TermArguments.frequency($0, flag: "--max-df") })
  var maxDf = TextSettings.Frequency.share(1)

  @Option(help: ArgumentHelp("Keep the most frequent words only, so many.", valueName: "count"))
  var maxFeatures: Int?

  @Option(
    help: ArgumentHelp(
      "What counts of words become: tfidf, counts or binary (default: tfidf).", valueName: "name"),
    transform: WordArgument.word)
  var termWeights = TextSettings.Weighting.tfidf

  @Flag(help: "Take 1 + ln of each count.")
  var sublinear = false

  @Option(
    help: ArgumentHelp("What each text's row is divided by: l2, l1 or none (default: l2).", valueName: "name"),
    transform: WordArgument.word)
  var textNorm = TextSettings.Norm.l2

  @Option(
    help: ArgumentHelp(
      "Find features by hashes of so many bits, such as 20, in place of a vocabulary: the model then knows no words.",
      valueName: "bits"))
  var hashBits: Int?

  @Flag(help: "Tell capital letters from small ones.")
  var keepCase = false

  /// How words of this data become features.
  ///
  /// - Throws: `CommandFailure` where nothing says that there are texts.
  func settings(for data: DataReference) throws -> TextSettings {
    if text.isEmpty, data.format?.isTexts != true, let flag = firstUsed {
      throw CommandFailure(.usage, "\(flag) is for columns of texts: name them with --text COLUMN")
    }
    var settings = TextSettings()
    settings.lengths = ngrams.range
    settings.unit = textUnit
    settings.minimumDocumentFrequency = minDf
    settings.maximumDocumentFrequency = maxDf
    settings.maximumFeatures = maxFeatures
    settings.weighting = termWeights
    settings.isSublinear = sublinear
    settings.norm = textNorm
    settings.hashBits = hashBits
    settings.isLowerCased = !keepCase
    return settings
  }

  func validate() throws {
    if let maxFeatures, maxFeatures < 1 {
      throw ValidationError("--max-features is \(maxFeatures), expected a whole number from 1 on")
    }
    if let hashBits, !(1...30).contains(hashBits) {
      throw ValidationError("--hash-bits is \(hashBits), expected a whole number from 1 to 30")
    }
    if hashBits != nil, sublinear {
      throw ValidationError("--sublinear is for a vocabulary: leave it or --hash-bits out")
    }
  }

  /// The first flag that is not as it is by default.
  private var firstUsed: String? {
    let flags: [(Bool, String)] = [
      (ngrams.range != 1...1, "--ngrams"), (textUnit != .words, "--text-unit"),
      (minDf != .count(1), "--min-df"),
      (maxDf != .share(1), "--max-df"), (maxFeatures != nil, "--max-features"),
      (termWeights != .tfidf, "--term-weights"), (sublinear, "--sublinear"), (textNorm != .l2, "--text-norm"),
      (hashBits != nil, "--hash-bits"), (keepCase, "--keep-case"),
    ]
    return flags.first(where: \.0)?.1
  }

  static func range(_ text: String) throws -> TermRange {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let least = parts.first ?? nil
    let most = parts.last ?? nil
    guard (1...2).contains(parts.count), let least, let most, least >= 1, most >= least, most <= 100 else {
      throw ValidationError("--ngrams is '\(text)', expected a number or a range such as 1-2")
    }
    return TermRange(least...most)
  }

  /// A number with a point is a share, as in scikit-learn.
  static func frequency(_ text: String, flag: String) throws -> TextSettings.Frequency {
    if let count = Int(text), count >= 1 { return .count(count) }
    if text.contains("."), let share = Double(text), (0...1).contains(share) { return .share(share) }
    throw ValidationError(
      "\(flag) is '\(text)', expected a number of texts from 1 on, or a share with a point from 0.0 to 1.0")
  }
}

/// How many words together are a feature; of a type of its own, because the parser has one for ranges.
struct TermRange: Sendable, Hashable, CustomStringConvertible {
  let range: ClosedRange<Int>

  init(_ range: ClosedRange<Int>) { self.range = range }

  var description: String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
  }
}
